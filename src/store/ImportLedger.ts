import * as SqlClient from "@effect/sql/SqlClient"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { TorrentId } from "../clients/qbittorrent/TorrentId.ts"
import { type Database, readAtStart } from "./Database.ts"
import type { DatabaseUnusable } from "./DatabaseUnusable.ts"
import type { ImportEntry } from "./ImportEntry.ts"
import { WriteBehind } from "./WriteBehind.ts"

/** Import ledger. `put` returns only when the row is on disk. */
export interface ImportLedgerService {
  readonly get: (section: string, id: TorrentId) => ImportEntry | undefined
  readonly put: (entry: ImportEntry) => Effect.Effect<void>
  readonly forget: (section: string, id: TorrentId) => Effect.Effect<void>
}

export class ImportLedger extends Context.Tag("qbitrr/store/ImportLedger")<ImportLedger, ImportLedgerService>() {}

/** Columns as the drivers answer them: PostgreSQL gives `bigint` as text. */
interface LedgerRow {
  readonly section: string
  readonly torrent_id: TorrentId
  readonly state: ImportEntry["state"]
  readonly since: number | string
  readonly command_id: number | string | null
  readonly reason: string | null
}

const fromRow = (row: LedgerRow): ImportEntry => ({
  id: row.torrent_id,
  section: row.section,
  state: row.state,
  since: Number(row.since),
  commandId: row.command_id === null ? undefined : Number(row.command_id),
  reason: row.reason ?? undefined
})

const keyOf = (section: string, id: TorrentId): string => `${section}\n${id}`

/** Reads all rows at start; `get` then answers from memory, and only what is on disk. */
export const layer: Layer.Layer<ImportLedger, DatabaseUnusable, Database | SqlClient.SqlClient | WriteBehind> =
  Layer.effect(
    ImportLedger,
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const writer = yield* WriteBehind
      const rows = yield* readAtStart(
        "The import ledger",
        sql<LedgerRow>`SELECT section, torrent_id, state, since, command_id, reason FROM import_ledger`
      )
      const entries = new Map(rows.map((row) => [keyOf(row.section, row.torrent_id), fromRow(row)]))
      return {
        get: (section, id) => entries.get(keyOf(section, id)),
        put: (entry) => {
          const write = sql`INSERT INTO import_ledger ${sql.insert({
            section: entry.section,
            torrent_id: entry.id,
            state: entry.state,
            since: entry.since,
            command_id: entry.commandId ?? null,
            reason: entry.reason ?? null
          })} ON CONFLICT (section, torrent_id) DO UPDATE SET state = excluded.state, since = excluded.since,
            command_id = excluded.command_id, reason = excluded.reason`
          return writer
            .durable(`The import of ${entry.id} for ${entry.section}`, write)
            .pipe(
              Effect.zipRight(Effect.sync(() => entries.set(keyOf(entry.section, entry.id), entry))),
              Effect.asVoid,
              Effect.uninterruptible
            )
        },
        forget: (section, id) => {
          const write = sql`DELETE FROM import_ledger WHERE section = ${section} AND torrent_id = ${id}`
          return writer
            .durable(`That the import of ${id} for ${section} is forgotten`, write)
            .pipe(
              Effect.zipRight(Effect.sync(() => entries.delete(keyOf(section, id)))),
              Effect.asVoid,
              Effect.uninterruptible
            )
        }
      }
    })
  )
