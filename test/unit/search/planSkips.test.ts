import { assert, describe, it } from "@effect/vitest"
import {
  day,
  episode,
  file,
  frozen,
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

describe("requests", () => {
  const asked = (changes: Parameters<typeof request>[0]) => ({ requests: [request(changes)] })
  const matrix = movie(1, { tmdbId: 603, imdbId: "tt0133093" })

  it("one equal id is enough", () => {
    for (const ids of [{ tmdbId: 603 }, { tmdbId: 7, imdbId: "tt0133093" }]) {
      assert.strictEqual(planned([matrix], asked(ids)).candidates[0]?.reason, "Request")
    }
    assert.strictEqual(planned([matrix], asked({ tmdbId: 7 })).candidates[0]?.reason, "Missing")
    assert.strictEqual(planned([movie(1)], asked({})).candidates[0]?.reason, "Missing")
  })

  it("only the seasons asked for", () => {
    const series = [1, 2, 3].map((season) => episode(1, season, 1, { tvdbId: 5 }))
    const reasons = planned(series, asked({ tvdbId: 5, seasons: [2, 9] })).candidates.map(({ reason, items }) => [
      reason,
      ...items
    ])
    assert.deepStrictEqual(reasons, [
      ["Request", 1201],
      ["Missing", 1101, 1301]
    ])
  })

  it("only what is missing, released and monitored", () => {
    const items = [
      movie(1, { tmdbId: 1, file: file({ score: 0 }) }),
      movie(2, { tmdbId: 1, year: 2030 }),
      movie(3, { tmdbId: 1, monitored: false }),
      movie(4, { tmdbId: 1, monitored: false, file: file() })
    ]
    const plan = planned(items, asked({ tmdbId: 1 }))
    assert.isEmpty(plan.candidates)
    assert.deepStrictEqual(skippedOf(plan), { complete: 1, unmonitored: 1, "not available": 1, "switched off": 1 })
    const also = planned(items, { ...asked({ tmdbId: 1 }), settings: { ...settings, unmonitored: true } })
    assert.deepStrictEqual(lines(also), ["Request: Movie 3 (2020)"])
  })

  it("is searched for though the cycle had it, and not again as missing", () => {
    const before = marksOf([1, "Missing", now - minute])
    const plan = planned([matrix], { ...asked({ tmdbId: 603 }), marks: before })
    assert.deepStrictEqual(lines(plan), ["Request: Movie 1 (2020)"])
    const marks = noted(before, plan.candidates, now)
    const cold = planned([matrix], { ...asked({ tmdbId: 603 }), marks, cycle: { number: 2, startedAt: now + 1 } })
    assert.deepStrictEqual(skippedOf(cold), { "cooling down": 1 })
    assert.strictEqual(cold.nextAt, now + day)
    const next = planned([matrix], { ...asked({ tmdbId: 603 }), marks, now: now + day })
    assert.deepStrictEqual(lines(next), ["Request: Movie 1 (2020)"])
  })

  it("one of today is searched for once", () => {
    const todays = episode(1, 1, 1, { tvdbId: 5, airsAt: now - hour })
    const plan = planned([todays], asked({ tvdbId: 5 }))
    assert.deepStrictEqual(lines(plan), ["Today: Series 1 S01E01 · Title 1"])
    assert.isEmpty(
      planned([todays], { ...asked({ tvdbId: 5 }), marks: noted(new Map(), plan.candidates, now) }).candidates
    )
  })
})

describe("why something is not searched for", () => {
  it("the first reason in the order of the catalogue counts", () => {
    const marks = marksOf([7107, "Missing", now - minute], [7108, "Missing", now - 2 * hour])
    const plan = planned(
      [
        episode(7, 1, 1, { file: file(), monitored: false }),
        episode(7, 0, 2, { monitored: false, airsAt: undefined }),
        episode(7, 0, 3, { airsAt: undefined }),
        episode(7, 1, 4, { airsAt: now + day, file: file({ score: 0 }) }),
        episode(7, 1, 5, { file: file({ cutoffUnmet: true, score: 50 }) }),
        episode(7, 1, 6, { file: file({ score: 0 }), profileId: frozen.id }),
        episode(7, 1, 7),
        episode(7, 1, 8),
        episode(7, 1, 9)
      ],
      {
        marks,
        queued: new Set([7105, 7106, 7109]),
        settings: { ...settings, customFormat: true }
      }
    )
    assert.isEmpty(plan.candidates)
    assert.deepStrictEqual(
      [...plan.skipped],
      [
        ["complete", 1],
        ["unmonitored", 1],
        ["special", 1],
        ["not aired", 1],
        ["switched off", 1],
        ["no upgrades allowed", 1],
        ["in the queue", 1],
        ["cooling down", 1],
        ["searched in this cycle", 1]
      ]
    )
    assert.strictEqual(plan.wanted, 3)
  })

  it("specials and the unmonitored are searched for when that is switched on", () => {
    const items = [episode(1, 0, 1), episode(2, 1, 1, { monitored: false })]
    assert.isEmpty(planned(items).candidates)
    const plan = planned(items, { settings: { ...settings, specials: true, unmonitored: true } })
    assert.lengthOf(plan.candidates, 2)
  })
})

describe("settled marks", () => {
  it("are those of what is gone or does not lack that any more", () => {
    const marks = marksOf(
      [1, "Missing", now],
      [1, "Request", now],
      [1, "Manual", now],
      [2, "CustomFormat", now],
      [2, "Quality", now],
      [2, "Upgrade", now],
      [3, "Missing", now],
      [4, "Quality", now],
      [99, "Missing", now]
    )
    const items = [
      movie(1, { file: file() }),
      movie(2, { file: file({ score: 50 }) }),
      movie(3, { monitored: false }),
      movie(4, { file: file({ cutoffUnmet: undefined }) })
    ]
    const plan = planned(items, { marks, settings: { ...settings, missing: false } })
    assert.deepStrictEqual(plan.settled, [
      "1:Missing",
      "1:Request",
      "1:Manual",
      "2:CustomFormat",
      "2:Quality",
      "99:Missing"
    ])
  })

  it("a mark of today stays until there is a file: it tells that a removed download was searched for since", () => {
    const marks = marksOf([1101, "Today", now - 9 * day])
    assert.isEmpty(planned([episode(1, 1, 1)], { marks }).settled)
    assert.deepStrictEqual(planned([episode(1, 1, 1, { file: file() })], { marks }).settled, ["1101:Today"])
  })

  it("are none while the library is not read", () => {
    assert.isEmpty(planned([], { marks: marksOf([1, "Missing", now]) }).settled)
  })
})
