import * as Schema from "effect/Schema"
import { withoutSecrets } from "../storable.ts"
import type { Grab, NewSearch, Search, SearchPatch, Yield } from "./SearchLog.ts"
import { type Count, optionalNumber, perhaps, reader, TargetJson } from "./stored.ts"

/** A row of `searches`. */
export interface SearchRow {
  readonly search_key: Count
  readonly section: string
  readonly reason: Search["reason"]
  readonly target_json: string
  readonly items_json: string
  readonly title: string
  readonly sent_at: Count
  readonly state: Search["state"]
  readonly command_id: Count | null
  readonly message: string | null
  readonly ended_at: Count | null
  readonly grabs_json: string
}

export interface YieldRow {
  readonly section: string
  readonly reason: Search["reason"]
  readonly searches: Count
  readonly failed: Count
  readonly grabbed: Count
  readonly imported: Count
}

const readTarget = reader(TargetJson)
const readItems = reader(Schema.Array(Schema.Number))
const readGrabs = reader(
  Schema.Array(
    Schema.Struct({
      at: Schema.Number,
      hash: perhaps(Schema.String),
      title: Schema.String,
      indexer: perhaps(Schema.String),
      importedAt: perhaps(Schema.Number),
      failedAt: perhaps(Schema.Number)
    })
  )
)

/** Undefined when its JSON is not ours. */
export const fromRow = (row: SearchRow): Search | undefined => {
  const target = readTarget(row.target_json)
  const items = readItems(row.items_json)
  const grabs = readGrabs(row.grabs_json)
  if (target === undefined || items === undefined || grabs === undefined) return undefined
  return {
    key: Number(row.search_key),
    section: row.section,
    reason: row.reason,
    target,
    items,
    title: row.title,
    sentAt: Number(row.sent_at),
    state: row.state,
    commandId: optionalNumber(row.command_id),
    message: row.message ?? undefined,
    endedAt: optionalNumber(row.ended_at),
    grabs
  }
}

const grabColumns = (grabs: ReadonlyArray<Grab>) => ({
  grabs_json: JSON.stringify(grabs),
  grabbed: grabs.length > 0 ? 1 : 0,
  imported: grabs.some((grab) => grab.importedAt !== undefined) ? 1 : 0
})

/** The row of a search that is about to be sent. */
export const columnsOf = (search: NewSearch) => ({
  section: search.section,
  reason: search.reason,
  target_json: JSON.stringify(search.target),
  items_json: JSON.stringify(search.items),
  title: search.title,
  sent_at: search.sentAt,
  state: "sending",
  command_id: null,
  message: null,
  ended_at: null,
  ...grabColumns([])
})

/** Indexers put passkeys into what they answer, and releases are named by strangers. */
export const cleaned = (patch: SearchPatch): SearchPatch => ({
  ...patch,
  ...(patch.message === undefined ? {} : { message: withoutSecrets(patch.message) }),
  ...(patch.grabs === undefined
    ? {}
    : {
        grabs: patch.grabs.map((grab) => ({
          ...grab,
          title: withoutSecrets(grab.title),
          indexer: grab.indexer === undefined ? undefined : withoutSecrets(grab.indexer)
        }))
      })
})

/** Only the columns that change: what somebody else writes meanwhile stays. */
export const changesOf = (patch: SearchPatch): Record<string, string | number | null> => ({
  ...(patch.state === undefined ? {} : { state: patch.state }),
  ...("commandId" in patch ? { command_id: patch.commandId ?? null } : {}),
  ...("message" in patch ? { message: patch.message ?? null } : {}),
  ...("endedAt" in patch ? { ended_at: patch.endedAt ?? null } : {}),
  ...(patch.grabs === undefined ? {} : grabColumns(patch.grabs))
})

export const toYield = (row: YieldRow): Yield => ({
  section: row.section,
  reason: row.reason,
  searches: Number(row.searches),
  failed: Number(row.failed),
  grabbed: Number(row.grabbed),
  imported: Number(row.imported)
})
