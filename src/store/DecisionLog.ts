import * as SqlClient from "@effect/sql/SqlClient"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as PubSub from "effect/PubSub"
import * as Stream from "effect/Stream"
import type { TorrentId } from "../clients/qbittorrent/TorrentId.ts"
import { storableJson, withoutSecrets } from "./storable.ts"
import { WriteBehind } from "./WriteBehind.ts"

/** One decision that acted, with the facts it saw and what came of it. `at` is epoch milliseconds. */
export interface DecisionRow {
  readonly at: number
  readonly section: string
  readonly torrent: TorrentId
  readonly name: string
  readonly rule: string
  readonly reason: string
  /** What was to be done, e.g. `remove (blocklist, search)`. */
  readonly action: string
  /** The facts the rule looked at, JSON-able. */
  readonly facts: Readonly<Record<string, unknown>>
  /** `done`, `dry run`, `deferred: …`, `failed: …`, `ignored`. */
  readonly result: string
}

/** Append-only log of decisions, written behind, kept for 90 days. */
export interface DecisionLogService {
  readonly record: (row: DecisionRow) => Effect.Effect<void>
  /** What is recorded from now on, as it was given: see `asRecorded`. */
  readonly changes: Stream.Stream<DecisionRow>
  /**
   * Newest first. `search`: a part of the name in any case, or the beginning of the hash. `action`: a part of what was to
   * be done. `since`: epoch milliseconds.
   */
  readonly recent: (filter: {
    readonly torrent?: TorrentId
    readonly search?: string
    readonly action?: string
    readonly since?: number
    readonly limit: number
  }) => Effect.Effect<ReadonlyArray<DecisionRow>>
}

export class DecisionLog extends Context.Tag("qbitrr/store/DecisionLog")<DecisionLog, DecisionLogService>() {}

interface DecisionColumns {
  readonly decided_at: number | string
  readonly section: string
  readonly torrent_id: TorrentId
  readonly name: string
  readonly rule: string
  readonly reason: string
  readonly action: string
  readonly facts_json: string
  readonly result: string
}

const fromColumns = (row: DecisionColumns): DecisionRow => ({
  at: Number(row.decided_at),
  section: row.section,
  torrent: row.torrent_id,
  name: row.name,
  rule: row.rule,
  reason: row.reason,
  action: row.action,
  facts: JSON.parse(row.facts_json),
  result: row.result
})

/** A row as `recent` will show it: without secrets, and with facts that are plain JSON. */
export const asRecorded = (row: DecisionRow): DecisionRow => ({
  ...row,
  reason: withoutSecrets(row.reason),
  result: withoutSecrets(row.result),
  facts: JSON.parse(storableJson(row.facts))
})

/** `recent` writes out what is queued before it reads; when reading fails it answers nothing, with a warning. */
export const layer: Layer.Layer<DecisionLog, never, SqlClient.SqlClient | WriteBehind> = Layer.effect(
  DecisionLog,
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    const writer = yield* WriteBehind
    const hub = yield* PubSub.unbounded<DecisionRow>()
    return {
      changes: Stream.fromPubSub(hub),
      record: (row) =>
        Effect.zipRight(
          hub.publish(row),
          writer.later(
            `the decision ${row.rule} on ${row.torrent}`,
            sql`INSERT INTO decisions ${sql.insert({
              decided_at: row.at,
              section: row.section,
              torrent_id: row.torrent,
              name: row.name,
              rule: row.rule,
              reason: withoutSecrets(row.reason),
              action: row.action,
              facts_json: storableJson(row.facts),
              result: withoutSecrets(row.result)
            })}`
          )
        ),
      recent: ({ action, limit, search, since, torrent }) => {
        const literally = (text: string) => text.replaceAll(/[\\%_]/g, "\\$&")
        const part = search === undefined ? undefined : literally(search.toLowerCase())
        const conditions = [
          ...(torrent === undefined ? [] : [sql`torrent_id = ${torrent}`]),
          ...(since === undefined ? [] : [sql`decided_at >= ${since}`]),
          ...(action === undefined ? [] : [sql`action LIKE ${`%${literally(action)}%`} ESCAPE '\\'`]),
          ...(part === undefined
            ? []
            : [sql`(lower(name) LIKE ${`%${part}%`} ESCAPE '\\' OR torrent_id LIKE ${`%/${part}%`} ESCAPE '\\')`])
        ]
        return writer.flush.pipe(
          Effect.zipRight(
            sql<DecisionColumns>`SELECT * FROM decisions WHERE ${sql.and(conditions)}
              ORDER BY decided_at DESC, decision_key DESC LIMIT ${limit}`
          ),
          Effect.map((rows) => rows.map(fromColumns)),
          Effect.catchAllCause((cause) => Effect.as(Effect.logWarning("The decision log cannot be read.", cause), []))
        )
      }
    }
  })
)
