import { assert, describe, it } from "@effect/vitest"
import { coolDown } from "../../../src/search/coolDown.ts"
import type { PlanInput } from "../../../src/search/plan.ts"
import {
  album,
  day,
  eager,
  episode,
  file,
  hour,
  lines,
  marksOf,
  minute,
  movie,
  noted,
  now,
  planned,
  request,
  settings,
  skippedOf
} from "./planSupport.ts"

/** Sends the first candidate again and again, a minute each; their titles in order. */
const through = (items: PlanInput["items"], changes: Partial<PlanInput> = {}) => {
  const sent: Array<string> = []
  let marks = changes.marks ?? new Map()
  let at = changes.now ?? now
  for (;;) {
    const plan = planned([...items], { ...changes, marks, now: at })
    const [first] = plan.candidates
    if (first === undefined) return { sent, marks, plan, at }
    sent.push(`${first.reason}: ${first.title}`)
    marks = noted(marks, [first], at)
    at += minute
  }
}

describe("check 34: years", () => {
  const items = [2019, 2022, 2021, 2020].map((year) => movie(year, { year, title: "M" }))

  it("are all visited, newest first, then the cycle is done", () => {
    const { sent, plan } = through(items)
    assert.deepStrictEqual(
      sent,
      [2022, 2021, 2020, 2019].map((year) => `Missing: M (${year})`)
    )
    assert.isTrue(plan.cycleDone)
    assert.deepStrictEqual(skippedOf(plan), { "searched in this cycle": 4 })
  })

  it("are visited oldest first with SearchInReverse", () => {
    const { sent } = through(items, { settings: { ...settings, oldestFirst: true } })
    assert.deepStrictEqual(
      sent,
      [2019, 2020, 2021, 2022].map((year) => `Missing: M (${year})`)
    )
  })

  it("what comes to a year that is over is searched before the cycle ends", () => {
    const first = through(items.slice(0, 3))
    const { sent } = through(items, { marks: first.marks, now: first.at })
    assert.deepStrictEqual(sent, ["Missing: M (2020)"])
  })

  it("the next cycle finds them again when they have cooled down", () => {
    const { marks, at } = through(items)
    const next = { number: 2, startedAt: at }
    const cold = planned(items, { marks, cycle: next, now: at })
    assert.deepStrictEqual(skippedOf(cold), { "cooling down": 4 })
    assert.isFalse(cold.cycleDone)
    assert.strictEqual(cold.nextAt, now + day)
    assert.lengthOf(through(items, { marks, cycle: next, now: at + day }).sent, 4)
  })

  it("a cycle in which nothing was searched is not done", () => {
    assert.isFalse(planned([]).cycleDone)
    assert.isFalse(planned([movie(1, { file: file() })]).cycleDone)
    assert.isFalse(planned([movie(1)], { queued: new Set([1]) }).cycleDone)
  })

  it("a download in the queue does not keep the cycle open", () => {
    const plan = planned([movie(1), movie(2)], { queued: new Set([1]), marks: marksOf([2, "Missing", now - minute]) })
    assert.isTrue(plan.cycleDone)
    assert.strictEqual(plan.wanted, 2)
  })
})

describe("check 35: something new", () => {
  it("is searched for as soon as it is in the library, in the cycle that runs", () => {
    const { marks, plan, at } = through([movie(1), movie(2)])
    assert.isTrue(plan.cycleDone)
    const later = planned([movie(1), movie(2), movie(3)], { marks, now: at })
    assert.deepStrictEqual(lines(later), ["Missing: Movie 3 (2020)"])
    assert.isFalse(later.cycleDone)
  })

  it("is missing again when its file was deleted", () => {
    const had = planned([movie(1, { file: file() })], { marks: marksOf([1, "Missing", now - minute, 4]) })
    assert.deepStrictEqual(had.settled, ["1:Missing"])
    assert.lengthOf(planned([movie(1)]).candidates, 1)
  })
})

describe("check 36: today and the end of the year", () => {
  const aired = (ago: number, changes = {}) => [episode(1, 1, 1, { airsAt: now - ago, ...changes })]

  it("an episode that aired 2 hours ago is one of today", () => {
    const plan = planned(aired(2 * hour))
    assert.deepStrictEqual(lines(plan), ["Today: Series 1 S01E01 · Title 1"])
    assert.deepStrictEqual(plan.candidates[0]?.target, {
      kind: "episode",
      seriesId: 1,
      seasonNumber: 1,
      episodeId: 1101
    })
  })

  it("30 minutes after it aired, not before", () => {
    const early = planned(aired(30 * minute - 1))
    assert.deepStrictEqual(skippedOf(early), { "not aired": 1 })
    assert.strictEqual(early.nextAt, now + 1)
    assert.strictEqual(planned(aired(30 * minute)).candidates[0]?.reason, "Today")
  })

  it("every 4 hours until it is a day old, whatever the cycle, then it is missing", () => {
    const reasons: Array<string> = []
    let marks = marksOf()
    for (let ago = 0; ago <= 30 * hour; ago += 10 * minute) {
      // A mark is of its time: the episode ages instead of the clock moving on.
      const shifted = new Map([...marks].map(([key, mark]) => [key, { ...mark, at: mark.at - 10 * minute }]))
      const plan = planned(aired(ago), { marks: shifted, cycle: { number: 1, startedAt: now - ago } })
      marks = noted(shifted, plan.candidates, now)
      for (const { reason } of plan.candidates) reasons.push(`${reason} ${ago / hour}`)
    }
    assert.deepStrictEqual(reasons, [
      "Today 0.5",
      "Today 4.5",
      "Today 8.5",
      "Today 12.5",
      "Today 16.5",
      "Today 20.5",
      "Missing 24.5"
    ])
  })

  it("without PrioritizeTodaysReleases it is missing from its air date on", () => {
    const without = { settings: { ...settings, today: false } }
    assert.strictEqual(planned(aired(0), without).candidates[0]?.reason, "Missing")
    assert.deepStrictEqual(skippedOf(planned(aired(-1), without)), { "not aired": 1 })
    assert.strictEqual(planned(aired(-1), without).nextAt, now + 1)
  })

  it("what is asked for is searched for with SearchMissing off too, and nothing else is", () => {
    const asked = movie(1, { tmdbId: 603 })
    const off = { ...settings, missing: false }
    const plan = planned([asked, movie(2)], { requests: [request({ tmdbId: 603 })], settings: off })
    assert.deepInclude(plan.candidates[0], { reason: "Request", items: [1] })
    assert.lengthOf(plan.candidates, 1)
    assert.deepStrictEqual(skippedOf(plan), { "switched off": 1 })
    const marks = noted(new Map(), plan.candidates, now)
    const later = planned([asked, movie(2)], { requests: [request({ tmdbId: 603 })], settings: off, marks })
    assert.isEmpty(later.candidates)
    assert.deepStrictEqual(skippedOf(later), { "switched off": 1, "cooling down": 1 })
  })

  it("only what is monitored is of today, and with SearchMissing only", () => {
    const unmonitored = { settings: { ...settings, unmonitored: true } }
    assert.strictEqual(planned(aired(hour, { monitored: false }), unmonitored).candidates[0]?.reason, "Missing")
    assert.deepStrictEqual(skippedOf(planned(aired(hour), { settings: { ...settings, missing: false } })), {
      "switched off": 1
    })
  })

  it("today's are single searches, however many of a season aired", () => {
    const all = [1, 2, 3].map((number) => episode(1, 1, number, { airsAt: now - 2 * hour }))
    for (const bySeries of [true, false, "smart"] as const) {
      const plan = planned(all, { settings: { ...settings, bySeries } })
      assert.deepStrictEqual(
        plan.candidates.map(({ reason, target }) => `${reason} ${target.kind}`),
        ["Today episode", "Today episode", "Today episode"]
      )
    }
  })

  it("an episode of the 31st of December, 23:59, is searched in its year", () => {
    const of = (number: number, airsAt: number) => episode(number, 1, 1, { airsAt, containerTitle: `E${number}` })
    const { sent } = through([
      of(1, Date.UTC(2022, 0, 1)),
      of(2, Date.UTC(2022, 11, 31, 23, 59, 59)),
      of(3, Date.UTC(2023, 0, 1)),
      of(4, Date.UTC(2021, 11, 31, 23, 59, 59))
    ])
    assert.deepStrictEqual(
      sent,
      [3, 1, 2, 4].map((number) => `Missing: E${number} S01E01 · Title 1`)
    )
  })

  it("an episode without a date has not aired", () => {
    assert.deepStrictEqual(skippedOf(planned([episode(1, 1, 1, { airsAt: undefined })])), { "not aired": 1 })
  })

  it("an album is missing from its release on", () => {
    assert.lengthOf(planned([album(1, { airsAt: now })]).candidates, 1)
    const coming = planned([album(1, { airsAt: now + day })])
    assert.deepStrictEqual(skippedOf(coming), { "not aired": 1 })
    assert.strictEqual(coming.nextAt, now + day)
  })
})

describe("check 38: old episodes are not of today", () => {
  it("and in series mode neither are they", () => {
    const old = [1, 2, 3].map((number) => episode(1, 1, number, { airsAt: now - 2 * day }))
    const plan = planned(old, { settings: { ...settings, bySeries: true } })
    assert.deepStrictEqual(lines(plan), ["Missing: Series 1 (3 episodes)"])
  })
})

describe("check 41: what is unmet", () => {
  const unmet = [movie(1, { file: file({ score: 50, cutoffUnmet: true }) })]
  const searching = { settings: { ...eager, upgrade: false } }

  it("is not searched twice in a cycle, nor within its cool-down", () => {
    const marks = noted(new Map(), planned(unmet, searching).candidates, now)
    assert.deepStrictEqual(skippedOf(planned(unmet, { ...searching, marks })), { "searched in this cycle": 1 })
    for (const [after, expected] of [
      [1, { "cooling down": 1 }],
      [day - 1, { "cooling down": 1 }],
      [day, {}]
    ] as const) {
      const next = { number: 2, startedAt: now + 1 }
      const plan = planned(unmet, { ...searching, marks, cycle: next, now: now + after })
      assert.deepStrictEqual(skippedOf(plan), expected)
    }
  })

  it("waits twice as long after every search, a week at most", () => {
    assert.deepStrictEqual(
      [0, 1, 2, 3, 4, 50, 5000].map(coolDown),
      [1, 1, 2, 4, 7, 7, 7].map((days) => days * day)
    )
  })

  it("what it was searched for before does not hold up another lack", () => {
    const marks = marksOf([1, "Missing", now - minute], [1, "Quality", now - 3 * day])
    assert.deepStrictEqual(lines(planned(unmet, { ...searching, marks })), ["Quality: Movie 1 (2020)"])
  })
})
