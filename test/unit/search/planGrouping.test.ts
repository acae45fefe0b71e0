import { assert, describe, it } from "@effect/vitest"
import type { PlanInput } from "../../../src/search/plan.ts"
import { day, eager, episode, file, marksOf, noted, now, planned, request, settings } from "./planSupport.ts"

/** `Missing series 1: 1101 1102`, in order. */
const searches = (items: ReadonlyArray<ReturnType<typeof episode>>, changes: Partial<PlanInput> = {}) =>
  planned(items, changes).candidates.map(({ reason, target, items }) => {
    const what = target.kind === "season" ? `season ${target.seasonNumber}` : target.kind
    return `${reason} ${what}: ${items.join(" ")}`
  })

const had = { file: file() }
const season = (seriesId: number, number: number, count: number, changes = {}) =>
  Array.from({ length: count }, (_, index) => episode(seriesId, number, index + 1, changes))

describe("check 37: smart", () => {
  it("three missing of one season are one season search", () => {
    assert.deepStrictEqual(searches(season(1, 1, 3)), ["Missing season 1: 1101 1102 1103"])
  })

  it("one missing is an episode search", () => {
    assert.deepStrictEqual(searches([...season(1, 1, 5, had), episode(1, 1, 6)]), ["Missing episode: 1106"])
  })

  it("most of a series is one series search", () => {
    const half = [...season(1, 1, 2), ...season(1, 2, 2), ...season(1, 3, 4, had)]
    assert.deepStrictEqual(searches(half), ["Missing series: 1101 1102 1201 1202"])
  })

  it("less than half of a series goes by season, and by episode where only one is missing", () => {
    const some = [...season(1, 1, 2), episode(1, 2, 1), ...season(1, 3, 4, had)]
    assert.deepStrictEqual(searches(some), ["Missing episode: 1201", "Missing season 1: 1101 1102"])
  })

  it("what did not air, is not monitored or a special does not count for half of a series", () => {
    const others = [
      ...season(1, 3, 9, { ...had, airsAt: now + day }),
      ...season(1, 4, 9, { ...had, monitored: false }),
      ...season(1, 0, 9, had)
    ]
    const all = [episode(1, 1, 1), episode(1, 2, 1), ...season(1, 5, 2, had), ...others]
    assert.deepStrictEqual(searches(all), ["Missing series: 1101 1201"])
    assert.lengthOf(searches(all, { settings: { ...settings, specials: true } }), 2)
  })

  it("a wide search takes along what else is due there, and it counts as searched for that", () => {
    const all = [...season(1, 1, 2), episode(1, 1, 3, { file: file({ score: 0 }) }), ...season(1, 2, 9, had)]
    const plan = planned(all, { settings: eager })
    assert.deepStrictEqual(searches(all, { settings: eager }), ["Missing season 1: 1101 1102 1103"])
    assert.deepStrictEqual(plan.candidates[0]?.marks, [
      { itemId: 1101, reason: "Missing" },
      { itemId: 1102, reason: "Missing" },
      { itemId: 1103, reason: "CustomFormat" }
    ])
    assert.isEmpty(planned(all, { settings: eager, marks: noted(new Map(), plan.candidates, now) }).candidates)
  })

  it("so does a series search", () => {
    const all = [episode(1, 1, 1), episode(1, 2, 1), episode(1, 3, 1, { file: file({ score: 0 }) })]
    assert.deepStrictEqual(searches(all, { settings: eager }), ["Missing series: 1101 1201 1301"])
  })

  it("what was searched for is not due: the rest of the season goes alone", () => {
    const marks = marksOf([1101, "Missing", now], [1102, "Missing", now])
    assert.deepStrictEqual(searches(season(1, 1, 3), { marks }), ["Missing episode: 1103"])
  })

  it("what is not monitored is searched for one by one: a wide search of Sonarr leaves it out", () => {
    const all = [...season(1, 1, 3, { monitored: false }), ...season(1, 2, 3)]
    assert.deepStrictEqual(searches(all, { settings: { ...settings, unmonitored: true } }), [
      "Missing season 2: 1201 1202 1203",
      "Missing episode: 1101",
      "Missing episode: 1102",
      "Missing episode: 1103"
    ])
  })

  it("a whole series that was requested is one search, a season that was requested is one", () => {
    const all = [...season(1, 1, 3, { tvdbId: 5 }), ...season(1, 2, 3, { tvdbId: 5 })]
    assert.deepStrictEqual(searches(all, { requests: [request({ tvdbId: 5 })] }), [
      "Request series: 1101 1102 1103 1201 1202 1203"
    ])
    assert.deepStrictEqual(searches(all, { requests: [request({ tvdbId: 5, seasons: [1] })] }), [
      "Request season 1: 1101 1102 1103",
      "Missing season 2: 1201 1202 1203"
    ])
  })
})

describe("SearchBySeries", () => {
  const all = [...season(1, 1, 2), episode(1, 2, 1, { file: file({ score: 0 }) }), episode(2, 1, 1)]

  it("false: one search for each episode", () => {
    assert.sameMembers(searches(all, { settings: { ...eager, bySeries: false } }), [
      "Missing episode: 1101",
      "Missing episode: 1102",
      "CustomFormat episode: 1201",
      "Missing episode: 2101"
    ])
  })

  it("true: one search for each series that has something, with the best reason", () => {
    assert.deepStrictEqual(searches(all, { settings: { ...eager, bySeries: true } }), [
      "Missing series: 1101 1102 1201",
      "Missing series: 2101"
    ])
  })

  it("true: a requested season stays a season search", () => {
    const asked = [...season(1, 1, 2, { tvdbId: 5 }), ...season(1, 2, 2, { tvdbId: 5 })]
    const changes = {
      settings: { ...settings, bySeries: true as const },
      requests: [request({ tvdbId: 5, seasons: [2] })]
    }
    assert.deepStrictEqual(searches(asked, changes), ["Request season 2: 1201 1202", "Missing series: 1101 1102"])
  })
})
