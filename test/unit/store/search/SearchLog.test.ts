import * as SqlClient from "@effect/sql/SqlClient"
import { assert, describe, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/TestClock"
import { retention } from "../../../../src/store/Retention.ts"
import { type Grab, SearchLog } from "../../../../src/store/search/SearchLog.ts"
import { WriteBehind } from "../../../../src/store/WriteBehind.ts"
import { collectLogs } from "../support.ts"
import { lives, newSearch } from "./support.ts"

const hour = 3_600_000
const day = 24 * hour
const start = 1_000 * day

const grab = (change: Partial<Grab> = {}): Grab => ({
  at: start,
  hash: "a".repeat(40),
  title: "Dark.S01E01.1080p",
  indexer: "Some Indexer",
  importedAt: undefined,
  failedAt: undefined,
  ...change
})

describe("the log of searches", () => {
  it.scoped("keeps an intent and what came of it over a restart", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(start)
      const live = yield* lives
      const expected = {
        ...newSearch({ sentAt: start }),
        key: 1,
        state: "sending",
        commandId: undefined,
        message: undefined,
        endedAt: undefined,
        grabs: []
      } as const
      const ended = {
        state: "done",
        message: "Completed",
        endedAt: start + 9,
        grabs: [grab(), grab({ hash: undefined, indexer: undefined, importedAt: 5, failedAt: 6 })]
      } as const
      yield* live(
        Effect.gen(function* () {
          const log = yield* SearchLog
          assert.deepStrictEqual(yield* log.begin(newSearch({ sentAt: start })), expected)
          assert.deepStrictEqual(log.open("Sonarr"), [expected])
          assert.deepStrictEqual(log.open("Radarr"), [])
          yield* log.patch(1, { state: "running", commandId: 77 })
        })
      )
      yield* live(
        Effect.gen(function* () {
          const log = yield* SearchLog
          assert.deepStrictEqual(log.open("Sonarr"), [{ ...expected, state: "running", commandId: 77 }])
          yield* log.patch(1, ended)
          yield* log.patch(1, {})
          assert.deepStrictEqual(log.open("Sonarr"), [])
        })
      )
      yield* live(
        Effect.gen(function* () {
          const log = yield* SearchLog
          const whole = { ...expected, ...ended, commandId: 77 }
          assert.deepStrictEqual(yield* log.list({ limit: 9, offset: 0 }), { searches: [whole], total: 1 })
          assert.deepStrictEqual(log.recent("Sonarr", start), [whole])
          assert.deepStrictEqual(log.sentSince("Sonarr", start), [start])
          yield* log.patch(1, { message: undefined })
          assert.isUndefined((yield* log.list({ limit: 1, offset: 0 })).searches[0]?.message)
          assert.isUndefined(log.recent("Sonarr", start)[0]?.message)
          assert.include(String(yield* Effect.exit(log.patch(2, { state: "done" }))), "there is no search 2")
        })
      )
    })
  )

  it.scoped("is on disk when begin and patch return", () =>
    Effect.gen(function* () {
      const live = yield* lives
      yield* live(
        Effect.gen(function* () {
          const log = yield* SearchLog
          const sql = yield* SqlClient.SqlClient
          // The writer's clock stands still, so nothing that is written behind is there.
          const { key } = yield* log.begin(newSearch())
          assert.deepStrictEqual(yield* sql`SELECT state FROM searches`, [{ state: "sending" }])
          yield* log.patch(key, { state: "running", commandId: 5 })
          assert.deepStrictEqual(yield* sql`SELECT state, command_id FROM searches`, [
            { state: "running", command_id: 5 }
          ])
        })
      )
    })
  )

  it.scoped("counts what was sent, but for what never arrived", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(start + 2 * hour)
      const live = yield* lives
      const sent = Effect.map(SearchLog, (log) => log.sentSince("Sonarr", start + hour))
      yield* live(
        Effect.gen(function* () {
          const log = yield* SearchLog
          for (const at of [start + hour + 5, start + hour, start + hour - 1, start + 2 * hour]) {
            yield* log.begin(newSearch({ sentAt: at }))
          }
          yield* log.begin(newSearch({ sentAt: start + hour, section: "Radarr" }))
          assert.deepStrictEqual(yield* sent, [start + hour, start + hour + 5, start + 2 * hour])
          yield* log.patch(1, { state: "lost", endedAt: start + 2 * hour })
          yield* log.patch(4, { state: "running", commandId: 3 })
          yield* log.patch(4, { state: "lost", message: "the Arr was restarted meanwhile" })
          assert.deepStrictEqual(yield* sent, [start + hour, start + 2 * hour])
        })
      )
      assert.deepStrictEqual(yield* live(sent), [start + hour, start + 2 * hour])
      yield* TestClock.adjust("2 days")
      assert.deepStrictEqual(yield* live(sent), [start + hour, start + 2 * hour])
    })
  )

  it.scoped("tells which searches may still bring something, newest first", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(start)
      const live = yield* lives
      const keys = Effect.map(SearchLog, (log) => log.recent("Sonarr", start - day).map(({ key }) => key))
      const imported = grab({ importedAt: 5 })
      yield* live(
        Effect.gen(function* () {
          const log = yield* SearchLog
          yield* log.begin(newSearch({ sentAt: start - day - 1 }))
          const nothing = yield* log.begin(newSearch({ sentAt: start - day }))
          const waiting = yield* log.begin(newSearch({ sentAt: start }))
          const one = yield* log.begin(newSearch({ sentAt: start - 5, items: [31] }))
          const pack = yield* log.begin(newSearch({ sentAt: start - 6 }))
          const failed = yield* log.begin(newSearch({ sentAt: start - 7, items: [] }))
          const lost = yield* log.begin(newSearch({ sentAt: start - 8 }))
          yield* log.patch(nothing.key, { state: "failed" })
          yield* log.patch(waiting.key, { state: "done", grabs: [imported, grab()] })
          yield* log.patch(one.key, { grabs: [imported] })
          yield* log.patch(pack.key, { state: "done", grabs: [imported] })
          yield* log.patch(failed.key, { state: "done", grabs: [grab({ failedAt: 5 })] })
          yield* log.patch(lost.key, { state: "lost" })
          assert.deepStrictEqual(yield* keys, [waiting.key, one.key, pack.key, nothing.key])
          yield* log.patch(one.key, { state: "done" })
          assert.deepStrictEqual(yield* keys, [waiting.key, pack.key, nothing.key])
        })
      )
      assert.deepStrictEqual(yield* live(keys), [3, 5, 2])
    })
  )

  it.scoped("lets go of old searches in memory, never of open ones", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(start)
      const live = yield* lives
      const of = Effect.map(SearchLog, (log) => [
        log.open("Sonarr").map(({ key }) => key),
        log.recent("Sonarr", 0).map(({ key }) => key)
      ])
      yield* live(
        Effect.gen(function* () {
          const log = yield* SearchLog
          yield* log.begin(newSearch({ sentAt: start }))
          yield* log.begin(newSearch({ sentAt: start + 1 }))
          yield* log.patch(2, { state: "done" })
          yield* TestClock.adjust("8 days")
          yield* log.begin(newSearch({ sentAt: start + 8 * day }))
          assert.deepStrictEqual(yield* of, [
            [1, 3],
            [3, 1]
          ])
          yield* log.patch(2, { grabs: [grab()] })
          assert.deepStrictEqual((yield* log.list({ limit: 1, offset: 1 })).searches[0]?.grabs, [grab()])
        })
      )
      assert.deepStrictEqual(yield* live(of), [
        [1, 3],
        [3, 1]
      ])
    })
  )

  it.scoped("answers pages with the number of all, of one section or every", () =>
    Effect.gen(function* () {
      const live = yield* lives
      yield* live(
        Effect.gen(function* () {
          const log = yield* SearchLog
          for (let n = 1; n <= 7; n++) {
            yield* log.begin(newSearch({ sentAt: n < 6 ? n : 5, section: n % 2 === 0 ? "Radarr" : "Sonarr" }))
          }
          const page = (query: Parameters<typeof log.list>[0]) =>
            Effect.map(log.list(query), ({ searches, total }) => [searches.map(({ key }) => key), total])
          assert.deepStrictEqual(yield* page({ limit: 3, offset: 0 }), [[7, 6, 5], 7])
          assert.deepStrictEqual(yield* page({ limit: 3, offset: 6 }), [[1], 7])
          assert.deepStrictEqual(yield* page({ limit: 3, offset: 60 }), [[], 7])
          assert.deepStrictEqual(yield* page({ limit: 2, offset: 1, section: "Radarr" }), [[4, 2], 3])
          assert.deepStrictEqual(yield* page({ limit: 2, offset: 0, section: "Lidarr" }), [[], 0])
        })
      )
    })
  )

  it.scoped("adds up what searching brought, by section and reason", () =>
    Effect.gen(function* () {
      const live = yield* lives
      yield* live(
        Effect.gen(function* () {
          const log = yield* SearchLog
          yield* log.begin(newSearch({ sentAt: 99 }))
          for (const reason of ["Missing", "Missing", "Missing", "Missing", "Upgrade"] as const) {
            yield* log.begin(newSearch({ sentAt: 100, reason }))
          }
          yield* log.begin(newSearch({ sentAt: 101, section: "Radarr" }))
          yield* log.patch(2, { state: "failed" })
          yield* log.patch(3, { state: "done", grabs: [grab(), grab({ importedAt: 1 })] })
          yield* log.patch(4, { state: "done", grabs: [grab()] })
          yield* log.patch(5, { state: "lost" })
          const none = { failed: 0, grabbed: 0, imported: 0 }
          assert.deepStrictEqual(yield* log.yields(100), [
            { ...none, section: "Radarr", reason: "Missing", searches: 1 },
            { section: "Sonarr", reason: "Missing", searches: 3, failed: 1, grabbed: 2, imported: 1 },
            { ...none, section: "Sonarr", reason: "Upgrade", searches: 1 }
          ])
          assert.deepStrictEqual(yield* log.yields(102), [])
        })
      )
    })
  )

  it.scoped("keeps no passkey, neither on disk nor in memory", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(start)
      const live = yield* lives
      yield* live(
        Effect.gen(function* () {
          const log = yield* SearchLog
          const sql = yield* SqlClient.SqlClient
          const { key } = yield* log.begin(newSearch({ sentAt: start, title: "Dark apikey=0123456789" }))
          yield* log.patch(key, {
            message: "https://indexer.example/api?apikey=s3cr3tkey says no",
            grabs: [grab({ title: "https://t.example/p4ssk3y/file", indexer: "passkey=s3cr3tkey" })]
          })
          const text = JSON.stringify([yield* sql`SELECT * FROM searches`, log.open("Sonarr")])
          assert.notMatch(text, /s3cr3tkey|p4ssk3y|0123456789/)
          assert.include(text, "says no")
        })
      )
    })
  )

  it.scoped("drops searches that ended after 90 days, and leaves out rows it cannot read", () => {
    const { layer, lines } = collectLogs()
    return Effect.gen(function* () {
      yield* TestClock.setTime(start)
      const live = yield* lives
      yield* live(
        Effect.gen(function* () {
          const log = yield* SearchLog
          const writer = yield* WriteBehind
          const sql = yield* SqlClient.SqlClient
          yield* log.begin(newSearch({ sentAt: start }))
          yield* log.begin(newSearch({ sentAt: start }))
          yield* log.begin(newSearch({ sentAt: start + 2 * day }))
          yield* log.patch(2, { state: "done" })
          yield* log.patch(3, { state: "done" })
          yield* TestClock.adjust(Duration.sum(retention, Duration.days(1)))
          yield* writer.flush
          assert.deepStrictEqual(yield* sql`SELECT search_key FROM searches ORDER BY 1`, [
            { search_key: 1 },
            { search_key: 3 }
          ])
          yield* sql`UPDATE searches SET grabs_json = '{' WHERE search_key = 1`
        })
      )
      yield* live(Effect.map(SearchLog, (log) => assert.deepStrictEqual(log.open("Sonarr"), [])))
      assert.deepStrictEqual(lines, ["WARN Search 1 of Sonarr cannot be read."])
    }).pipe(Effect.provide(layer))
  })
})
