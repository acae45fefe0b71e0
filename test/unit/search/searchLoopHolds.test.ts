import { assert, describe, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Ref from "effect/Ref"
import { parseTimeWindow } from "../../../src/config/values/TimeWindow.ts"
import { Requests } from "../../../src/store/search/Requests.ts"
import { layer } from "../../harness/search/memoryStores.ts"
import { errors, fill, keys, live, midday, modelArr, section } from "./loopWorld.ts"
import { day, hour, minute, movie, request } from "./planSupport.ts"
import { advance, quickly } from "./searchClock.ts"

const movies = (count: number) => Array.from({ length: count }, (_, index) => movie(index + 1))

describe("searchLoop: what holds it back", () => {
  it.scoped("check 39: never more of our commands run than SearchLimit, and 2 more for what somebody waits for", () =>
    Effect.gen(function* () {
      const arr = modelArr()
      arr.lasts = 10 * day
      const requests = yield* Requests
      yield* fill([...movies(6), movie(50, { tmdbId: 5 }), movie(51, { tmdbId: 6 }), movie(52, { tmdbId: 7 })])
      const { told, view } = yield* live(arr, { limit: 2 })
      yield* advance(hour)
      assert.lengthOf(keys(arr), 2)
      assert.strictEqual((yield* view).held?.why, "search limit")
      yield* requests.replace(
        section,
        "overseerr",
        [5, 6, 7].map((tmdbId) => request({ id: `overseerr:${tmdbId}`, tmdbId }))
      )
      yield* advance(hour)
      assert.deepStrictEqual(keys(arr).slice(2), ["50", "51"])
      // That commands run is no news.
      assert.lengthOf(
        told().filter((line) => line.includes("searches wait")),
        0
      )
    }).pipe(quickly, Effect.provide(layer))
  )

  it.scoped("check 39: searches that failed do not count as running", () =>
    Effect.gen(function* () {
      const arr = modelArr()
      arr.ends = { status: "failed", result: undefined, message: "an exception" }
      yield* fill(movies(4))
      const { told } = yield* live(arr, { limit: 1 })
      yield* advance(5 * minute)
      assert.lengthOf(keys(arr), 4)
      assert.lengthOf(
        told().filter((line) => line.startsWith("WARN") && line.includes("ended (failed): an exception")),
        4
      )
    }).pipe(quickly, Effect.provide(layer))
  )

  it.scoped(
    "SearchesPerHour is never exceeded within any 60 minutes, whatever restarts, and is told once an hour",
    () =>
      Effect.gen(function* () {
        const arr = modelArr()
        yield* fill(movies(60))
        const lines: Array<string> = []
        for (let life = 0; life < 5; life++) {
          const { kill, told } = yield* live(arr, { perHour: 10 })
          yield* advance(hour + 7 * minute)
          lines.push(...told())
          yield* kill
        }
        for (const { at } of arr.searches) {
          assert.isAtMost(arr.searches.filter((other) => other.at >= at && other.at < at + hour).length, 10)
        }
        // A tenth is kept for what somebody waits for.
        assert.isAtLeast(arr.searches.length, 45)
        const waits = lines.filter((line) => line.includes("searches wait"))
        assert.isAtMost(waits.length, 10)
        assert.match(waits[0] ?? "", /searches wait: 9 of 10 searches an hour are spent/)
      }).pipe(quickly, Effect.provide(layer))
  )

  it.scoped("outside its window nothing is sent but what a person asks for; when it opens it goes on", () =>
    Effect.gen(function* () {
      const arr = modelArr()
      yield* fill(movies(3))
      const window = parseTimeWindow("13:00-13:30")
      const { view } = yield* live(arr, { windows: window === undefined ? [] : [window] })
      yield* advance(50 * minute)
      assert.lengthOf(keys(arr), 0)
      assert.strictEqual((yield* view).held?.why, "outside the search window")
      assert.strictEqual((yield* view).held?.until, midday + hour)
      yield* advance(15 * minute)
      assert.lengthOf(keys(arr), 3)
    }).pipe(quickly, Effect.provide(layer))
  )

  it.scoped("MaxQueueSize: a full queue holds searches, and is asked for no more than twice a minute", () =>
    Effect.gen(function* () {
      const arr = modelArr()
      arr.queueFacts = { items: new Set(), size: 4 }
      yield* fill(movies(3))
      const { told, view } = yield* live(arr, { maxQueue: 4 })
      yield* advance(hour)
      assert.lengthOf(keys(arr), 0)
      assert.isAtMost(arr.queueReads, 121)
      assert.strictEqual((yield* view).held?.why, "queue full")
      assert.deepStrictEqual(told(), [
        `INFO ${section}: searches wait: 4 downloads are in the queue, MaxQueueSize is 4`
      ])
      arr.queueFacts = { items: new Set(), size: 3 }
      yield* advance(2 * minute)
      assert.lengthOf(keys(arr), 3)
    }).pipe(quickly, Effect.provide(layer))
  )

  it.scoped("all indexers down: nothing is sent; some down: half the hour", () =>
    Effect.gen(function* () {
      const arr = modelArr()
      yield* fill(movies(40))
      const { indexers, view } = yield* live(arr, { perHour: 4 })
      yield* Ref.set(indexers, "all down")
      yield* advance(hour)
      assert.lengthOf(keys(arr), 1)
      assert.strictEqual((yield* view).held?.why, "indexers down")
      yield* Ref.set(indexers, "some down")
      yield* advance(hour)
      assert.lengthOf(keys(arr), 3)
      yield* Ref.set(indexers, "all up")
      yield* advance(hour)
      assert.lengthOf(keys(arr), 7)
    }).pipe(quickly, Effect.provide(layer))
  )

  it.scoped("dry run: nothing is asked or sent, the plan is shown, and what holds it is told once", () =>
    Effect.gen(function* () {
      const arr = modelArr()
      yield* fill(movies(3))
      const { set, told, view } = yield* live(arr, { dryRun: true })
      yield* advance(day)
      assert.lengthOf(keys(arr), 0)
      assert.strictEqual(arr.queueReads, 0)
      assert.lengthOf((yield* view).plan?.candidates ?? [], 3)
      assert.deepStrictEqual(told(), [`INFO ${section}: searches wait: Dry run: searches are decided but not sent`])
      yield* set({ dryRun: false })
      yield* advance(30_000)
      assert.isAtLeast(keys(arr).length, 1)
    }).pipe(quickly, Effect.provide(layer))
  )

  it.scoped("an Arr that is away holds searches back; they go on when it answers", () =>
    Effect.gen(function* () {
      const arr = modelArr()
      yield* fill(movies(3))
      arr.away = errors.broken
      const { state, view } = yield* live(arr)
      yield* advance(hour)
      assert.lengthOf(keys(arr), 0)
      assert.strictEqual((yield* view).held?.why, "Arr away")
      assert.isAtLeast(state.beats, 120)
      arr.away = undefined
      yield* advance(2 * minute)
      assert.lengthOf(keys(arr), 3)
      assert.isUndefined((yield* view).held)
    }).pipe(quickly, Effect.provide(layer))
  )

  it.scoped("a refused key ends the life", () =>
    Effect.gen(function* () {
      const arr = modelArr()
      yield* fill(movies(3))
      const { ended } = yield* live(arr)
      assert.isUndefined(yield* ended)
      arr.away = errors["401"]
      yield* advance(minute)
      const exit = yield* ended
      assert.include(exit === undefined ? "" : Cause.pretty(exit.cause), "the key was refused")
    }).pipe(quickly, Effect.provide(layer))
  )

  it.scoped("a thing that the Arr will not search for keeps nobody else from being searched for", () =>
    Effect.gen(function* () {
      const arr = modelArr()
      arr.fault = "500"
      arr.faultFor = new Set(["1"])
      yield* fill(movies(5))
      yield* live(arr)
      yield* advance(10 * minute)
      assert.deepStrictEqual([...keys(arr)].sort(), ["2", "3", "4", "5"])
      // And is tried again before long.
      arr.fault = "none"
      yield* advance(20 * minute)
      assert.include(keys(arr), "1")
    }).pipe(quickly, Effect.provide(layer))
  )
})
