import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { activityOf } from "../../../src/search/searchLoop.ts"
import { LibraryIndex } from "../../../src/store/search/LibraryIndex.ts"
import { SearchMarks } from "../../../src/store/search/SearchMarks.ts"
import { layer } from "../../harness/search/memoryStores.ts"
import { isLong } from "../../harness/span.ts"
import { containersOf, fill, keys, live, midday, modelArr, section } from "./loopWorld.ts"
import { day, file, minute, movie } from "./planSupport.ts"
import { advance, quickly } from "./searchClock.ts"

const movies = (count: number) => Array.from({ length: count }, (_, index) => movie(index + 1))

describe("searchLoop: what is sent, and when", () => {
  it.scoped(
    "check 34: goes through all years, newest first, in the order of the plan, with the delay between two",
    () =>
      Effect.gen(function* () {
        const arr = modelArr()
        yield* fill([movie(1, { year: 2001 }), movie(2, { year: 1999 }), movie(3, { year: 2020 })])
        const { told } = yield* live(arr)
        assert.deepStrictEqual(keys(arr), ["3"])
        yield* advance(minute)
        assert.deepStrictEqual(
          arr.searches.map(({ at, key }) => `${key} +${(at - midday) / 1000}`),
          ["3 +0", "1 +10", "2 +20"]
        )
        assert.deepStrictEqual(told(), [
          `INFO ${section}: searches for Movie 3 (2020) (Missing; 1 of 1000 this hour)`,
          `INFO ${section}: searches for Movie 1 (2001) (Missing; 2 of 1000 this hour)`,
          `INFO ${section}: searches for Movie 2 (1999) (Missing; 3 of 1000 this hour)`
        ])
      }).pipe(quickly, Effect.provide(layer))
  )

  it.scoped(
    "check 34: a cycle ends when all was searched for, and the next begins; what was searched for cools down",
    () =>
      Effect.gen(function* () {
        const arr = modelArr()
        const marks = yield* SearchMarks
        yield* fill(movies(2))
        const { view } = yield* live(arr)
        yield* advance(5 * minute)
        assert.strictEqual(marks.cycle(section)?.number, 2)
        assert.lengthOf(keys(arr), 2)
        assert.strictEqual((yield* view).activity?.text, "Searches completed, waiting till next loop")
        yield* advance(day)
        assert.lengthOf(keys(arr), 4)
        // Only what was searched for in it ends a cycle.
        assert.strictEqual(marks.cycle(section)?.number, 3)
        yield* advance(2 * day)
        assert.lengthOf(keys(arr), 6)
        assert.strictEqual(marks.cycle(section)?.number, 4)
      }).pipe(quickly, Effect.provide(layer))
  )

  it.scoped(
    "check 34: without SearchAgainOnSearchCompletion everything is searched for once, and new things after that",
    () =>
      Effect.gen(function* () {
        const arr = modelArr()
        const marks = yield* SearchMarks
        yield* fill(movies(2))
        yield* live(arr, { again: false })
        yield* advance(4 * day)
        assert.lengthOf(keys(arr), 2)
        assert.strictEqual(marks.cycle(section)?.number, 1)
        yield* fill([movie(9)])
        yield* advance(minute)
        assert.deepStrictEqual(keys(arr).slice(2), ["9"])
      }).pipe(quickly, Effect.provide(layer))
  )

  it.scoped("check 34: marks of a clock that was put back do not make cycles race", () =>
    Effect.gen(function* () {
      const arr = modelArr()
      const marks = yield* SearchMarks
      yield* fill(movies(1))
      yield* marks.note(section, [{ itemId: 1, reason: "Missing" }], midday + 300 * day)
      const { told } = yield* live(arr)
      yield* advance(day)
      assert.isAtMost(marks.cycle(section)?.number ?? 99, 2)
      assert.isAtMost(told().length, 1)
    }).pipe(quickly, Effect.provide(layer))
  )

  it.scoped("check 35: a new thing is searched for within seconds, without a restart", () =>
    Effect.gen(function* () {
      const arr = modelArr()
      yield* fill(movies(1))
      const { waker } = yield* live(arr)
      yield* advance(10 * minute)
      yield* fill([movie(7)])
      yield* waker.wake
      yield* advance(0)
      assert.deepStrictEqual(keys(arr), ["1", "7"])
    }).pipe(quickly, Effect.provide(layer))
  )

  it.scoped(
    "check 35: a library that is still being read is searched meanwhile, with a plan every 5 seconds at most",
    () =>
      Effect.gen(function* () {
        const arr = modelArr()
        const index = yield* LibraryIndex
        yield* fill([], true)
        let plans = 0
        const counting: LibraryIndex["Type"] = {
          ...index,
          // Each plan asks once.
          profiles: (name) => {
            plans++
            return index.profiles(name)
          }
        }
        const { waker } = yield* live(arr, { perHour: 3 }).pipe(Effect.provideService(LibraryIndex, counting))
        for (let id = 1; id <= 400; id++) {
          yield* index.put(section, containersOf([movie(id)]))
          yield* waker.wake
          yield* advance(100)
        }
        assert.isAbove(keys(arr).length, 1)
        assert.isAtMost(plans, 10)
      }).pipe(quickly, Effect.provide(layer))
  )

  it.scoped("check 41: what was searched for is left alone for its cool-down, which grows to a week", () =>
    Effect.gen(function* () {
      const arr = modelArr()
      yield* fill(movies(1))
      yield* live(arr)
      yield* advance((isLong ? 22 : 15) * day)
      const gaps = arr.searches.slice(1).map(({ at }, index) => Math.round((at - (arr.searches[index]?.at ?? 0)) / day))
      assert.deepStrictEqual(gaps, isLong ? [1, 2, 4, 7, 7] : [1, 2, 4, 7])
    }).pipe(quickly, Effect.provide(layer))
  )

  it.scoped("check 45: a restart in the middle neither repeats nor loses anything", () =>
    Effect.gen(function* () {
      const arr = modelArr()
      yield* fill(movies(30))
      for (let life = 0; life < 12; life++) {
        const { kill } = yield* live(arr)
        yield* advance(27_000)
        yield* kill
        yield* advance(3_000)
      }
      yield* live(arr)
      yield* advance(20 * minute)
      assert.deepStrictEqual(
        [...keys(arr)].sort((a, b) => Number(a) - Number(b)),
        movies(30).map(({ id }) => String(id))
      )
      const gaps = arr.searches.slice(1).map(({ at }, index) => at - (arr.searches[index]?.at ?? 0))
      assert.isAtLeast(Math.min(...gaps), 10_000)
    }).pipe(quickly, Effect.provide(layer))
  )

  it.scoped("a life that was abandoned sends nothing any more", () =>
    Effect.gen(function* () {
      const arr = modelArr()
      yield* fill(movies(3))
      const { ended, state } = yield* live(arr)
      state.current = false
      yield* advance(minute)
      assert.lengthOf(keys(arr), 1)
      assert.isDefined(yield* ended)
    }).pipe(quickly, Effect.provide(layer))
  )
})

describe("searchLoop: what it tells of itself (engine 3.10)", () => {
  it("the activity names context, thing and reason", () => {
    const title = "Dark S01E05 · Truths"
    assert.strictEqual(activityOf({ reason: "Today", title }), "Today's releases · Dark S01E05 · Truths · Missing")
    assert.strictEqual(activityOf({ reason: "Request", title }), "Request · Dark S01E05 · Truths · Missing")
    assert.strictEqual(activityOf({ reason: "Request", title: "Request" }), "Request · Request · Missing")
    assert.strictEqual(activityOf({ reason: "Missing", title: "The Matrix (1999)" }), "The Matrix (1999) · Missing")
    assert.strictEqual(activityOf({ reason: "Manual", title: "The Matrix (1999)" }), "The Matrix (1999) · Manual")
  })

  it.scoped("says that nothing is pending, and what is left of the plan", () =>
    Effect.gen(function* () {
      const arr = modelArr()
      yield* fill([movie(1, { file: file() })])
      const { view } = yield* live(arr)
      assert.strictEqual((yield* view).activity?.text, "No pending searches")
      yield* fill(movies(3))
      yield* advance(30_000)
      const { activity, plan } = yield* view
      assert.strictEqual(activity?.text, "Movie 1 (2020) · Missing")
      assert.deepStrictEqual(
        plan?.candidates.map(({ title }) => title),
        ["Movie 2 (2020)", "Movie 3 (2020)"]
      )
    }).pipe(quickly, Effect.provide(layer))
  )
})
