import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type { ArrCommand } from "../../../src/clients/arr/ArrClient.ts"
import type { SearchTarget } from "../../../src/clients/arr/SearchTarget.ts"
import { loggedSearch } from "../../../src/search/apply/loggedSearch.ts"
import { endOf, followCommands } from "../../../src/search/running.ts"
import { SearchLog } from "../../../src/store/search/SearchLog.ts"
import { markKey, SearchMarks } from "../../../src/store/search/SearchMarks.ts"
import { Wishes } from "../../../src/store/search/Wishes.ts"
import { layer } from "../../harness/search/memoryStores.ts"
import { errors, type ModelArr, midday, modelArr, section } from "./loopWorld.ts"
import { day, minute } from "./planSupport.ts"
import { advance, quickly } from "./searchClock.ts"

const command = (change: Partial<ArrCommand>): ArrCommand => ({
  id: 1,
  name: "MoviesSearch",
  status: "started",
  result: undefined,
  message: undefined,
  body: {},
  queuedAt: midday,
  ...change
})

const season: SearchTarget = { kind: "season", seriesId: 3, seasonNumber: 1 }
const one: SearchTarget = { kind: "movie", movieId: 1 }

const send = (arr: ModelArr, target: SearchTarget = one, items: ReadonlyArray<number> = [1]) =>
  Effect.either(
    loggedSearch(
      {
        section,
        reason: "Missing",
        target,
        items,
        title: "It",
        marks: items.map((itemId) => ({ itemId, reason: "Missing" as const })),
        answered: Effect.void
      },
      arr.post(target)
    )
  )

/** States, newest first. */
const states = Effect.gen(function* () {
  const { searches } = yield* (yield* SearchLog).list({ limit: 50, offset: 0 })
  return searches.map(({ state }) => state)
})

const isMarked = (item: number) =>
  Effect.map(SearchMarks, (marks) => (marks.all(section).get(markKey(item, "Missing"))?.at ?? 0) > 0)

describe("endOf", () => {
  const cases: ReadonlyArray<readonly [Partial<ArrCommand>, string | undefined, (string | undefined)?]> = [
    [{ status: "queued" }, undefined],
    [{ status: "started" }, undefined],
    [{ status: "completed" }, "done"],
    [{ status: "completed", result: "successful" }, "done"],
    [{ status: "completed", result: "unknown" }, "done"],
    [{ status: "completed", result: "unsuccessful", message: "no indexer" }, "failed", "no indexer"],
    [{ status: "failed", message: "an exception" }, "failed", "an exception"],
    [{ status: "failed" }, "failed", "the command ended as failed"],
    [{ status: "aborted" }, "failed", "the command ended as aborted"],
    [{ status: "cancelled" }, "failed", "the command ended as cancelled"],
    [{ status: "orphaned" }, "lost", "the Arr was restarted meanwhile"],
    [{ status: "a word of tomorrow" }, "failed", "the command ended as a word of tomorrow"]
  ]
  for (const [change, state, message] of cases) {
    it(`${change.status}${change.result === undefined ? "" : ` and ${change.result}`} is ${state ?? "still running"}`, () => {
      assert.deepStrictEqual(endOf(command(change)), state === undefined ? undefined : { state, message })
    })
  }
})

describe("followCommands", () => {
  it.scoped("check 39: each search is followed to its end, whatever that is, and asks nothing when none is open", () =>
    Effect.gen(function* () {
      const arr = modelArr()
      assert.isEmpty(yield* followCommands(arr))
      assert.strictEqual(arr.commandReads, 0)
      for (const ends of [
        { status: "completed", result: "successful" },
        { status: "completed", result: "unsuccessful" },
        { status: "failed", result: undefined },
        { status: "orphaned", result: undefined }
      ] as const) {
        arr.ends = { ...ends, message: undefined }
        yield* send(arr)
        assert.isEmpty(yield* followCommands(arr))
        assert.deepStrictEqual((yield* states)[0], "running")
        yield* advance(10_000)
        assert.lengthOf(yield* followCommands(arr), 1)
      }
      assert.deepStrictEqual(yield* states, ["lost", "failed", "failed", "done"])
      assert.isEmpty((yield* SearchLog).open(section))
      assert.isTrue(yield* isMarked(1))
    }).pipe(quickly, Effect.provide(layer))
  )

  it.scoped("a command that the Arr forgot is lost, but was searched for", () =>
    Effect.gen(function* () {
      const arr = modelArr()
      yield* send(arr)
      arr.commandList.length = 0
      yield* followCommands(arr)
      assert.deepStrictEqual(yield* states, ["lost"])
      assert.isTrue(yield* isMarked(1))
      assert.lengthOf((yield* SearchLog).sentSince(section, midday), 1)
    }).pipe(quickly, Effect.provide(layer))
  )

  it.scoped("a command that hangs counts as running for a day, not for ever", () =>
    Effect.gen(function* () {
      const arr = modelArr()
      arr.lasts = 100 * day
      yield* send(arr)
      yield* advance(day)
      yield* followCommands(arr)
      assert.deepStrictEqual(yield* states, ["running"])
      yield* advance(minute)
      yield* followCommands(arr)
      assert.deepStrictEqual(yield* states, ["lost"])
    }).pipe(quickly, Effect.provide(layer))
  )

  it.scoped("the Arr took it, the connection broke: found in its list of commands, not sent again", () =>
    Effect.gen(function* () {
      const arr = modelArr()
      arr.fault = "broken"
      for (const target of [one, season]) {
        assert.isTrue((yield* send(arr, target, [1]))._tag === "Left")
        assert.deepStrictEqual((yield* states)[0], "sending")
        yield* advance(2 * minute)
        yield* followCommands(arr)
        assert.deepStrictEqual((yield* states)[0], "done")
      }
      assert.isTrue(yield* isMarked(1))
    }).pipe(quickly, Effect.provide(layer))
  )

  it.scoped("it never arrived: lost, the marks are taken back, and it does not count for the hour", () =>
    Effect.gen(function* () {
      const arr = modelArr()
      for (const fault of ["lost", "500", "html"] as const) {
        arr.fault = fault
        yield* send(arr, season, [7, 8])
        assert.isTrue(yield* isMarked(8))
        yield* advance(2 * minute)
        const [ended] = yield* followCommands(arr)
        assert.strictEqual(ended?.message, `it never reached ${section}`)
        assert.isFalse(yield* isMarked(7))
        assert.isFalse(yield* isMarked(8))
        assert.isEmpty((yield* SearchLog).sentSince(section, midday))
      }
    }).pipe(quickly, Effect.provide(layer))
  )

  it.scoped("not in the list any more, but the Arr says that it searched for the thing since: done", () =>
    Effect.gen(function* () {
      const arr = modelArr()
      arr.fault = "lost"
      yield* send(arr)
      arr.lastSearched.set(1, midday + 1_000)
      yield* advance(2 * minute)
      yield* followCommands(arr)
      assert.deepStrictEqual(yield* states, ["done"])
      assert.isTrue(yield* isMarked(1))
      // What it searched for a week ago says nothing.
      yield* send(arr)
      arr.lastSearched.set(1, midday - 7 * day)
      yield* advance(2 * minute)
      yield* followCommands(arr)
      assert.deepStrictEqual(yield* states, ["lost", "done"])
    }).pipe(quickly, Effect.provide(layer))
  )

  it.scoped("the answer to a search is on its way: nobody takes it for lost meanwhile", () =>
    Effect.gen(function* () {
      const arr = modelArr()
      arr.lasts = day
      arr.latency = 14_000
      yield* Effect.fork(send(arr))
      yield* advance(7_000)
      assert.isEmpty(yield* followCommands(arr))
      assert.deepStrictEqual(yield* states, ["sending"])
      yield* advance(10_000)
      assert.deepStrictEqual(yield* states, ["running"])
      assert.isTrue(yield* isMarked(1))
    }).pipe(quickly, Effect.provide(layer))
  )

  it.scoped("what cannot be told of one search does not hold up the others, and does not count for ever", () =>
    Effect.gen(function* () {
      const arr = modelArr()
      arr.fault = "lost"
      yield* send(arr)
      arr.fault = "none"
      yield* send(arr, { kind: "movie", movieId: 2 }, [2])
      yield* advance(3 * minute)
      const odd: ModelArr = { ...arr, lastSearchedAt: () => Effect.fail(errors.html) }
      assert.lengthOf(yield* followCommands(odd), 1)
      assert.deepStrictEqual(yield* states, ["done", "sending"])
      assert.strictEqual((yield* Effect.flip(followCommands(odd)))._tag, "Malformed")
      yield* advance(day)
      assert.lengthOf(yield* followCommands(odd), 1)
      assert.deepStrictEqual(yield* states, ["done", "lost"])
    }).pipe(quickly, Effect.provide(layer))
  )

  it.scoped("an Arr that is away changes nothing: its searches go on counting as running", () =>
    Effect.gen(function* () {
      const arr = modelArr()
      yield* send(arr)
      arr.away = errors.broken
      yield* advance(3 * day)
      assert.strictEqual((yield* Effect.flip(followCommands(arr)))._tag, "Transient")
      assert.lengthOf((yield* SearchLog).open(section), 1)
    }).pipe(quickly, Effect.provide(layer))
  )

  it.scoped("an equal search of somebody else from before ours is not taken for ours", () =>
    Effect.gen(function* () {
      const arr = modelArr()
      yield* arr.post(one)
      yield* advance(10 * minute)
      arr.fault = "lost"
      yield* send(arr)
      yield* advance(2 * minute)
      yield* followCommands(arr)
      assert.deepStrictEqual(yield* states, ["lost"])
    }).pipe(quickly, Effect.provide(layer))
  )

  it.scoped("a wish is over when its search turns out to have arrived, and stays when it did not", () =>
    Effect.gen(function* () {
      const arr = modelArr()
      const wishes = yield* Wishes
      const wish = { section, reason: "Manual" as const, target: one, title: "It", askedAt: midday }
      yield* wishes.add(wish)
      arr.fault = "lost"
      yield* send(arr)
      yield* advance(2 * minute)
      yield* followCommands(arr)
      assert.lengthOf(wishes.of(section), 1)
      arr.fault = "broken"
      yield* send(arr)
      // Asked for once more, after that search.
      yield* wishes.add({ ...wish, reason: "Replacement", askedAt: midday + 3 * minute })
      yield* advance(2 * minute)
      yield* followCommands(arr)
      assert.deepStrictEqual(
        wishes.of(section).map(({ reason }) => reason),
        ["Replacement"]
      )
    }).pipe(quickly, Effect.provide(layer))
  )
})
