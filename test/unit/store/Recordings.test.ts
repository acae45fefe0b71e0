import { randomBytes } from "node:crypto"
import { join } from "node:path"
import * as SqlClient from "@effect/sql/SqlClient"
import { assert, describe, it } from "@effect/vitest"
import * as Chunk from "effect/Chunk"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/TestClock"
import * as Recordings from "../../../src/store/Recordings.ts"
import { collectLogs, folder, store } from "./support.ts"

const newFile = Effect.map(folder, (path) => join(path, "qbitrr.db"))

const day = Duration.toMillis(Duration.days(1))

const readAll = (since: number) =>
  Effect.flatMap(SqlClient.SqlClient, (sql) =>
    Effect.map(Stream.runCollect(Recordings.read(sql, { since })), (chunks) => Chunk.toReadonlyArray(chunks))
  )

const times = Effect.map(readAll(0), (chunks) => chunks.map(({ at }) => at))

const chunk = (at: number, ...entries: ReadonlyArray<unknown>): Recordings.RecordedChunk => ({
  at,
  section: "Radarr",
  entries
})

describe("recordings", () => {
  it.scoped("come back as they were, oldest first, also after a restart", () =>
    Effect.gen(function* () {
      const file = yield* newFile
      const first = chunk(10, { name: "äöü 字", list: [1, null], deep: { on: true } }, "two")
      yield* Effect.gen(function* () {
        const recordings = yield* Recordings.Recordings
        yield* recordings.record(first)
        yield* recordings.record({ ...chunk(20, 3), section: "Sonarr" })
        yield* recordings.record(chunk(30))
      }).pipe(Effect.provide(store(file)))
      yield* Effect.gen(function* () {
        assert.deepStrictEqual(yield* readAll(0), [first, { at: 20, section: "Sonarr", entries: [3] }])
        assert.deepStrictEqual(yield* readAll(11), [{ at: 20, section: "Sonarr", entries: [3] }])
        assert.deepStrictEqual(yield* readAll(21), [])
      }).pipe(Effect.provide(store(file)))
    })
  )

  it.scoped("are far smaller than what they hold", () =>
    Effect.gen(function* () {
      const file = yield* newFile
      const entries = Array.from({ length: 500 }, (_, n) => ({
        name: `Some.Movie.${n}`,
        state: "stalledDL",
        queue: []
      }))
      yield* Effect.gen(function* () {
        const recordings = yield* Recordings.Recordings
        const sql = yield* SqlClient.SqlClient
        yield* recordings.record(chunk(0, ...entries))
        const [row] = yield* sql<{ entries: number; bytes: number; size: number }>`
          SELECT entries, bytes, length(body) AS size FROM recordings`
        assert.strictEqual(row?.entries, 500)
        assert.strictEqual(row?.bytes, row?.size)
        assert.isBelow(row?.bytes ?? 0, JSON.stringify(entries).length / 8)
      }).pipe(Effect.provide(store(file)))
    })
  )

  it.scoped("leave after seven days", () =>
    Effect.gen(function* () {
      const file = yield* newFile
      yield* Effect.gen(function* () {
        const recordings = yield* Recordings.Recordings
        for (const at of [0, day, 7 * day, 7 * day + 1]) {
          yield* TestClock.setTime(at)
          yield* recordings.record(chunk(at, 1))
        }
        assert.deepStrictEqual(yield* times, [day, 7 * day, 7 * day + 1])
      }).pipe(Effect.provide(store(file)))
    })
  )

  it.scoped("never grow beyond their size: the oldest go first, over a restart too", () =>
    Effect.gen(function* () {
      const file = yield* newFile
      const noise = () => randomBytes(750).toString("base64")
      const size = 5_000
      const small = () => Layer.provideMerge(Recordings.layer({ size }), store(file))
      const total = Effect.flatMap(SqlClient.SqlClient, (sql) =>
        Effect.map(sql<{ n: number }>`SELECT sum(bytes) AS n FROM recordings`, (rows) => rows[0]?.n ?? 0)
      )
      yield* Effect.gen(function* () {
        const recordings = yield* Recordings.Recordings
        for (let at = 0; at < 20; at++) {
          yield* recordings.record(chunk(at, noise()))
          assert.isAtMost(yield* total, size)
        }
        const left = yield* times
        assert.isAbove(left.length, 2)
        assert.deepStrictEqual(
          left,
          Array.from({ length: left.length }, (_, n) => 20 - left.length + n)
        )
      }).pipe(Effect.provide(small()))
      yield* Effect.gen(function* () {
        const recordings = yield* Recordings.Recordings
        yield* recordings.record(chunk(20, noise()))
        assert.isAtMost(yield* total, size)
        assert.strictEqual((yield* times).at(-1), 20)
      }).pipe(Effect.provide(small()))
    })
  )

  it.scoped("that cannot be read are left out, with a warning", () => {
    const log = collectLogs()
    return Effect.gen(function* () {
      const file = yield* newFile
      yield* Effect.gen(function* () {
        const recordings = yield* Recordings.Recordings
        const sql = yield* SqlClient.SqlClient
        for (const at of [1, 2, 3]) yield* recordings.record(chunk(at, at))
        yield* sql`UPDATE recordings SET body = ${"no base64 at all"} WHERE recorded_at = 2`
        assert.deepStrictEqual(yield* times, [1, 3])
      }).pipe(Effect.provide(store(file)))
      assert.strictEqual(log.lines.length, 1)
      assert.include(log.lines[0], "What was recorded for Radarr at 1970-01-01T00:00:00.002Z cannot be read")
    }).pipe(Effect.provide(log.layer))
  })

  it.scoped("that the database refuses are lost with a warning, and the next ones are not", () => {
    const log = collectLogs()
    return Effect.gen(function* () {
      const file = yield* newFile
      yield* Effect.gen(function* () {
        const recordings = yield* Recordings.Recordings
        const sql = yield* SqlClient.SqlClient
        yield* sql`ALTER TABLE recordings RENAME TO elsewhere`
        yield* recordings.record(chunk(1, 1, 2))
        yield* sql`ALTER TABLE elsewhere RENAME TO recordings`
        yield* recordings.record(chunk(2, 1))
        assert.deepStrictEqual(yield* times, [2])
      }).pipe(Effect.provide(store(file)))
      assert.include(log.lines[0], "2 snapshots of Radarr are not recorded")
    }).pipe(Effect.provide(log.layer))
  })

  it.scoped("hold no passkey", () =>
    Effect.gen(function* () {
      const file = yield* newFile
      yield* Effect.gen(function* () {
        const recordings = yield* Recordings.Recordings
        yield* recordings.record(
          chunk(1, { trackers: ["udp://user:word@t.example:80/abc/announce"], message: "bad passkey=abcdef" })
        )
        assert.deepStrictEqual((yield* readAll(0))[0]?.entries, [
          { trackers: ["https://t.example/"], message: "bad passkey=<redacted>" }
        ])
      }).pipe(Effect.provide(store(file)))
    })
  )
})
