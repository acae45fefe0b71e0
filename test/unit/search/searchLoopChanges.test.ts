import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { LibraryIndex } from "../../../src/store/search/LibraryIndex.ts"
import { SearchLog } from "../../../src/store/search/SearchLog.ts"
import { markKey, SearchMarks } from "../../../src/store/search/SearchMarks.ts"
import { Wishes } from "../../../src/store/search/Wishes.ts"
import { layer } from "../../harness/search/memoryStores.ts"
import { errors, fill, keys, live, midday, modelArr, section } from "./loopWorld.ts"
import { day, episode, file, hour, minute, movie } from "./planSupport.ts"
import { advance, quickly, shift } from "./searchClock.ts"

const movies = (count: number) => Array.from({ length: count }, (_, index) => movie(index + 1))

describe("searchLoop: what changes meanwhile", () => {
  it.scoped("a changed config is followed within 30 seconds, at once when somebody wakes it", () =>
    Effect.gen(function* () {
      const arr = modelArr()
      yield* fill([movie(1), movie(2, { file: file({ cutoffUnmet: true }) })])
      const { set, waker } = yield* live(arr)
      yield* advance(5 * minute)
      assert.deepStrictEqual(keys(arr), ["1"])
      yield* set({ quality: true })
      yield* advance(30_000)
      assert.deepStrictEqual(keys(arr), ["1", "2"])
      yield* fill([movie(3, { monitored: false })])
      yield* advance(minute)
      yield* set({ unmonitored: true })
      yield* waker.wake
      yield* advance(0)
      assert.deepStrictEqual(keys(arr), ["1", "2", "3"])
    }).pipe(quickly, Effect.provide(layer))
  )

  it.scoped(
    "what came into the queue after the plan was made is not searched for, until it leaves without an import",
    () =>
      Effect.gen(function* () {
        const arr = modelArr()
        yield* fill(movies(3))
        yield* live(arr)
        arr.queueFacts = { items: new Set([2]), size: 1 }
        yield* advance(hour)
        assert.deepStrictEqual(keys(arr), ["1", "3"])
        arr.queueFacts = { items: new Set(), size: 0 }
        yield* advance(hour)
        assert.deepStrictEqual(keys(arr), ["1", "3", "2"])
      }).pipe(quickly, Effect.provide(layer))
  )

  it.scoped("a season of which one episode is on its way is searched for without that one", () =>
    Effect.gen(function* () {
      const arr = modelArr()
      const log = yield* SearchLog
      yield* fill([episode(3, 1, 1), episode(3, 1, 2), episode(3, 1, 3), episode(3, 1, 4, { file: file() })])
      arr.queueFacts = { items: new Set([3101]), size: 1 }
      yield* live(arr)
      yield* advance(minute)
      const { searches } = yield* log.list({ limit: 9, offset: 0 })
      assert.deepStrictEqual(
        searches.map(({ items }) => items),
        [[3102, 3103]]
      )
    }).pipe(quickly, Effect.provide(layer))
  )

  it.scoped("marks of what is not in the index are kept while it is not whole, and go when it is", () =>
    Effect.gen(function* () {
      const arr = modelArr()
      const index = yield* LibraryIndex
      const marks = yield* SearchMarks
      yield* fill(movies(1), true)
      yield* marks.note(section, [{ itemId: 77, reason: "Missing" }], midday - hour)
      yield* live(arr)
      yield* advance(3 * hour)
      assert.isTrue(marks.all(section).has(markKey(77, "Missing")))
      yield* index.setMarks(section, { fullAt: midday, listAt: midday, historyAt: midday })
      yield* advance(2 * hour)
      assert.isFalse(marks.all(section).has(markKey(77, "Missing")))
    }).pipe(quickly, Effect.provide(layer))
  )

  it.scoped("a clock that is put back by a day neither stops the searches nor breaks the hourly limit", () =>
    Effect.gen(function* () {
      const arr = modelArr()
      yield* fill(movies(50))
      yield* live(arr, { perHour: 10 })
      yield* advance(30 * minute)
      assert.lengthOf(keys(arr), 9)
      yield* shift(-day)
      yield* advance(50 * minute)
      assert.isAtMost(keys(arr).length, 10)
      yield* advance(3 * hour)
      assert.isAtLeast(keys(arr).length, 25)
    }).pipe(quickly, Effect.provide(layer))
  )
})

describe("searchLoop: wishes", () => {
  const wish = (target: number, askedAt = midday) => ({
    section,
    reason: "Manual" as const,
    target: { kind: "movie", movieId: target } as const,
    title: `Movie ${target}`,
    askedAt
  })

  it.scoped(
    "what a person asks for is sent first, through window and delay, and its wish is over when it is sent",
    () =>
      Effect.gen(function* () {
        const arr = modelArr()
        const wishes = yield* Wishes
        yield* fill(movies(5))
        const { view, waker } = yield* live(arr)
        yield* wishes.add(wish(4, midday + 3_000))
        yield* advance(3_000)
        yield* waker.wake
        yield* advance(0)
        assert.deepStrictEqual(keys(arr), ["1", "4"])
        assert.lengthOf(wishes.of(section), 0)
        assert.strictEqual((yield* view).activity?.text, "Movie 4 (2020) · Manual")
        yield* advance(5 * minute)
        assert.deepStrictEqual(keys(arr), ["1", "4", "2", "3", "5"])
      }).pipe(quickly, Effect.provide(layer))
  )

  it.scoped("a wish stays while the Arr is away", () =>
    Effect.gen(function* () {
      const arr = modelArr()
      arr.away = errors.broken
      const wishes = yield* Wishes
      yield* fill(movies(1))
      yield* wishes.add(wish(1))
      yield* live(arr)
      yield* advance(hour)
      assert.lengthOf(wishes.of(section), 1)
      arr.away = undefined
      yield* advance(minute)
      assert.lengthOf(wishes.of(section), 0)
      assert.deepStrictEqual(keys(arr), ["1"])
    }).pipe(quickly, Effect.provide(layer))
  )

  it.scoped("a wish whose search arrived though the connection broke is sent once", () =>
    Effect.gen(function* () {
      const arr = modelArr()
      arr.fault = "broken"
      const wishes = yield* Wishes
      yield* fill([movie(1, { monitored: false })])
      yield* wishes.add(wish(1))
      yield* live(arr)
      arr.fault = "none"
      yield* advance(2 * hour)
      assert.deepStrictEqual(keys(arr), ["1"])
      assert.lengthOf(wishes.of(section), 0)
    }).pipe(quickly, Effect.provide(layer))
  )

  it.scoped("a wish whose search never arrived is sent again", () =>
    Effect.gen(function* () {
      const arr = modelArr()
      arr.fault = "lost"
      const wishes = yield* Wishes
      yield* fill([movie(1, { monitored: false })])
      yield* wishes.add(wish(1))
      yield* live(arr)
      arr.fault = "none"
      yield* advance(hour)
      assert.deepStrictEqual(keys(arr), ["1"])
      assert.lengthOf(wishes.of(section), 0)
    }).pipe(quickly, Effect.provide(layer))
  )

  it.scoped("a wish that no longer applies is taken off the list: what was to be replaced is there", () =>
    Effect.gen(function* () {
      const arr = modelArr()
      const wishes = yield* Wishes
      yield* fill([movie(1, { file: file() })])
      yield* wishes.add({ ...wish(1), reason: "Replacement" })
      yield* live(arr)
      yield* advance(minute)
      assert.lengthOf(keys(arr), 0)
      assert.lengthOf(wishes.of(section), 0)
    }).pipe(quickly, Effect.provide(layer))
  )

  it.scoped("a wish for what the index does not know, and the queue has, waits without hammering the Arr", () =>
    Effect.gen(function* () {
      const arr = modelArr()
      const wishes = yield* Wishes
      yield* fill([movie(1, { file: file() })], true)
      yield* wishes.add({ ...wish(99), reason: "Replacement" })
      arr.queueFacts = { items: new Set([99]), size: 1 }
      yield* live(arr)
      yield* advance(hour)
      assert.lengthOf(keys(arr), 0)
      assert.isAtMost(arr.queueReads, 130)
      arr.queueFacts = { items: new Set(), size: 0 }
      yield* advance(2 * hour)
      assert.deepStrictEqual(keys(arr), ["99"])
    }).pipe(quickly, Effect.provide(layer))
  )
})
