import { assert, describe, it } from "@effect/vitest"
import {
  day,
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
  skippedOf,
  wish
} from "./planSupport.ts"

const one = { kind: "movie", movieId: 1 } as const
const season = { kind: "season", seriesId: 1, seasonNumber: 1 } as const

describe("what a person asked for", () => {
  const odd = [
    ["complete", movie(1, { file: file() })],
    ["not monitored", movie(1, { monitored: false })],
    ["not available", movie(1, { year: 2099 })],
    ["in the queue", movie(1)]
  ] as const

  for (const [text, item] of odd) {
    it(`is searched for though it is ${text}`, () => {
      const plan = planned([item], { wishes: [wish(7, "Manual", one)], queued: new Set([1]) })
      assert.deepInclude(plan.candidates[0], { reason: "Manual", target: one, items: [1], wish: 7 })
      assert.deepStrictEqual(skippedOf(plan), {})
    })
  }

  it("counts as searched for in the cycle", () => {
    const plan = planned([movie(1)], { wishes: [wish(7, "Manual", one)] })
    const marks = noted(new Map(), plan.candidates, now)
    assert.deepStrictEqual([...marks.keys()], ["1:Manual", "1:Missing"])
    assert.isTrue(planned([movie(1)], { marks }).cycleDone)
  })

  it("a season is about what is due there, cooling down or not, and leaves out what Sonarr leaves out", () => {
    const items = [
      episode(1, 1, 1),
      episode(1, 1, 2),
      episode(1, 1, 3, { file: file() }),
      episode(1, 1, 4, { airsAt: now + day }),
      episode(1, 1, 5, { monitored: false }),
      episode(1, 2, 1)
    ]
    const plan = planned(items, {
      marks: marksOf([1101, "Missing", now]),
      wishes: [wish(7, "Manual", season)],
      settings: { ...settings, unmonitored: true }
    })
    assert.deepStrictEqual(
      plan.candidates.map(({ reason, items, title }) => [reason, title, ...items]),
      [
        ["Manual", "Series 1 S01 (2 episodes)", 1101, 1102],
        ["Missing", "Series 1 S02E01 · Title 1", 1201],
        ["Missing", "Series 1 S01E05 · Title 5", 1105]
      ]
    )
    assert.deepStrictEqual(skippedOf(plan), { complete: 1, "not aired": 1 })
  })

  it("is searched for by its own title when the library does not have it yet", () => {
    const plan = planned([], { wishes: [wish(7, "Manual", one), wish(8, "Replacement", season)] })
    assert.deepStrictEqual(plan.candidates, [
      { reason: "Manual", target: one, items: [1], marks: [], title: "Wish 7", wish: 7 },
      { reason: "Replacement", target: season, items: [], marks: [], title: "Wish 8", wish: 8 }
    ])
  })

  it("goes in the order in which it was asked for", () => {
    const wishes = [
      wish(1, "Manual", { kind: "movie", movieId: 1 }, now - minute),
      wish(2, "Manual", { kind: "movie", movieId: 2 }, now - hour)
    ]
    const plan = planned([movie(1, { year: 2023 }), movie(2)], { wishes })
    assert.deepStrictEqual(
      plan.candidates.map(({ wish }) => wish),
      [2, 1]
    )
  })

  it("an episode of a season that was asked for, too, is searched for twice but belongs to the first", () => {
    const item = episode(1, 1, 1)
    const plan = planned([item], { wishes: [wish(1, "Manual", season), wish(2, "Manual", item.ref, now)] })
    assert.deepStrictEqual(
      plan.candidates.map(({ target, items, title }) => [target.kind, title, ...items]),
      [
        ["season", "Series 1 S01 (1 episode)", 1101],
        ["episode", "Wish 2"]
      ]
    )
  })
})

describe("a replacement", () => {
  const wishes = [wish(7, "Replacement", one)]

  it("comes before what is missing, cooling down or not", () => {
    const plan = planned([movie(1), movie(2, { year: 2023 })], {
      wishes,
      marks: marksOf([1, "Missing", now - 2 * hour])
    })
    assert.deepStrictEqual(lines(plan), ["Replacement: Movie 1 (2020)", "Missing: Movie 2 (2023)"])
    assert.deepStrictEqual(skippedOf(plan), {})
  })

  for (const [text, item] of [
    ["is there", movie(1, { file: file({ score: 0 }) })],
    ["is not monitored any more", movie(1, { monitored: false })]
  ] as const) {
    it(`does not apply any more when the thing ${text}`, () => {
      const plan = planned([item], { wishes })
      assert.deepStrictEqual(plan.obsolete, [7])
      assert.isEmpty(plan.candidates)
    })
  }

  it("does not apply any more when the thing was searched for since", () => {
    const after = planned([movie(1)], { wishes, marks: marksOf([1, "Missing", now - hour + 1]) })
    assert.deepStrictEqual(after.obsolete, [7])
    assert.isEmpty(after.candidates)
    const before = planned([movie(1)], { wishes, marks: marksOf([1, "Missing", now - hour]) })
    assert.isEmpty(before.obsolete)
    assert.strictEqual(before.candidates[0]?.reason, "Replacement")
  })

  it("still applies when the thing was only searched for while it had a file", () => {
    const plan = planned([movie(1)], { wishes, marks: marksOf([1, "Quality", now - minute]) })
    assert.deepStrictEqual(plan.settled, ["1:Quality"])
    assert.isEmpty(plan.obsolete)
    assert.strictEqual(plan.candidates[0]?.reason, "Replacement")
  })

  it("waits while a download is in the queue", () => {
    const plan = planned([movie(1)], { wishes, queued: new Set([1]) })
    assert.isEmpty(plan.obsolete)
    assert.isEmpty(plan.candidates)
    assert.deepStrictEqual(skippedOf(plan), { "in the queue": 1 })
  })

  it("lets a request for the same go first, and is done with it", () => {
    const item = movie(1, { tmdbId: 603 })
    const changes = { wishes, requests: [request({ tmdbId: 603 })] }
    const plan = planned([item], changes)
    assert.deepStrictEqual(lines(plan), ["Request: Movie 1 (2020)"])
    assert.isEmpty(plan.obsolete)
    assert.deepStrictEqual(planned([item], { ...changes, marks: noted(new Map(), plan.candidates, now) }).obsolete, [7])
  })

  it("is done with what a person asked for, if that is the same", () => {
    const plan = planned([movie(1)], { wishes: [...wishes, wish(8, "Manual", one)] })
    assert.deepStrictEqual(lines(plan), ["Manual: Movie 1 (2020)"])
    assert.deepStrictEqual(plan.obsolete, [7])
  })

  it("of a season is about what is missing of it, and joins another search for that season", () => {
    const items = [
      episode(1, 1, 1),
      episode(1, 1, 2, { file: file() }),
      episode(1, 1, 3, { tvdbId: 5 }),
      episode(1, 1, 4, { tvdbId: 5 })
    ]
    const plan = planned(items, { wishes: [wish(7, "Replacement", season)] })
    assert.deepStrictEqual(plan.candidates[0]?.items, [1101, 1103, 1104])
    const marks = marksOf([1101, "Missing", now - 2 * hour])
    const asked = { wishes: [wish(7, "Replacement", season)], requests: [request({ tvdbId: 5 })], marks }
    const joined = planned(items, asked)
    assert.lengthOf(joined.candidates, 1)
    assert.deepInclude(joined.candidates[0], { reason: "Request", items: [1101, 1103, 1104], wish: 7 })
  })
})
