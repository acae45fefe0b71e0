import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { ClientError } from "../../ClientError.ts"
import { adapters } from "../adapters.ts"
import { type Endpoint, read } from "../request.ts"
import { lowerCamel, type WireIds } from "../wire.ts"
import { countIn, dateIn, idIn, isRow, type Row, rowIn, textIn } from "./fields.ts"
import type { LibraryAdapter } from "./LibraryAdapter.ts"
import type { LibraryEvent } from "./LibraryReads.ts"

/** As in `readHistory.ts`, and what says that there is less than before (arr-api §8). */
const words: ReadonlyMap<string, LibraryEvent["type"]> = new Map([
  ["grabbed", "grabbed"],
  ["downloadFolderImported", "imported"],
  ["downloadImported", "imported"],
  ["downloadFailed", "failed"],
  ["downloadIgnored", "ignored"],
  ["movieFileDeleted", "deleted"],
  ["episodeFileDeleted", "deleted"],
  ["trackFileDeleted", "deleted"],
  ["bookFileDeleted", "deleted"]
])

const idsOf = (row: Row): WireIds => ({
  movieId: idIn(row, "movieId"),
  seriesId: idIn(row, "seriesId"),
  seasonNumber: countIn(row, "seasonNumber"),
  episodeId: idIn(row, "episodeId"),
  episode: { seasonNumber: countIn(rowIn(row, "episode") ?? {}, "seasonNumber") },
  artistId: idIn(row, "artistId"),
  albumId: idIn(row, "albumId"),
  authorId: idIn(row, "authorId"),
  bookId: idIn(row, "bookId")
})

/** Of `data` these two members and no other: it holds download addresses with other people's keys. */
const grabOf = (row: Row): Pick<LibraryEvent, "indexer" | "source"> => {
  const data = rowIn(row, "data") ?? {}
  const source = textIn(data, "releaseSource")
  return { indexer: textIn(data, "indexer"), source: source === undefined ? undefined : lowerCamel(source) }
}

/** Oldest first; a row without id, type or date is counted and left out. Pure. */
export const libraryEventsOf = (
  endpoint: Pick<Endpoint, "kind">,
  adapter: Pick<LibraryAdapter, "containerIdOf">,
  rows: ReadonlyArray<unknown>
): { readonly events: ReadonlyArray<LibraryEvent>; readonly skipped: number } => {
  const events = rows.flatMap((row): ReadonlyArray<LibraryEvent> => {
    if (!isRow(row)) return []
    const id = idIn(row, "id")
    const word = textIn(row, "eventType")
    const at = dateIn(row, "date")
    if (id === undefined || word === undefined || at === undefined) return []
    const type = words.get(lowerCamel(word)) ?? "other"
    return [
      {
        id,
        type,
        at,
        hash: textIn(row, "downloadId")?.toLowerCase(),
        media: adapters[endpoint.kind].mediaOf(idsOf(row)),
        containerId: adapter.containerIdOf(row),
        title: textIn(row, "sourceTitle"),
        ...(type === "grabbed" ? grabOf(row) : { indexer: undefined, source: undefined })
      }
    ]
  })
  return { events: events.sort((a, b) => a.at - b.at || a.id - b.id), skipped: rows.length - events.length }
}

/** Events from `at` (epoch milliseconds) on. */
export const readEvents = (
  endpoint: Endpoint,
  adapter: LibraryAdapter,
  at: number
): Effect.Effect<ReadonlyArray<LibraryEvent>, ClientError> =>
  Effect.gen(function* () {
    const rows = yield* read(endpoint, "/history/since", Schema.Array(Schema.Unknown), [
      ["date", new Date(at).toISOString()],
      ...adapters[endpoint.kind].include
    ])
    const { events, skipped } = libraryEventsOf(endpoint, adapter, rows)
    if (skipped > 0) yield* Effect.logWarning(`${endpoint.name}: ${skipped} events of its history cannot be read`)
    return events
  })
