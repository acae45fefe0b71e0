import * as Effect from "effect/Effect"
import type { ClientError } from "../ClientError.ts"
import type { ArrAdapter } from "./ArrAdapter.ts"
import type { HistoryEvent } from "./ArrClient.ts"
import { adapters } from "./adapters.ts"
import { allPages } from "./pages.ts"
import type { Endpoint } from "./request.ts"
import { HistoryRow, lowerCamel, readRows, timeOf } from "./wire.ts"

/**
 * The four vocabularies in shared words (arr-api §8). Lidarr and Readarr import file by file and say `downloadImported`
 * when the download as a whole is done; a file alone confirms nothing.
 */
const words: Readonly<Record<string, HistoryEvent["type"]>> = {
  grabbed: "grabbed",
  downloadFolderImported: "imported",
  downloadImported: "imported",
  downloadFailed: "failed",
  downloadIgnored: "ignored"
}

const readHistoryRows = readRows(HistoryRow)

/** Events of answers that can be read, newest first; with how many cannot be read. Pure. */
export const eventsOf = (
  adapter: ArrAdapter,
  records: ReadonlyArray<unknown>
): { readonly events: ReadonlyArray<HistoryEvent>; readonly skipped: number } => {
  const { rows } = readHistoryRows(records)
  const events = rows.flatMap((row): ReadonlyArray<HistoryEvent> => {
    const at = timeOf(row.date)
    if (at === undefined) return []
    const hash = row.downloadId?.toLowerCase() || undefined
    return [{ id: row.id, type: words[lowerCamel(row.eventType)] ?? "other", at, hash, media: adapter.mediaOf(row) }]
  })
  return { events: events.sort((a, b) => b.at - a.at || b.id - a.id), skipped: records.length - events.length }
}

/** Events of one download, newest first. The Arrs keep hashes in upper case and compare them exactly. */
export const readHistory = (
  endpoint: Endpoint,
  hash: string
): Effect.Effect<ReadonlyArray<HistoryEvent>, ClientError> =>
  Effect.gen(function* () {
    const adapter = adapters[endpoint.kind]
    const records = yield* allPages(endpoint, "/history", [
      ["sortKey", "date"],
      ["sortDirection", "descending"],
      ["downloadId", hash.toUpperCase()],
      ...adapter.include
    ])
    const { events, skipped } = eventsOf(adapter, records)
    if (skipped > 0) yield* Effect.logWarning(`${endpoint.name}: ${skipped} events of its history cannot be read`)
    const wanted = hash.toLowerCase()
    return events.filter((event) => event.hash === wanted)
  })
