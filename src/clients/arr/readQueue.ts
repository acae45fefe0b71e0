import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { ClientError } from "../ClientError.ts"
import type { ArrAdapter } from "./ArrAdapter.ts"
import { adapters } from "./adapters.ts"
import { allPages } from "./pages.ts"
import type { QueueRecord, QueueSnapshot } from "./QueueRecord.ts"
import type { Endpoint } from "./request.ts"
import { lowerCamel, QueueRow, readRows } from "./wire.ts"

const readQueueRows = readRows(QueueRow)

const wordOf = (word: string | null | undefined): string | undefined =>
  word === null || word === undefined ? undefined : lowerCamel(word)

const recordOf = (adapter: ArrAdapter, row: typeof QueueRow.Type): QueueRecord => ({
  id: row.id,
  hash: row.downloadId?.toLowerCase() || undefined,
  media: adapter.mediaOf(row),
  title: row.title ?? "",
  status: wordOf(row.status) ?? "unknown",
  trackedStatus: wordOf(row.trackedDownloadStatus),
  trackedState: wordOf(row.trackedDownloadState),
  messages: (row.statusMessages ?? []).map(({ messages, title }) => ({ title: title ?? "", messages: messages ?? [] })),
  errorMessage: row.errorMessage ?? undefined,
  outputPath: row.outputPath ?? undefined,
  customFormatScore: row.customFormatScore ?? undefined
})

/** Rows of all pages as one picture. A row that two pages show counts once; rows of a download are in order of id. Pure. */
export const snapshotOf = (adapter: ArrAdapter, rows: ReadonlyArray<unknown>, at: number): QueueSnapshot => {
  const read = readQueueRows(rows)
  const unique = new Map(read.rows.map((row) => [row.id, recordOf(adapter, row)]))
  const byHash = new Map<string, Array<QueueRecord>>()
  const pending: Array<QueueRecord> = []
  for (const record of [...unique.values()].sort((a, b) => a.id - b.id)) {
    if (record.hash === undefined) {
      pending.push(record)
      continue
    }
    const rows = byHash.get(record.hash)
    if (rows === undefined) byHash.set(record.hash, [record])
    else rows.push(record)
  }
  return { at, byHash, pending, skipped: read.skipped }
}

/** The whole queue, unknown items included. `at` is when it was asked for: nothing in it is older than that. */
export const readQueue = (endpoint: Endpoint): Effect.Effect<QueueSnapshot, ClientError> =>
  Effect.gen(function* () {
    const adapter = adapters[endpoint.kind]
    const at = yield* Clock.currentTimeMillis
    const rows = yield* allPages(endpoint, "/queue", [[adapter.includeUnknown, "true"], ...adapter.include])
    return snapshotOf(adapter, rows, at)
  })
