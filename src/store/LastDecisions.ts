import * as SqlClient from "@effect/sql/SqlClient"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { TorrentId } from "../clients/qbittorrent/TorrentId.ts"
import { type Database, readAtStart } from "./Database.ts"
import type { DatabaseUnusable } from "./DatabaseUnusable.ts"
import { retention } from "./Retention.ts"
import { storableJson, withoutSecrets } from "./storable.ts"
import { WriteBehind } from "./WriteBehind.ts"

/** The newest decision about a torrent that did nothing. Times are epoch milliseconds. */
export interface LastDecision {
  readonly at: number
  readonly section: string
  readonly name: string
  readonly rule: string
  readonly reason: string
  /** When the answer may change by itself; undefined = only when something else changes. */
  readonly again: number | undefined
}

/** `facts`: what the rule saw, JSON-able; asked for only when somebody wants to know, so it must hold on to little. */
export interface NotedDecision extends LastDecision {
  readonly facts: () => Readonly<Record<string, unknown>>
}

/** The last decision of each torrent that did nothing; those that acted are in the `DecisionLog`. */
export interface LastDecisionsService {
  /** Cheap: the newest is kept in memory, and written behind when the rule is another one or the stored row is old. */
  readonly note: (id: TorrentId, decision: NotedDecision) => void
  readonly get: (id: TorrentId) => LastDecision | undefined
  /** What the rule saw; empty for a torrent that was never noted. */
  readonly facts: (id: TorrentId) => Effect.Effect<Readonly<Record<string, unknown>>>
  readonly forget: (id: TorrentId) => Effect.Effect<void>
}

export class LastDecisions extends Context.Tag("qbitrr/store/LastDecisions")<LastDecisions, LastDecisionsService>() {}

/** The stored row of an unchanged rule is written again after this time. Milliseconds. */
export const rewriteAfter = 600_000

/** How long what is to be written waits for more. */
const flushEvery = Duration.millis(500)

/** Rows of one look: a start with ten thousand torrents must not fill the writer's queue, nor keep others waiting. */
const perFlush = 100

/** Rows of one statement. Always as many, so that few statements are ever prepared; the rest goes one by one. */
const perStatement = 50

interface Known {
  readonly decision: LastDecision
  /** Undefined when they are only in the database. */
  readonly facts: NotedDecision["facts"] | undefined
  /** The row in the database, as far as it was handed to the writer. */
  readonly stored: { readonly at: number; readonly rule: string } | undefined
}

interface Row {
  readonly torrent_id: TorrentId
  readonly decided_at: number | string
  readonly section: string
  readonly name: string
  readonly rule: string
  readonly reason: string
  readonly again_at: number | string | null
}

const fromRow = (row: Row): Known => ({
  decision: {
    at: Number(row.decided_at),
    section: row.section,
    name: row.name,
    rule: row.rule,
    reason: row.reason,
    again: row.again_at === null ? undefined : Number(row.again_at)
  },
  facts: undefined,
  stored: { at: Number(row.decided_at), rule: row.rule }
})

const toRow = (id: TorrentId, { decision, facts }: Known) => ({
  torrent_id: id,
  decided_at: decision.at,
  section: decision.section,
  name: decision.name,
  rule: decision.rule,
  reason: withoutSecrets(decision.reason),
  again_at: decision.again ?? null,
  facts_json: storableJson(facts?.() ?? {})
})

const make = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const writer = yield* WriteBehind
  const rows = yield* readAtStart(
    "The last decisions",
    sql<Row>`SELECT torrent_id, decided_at, section, name, rule, reason, again_at FROM last_decisions`
  )
  const known = new Map(rows.map((row) => [row.torrent_id, fromRow(row)]))
  const dirty = new Set<TorrentId>()
  const work = yield* Effect.makeLatch(false)

  const write = (rows: ReadonlyArray<ReturnType<typeof toRow>>) =>
    sql`INSERT INTO last_decisions ${sql.insert(rows)} ON CONFLICT (torrent_id) DO UPDATE SET
      decided_at = excluded.decided_at, section = excluded.section, name = excluded.name, rule = excluded.rule,
      reason = excluded.reason, again_at = excluded.again_at, facts_json = excluded.facts_json`

  /** Takes up to `most` of what is to be written, oldest first. */
  const take = (most: number): ReadonlyArray<ReturnType<typeof toRow>> => {
    const taken: Array<ReturnType<typeof toRow>> = []
    for (const id of dirty) {
      if (taken.length >= most) break
      dirty.delete(id)
      const found = known.get(id)
      if (found === undefined) continue
      taken.push(toRow(id, found))
      known.set(id, { ...found, stored: { at: found.decision.at, rule: found.decision.rule } })
    }
    return taken
  }

  const later = (label: string, rows: ReadonlyArray<ReturnType<typeof toRow>>, key?: string) =>
    Effect.onInterrupt(writer.later(label, write(rows), key), () =>
      Effect.sync(() => {
        for (const row of rows) dirty.add(row.torrent_id)
      })
    )

  const flush = (most: number) =>
    Effect.gen(function* () {
      for (let left = Math.min(most, dirty.size); left > 0; left -= perStatement) {
        const rows = take(Math.min(left, perStatement))
        if (rows.length === perStatement) yield* later("last decisions", rows)
        else
          yield* Effect.forEach(
            rows,
            (row) => later(`the last decision on ${row.torrent_id}`, [row], `last ${row.torrent_id}`),
            { discard: true }
          )
      }
    })

  const prune = Effect.map(Clock.currentTimeMillis, (now) => {
    const before = now - Duration.toMillis(retention)
    for (const [id, { decision }] of known) if (decision.at < before) known.delete(id)
  })

  // While the disk refuses, the writer's queue may be full: the end does not wait for it.
  yield* Effect.addFinalizer(() =>
    Effect.asVoid(Effect.timeoutOption(Effect.interruptible(flush(Number.POSITIVE_INFINITY)), "2 seconds"))
  )
  const round = Effect.gen(function* () {
    yield* work.await
    yield* Effect.sleep(flushEvery)
    yield* flush(perFlush)
    if (dirty.size === 0) yield* work.close
  })
  yield* Effect.forkScoped(Effect.forever(round))
  yield* Effect.forkScoped(Effect.forever(Effect.zipRight(Effect.sleep("1 day"), prune)))

  return LastDecisions.of({
    note: (id, { facts, ...decision }) => {
      const stored = known.get(id)?.stored
      known.set(id, { decision, facts, stored })
      if (stored === undefined || stored.rule !== decision.rule || decision.at - stored.at >= rewriteAfter) {
        dirty.add(id)
        work.unsafeOpen()
      }
    },
    get: (id) => known.get(id)?.decision,
    facts: (id) =>
      Effect.suspend(() => {
        const held = known.get(id)?.facts
        if (held !== undefined) return Effect.succeed(held())
        return writer.flush.pipe(
          Effect.zipRight(
            sql<{ readonly facts_json: string }>`SELECT facts_json FROM last_decisions WHERE torrent_id = ${id}`
          ),
          Effect.map((found): Readonly<Record<string, unknown>> => JSON.parse(found[0]?.facts_json ?? "{}")),
          Effect.catchAllCause((cause) =>
            Effect.as(Effect.logWarning(`What was last seen of torrent ${id} cannot be read.`, cause), {})
          )
        )
      }),
    forget: (id) =>
      Effect.suspend(() => {
        dirty.delete(id)
        return known.delete(id)
          ? writer.later(
              `that the last decision on ${id} is forgotten`,
              sql`DELETE FROM last_decisions WHERE torrent_id = ${id}`,
              `last ${id}`
            )
          : Effect.void
      })
  })
})

/** Reads all rows at start, without their facts; what is not yet written is, when the layer is released. */
export const layer: Layer.Layer<LastDecisions, DatabaseUnusable, Database | SqlClient.SqlClient | WriteBehind> =
  Layer.scoped(LastDecisions, make)
