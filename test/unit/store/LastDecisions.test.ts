import { join } from "node:path"
import * as SqlClient from "@effect/sql/SqlClient"
import { assert, describe, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/TestClock"
import { LastDecisions, type NotedDecision, rewriteAfter } from "../../../src/store/LastDecisions.ts"
import { retention } from "../../../src/store/Retention.ts"
import { WriteBehind } from "../../../src/store/WriteBehind.ts"
import { folder, id, store } from "./support.ts"

const newFile = Effect.map(folder, (path) => join(path, "qbitrr.db"))

const decision = (change: Partial<NotedDecision> = {}): NotedDecision => ({
  at: 1_000,
  section: "Radarr",
  name: "Some.Movie.2024",
  rule: "stalled",
  reason: "stalled for 3 of 15 minutes",
  again: 5_000,
  facts: () => ({ state: "stalledDL" }),
  ...change
})

const { facts: _, ...told } = decision()

/** The row of the first torrent once everything queued is written. */
const storedAt = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* TestClock.adjust("6 seconds")
  yield* Effect.flatMap(WriteBehind, ({ flush }) => flush)
  const rows = yield* sql<{ decided_at: number }>`SELECT decided_at FROM last_decisions WHERE torrent_id = ${id(1)}`
  return rows[0]?.decided_at
})

describe("the last decisions that did nothing", () => {
  it.scoped("are there at once and after a restart, with what the rule saw", () =>
    Effect.gen(function* () {
      const file = yield* newFile
      yield* Effect.gen(function* () {
        const last = yield* LastDecisions
        last.note(id(1), decision())
        last.note(id(2), decision({ again: undefined, name: "a 'quoted' name" }))
        assert.deepStrictEqual(last.get(id(1)), told)
        assert.deepStrictEqual(yield* last.facts(id(1)), { state: "stalledDL" })
        assert.isUndefined(last.get(id(3)))
        assert.deepStrictEqual(yield* last.facts(id(3)), {})
      }).pipe(Effect.provide(store(file)))
      yield* Effect.gen(function* () {
        const last = yield* LastDecisions
        assert.deepStrictEqual(last.get(id(1)), told)
        assert.deepStrictEqual(last.get(id(2)), { ...told, again: undefined, name: "a 'quoted' name" })
        assert.deepStrictEqual(yield* last.facts(id(1)), { state: "stalledDL" })
      }).pipe(Effect.provide(store(file)))
    })
  )

  it.scoped("are written again only when the rule is another one or the row is ten minutes old", () =>
    Effect.gen(function* () {
      const file = yield* newFile
      yield* Effect.gen(function* () {
        const last = yield* LastDecisions
        last.note(id(1), decision({ at: 1_000 }))
        assert.strictEqual(yield* storedAt, 1_000)
        last.note(id(1), decision({ at: 2_000, reason: "stalled for 4 of 15 minutes" }))
        assert.strictEqual(last.get(id(1))?.reason, "stalled for 4 of 15 minutes")
        assert.strictEqual(yield* storedAt, 1_000)
        last.note(id(1), decision({ at: 3_000, rule: "stale" }))
        assert.strictEqual(yield* storedAt, 3_000)
        last.note(id(1), decision({ at: 2_999 + rewriteAfter, rule: "stale" }))
        assert.strictEqual(yield* storedAt, 3_000)
        last.note(id(1), decision({ at: 3_000 + rewriteAfter, rule: "stale" }))
        assert.strictEqual(yield* storedAt, 3_000 + rewriteAfter)
      }).pipe(Effect.provide(store(file)))
    })
  )

  it.scoped("ask for the facts only when they are written or read", () =>
    Effect.gen(function* () {
      const file = yield* newFile
      let asked = 0
      const facts = () => ({ asked: ++asked })
      yield* Effect.gen(function* () {
        const last = yield* LastDecisions
        for (let at = 0; at < 100; at++) last.note(id(1), decision({ at, facts }))
        assert.strictEqual(asked, 0)
        yield* storedAt
        assert.strictEqual(asked, 1)
        assert.deepStrictEqual(yield* last.facts(id(1)), { asked: 2 })
      }).pipe(Effect.provide(store(file)))
    })
  )

  it.scoped("of thousands of torrents all reach the disk, two hundred a second", () =>
    Effect.gen(function* () {
      const file = yield* newFile
      yield* Effect.gen(function* () {
        const last = yield* LastDecisions
        const sql = yield* SqlClient.SqlClient
        for (let n = 0; n < 2_345; n++) last.note(id(n), decision())
        yield* TestClock.adjust("6 seconds")
        yield* Effect.flatMap(WriteBehind, ({ flush }) => flush)
        assert.deepStrictEqual(yield* sql`SELECT count(*) AS n FROM last_decisions`, [{ n: 1_200 }])
      }).pipe(Effect.provide(store(file)))
      yield* Effect.gen(function* () {
        const last = yield* LastDecisions
        assert.isTrue(Array.from({ length: 2_345 }, (_, n) => last.get(id(n))).every((found) => found !== undefined))
      }).pipe(Effect.provide(store(file)))
    })
  )

  it.scoped("go with the torrent, and after 90 days", () =>
    Effect.gen(function* () {
      const file = yield* newFile
      yield* TestClock.setTime(1_000)
      yield* Effect.gen(function* () {
        const last = yield* LastDecisions
        const sql = yield* SqlClient.SqlClient
        last.note(id(1), decision())
        last.note(id(2), decision())
        yield* storedAt
        yield* last.forget(id(1))
        assert.isUndefined(last.get(id(1)))
        assert.isUndefined(yield* storedAt)
        assert.isDefined(last.get(id(2)))
        yield* TestClock.adjust(Duration.sum(retention, Duration.days(1)))
        yield* Effect.flatMap(WriteBehind, ({ flush }) => flush)
        assert.isUndefined(last.get(id(2)))
        assert.deepStrictEqual(yield* sql`SELECT * FROM last_decisions`, [])
      }).pipe(Effect.provide(store(file)))
    })
  )

  it.scoped("keep no passkey", () =>
    Effect.gen(function* () {
      const file = yield* newFile
      const url = "https://tracker.example:443/short/announce?uid=7"
      yield* Effect.gen(function* () {
        const last = yield* LastDecisions
        last.note(id(1), decision({ reason: `${url} says no`, facts: () => ({ url, list: [url], count: 3n }) }))
      }).pipe(Effect.provide(store(file)))
      yield* Effect.gen(function* () {
        const last = yield* LastDecisions
        assert.strictEqual(last.get(id(1))?.reason, "https://tracker.example/ says no")
        assert.deepStrictEqual(yield* last.facts(id(1)), {
          url: "https://tracker.example/",
          list: ["https://tracker.example/"],
          count: "3"
        })
      }).pipe(Effect.provide(store(file)))
    })
  )
})
