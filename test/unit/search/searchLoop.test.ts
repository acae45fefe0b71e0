import { assert, describe, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Ref from "effect/Ref"
import { parseTimeWindow } from "../../../src/config/values/TimeWindow.ts"
import { activityOf } from "../../../src/search/searchLoop.ts"
import { LibraryIndex } from "../../../src/store/search/LibraryIndex.ts"
import { Requests } from "../../../src/store/search/Requests.ts"
import { SearchLog } from "../../../src/store/search/SearchLog.ts"
import { markKey, SearchMarks } from "../../../src/store/search/SearchMarks.ts"
import { Wishes } from "../../../src/store/search/Wishes.ts"
import { layer } from "../../harness/search/memoryStores.ts"
import { containersOf, errors, fill, keys, live, midday, modelArr, section } from "./loopWorld.ts"
import { day, episode, file, hour, minute, movie, request } from "./planSupport.ts"
import { advance, quickly, shift } from "./searchClock.ts"

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
        yield* advance(9 * day)
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
        const plans = 0
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
      yield* advance(22 * day)
      const gaps = arr.searches.slice(1).map(({ at }, index) => Math.round((at - (arr.searches[index]?.at ?? 0)) / day))
      assert.deepStrictEqual(gaps, [1, 2, 4, 7, 7])
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
