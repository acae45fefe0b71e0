import { Button, Group, TextInput } from "@mantine/core"
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "react"
import { useLocation, useParams } from "wouter"
import { address } from "../../live/base.ts"
import { useCell } from "../../live/Cell.ts"
import { link } from "../../live/link.ts"
import { levels, logList, setLevel } from "../../live/logs.ts"
import { useResource } from "../../live/Resource.ts"
import { Choice } from "../../parts/Choice.tsx"
import { Failure } from "../../parts/Failure.tsx"
import { FilterField } from "../../parts/FilterField.tsx"
import { Icon } from "../../parts/Icon.tsx"
import { Page } from "../../parts/Page.tsx"
import { report } from "../../parts/toasts.tsx"
import { useFilters } from "../../parts/useFilters.ts"
import { bytes } from "../../parts/words.ts"
import { LogLines } from "./LogLines.tsx"
import { useLog } from "./useLog.ts"
import "./logs.css"

/** So near to the end one is still "at the end", pixels. */
const near = 40

const isoOf = (local: string): string => {
  const at = Date.parse(local)
  return Number.isNaN(at) ? "" : new Date(at).toISOString()
}

/** The text itself, as it is written. */
const LogsPage = () => {
  const params = useParams<{ readonly name?: string }>()
  const [, navigate] = useLocation()
  const name = params.name === undefined ? "Main.log" : decodeURIComponent(params.name)
  const filters = useFilters()
  const files = useResource(logList).data
  const at = filters.get("at")
  const view = useLog(name, { level: filters.get("level"), q: filters.get("q") }, at === "" ? "" : isoOf(at))
  const { state } = useCell(link)
  const box = useRef<HTMLDivElement>(null)
  const [isFollowing, setFollowing] = useState(at === "")
  const setText = useCallback((value: string) => filters.set("q", value), [filters])
  const { entries } = view
  const last = entries.at(-1)?.key

  useLayoutEffect(() => {
    const place = box.current
    if (isFollowing && place !== null && last !== undefined) place.scrollTop = place.scrollHeight
  }, [last, isFollowing])

  useEffect(() => setFollowing(at === ""), [at])

  useEffect(() => {
    // Scrolled by keyboard, too.
    if (box.current !== null) box.current.tabIndex = 0
  }, [])

  const goToEnd = () => {
    filters.set("at", "")
    setFollowing(true)
    const place = box.current
    if (place !== null) place.scrollTop = place.scrollHeight
  }

  return (
    <Page
      title="Logs"
      windowTitle={name}
      about={
        at === ""
          ? state === "live"
            ? "Lines appear as they are written."
            : "The end of the file."
          : "From the chosen time on."
      }
      actions={
        <>
          {files === undefined ? null : (
            <Choice
              label="What is logged"
              all={`Level: ${files.level}`}
              options={levels.filter((level) => level !== files.level)}
              value=""
              onChange={(level) =>
                void report(`From now on, ${level} and worse is logged, until the config names another level.`, () =>
                  setLevel(level)
                )
              }
            />
          )}
          <Button
            component="a"
            variant="default"
            h={42}
            leftSection={<Icon name="torrents" />}
            href={address(`/api/logs/${encodeURIComponent(name)}/download`)}
            download={name}
          >
            Download
          </Button>
        </>
      }
    >
      <search className="q-filters">
        <FilterField label="Text" value={filters.get("q")} onChange={setText} />
        <Choice
          label="Level"
          all="Every level"
          options={levels.slice(1).map((level) => ({ value: level, label: `${level} and worse` }))}
          value={filters.get("level")}
          onChange={(value) => filters.set("level", value)}
        />
        <Choice
          label="File"
          all="Main.log"
          options={(files?.logs ?? [])
            .filter((file) => file.name !== "Main.log")
            .map((file) => ({ value: file.name, label: `${file.name} (${bytes(file.size)})` }))}
          value={name === "Main.log" ? "" : name}
          onChange={(file) => navigate(file === "" ? "/logs" : `/logs/${encodeURIComponent(file)}`)}
        />
        <TextInput
          type="datetime-local"
          step={1}
          size="md"
          aria-label="From this time on"
          value={at}
          onChange={(event) => filters.set("at", event.currentTarget.value)}
        />
      </search>
      {view.error === undefined ? null : <Failure error={view.error} retry={view.newest} />}
      <div className="q-logframe">
        <div
          ref={box}
          className="q-log"
          role="log"
          aria-live="off"
          aria-label={`Entries of ${name}`}
          onScroll={({ currentTarget: place }) =>
            setFollowing(at === "" && place.scrollHeight - place.scrollTop - place.clientHeight < near)
          }
        >
          {view.hasOlder ? (
            <Group justify="center" p="xs">
              <Button variant="subtle" h={44} loading={view.isLoading} onClick={view.older}>
                Older entries
              </Button>
            </Group>
          ) : null}
          <LogLines entries={entries} isLoading={view.isLoading} isFiltered={filters.any} />
        </div>
        {isFollowing ? null : (
          <Button className="q-log-end" h={44} leftSection={<Icon name="down" />} onClick={goToEnd}>
            To the newest
          </Button>
        )}
      </div>
    </Page>
  )
}

export default LogsPage
