import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/TestClock"
import { makeIndex } from "./fakeIndex.ts"
import { fill, makeLibrary } from "./fakeLibrary.ts"
import { assertSame, begin, forgetRequests, section, start } from "./support.ts"

describe("LibrarySync: the first time", () => {
  it.scoped("500 series cost at most two requests each and a constant", () =>
    Effect.gen(function* () {
      const { index, library, told } = yield* start((empty) => fill(empty, 500, 40))
      assertSame(index, library)
      assert.strictEqual(library.requests, 2 * 500 + 3)
      assert.deepStrictEqual(
        [...library.asked.items].sort((a, b) => a - b),
        [...library.series.keys()]
      )
      assert.deepStrictEqual([...index.profiles(section).keys()], [1])
      assert.deepStrictEqual(told.lines, ["Sonarr-TV: its library is read (500 entries, 0 s)"])
    })
  )

  it.scoped("at most four questions are open, and 500 series at 20 ms are read within 6 seconds", () =>
    Effect.gen(function* () {
      const { index, library, sync } = yield* start((empty) => {
        fill(empty, 500, 2)
        empty.latency = 20
      })
      yield* TestClock.adjust("6 seconds")
      assertSame(index, library)
      assert.strictEqual(library.running.most, 4)
      assert.strictEqual((yield* sync.progress).phase, "idle")
    })
  )

  it.scoped("tells how far it is, and what is read can be used at once", () =>
    Effect.gen(function* () {
      const { index, library, sync, told } = yield* start((empty) => {
        fill(empty, 100, 2)
        empty.latency = 1_000
      })
      assert.strictEqual((yield* sync.progress).phase, "list")
      yield* TestClock.adjust("3 seconds")
      const first = yield* sync.progress
      assert.deepStrictEqual([first.phase, first.done, first.total], ["items", 0, 100])
      assert.strictEqual(first.startedAt, 0)
      yield* TestClock.adjust("20 seconds")
      const then = yield* sync.progress
      assert.deepStrictEqual([then.phase, then.done, then.total], ["items", 40, 100])
      assert.strictEqual(index.containers(section).size, 40)
      assert.isAtLeast(told.changes, 40)
      assert.strictEqual(then.lastFullAt, undefined)
      yield* TestClock.adjust("40 seconds")
      const last = yield* sync.progress
      assert.deepStrictEqual([last.phase, last.done, last.total], ["idle", 0, 0])
      assert.strictEqual(last.lastFullAt, index.marks(section).fullAt)
      assert.isDefined(last.lastFullAt)
      assertSame(index, library)
    })
  )

  it.scoped("movies are read in portions", () =>
    Effect.gen(function* () {
      const { index, library } = yield* start((empty) => fill(empty, 250, 1), 100)
      assertSame(index, library)
      assert.strictEqual(library.requests, 3 + 2 * 3)
    })
  )
})

describe("LibrarySync: after a restart", () => {
  it.scoped("goes on where it was, and the index of the last run can be used at once", () =>
    Effect.gen(function* () {
      const library = makeLibrary()
      const index = makeIndex()
      fill(library, 100, 2)
      library.latency = 1_000
      const first = yield* begin(library, index)
      yield* TestClock.adjust("30 seconds")
      yield* first.stop
      assert.isFalse(index.state.open)
      const read = index.containers(section).size
      assert.isAbove(read, 40)
      assert.isBelow(read, 60)
      forgetRequests(library)
      yield* TestClock.adjust("10 minutes")
      const second = yield* begin(library, index)
      assert.isTrue(index.state.open)
      yield* TestClock.adjust("3 seconds")
      const progress = yield* second.sync.progress
      assert.deepStrictEqual([progress.phase, progress.done, progress.total], ["items", read, 100])
      yield* TestClock.adjust("5 minutes")
      assertSame(index, library)
      assert.strictEqual(library.asked.items.length, 100 - read)
      assert.isDefined(index.marks(section).fullAt)
    })
  )

  it.scoped("reads nothing again that is less than a day old", () =>
    Effect.gen(function* () {
      const library = makeLibrary()
      const index = makeIndex()
      fill(library, 50, 2)
      const first = yield* begin(library, index)
      yield* first.stop
      yield* TestClock.adjust("7 hours")
      forgetRequests(library)
      yield* begin(library, index)
      assert.strictEqual(library.requests, 3)
    })
  )

  it.scoped("reads everything once a day, also what looks unchanged, across a restart in the middle", () =>
    Effect.gen(function* () {
      const library = makeLibrary()
      const index = makeIndex()
      fill(library, 100, 2)
      const first = yield* begin(library, index)
      yield* first.sync.push({ _tag: "Connected" })
      library.series.get(7)?.episodes.set(7_000, "changed in silence")
      forgetRequests(library)
      yield* TestClock.adjust("1439 minutes")
      assert.strictEqual(library.asked.items.length, 0)
      library.latency = 1_000
      yield* TestClock.adjust("90 seconds")
      yield* first.stop
      const before = library.asked.items.length
      assert.isAbove(before, 30)
      assert.isBelow(before, 80)
      library.latency = 0
      yield* begin(library, index)
      // What was being asked when it stopped is asked again.
      assert.isAtMost(library.asked.items.length, 104)
      assertSame(index, library)
    })
  )

  it.scoped("a clock that was wrong does not keep the index from being read", () =>
    Effect.gen(function* () {
      const library = makeLibrary()
      const index = makeIndex()
      fill(library, 10, 2)
      yield* TestClock.adjust("5000 days")
      const first = yield* begin(library, index)
      yield* first.stop
      yield* TestClock.setTime(0)
      library.series.get(7)?.episodes.set(7_000, "changed in silence")
      yield* begin(library, index)
      assertSame(index, library)
    })
  )
})
