import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/TestClock"
import { fill } from "./fakeLibrary.ts"
import { assertSame, section, start } from "./support.ts"

const oddLines = (lines: ReadonlyArray<string>) => lines.filter((line) => line.includes("cannot be read"))

describe("LibrarySync: odd rows", () => {
  it.scoped("an episode that cannot be read is told once, however often it is read, and does not cost the others", () =>
    Effect.gen(function* () {
      const { index, library, sync, told } = yield* start((empty) => {
        fill(empty, 5, 3)
        empty.oddEpisodes.set(2_001, { id: 2_001, problem: 'episode 2001 (Truths): airDateUtc is no date: "soon".' })
      })
      assert.strictEqual(index.containers(section).get(2)?.items.length, 2)
      const line =
        'Sonarr-TV: cannot be read and is left out of searches: episode 2001 (Truths): airDateUtc is no date: "soon".'
      for (let n = 0; n < 5; n++) {
        yield* sync.refresh(2)
        yield* TestClock.adjust("1 minute")
      }
      assert.strictEqual(library.asked.items.filter((id) => id === 2).length, 6)
      assert.deepStrictEqual(oddLines(told.lines), [line])
      const [entry] = yield* sync.odd
      assert.deepInclude(entry, { id: 2_001, leftOut: true, since: 0 })

      library.oddEpisodes.set(2_001, { id: 2_001, problem: "episode 2001 (Truths): seasonNumber is missing." })
      yield* sync.refresh(2)
      yield* TestClock.adjust(0)
      assert.strictEqual(oddLines(told.lines).length, 2)
      assert.strictEqual((yield* sync.odd).length, 1)

      library.oddEpisodes.clear()
      yield* sync.refresh(2)
      yield* TestClock.adjust(0)
      assert.deepStrictEqual(yield* sync.odd, [])
      assertSame(index, library)
    })
  )

  it.scoped(
    "a series whose row cannot be read is not gone",
    () =>
      Effect.gen(function* () {
        const { index, library, sync, told } = yield* start((empty) => fill(empty, 5, 3))
        library.oddSeries.set(3, { id: 3, problem: "series 3: title is missing." })
        yield* sync.push({ _tag: "LibraryChanged", containerId: 3, deleted: false })
        yield* sync.push({ _tag: "Connected" })
        yield* TestClock.adjust("25 hours")
        assert.strictEqual(index.containers(section).size, 5)
        assert.strictEqual(oddLines(told.lines).length, 1)
        assert.strictEqual((yield* sync.odd).length, 1)
        library.oddSeries.clear()
        yield* sync.refresh()
        yield* TestClock.adjust("3 seconds")
        assert.deepStrictEqual(yield* sync.odd, [])
      }),
    60_000
  )

  it.scoped("while a row does not tell whose it is, only those are gone that the Arr does not know by their id", () =>
    Effect.gen(function* () {
      const { index, library } = yield* start((empty) => fill(empty, 5, 3))
      library.oddNameless.push({ id: undefined, problem: "series in row 3: id is missing." })
      library.onlyListed = (id) => id !== 3
      library.series.delete(4)
      yield* TestClock.adjust("16 minutes")
      assert.deepStrictEqual(index.state.removed, [4])
      assertSame(index, library)
    })
  )

  it.scoped("an episode that left with its problem is forgotten at the latest when everything was read", () =>
    Effect.gen(function* () {
      const { library, sync } = yield* start((empty) => {
        fill(empty, 5, 3)
        empty.oddEpisodes.set(2_001, { id: 2_001, problem: "episode 2001: airDateUtc is no date." })
      })
      library.series.delete(2)
      yield* sync.push({ _tag: "Connected" })
      yield* TestClock.adjust("25 hours")
      assert.deepStrictEqual(yield* sync.odd, [])
    })
  )

  it.scoped("an Arr full of odd rows does not fill the log or the memory", () =>
    Effect.gen(function* () {
      const { sync, told } = yield* start((empty) => {
        fill(empty, 20, 50)
        for (let id = 1; id <= 20; id++) {
          for (let n = 0; n < 50; n++)
            empty.oddEpisodes.set(id * 1000 + n, { id: id * 1000 + n, problem: `episode ${id * 1000 + n}` })
        }
      })
      assert.strictEqual((yield* sync.odd).length, 500)
      assert.strictEqual(oddLines(told.lines).length, 501)
    })
  )
})
