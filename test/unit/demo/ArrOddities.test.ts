import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/TestClock"
import { open } from "./arrSupport.ts"
import { small } from "./librarySupport.ts"
import { at } from "./support.ts"

describe("odd rows", () => {
  it.scoped("have what a test gave them in the place of what is true, until it takes it back", () =>
    Effect.gen(function* () {
      const fake = yield* open("sonarr")
      yield* fake.arr.setLibrary(small.sonarr)
      const truth = yield* fake.get("series/1")
      yield* fake.arr.setRaw("series", 1, { year: 0, statistics: undefined, status: "paused", firstAired: null })
      const row = yield* fake.get("series/1")
      assert.deepStrictEqual([at(row, "year"), at(row, "status"), at(row, "firstAired")], [0, "paused", null])
      assert.notProperty(row, "statistics")
      assert.deepStrictEqual(at(yield* fake.get("series"), 0), row)
      yield* fake.arr.setRaw("series", 1)
      assert.deepStrictEqual(yield* fake.get("series/1"), truth)
    })
  )

  it.scoped("can be doubles, no objects at all, and files inside episodes", () =>
    Effect.gen(function* () {
      const fake = yield* open("sonarr")
      yield* fake.arr.setLibrary(small.sonarr)
      yield* fake.arr.setRaw("episode", 12, { id: 11, airDateUtc: null })
      yield* fake.arr.setRaw("episodefile", 77, { customFormatScore: "high" })
      const all = yield* fake.get("episode?seriesId=1&includeEpisodeFile=true")
      assert.deepStrictEqual([at(all, 0, "id"), at(all, 1, "id")], [11, 11])
      assert.strictEqual(at(all, 0, "episodeFile", "customFormatScore"), "high")
      yield* fake.arr.setRaw("episode", 12, null)
      assert.isNull(at(yield* fake.get("episode?seriesId=1"), 1))
    })
  )
})

describe("faults of a part", () => {
  it.scoped("begin after some requests and end after others: 401 in the middle of a sync", () =>
    Effect.gen(function* () {
      const fake = yield* open("sonarr")
      yield* fake.arr.setLibrary(small.sonarr)
      yield* fake.arr.fault("401", { paths: /episode$/, after: 1, times: 2 })
      const statuses = yield* Effect.forEach([1, 2, 3, 4], () =>
        Effect.map(fake.send("GET", "episode?seriesId=1"), (reply) => [reply.status, reply.body === ""])
      )
      const [good, wrong] = [
        [200, false],
        [401, true]
      ]
      assert.deepStrictEqual(statuses, [good, wrong, wrong, good])
      assert.strictEqual((yield* fake.send("GET", "series")).status, 200)
    })
  )
})

describe("latency", () => {
  it.scoped("holds every answer back", () =>
    Effect.gen(function* () {
      const fake = yield* open("radarr", { latency: "20 millis" })
      const waiting = yield* Effect.fork(fake.send("GET", "movie"))
      // Real requests need real time to arrive; the stand-in has noted it before it waits.
      while ((yield* fake.arr.requests).get("/api/v3/movie") === undefined) yield* Effect.yieldNow()
      yield* TestClock.adjust("19 millis")
      assert.isTrue((yield* Fiber.poll(waiting))._tag === "None")
      yield* TestClock.adjust("1 millis")
      assert.strictEqual((yield* Fiber.join(waiting)).status, 200)
    })
  )
})
