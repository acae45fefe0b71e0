import { Button } from "@mantine/core"
import { useCallback, useId, useState } from "react"
import { readiness, torrentLists } from "../../live/feeds.ts"
import { processList } from "../../live/processes.ts"
import { useResource } from "../../live/Resource.ts"
import { Choice } from "../../parts/Choice.tsx"
import { FilterField } from "../../parts/FilterField.tsx"
import { Icon } from "../../parts/Icon.tsx"
import { Page } from "../../parts/Page.tsx"
import { number } from "../../parts/words.ts"
import { type Filter, useListQuery } from "./query.ts"
import { rules } from "./rules.ts"
import { TagField } from "./TagField.tsx"
import { TorrentTable } from "./TorrentTable.tsx"
import { states } from "./torrentWords.ts"
import "./torrents.css"

const isSet = (value: string): boolean => value !== ""

const waiting = torrentLists.at("/api/torrents?attention=true&limit=1")

/** Every torrent of every qBittorrent, and what was last decided about it. */
const TorrentsPage = () => {
  const list = useListQuery()
  const { clear, isFiltered, query, set } = list
  const processes = useResource(processList).data?.processes ?? []
  const dependencies = useResource(readiness).data?.dependencies ?? []
  const waits = useResource(waiting).data?.total ?? 0
  const instances = dependencies.filter(({ kind }) => kind === "qbittorrent").map(({ name }) => name)
  const sections = processes.filter(({ role }) => role === "manager").map(({ name }) => name)
  const setText = useCallback((value: string) => set("q", value), [set])
  const setTag = useCallback((value: string) => set("tag", value), [set])
  const choice = (name: Filter) => ({ value: query[name], onChange: (value: string) => set(name, value) })
  // Only a phone folds them; those that are set are never out of sight at first.
  const [isOpen, setOpen] = useState([query.section, query.state, query.rule, query.tag, query.instance].some(isSet))
  const more = useId()
  const isAttention = query.attention === "true"
  return (
    <Page title="Torrents" about="What happens to each download, and why.">
      <search className="q-filters">
        <FilterField label="Name or hash" value={query.q} onChange={setText} />
        <Button
          variant={isAttention ? "filled" : "default"}
          h={42}
          aria-pressed={isAttention}
          leftSection={<Icon name="warning" />}
          rightSection={waits === 0 ? null : <span className="q-steady">{number(waits)}</span>}
          onClick={() => set("attention", isAttention ? "" : "true")}
        >
          Needs attention
        </Button>
        <Button
          className="q-filters-toggle"
          variant="default"
          h={42}
          aria-expanded={isOpen}
          aria-controls={more}
          leftSection={<Icon name="filter" />}
          onClick={() => setOpen(!isOpen)}
        >
          Filters
        </Button>
        <div id={more} className="q-filters-more" data-open={isOpen}>
          <Choice label="Section" all="Every section" options={[...sections, ...instances]} {...choice("section")} />
          <Choice label="State" all="Every state" options={states} {...choice("state")} />
          <Choice label="Rule" all="Every rule" options={rules} {...choice("rule")} />
          <TagField value={query.tag} onChange={setTag} />
          {instances.length < 2 && query.instance === "" ? null : (
            <Choice label="qBittorrent" all="Every qBittorrent" options={instances} {...choice("instance")} />
          )}
        </div>
        {isFiltered ? (
          <Button variant="subtle" h={42} onClick={clear}>
            Clear filters
          </Button>
        ) : null}
      </search>
      <TorrentTable list={list} />
    </Page>
  )
}

export default TorrentsPage
