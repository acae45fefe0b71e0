import { Alert, Button, Group, Switch } from "@mantine/core"
import { useCallback, useState } from "react"
import { Link, useParams } from "wouter"
import type { ConfigDocument } from "../../../web/config/ConfigViews.ts"
import { useCell } from "../../live/Cell.ts"
import { configDocument, configSchema, type Edit, type Refusal } from "../../live/config.ts"
import { useResource } from "../../live/Resource.ts"
import { confirm } from "../../parts/confirm.tsx"
import { Empty } from "../../parts/Empty.tsx"
import { Failure } from "../../parts/Failure.tsx"
import { FilterField } from "../../parts/FilterField.tsx"
import { Icon } from "../../parts/Icon.tsx"
import { Waiting } from "../../parts/Loaded.tsx"
import { Page } from "../../parts/Page.tsx"
import { useFilters } from "../../parts/useFilters.ts"
import { count } from "../../parts/words.ts"
import { AddSection } from "./AddSection.tsx"
import { ConfigTabs } from "./ConfigTabs.tsx"
import { ConnectionTest } from "./ConnectionTest.tsx"
import { changesIn, type Draft, draft, editOf, forgetAll, keyOf, removeSection } from "./draft.ts"
import { KeyRow } from "./KeyRow.tsx"
import { Merge } from "./Merge.tsx"
import { PlanDialog } from "./PlanDialog.tsx"
import { grouped, keysFor, kindOf, type Schema, sectionsOf } from "./schema.ts"
import { warnWhile } from "./unsaved.ts"
import "./config.css"

/** A key belongs to a problem that names it, or a part of it. */
const problemAt = (refusal: Refusal | undefined, key: string): string | undefined =>
  refusal?._tag === "Invalid"
    ? refusal.problems.find((one) => one.key === key || one.key.startsWith(`${key}[`) || one.key.startsWith(`${key}.`))
        ?.message
    : undefined

const Keys = (props: {
  readonly schema: Schema
  readonly document: ConfigDocument
  readonly section: string
  readonly draft: Draft | undefined
  readonly refusal: Refusal | undefined
  readonly text: string
  readonly onlySet: boolean
}) => {
  const { document, onlySet, refusal, schema, section, text } = props
  const changes = props.draft?.changes ?? {}
  const wanted = text.toLowerCase()
  const keys = keysFor(schema, section).filter((key) => {
    const full = keyOf(section, key.path)
    if (onlySet && !(full in changes) && (document.origins[full]?.source ?? "default") === "default") return false
    return wanted === "" || key.path.toLowerCase().includes(wanted) || key.doc.toLowerCase().includes(wanted)
  })
  if (keys.length === 0) {
    return (
      <Empty icon="filter" title="No key is like that">
        Clear the filter to see all keys of {section}.
      </Empty>
    )
  }
  return grouped(keys).map((group) => (
    <section key={group.name} className="q-card q-keys-group" aria-label={group.name || section}>
      {group.name === "" ? null : <h2>{group.name}</h2>}
      {group.keys.map((key) => {
        const full = keyOf(section, key.path)
        return (
          <KeyRow
            key={full}
            name={key}
            section={section}
            document={document}
            changed={full in changes ? { value: changes[full] } : undefined}
            error={problemAt(refusal, full)}
          />
        )
      })}
    </section>
  ))
}

warnWhile(draft)

/** The config as forms: help and defaults beside every key, and what a change would do before it is saved. */
const ConfigPage = () => {
  const params = useParams<{ readonly section?: string }>()
  const filters = useFilters()
  const reading = useResource(configDocument)
  const schema = useResource(configSchema)
  const mine = useCell(draft)
  const [edit, setEdit] = useState<Edit>()
  const [refusal, setRefusal] = useState<Refusal>()
  const [added, setAdded] = useState<ReadonlyArray<string>>([])
  const onRefused = useCallback((why: Refusal) => {
    setEdit(undefined)
    setRefusal(why)
  }, [])
  const setText = useCallback((value: string) => filters.set("q", value), [filters])
  const error = reading.error ?? schema.error
  const section = params.section === undefined ? "Settings" : decodeURIComponent(params.section)
  const document = mine?.base ?? reading.data
  if (document === undefined || schema.data === undefined) {
    return (
      <Page title="Config">
        {error === undefined ? <Waiting lines={8} /> : <Failure error={error} retry={configDocument.refresh} />}
      </Page>
    )
  }
  const sections = sectionsOf(document, added)
  const newer = mine !== undefined && reading.data !== undefined && reading.data.revision !== mine.base.revision
  const current = refusal?._tag === "Stale" ? refusal.current : newer ? reading.data : undefined
  const isRemoved = mine !== undefined && mine.changes[section] === null
  const changed = Object.keys(mine?.changes ?? {}).length
  const remove = async () => {
    const yes = await confirm({
      title: `Remove ${section}?`,
      consequence: `Its processes stop once this is saved, and nothing of ${section} is handled any more. Downloads and libraries stay as they are. An earlier version of the file is kept.`,
      action: "Remove it from the draft",
      isDangerous: true
    })
    if (yes) removeSection(document, section)
  }
  return (
    <Page title="Config" windowTitle={`Config: ${section}`} about={document.file} actions={<ConfigTabs />}>
      {document.problems.length === 0 ? null : (
        <Alert color="red" variant="outline" icon={<Icon name="error" />} title="The file cannot be used as it is">
          What is shown is the last good config.
          <ul>
            {document.problems.map((one) => (
              <li key={`${one.key} ${one.message}`}>
                {one.line === null ? "" : `Line ${one.line}: `}
                {one.key} {one.message}
              </li>
            ))}
          </ul>
        </Alert>
      )}
      {mine === undefined || current === undefined || current.revision === mine.base.revision ? null : (
        <Merge draft={mine} current={current} onDone={() => setRefusal(undefined)} />
      )}
      {refusal === undefined || refusal._tag === "Stale" ? null : (
        <Alert
          color="red"
          variant="outline"
          role="alert"
          icon={<Icon name="error" />}
          title={refusal.text}
          withCloseButton
          closeButtonLabel="Close"
          onClose={() => setRefusal(undefined)}
        >
          {refusal._tag === "Invalid" && refusal.problems.length > 1 ? (
            <ul>
              {refusal.problems.map((one) => (
                <li key={`${one.key} ${one.message}`}>
                  {one.key}: {one.message}
                </li>
              ))}
            </ul>
          ) : (
            "Nothing was saved."
          )}
        </Alert>
      )}
      <div className="q-config">
        <nav aria-label="Sections" className="q-config-sections">
          {sections.map((name) => (
            <Link
              key={name}
              href={name === "Settings" ? "/config" : `/config/${encodeURIComponent(name)}`}
              className="q-nav"
              aria-current={name === section ? "page" : undefined}
            >
              {name}
              {changesIn(mine, name) === 0 ? null : (
                <span className="q-chip q-config-count">
                  {changesIn(mine, name)}
                  <span className="q-hidden"> unsaved</span>
                </span>
              )}
            </Link>
          ))}
          <AddSection known={sections} onAdd={(name) => setAdded([...added, name])} />
        </nav>
        <div className="q-config-keys">
          <div className="q-filters">
            <FilterField label={`Key of ${section}`} value={filters.get("q")} onChange={setText} />
            <Switch
              label="Only what is set"
              checked={filters.get("set") === "yes"}
              onChange={({ currentTarget }) => filters.set("set", currentTarget.checked ? "yes" : "")}
            />
            {kindOf(section) === "Settings" || kindOf(section) === "WebUI" ? null : (
              <ConnectionTest section={section} draft={mine} />
            )}
          </div>
          {isRemoved ? (
            <Empty icon="trash" title={`${section} is taken out once this is saved`} />
          ) : sections.includes(section) ? (
            <Keys
              schema={schema.data}
              document={document}
              section={section}
              draft={mine}
              refusal={refusal}
              text={filters.get("q")}
              onlySet={filters.get("set") === "yes"}
            />
          ) : (
            <Empty icon="help" title={`There is no section ${section}`} />
          )}
          {["Settings", "WebUI", "qBit"].includes(section) || isRemoved || !sections.includes(section) ? null : (
            <Group>
              <Button variant="default" h={44} leftSection={<Icon name="trash" />} onClick={() => void remove()}>
                Remove {section}
              </Button>
            </Group>
          )}
        </div>
      </div>
      {mine === undefined ? null : (
        <div className="q-savebar" role="status">
          <span>{count(changed, "unsaved change")}</span>
          <Button variant="default" h={44} onClick={forgetAll}>
            Discard
          </Button>
          <Button
            h={44}
            onClick={() => {
              setRefusal(undefined)
              setEdit(editOf(mine))
            }}
          >
            Review and save
          </Button>
        </div>
      )}
      <PlanDialog
        edit={edit}
        onClose={() => setEdit(undefined)}
        onRefused={onRefused}
        onSaved={() => {
          setEdit(undefined)
          setAdded([])
          forgetAll()
        }}
      />
    </Page>
  )
}

export default ConfigPage
