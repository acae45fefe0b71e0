import * as SqlClient from "@effect/sql/SqlClient"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { MediaRef } from "../clients/arr/MediaRef.ts"
import type { TorrentId } from "../clients/qbittorrent/TorrentId.ts"
import type { NewRemoval, Removal } from "./Removal.ts"
import { fromCause } from "./StoreFailure.ts"
import { WriteBehind } from "./WriteBehind.ts"

/** Journal of removals. Every change returns only when it is on disk. */
export interface RemovalJournalService {
  /** Writes the intents in one transaction. */
  readonly open: (intents: ReadonlyArray<NewRemoval>) => Effect.Effect<ReadonlyArray<Removal>>
  readonly advance: (
    key: number,
    change: Partial<Pick<Removal, "step" | "lastError" | "media" | "section" | "research">>
  ) => Effect.Effect<Removal>
  /** Neither done nor cancelled, oldest first. */
  readonly pending: Effect.Effect<ReadonlyArray<Removal>>
}

export class RemovalJournal extends Context.Tag("qbitrr/store/RemovalJournal")<
  RemovalJournal,
  RemovalJournalService
>() {}

interface RemovalRow {
  readonly removal_key: number | string
  readonly torrent_id: TorrentId
  readonly name: string
  readonly section: string | null
  readonly rule: string
  readonly reason: string
  readonly delete_files: number
  readonly keeps_torrent: number
  readonly blocklist: number
  readonly research: number
  readonly step: Removal["step"]
  readonly media_json: string
  readonly created_at: number | string
  readonly updated_at: number | string
  readonly last_error: string | null
}

const fromRow = (row: RemovalRow): Removal => {
  const media: ReadonlyArray<MediaRef> = JSON.parse(row.media_json)
  return {
    key: Number(row.removal_key),
    torrent: row.torrent_id,
    name: row.name,
    section: row.section ?? undefined,
    rule: row.rule,
    reason: row.reason,
    deleteFiles: row.delete_files === 1,
    keepsTorrent: row.keeps_torrent === 1,
    blocklist: row.blocklist === 1,
    research: row.research === 1,
    step: row.step,
    media,
    createdAt: Number(row.created_at),
    updatedAt: Number(row.updated_at),
    lastError: row.last_error ?? undefined
  }
}

const columnsOf = (removal: Omit<Removal, "key">) => ({
  torrent_id: removal.torrent,
  name: removal.name,
  section: removal.section ?? null,
  rule: removal.rule,
  reason: removal.reason,
  delete_files: removal.deleteFiles ? 1 : 0,
  keeps_torrent: removal.keepsTorrent ? 1 : 0,
  blocklist: removal.blocklist ? 1 : 0,
  research: removal.research ? 1 : 0,
  step: removal.step,
  media_json: JSON.stringify(removal.media),
  created_at: removal.createdAt,
  updated_at: removal.updatedAt,
  last_error: removal.lastError ?? null
})

/** Dies of `StoreFailure` when the database refuses or a key is unknown: nothing may be removed without its record. */
export const layer: Layer.Layer<RemovalJournal, never, SqlClient.SqlClient | WriteBehind> = Layer.effect(
  RemovalJournal,
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    const writer = yield* WriteBehind
    return {
      open: (intents) =>
        Effect.flatMap(Clock.currentTimeMillis, (now) =>
          writer.durable(
            `The intent to remove ${intents.map((intent) => intent.torrent).join(", ")}`,
            Effect.forEach(intents, (intent) => {
              const removal = { ...intent, updatedAt: now, lastError: undefined }
              return Effect.map(
                sql<RemovalRow>`INSERT INTO removals ${sql.insert(columnsOf(removal)).returning("*")}`,
                (rows) => rows.map(fromRow)
              )
            }).pipe(Effect.map((removals) => removals.flat()))
          )
        ),
      advance: (key, change) =>
        Effect.flatMap(Clock.currentTimeMillis, (now) =>
          writer.durable(
            `A step of removal ${key}`,
            Effect.gen(function* () {
              const found = yield* sql<RemovalRow>`SELECT * FROM removals WHERE removal_key = ${key}`
              const row = found[0]
              if (row === undefined) return yield* Effect.dieMessage(`there is no removal ${key}`)
              const removal: Removal = { ...fromRow(row), ...change, updatedAt: now }
              yield* sql`UPDATE removals SET ${sql.update(columnsOf(removal))} WHERE removal_key = ${key}`
              return removal
            })
          )
        ),
      pending: sql<RemovalRow>`SELECT * FROM removals WHERE step NOT IN ('done', 'cancelled')
        ORDER BY created_at, removal_key`.pipe(
        Effect.map((rows) => rows.map(fromRow)),
        Effect.catchAllCause((cause) => Effect.die(fromCause(cause)))
      )
    }
  })
)
