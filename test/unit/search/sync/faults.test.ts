import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/TestClock"
import { failing, fill, html, refused, rejected } from "./fakeLibrary.ts"
import { assertSame, forgetRequests, section, start } from "./support.ts"

/** A sync of 100 series that has read some of them. */
const halfWay = Effect.gen(function* () {
  const world = yield* start((empty) => {
    fill(empty, 100, 2)
    empty.latency = 1_000
  })
  yield* TestClock.adjust("30 seconds")
  const before = [...world.index.containers(section).keys()]
  assert.isAbove(before.length, 30)
  world.library.latency = 0
  return { ...world, before }
})

describe("LibrarySync: failures in the middle", () => {
  for (const [name, error] of [
    ["no connection", refused],
    ["HTML instead of JSON", html],
    ["a server error", failing]
  ] as const) {
    it.scoped(`${name}: what was read stays, one line tells it, and the rest is read when it is over`, () =>
      Effect.gen(function* () {
        const { before, index, library, sync, told } = yield* halfWay
        library.fault = error
        yield* TestClock.adjust("20 seconds")
        const kept = index.containers(section).size
        assert.isAtLeast(kept, before.length)
        assert.isUndefined(index.marks(section).fullAt)
        assert.include((yield* sync.progress).lastError ?? "", error.detail)
        assert.deepStrictEqual(told.reports, [error])
        forgetRequests(library)
        yield* TestClock.adjust("1 hour")
        assert.strictEqual(index.containers(section).size, kept)
        // Every 5 minutes one attempt, and a look whether the Arr is there at all.
        assert.isAtMost(library.requests, 14 * 9)
        assert.deepStrictEqual(told.lines, [
          `Sonarr-TV: its library cannot be read: ${error.message.slice("Sonarr-TV: ".length, -1)}; trying again in 30 seconds`
        ])
        forgetRequests(library)
        library.fault = undefined
        yield* TestClock.adjust("5 minutes")
        assertSame(index, library)
        assert.strictEqual(library.asked.items.length, 100 - kept)
        assert.isDefined(index.marks(section).fullAt)
        assert.strictEqual((yield* sync.progress).lastError, undefined)
        assert.strictEqual(told.reports.at(-1), undefined)
        assert.strictEqual(told.lines[1], "Sonarr-TV: its library can be read again")
        assert.strictEqual(told.lines.length, 3)
      })
    )
  }

  it.scoped("waits 30 s, 1, 2, 4 and then 5 minutes; a connection of the push ends the wait", () =>
    Effect.gen(function* () {
      const { library, sync } = yield* start((empty) => {
        empty.fault = refused
      })
      const attempts: Array<number> = []
      for (let second = 0; second < 1_500; second += 30) {
        forgetRequests(library)
        yield* TestClock.adjust("30 seconds")
        if (library.requests > 0) attempts.push(second + 30)
      }
      assert.deepStrictEqual(attempts, [30, 90, 210, 450, 750, 1_050, 1_350])
      forgetRequests(library)
      yield* sync.push({ _tag: "Connected" })
      yield* TestClock.adjust(0)
      assert.isAbove(library.requests, 0)
    })
  )

  it.scoped("a refused key is tried every 5 minutes, in the middle too", () =>
    Effect.gen(function* () {
      const { index, library, told } = yield* halfWay
      library.fault = rejected
      yield* TestClock.adjust("2 seconds")
      assert.strictEqual(told.reports[0], rejected)
      forgetRequests(library)
      yield* TestClock.adjust("294 seconds")
      assert.strictEqual(library.requests, 0)
      yield* TestClock.adjust("1 hour")
      assert.isAtMost(library.requests, 12 * 4)
      assert.strictEqual(told.lines.length, 1)
      library.fault = undefined
      yield* TestClock.adjust("6 minutes")
      assertSame(index, library)
    })
  )
})

describe("LibrarySync: one thing that cannot be read", () => {
  it.scoped(
    "a series that always fails costs the others nothing, one line, and the next day everything is read again",
    () =>
      Effect.gen(function* () {
        const { index, library, sync, told } = yield* start((empty) => {
          fill(empty, 50, 2)
          empty.faults.set(1, failing)
        })
        assert.strictEqual(index.containers(section).size, 49)
        assert.isUndefined(told.reports[0])
        const progress = yield* sync.progress
        assert.deepStrictEqual([progress.done, progress.total], [49, 50])
        assert.include(progress.lastError ?? "", "boom")
        yield* TestClock.adjust("2 hours")
        assert.strictEqual(told.lines.length, 1)
        // The rest goes on.
        library.series.get(7)?.episodes.delete(7_001)
        yield* TestClock.adjust("16 minutes")
        assert.isUndefined(index.item(section, 7_001))
        library.faults.clear()
        yield* TestClock.adjust("6 minutes")
        assertSame(index, library)
        assert.strictEqual(told.lines[1], "Sonarr-TV: a part of its library can be read again")
        assert.isDefined(index.marks(section).fullAt)
      })
  )

  it.scoped("a portion of movies that fails is read in smaller ones until all the others are in", () =>
    Effect.gen(function* () {
      const { index } = yield* start((empty) => {
        fill(empty, 250, 1)
        empty.faults.set(42, html)
      }, 100)
      assert.strictEqual(index.containers(section).size, 150)
      yield* TestClock.adjust("30 minutes")
      assert.strictEqual(index.containers(section).size, 249)
    })
  )

  it.scoped("one failure after the other is not taken for so many odd series", () =>
    Effect.gen(function* () {
      const { library, told } = yield* start((empty) => {
        fill(empty, 100, 1)
        for (let id = 1; id <= 100; id++) empty.faults.set(id, failing)
      })
      assert.isAtMost(library.asked.items.length, 8)
      yield* TestClock.adjust("10 minutes")
      assert.isAtMost(library.asked.items.length, 60)
      assert.strictEqual(told.lines.length, 1)
    })
  )

  it.scoped("a change told while the Arr is away, or while the row is odd, is read when it can be", () =>
    Effect.gen(function* () {
      const { index, library, sync } = yield* start((empty) => fill(empty, 5, 1))
      yield* sync.push({ _tag: "Connected" })
      yield* TestClock.adjust("1 minute")
      library.fault = html
      for (const id of [2, 3]) {
        library.series.get(id)?.episodes.set(id * 1000, "changed")
        yield* id === 2 ? sync.refresh(2) : sync.push({ _tag: "LibraryChanged", containerId: id, deleted: false })
      }
      library.oddSeries.set(3, { id: 3, problem: "series 3: title is missing." })
      yield* TestClock.adjust("20 minutes")
      library.fault = undefined
      yield* TestClock.adjust("6 minutes")
      assert.strictEqual(index.item(section, 2_000)?.title, "changed")
      assert.strictEqual(index.item(section, 3_000)?.title, "Episode 0")
      library.oddSeries.clear()
      yield* sync.refresh()
      yield* TestClock.adjust(0)
      assertSame(index, library)
      assert.isAtMost(library.asked.items.length, 7)
    })
  )

  it.scoped(
    "a list and a history that were wanted and failed are read when the Arr is back, not at the next regular time",
    () =>
      Effect.gen(function* () {
        const { index, library, sync, told } = yield* start((empty) => fill(empty, 5, 1))
        yield* sync.push({ _tag: "Connected" })
        yield* TestClock.adjust("1 minute")
        library.fault = refused
        library.series.delete(2)
        yield* sync.push({ _tag: "LibraryChanged", containerId: undefined, deleted: false })
        yield* TestClock.adjust("3 seconds")
        assert.strictEqual(told.reports.length, 1)
        library.fault = undefined
        forgetRequests(library)
        yield* TestClock.adjust("31 seconds")
        assertSame(index, library)
        assert.deepStrictEqual([library.asked.containers, library.asked.history], [1, 1])

        // And when only the history fails.
        library.faults.set("history", failing)
        yield* sync.push({ _tag: "LibraryChanged", containerId: 3, deleted: false })
        yield* TestClock.adjust("3 seconds")
        library.faults.clear()
        forgetRequests(library)
        yield* TestClock.adjust("31 seconds")
        assert.strictEqual(library.asked.history, 1)
      })
  )

  it.scoped("a broken history does not hold up the library, and a broken list not the history", () =>
    Effect.gen(function* () {
      const { index, library, told } = yield* start((empty) => {
        fill(empty, 5, 1)
        empty.faults.set("history", html)
      })
      assertSame(index, library)
      yield* TestClock.adjust("1 hour")
      assert.isAtMost(library.asked.history, 16)
      assert.strictEqual(told.lines.filter((line) => line.includes("history")).length, 1)
      library.faults.clear()
      library.faults.set("containers", failing)
      yield* TestClock.adjust("20 minutes")
      forgetRequests(library)
      yield* TestClock.adjust("10 minutes")
      assert.strictEqual(library.asked.history, 10)
    })
  )
})

describe("LibrarySync: an answer that is too bad to be true", () => {
  it.scoped("an empty list forgets nothing", () =>
    Effect.gen(function* () {
      const { index, library, told } = yield* start((empty) => fill(empty, 5, 1))
      library.onlyListed = () => false
      yield* TestClock.adjust("15 minutes")
      assert.strictEqual(index.containers(section).size, 5)
      assert.include(told.lines.at(-1) ?? "", "lost 5 of 5")
      library.onlyListed = undefined
      yield* TestClock.adjust("1 hour")
      assert.deepStrictEqual(index.state.removed, [])
    })
  )

  it.scoped("a list without most of the library is believed when it says so again a minute later", () =>
    Effect.gen(function* () {
      const { index, library } = yield* start((empty) => fill(empty, 60, 1))
      for (let id = 1; id <= 40; id++) library.series.delete(id)
      forgetRequests(library)
      yield* TestClock.adjust("15 minutes")
      assert.strictEqual(index.containers(section).size, 60)
      assert.strictEqual(library.asked.containers, 1)
      yield* TestClock.adjust("59 seconds")
      assert.strictEqual(index.containers(section).size, 60)
      yield* TestClock.adjust("1 second")
      assert.strictEqual(library.asked.containers, 2)
      assertSame(index, library)
    })
  )

  it.scoped("a failed list and a failed question remove nothing", () =>
    Effect.gen(function* () {
      const { index, library, sync } = yield* start((empty) => fill(empty, 5, 1))
      library.faults.set("containers", html)
      library.faults.set(3, failing)
      yield* sync.push({ _tag: "LibraryChanged", containerId: 3, deleted: false })
      yield* TestClock.adjust("2 hours")
      assert.deepStrictEqual(index.state.removed, [])
      assert.strictEqual(index.containers(section).size, 5)
    })
  )

  it.scoped("a proxy that answers 'not found' for an Arr that is down removes nothing and empties nothing", () =>
    Effect.gen(function* () {
      const { index, library, sync } = yield* start((empty) => fill(empty, 5, 2))
      library.notFound = true
      yield* sync.push({ _tag: "LibraryChanged", containerId: 3, deleted: false })
      yield* sync.refresh(4)
      yield* TestClock.adjust("26 hours")
      library.notFound = false
      assertSame(index, library)
      yield* TestClock.adjust("10 minutes")
      assertSame(index, library)
      assert.deepStrictEqual(index.state.removed, [])
    })
  )

  it.scoped("the same in the middle of the first reading: nobody is taken for a series without episodes", () =>
    Effect.gen(function* () {
      const { index, library } = yield* halfWay
      library.notFound = true
      yield* TestClock.adjust("5 minutes")
      assert.deepStrictEqual(
        [...index.containers(section).values()].filter(({ items }) => items.length === 0),
        []
      )
      library.notFound = false
      yield* TestClock.adjust("5 minutes")
      assertSame(index, library)
    })
  )

  it.scoped("a series without episodes is asked for itself once, then it is believed", () =>
    Effect.gen(function* () {
      const { index, library } = yield* start((empty) => fill(empty, 5, 2))
      library.series.get(2)?.episodes.clear()
      forgetRequests(library)
      yield* TestClock.adjust("16 minutes")
      assertSame(index, library)
      assert.deepStrictEqual(library.asked.container, [2])
      assert.deepStrictEqual(library.asked.items, [2, 2])
    })
  )
})
