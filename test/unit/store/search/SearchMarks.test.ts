import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as fc from "fast-check"
import { lostNotes } from "../../../../src/store/search/lostNotes.ts"
import { SearchLog } from "../../../../src/store/search/SearchLog.ts"
import { type Cycle, markKey, type SearchMark, SearchMarks } from "../../../../src/store/search/SearchMarks.ts"
import type { SearchReason } from "../../../../src/store/search/SearchReason.ts"
import { store } from "../support.ts"
import { lives, newFile, newSearch } from "./support.ts"

const minute = 60_000
const start = 1_000 * 86_400_000

const all = (section = "Sonarr") => Effect.map(SearchMarks, (marks) => Object.fromEntries(marks.all(section)))

const mark = (itemId: number, reason: SearchReason, at: number, times = 1): SearchMark => ({
  itemId,
  reason,
  at,
  times
})

describe("the marks of what was searched for", () => {
  it.scoped("are there again after a restart, by section, with the cycle", () =>
    Effect.gen(function* () {
      const live = yield* lives
      const missing = { itemId: 1, reason: "Missing" } as const
      yield* live(
        Effect.gen(function* () {
          const marks = yield* SearchMarks
          assert.strictEqual(marks.all("Sonarr").size, 0)
          assert.isUndefined(marks.cycle("Sonarr"))
          yield* marks.note("Sonarr", [missing, { itemId: 2, reason: "Upgrade" }], 100)
          yield* marks.note("Sonarr", [missing], 200)
          yield* marks.note("Radarr", [missing], 300)
          yield* marks.setCycle("Sonarr", { number: 1, startedAt: 50 })
          yield* marks.setCycle("Sonarr", { number: 2, startedAt: 90 })
        })
      )
      yield* live(
        Effect.gen(function* () {
          const marks = yield* SearchMarks
          assert.deepStrictEqual(yield* all(), {
            "1:Missing": mark(1, "Missing", 200, 2),
            "2:Upgrade": mark(2, "Upgrade", 100)
          })
          assert.deepStrictEqual(yield* all("Radarr"), { "1:Missing": mark(1, "Missing", 300) })
          assert.deepStrictEqual(marks.cycle("Sonarr"), { number: 2, startedAt: 90 })
          assert.isUndefined(marks.cycle("Radarr"))
        })
      )
    })
  )

  type Step = (marks: (typeof SearchMarks)["Service"], model: Model) => Effect.Effect<void>
  interface Model {
    readonly marks: Map<string, SearchMark>
    cycle: Cycle | undefined
  }
  const item = fc.record({
    itemId: fc.integer({ min: 1, max: 6 }),
    reason: fc.constantFrom<SearchReason>("Missing", "Upgrade", "Today")
  })
  const at = fc.integer({ min: 1, max: 99 })
  const step: fc.Arbitrary<Step> = fc.oneof(
    fc.tuple(fc.uniqueArray(item, { selector: (one) => markKey(one.itemId, one.reason) }), at).map(
      ([items, when]): Step =>
        (marks, model) => {
          for (const { itemId, reason } of items) {
            const key = markKey(itemId, reason)
            model.marks.set(key, mark(itemId, reason, when, (model.marks.get(key)?.times ?? 0) + 1))
          }
          return marks.note("Sonarr", items, when)
        }
    ),
    fc.array(item).map(
      (items): Step =>
        (marks, model) => {
          const keys = items.map((one) => markKey(one.itemId, one.reason))
          for (const key of keys) model.marks.delete(key)
          return marks.forget("Sonarr", keys)
        }
    ),
    fc.tuple(fc.array(item), fc.array(item), at).map(
      ([before, gone, when]): Step =>
        (marks, model) => {
          const back = before.map((one) => mark(one.itemId, one.reason, when, when))
          const keys = gone.map((one) => markKey(one.itemId, one.reason))
          for (const key of keys) model.marks.delete(key)
          for (const one of back) model.marks.set(markKey(one.itemId, one.reason), one)
          return marks.restore("Sonarr", back, keys)
        }
    ),
    at.map(
      (number): Step =>
        (marks, model) => {
          model.cycle = { number, startedAt: number * 2 }
          return marks.setCycle("Sonarr", model.cycle)
        }
    )
  )

  it.effect(
    "are what a plain map would be, before and after a restart",
    () =>
      Effect.promise(() =>
        fc.assert(
          fc.asyncProperty(fc.array(step, { maxLength: 30 }), fc.integer({ min: 0, max: 30 }), (steps, cut) =>
            Effect.runPromise(
              Effect.gen(function* () {
                const file = yield* newFile
                const model: Model = { marks: new Map(), cycle: undefined }
                const same = Effect.gen(function* () {
                  const marks = yield* SearchMarks
                  assert.deepStrictEqual(new Map(marks.all("Sonarr")), model.marks)
                  assert.deepStrictEqual(marks.cycle("Sonarr"), model.cycle)
                })
                for (const some of [steps.slice(0, cut), steps.slice(cut), []]) {
                  const life = Effect.gen(function* () {
                    yield* same
                    const marks = yield* SearchMarks
                    for (const one of some) yield* one(marks, model)
                    yield* same
                  })
                  yield* Effect.provide(life, store(file, { writer: { batch: 2 } }))
                }
              }).pipe(Effect.scoped)
            )
          ),
          { numRuns: 12 }
        )
      ),
    60_000
  )
})

describe("marks that a crash took", () => {
  it.scoped("are made up from the searches begun before it, whenever the next start is", () =>
    Effect.gen(function* () {
      const live = yield* lives
      yield* live(
        Effect.gen(function* () {
          const log = yield* SearchLog
          const marks = yield* SearchMarks
          yield* marks.note("Sonarr", [{ itemId: 1, reason: "Missing" }], start - 90 * minute)
          yield* log.begin(newSearch({ sentAt: start - 61 * minute, items: [9] }))
          yield* log.begin(newSearch({ sentAt: start - 5 * minute, items: [1, 2] }))
          const never = yield* log.begin(newSearch({ sentAt: start - 4 * minute, items: [3] }))
          yield* log.patch(never.key, { state: "lost" })
          const forgotten = yield* log.begin(newSearch({ sentAt: start - 3 * minute, items: [4] }))
          yield* log.patch(forgotten.key, { state: "running", commandId: 8 })
          yield* log.patch(forgotten.key, { state: "lost" })
          yield* log.begin(newSearch({ sentAt: start - minute, items: [2, 5] }))
          yield* marks.note("Sonarr", [{ itemId: 5, reason: "Missing" }], start - minute)
          yield* log.begin(newSearch({ sentAt: start, items: [6], reason: "Request" }))
          yield* marks.note("Sonarr", [{ itemId: 6, reason: "Missing" }], start)
          yield* log.begin(newSearch({ sentAt: start - 300 * minute, items: [7], section: "Radarr" }))
        })
      )
      const expected = {
        "1:Missing": mark(1, "Missing", start - 5 * minute, 2),
        "2:Missing": mark(2, "Missing", start - minute, 2),
        "4:Missing": mark(4, "Missing", start - 3 * minute),
        "5:Missing": mark(5, "Missing", start - minute),
        "6:Missing": mark(6, "Missing", start)
      }
      assert.deepStrictEqual(yield* live(all()), expected)
      assert.deepStrictEqual(yield* live(all()), expected, "once")
      assert.deepStrictEqual(yield* live(all("Radarr")), { "7:Missing": mark(7, "Missing", start - 300 * minute) })
    })
  )

  it("are none when every search left its own", () => {
    const search = fc.record({
      section: fc.constantFrom("Sonarr", "Radarr"),
      reason: fc.constantFrom<SearchReason>("Missing", "Upgrade", "Manual"),
      items: fc.uniqueArray(fc.integer({ min: 1, max: 5 })),
      sentAt: fc.integer({ min: 1, max: 50 })
    })
    fc.assert(
      fc.property(fc.array(search), fc.nat(20), (unordered, lost) => {
        const searches = unordered.toSorted((a, b) => a.sentAt - b.sentAt)
        const marks = new Map<string, SearchMark>()
        const markOf = (section: string, itemId: number, reason: SearchReason) =>
          marks.get(`${section} ${markKey(itemId, reason)}`)
        const noted = searches.slice(0, Math.max(0, searches.length - lost))
        for (const { items, reason, section, sentAt } of noted)
          for (const itemId of items) marks.set(`${section} ${markKey(itemId, reason)}`, mark(itemId, reason, sentAt))
        const found = lostNotes(searches, markOf)
        if (lost === 0) assert.deepStrictEqual(found, [])
        for (const { mark: made, section } of found) marks.set(`${section} ${markKey(made.itemId, made.reason)}`, made)
        assert.deepStrictEqual(lostNotes(searches, markOf), [], "twice changes nothing")
        for (const { items, section, sentAt } of searches)
          for (const itemId of items) {
            const latest = (["Missing", "Upgrade", "Manual"] as const).map((of) => markOf(section, itemId, of)?.at ?? 0)
            assert.isAtLeast(Math.max(...latest), sentAt)
          }
      })
    )
  })
})
