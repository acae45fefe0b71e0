import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/TestClock"
import * as Arr from "../../../src/demo/FakeArr.ts"
import { key, open } from "./arrSupport.ts"
import { noon } from "./librarySupport.ts"
import { at, call } from "./support.ts"

const movie = (movieId: number) => ({ kind: "movie", movieId }) as const

const opened = Effect.fn(function* (options: Partial<Arr.FakeArrOptions> = {}) {
  yield* TestClock.setTime(noon)
  const fake = yield* open("radarr", { refreshEvery: "365 days", commandDelay: "1 second", ...options })
  yield* fake.arr.setLibrary([1, 2, 3, 4, 5].map((id) => ({ media: movie(id) })))
  const search = (...movieIds: ReadonlyArray<number>) =>
    Effect.map(fake.command("MoviesSearch", { movieIds }), (reply) => Number(at(reply.json, "id")))
  const state = (id: number) =>
    Effect.map(fake.send("GET", `command/${id}`), (reply) =>
      reply.status === 200 ? [at(reply.json, "status"), at(reply.json, "result")] : [reply.status]
    )
  return { ...fake, search, state }
})

/** The first call after a restart may find its connection cut, as with a real one. */
const settled = <A, E>(call: Effect.Effect<A, E>) => Effect.ignore(call)

const running = ["started", "unknown"]
const waiting = ["queued", "unknown"]
const done = ["completed", "successful"]

describe("search commands", () => {
  it.scoped("run two at a time, in the order they came", () =>
    Effect.gen(function* () {
      const fake = yield* opened({ searchLasts: "10 seconds" })
      const ids = yield* Effect.forEach([1, 2, 3, 4], (id) => fake.search(id))
      yield* TestClock.adjust("1 second")
      assert.deepStrictEqual(yield* Effect.forEach(ids, fake.state), [running, running, waiting, waiting])
      yield* TestClock.adjust("10 seconds")
      assert.deepStrictEqual(yield* Effect.forEach(ids, fake.state), [done, done, running, running])
      yield* TestClock.adjust("10 seconds")
      assert.deepStrictEqual(yield* Effect.forEach(ids, fake.state), [done, done, done, done])
    })
  )

  it.scoped("note the time on what they searched when they end", () =>
    Effect.gen(function* () {
      const fake = yield* opened({ searchLasts: "10 seconds" })
      const searchedAt = Effect.map(fake.get("movie/2"), (one) => at(one, "lastSearchTime"))
      yield* fake.search(2)
      yield* TestClock.adjust("10 seconds")
      assert.isUndefined(yield* searchedAt)
      yield* TestClock.adjust("1 second")
      assert.strictEqual(yield* searchedAt, "2024-06-01T12:00:11Z")
      assert.notProperty(yield* fake.get("movie/1"), "lastSearchTime")
    })
  )

  it.scoped("come to what was said of their target: unsuccessful, failed, later, never", () =>
    Effect.gen(function* () {
      const fake = yield* opened()
      yield* fake.arr.setSearchOutcome(movie(1), { ends: "unsuccessful" })
      yield* fake.arr.setSearchOutcome(movie(2), { ends: "failed" })
      yield* fake.arr.setSearchOutcome(movie(3), { lasts: "1 hour" })
      yield* fake.arr.setSearchOutcome(movie(4), { ends: "hang" })
      const ids = yield* Effect.forEach([1, 2, 3, 4], (id) => fake.search(id))
      yield* TestClock.adjust("5 seconds")
      const seen = Effect.forEach(ids, fake.state)
      const ended = [
        ["completed", "unsuccessful"],
        ["failed", "unknown"]
      ]
      assert.deepStrictEqual(yield* seen, [...ended, running, running])
      assert.property(yield* fake.get("movie/1"), "lastSearchTime")
      assert.notProperty(yield* fake.get("movie/2"), "lastSearchTime")
      yield* TestClock.adjust("1 hour")
      assert.deepStrictEqual((yield* seen).slice(2), [done, running])
      yield* fake.arr.setSearchOutcome("all", { ends: "failed" })
      const [all, own] = [yield* fake.search(5), yield* fake.search(1)]
      yield* TestClock.adjust("5 seconds")
      assert.deepStrictEqual([yield* fake.state(all), yield* fake.state(own)], [ended[1], ended[0]])
      yield* fake.arr.setSearchOutcome(movie(1))
      yield* fake.arr.setSearchOutcome("all")
      const usual = yield* fake.search(1)
      yield* TestClock.adjust("5 seconds")
      assert.deepStrictEqual(yield* fake.state(usual), done)
    })
  )

  it.scoped("are logged with the time they came, doubles and the most that were open at once", () =>
    Effect.gen(function* () {
      const fake = yield* opened({ searchLasts: "10 seconds" })
      const first = yield* fake.search(1)
      yield* TestClock.adjust("1 second")
      assert.strictEqual(yield* fake.search(1), first)
      const second = yield* fake.search(2, 3)
      yield* fake.command("RssSync")
      yield* TestClock.adjust("1 minute")
      yield* fake.search(4)
      const { arrivals, most } = yield* fake.arr.searchLog
      const name = "MoviesSearch"
      assert.deepStrictEqual(arrivals.slice(0, 3), [
        { at: noon, name, targets: ["movie:1"], commandId: first, known: false },
        { at: noon + 1000, name, targets: ["movie:1"], commandId: first, known: true },
        { at: noon + 1000, name, targets: ["movie:2", "movie:3"], commandId: second, known: false }
      ])
      assert.deepStrictEqual([arrivals.length, most], [4, 2])
      assert.strictEqual(arrivals[3]?.at, noon + 61_000)
    })
  )

  it.scoped("are forgotten after the times that were set", () =>
    Effect.gen(function* () {
      const fake = yield* opened({ commandsListedFor: "1 minute", commandsKeptFor: "10 minutes" })
      const id = yield* fake.search(1)
      yield* TestClock.adjust("30 seconds")
      assert.strictEqual(at(yield* fake.get("command"), 0, "id"), id)
      yield* TestClock.adjust("1 minute")
      assert.deepStrictEqual(yield* fake.get("command"), [])
      assert.deepStrictEqual(yield* fake.state(id), done)
      yield* TestClock.adjust("10 minutes")
      assert.deepStrictEqual(yield* fake.state(id), [404])
    })
  )

  it.scoped("find releases, and history tells where they came from", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(noon)
      const hash = "ab".repeat(20)
      const fake = yield* opened({ onSearch: () => ({ name: "Found.1080p", hash }) })
      yield* fake.arr.grab({ hash: "cd".repeat(20), media: movie(2), title: "By RSS", indexer: "Other" })
      yield* fake.search(1)
      yield* TestClock.adjust("3 seconds")
      const rows = (yield* fake.get("history/since?date=2024-06-01T00:00:00Z")) as ReadonlyArray<unknown>
      assert.deepStrictEqual(
        rows.map((row) => [
          at(row, "movieId"),
          at(row, "eventType"),
          at(row, "downloadId"),
          at(row, "data", "releaseSource"),
          at(row, "data", "indexer")
        ]),
        [
          [2, "grabbed", "CD".repeat(20), "Rss", "Other"],
          [1, "grabbed", hash.toUpperCase(), "UserInvokedSearch", "Simulated Indexer"]
        ]
      )
    })
  )
})

describe("without a client", () => {
  it.scoped("a search grabs what it finds all the same", () =>
    Effect.gen(function* () {
      const hash = "ab".repeat(20)
      const options = { kind: "radarr", apiKey: key, category: "radarr" } as const
      const arr = yield* Arr.make({ ...options, onSearch: () => ({ name: "Found.1080p", hash }) })
      yield* arr.setMedia(movie(1), {})
      yield* call(`${arr.url}/api/v3/command?apikey=${key}`, {
        method: "POST",
        body: JSON.stringify({ name: "MoviesSearch", movieIds: [1] })
      })
      yield* TestClock.adjust("1 second")
      const { history } = yield* arr.state
      assert.deepStrictEqual(
        history.map(({ hash: one, title, word }) => [one, title, word]),
        [[hash, "Found.1080p", "grabbed"]]
      )
    })
  )
})

describe("a restart", () => {
  it.scoped("orphans what ran, runs again what was queued, and goes on with new ids", () =>
    Effect.gen(function* () {
      const fake = yield* opened({ searchLasts: "10 seconds" })
      const startedAt = at(yield* fake.get("system/status"), "startTime")
      yield* fake.arr.setSearchOutcome(movie(2), { ends: "hang" })
      const ids = yield* Effect.forEach([1, 2, 3], (id) => fake.search(id))
      yield* TestClock.adjust("2 seconds")
      yield* fake.arr.restart()
      yield* settled(fake.get("system/status"))
      assert.notStrictEqual(at(yield* fake.get("system/status"), "startTime"), startedAt)
      const orphaned = ["orphaned", "unknown"]
      assert.deepStrictEqual(yield* Effect.forEach(ids, fake.state), [orphaned, orphaned, waiting])
      yield* TestClock.adjust("11 seconds")
      assert.deepStrictEqual(yield* Effect.forEach(ids, fake.state), [orphaned, orphaned, done])
      assert.deepStrictEqual([...(yield* fake.arr.searches)], [["movie:3", 1]])
      assert.isAbove(yield* fake.search(1), Math.max(...ids))
    })
  )

  it.scoped("can lose all commands", () =>
    Effect.gen(function* () {
      const fake = yield* opened()
      const ids = yield* Effect.forEach([1, 2, 3], (id) => fake.search(id))
      yield* fake.arr.restart("forgotten")
      yield* settled(fake.get("system/status"))
      assert.deepStrictEqual(yield* Effect.forEach(ids, fake.state), [[404], [404], [404]])
      yield* TestClock.adjust("1 minute")
      assert.strictEqual((yield* fake.arr.searches).size, 0)
      assert.isAbove(yield* fake.search(1), Math.max(...ids))
    })
  )
})
