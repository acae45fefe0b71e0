import { assert, describe, it } from "vitest"
import type { QueueRecord } from "../../../../src/clients/arr/QueueRecord.ts"
import { describe as words } from "../../../../src/torrents/Action.ts"
import type { FormatScores, RuleInput } from "../../../../src/torrents/Rule.ts"
import { customFormatUnmet, judgeEvery } from "../../../../src/torrents/rules/customFormatUnmet.ts"
import { complete, day, facts, hitAndRun, input, minute, now, row, rules, torrent, trackerRule } from "../samples.ts"

const failed = "remove (with files, blocklist, search again)"

const scored = (customFormatScore: number | undefined, change: Partial<QueueRecord> = {}) =>
  row({ customFormatScore, ...change })

const upgrade = rules({ formatUnmet: { forceMinimum: false } })
const strict = rules({ formatUnmet: { forceMinimum: true } })

const given = (
  score: number | undefined,
  formats: FormatScores | undefined,
  settings = upgrade,
  change: Partial<RuleInput> = {}
): RuleInput =>
  input({ torrent: torrent(), rules: settings, facts: facts({ queue: [scored(score)], formats }), ...change })

const actionsOf = (one: RuleInput) => (customFormatUnmet.judge(one)?.actions ?? []).map(words)

describe("custom format unmet", () => {
  const table: ReadonlyArray<readonly [string, RuleInput, ReadonlyArray<string>]> = [
    ["below the file: removed", given(5, { file: 10, minimum: 0 }), [failed]],
    ["as good as the file: kept", given(10, { file: 10, minimum: 0 }), []],
    ["better than the file: kept", given(11, { file: 10, minimum: 0 }), []],
    ["negative scores count too", given(-20, { file: -10, minimum: 0 }), [failed]],
    ["no file yet: kept", given(5, { file: undefined, minimum: 10 }), []],
    ["ForceMinimum, below file and minimum: removed", given(5, { file: 10, minimum: 6 }, strict), [failed]],
    ["ForceMinimum, below the file only: kept, both must hold", given(5, { file: 10, minimum: 0 }, strict), []],
    ["ForceMinimum, below the minimum only: kept, both must hold", given(5, { file: 0, minimum: 10 }, strict), []],
    ["ForceMinimum, below the file, minimum unknown: kept", given(5, { file: 10, minimum: undefined }, strict), []],
    [
      "ForceMinimum, no file yet, below the minimum: removed",
      given(5, { file: undefined, minimum: 10 }, strict),
      [failed]
    ],
    ["ForceMinimum, no file yet, at the minimum: kept", given(10, { file: undefined, minimum: 10 }, strict), []],
    ["nothing known: kept", given(5, { file: undefined, minimum: undefined }, strict), []],
    ["its own score unknown: kept", given(undefined, { file: 10, minimum: 10 }, strict), []],
    ["switched off: kept", given(5, { file: 10, minimum: 0 }, rules()), []],
    [
      "not in the queue: kept",
      given(5, undefined, upgrade, { facts: facts({ queue: [], formats: { file: 10, minimum: 0 } }) }),
      []
    ],
    [
      "its Arr does not answer: kept",
      given(5, undefined, upgrade, { facts: facts({ queue: undefined, formats: { file: 10, minimum: 0 } }) }),
      []
    ],
    ["complete: left to the import", given(5, { file: 10, minimum: 0 }, upgrade, { torrent: complete() }), []],
    [
      "forced by a person: kept",
      given(5, { file: 10, minimum: 0 }, upgrade, { torrent: torrent({ state: "forcedDL" }) }),
      []
    ],
    [
      "younger than IgnoreTorrentsYoungerThan: kept",
      given(5, { file: 10, minimum: 0 }, upgrade, { torrent: torrent({ addedAt: now - minute }) }),
      []
    ],
    [
      "of unknown age: kept",
      given(5, { file: 10, minimum: 0 }, upgrade, { torrent: torrent({ addedAt: undefined }) }),
      []
    ],
    [
      "of unknown progress: kept",
      given(5, { file: 10, minimum: 0 }, upgrade, { torrent: torrent({ progress: undefined }) }),
      []
    ]
  ]
  for (const [title, one, expected] of table) it(title, () => assert.deepStrictEqual(actionsOf(one), expected))

  for (const state of ["stalledDL", "queuedDL", "stoppedDL", "metaDL"] as const) {
    it(`a download that is ${state} is judged too`, () => {
      assert.deepStrictEqual(actionsOf(given(5, { file: 10, minimum: 0 }, upgrade, { torrent: torrent({ state }) })), [
        failed
      ])
    })
  }

  it("asks for the scores, once it is old enough and the queue tells its own", () => {
    assert.strictEqual(customFormatUnmet.judge(given(5, undefined))?.needs, "formats")
    assert.isUndefined(customFormatUnmet.judge(given(undefined, undefined)))
    const young = customFormatUnmet.judge(given(5, undefined, upgrade, { torrent: torrent({ addedAt: now - minute }) }))
    assert.isUndefined(young?.needs)
    assert.strictEqual(young?.again, now + 2 * minute)
  })

  it("a pack is unmet only when every row of it is", () => {
    const pack = (...scores: ReadonlyArray<number | undefined>) =>
      given(0, undefined, upgrade, {
        facts: facts({
          queue: scores.map((score, index) =>
            scored(score, {
              id: index,
              media: { kind: "episode", seriesId: 1, seasonNumber: 1, episodeId: index + 1 }
            })
          ),
          formats: { file: 10, minimum: 0 }
        })
      })
    assert.deepStrictEqual(actionsOf(pack(5, 6)), [failed])
    assert.deepStrictEqual(actionsOf(pack(5, 10)), [])
    assert.deepStrictEqual(actionsOf(pack(5, undefined)), [])
  })

  it("a row that nobody could match leaves the whole download alone", () => {
    const queue = [scored(5), scored(5, { id: 2, media: undefined })]
    const one = given(5, undefined, upgrade, { facts: facts({ queue, formats: { file: 10, minimum: 0 } }) })
    assert.isUndefined(customFormatUnmet.judge(one))
  })

  it("scores are read once in half an hour, and not for nothing in between", () => {
    const met = customFormatUnmet.judge(given(11, { file: 10, minimum: 0 }))
    assert.strictEqual(met?.memory?.formatsJudgedAt, now)
    assert.strictEqual(met?.again, now, "the other rules have their turn at once")
    const memory = met?.memory ?? {}
    assert.isUndefined(customFormatUnmet.judge(given(11, undefined, upgrade, { memory, now: now + judgeEvery - 1 })))
    const later = customFormatUnmet.judge(given(11, undefined, upgrade, { memory, now: now + judgeEvery }))
    assert.strictEqual(later?.needs, "formats")
  })

  it("what is owed to its trackers holds it back, and the scores are not read again for a while", () => {
    const owing = rules({
      formatUnmet: { forceMinimum: false },
      trackers: [trackerRule({ hitAndRun: hitAndRun({ mode: "and" }) })]
    })
    const asked = customFormatUnmet.judge(given(5, { file: 10, minimum: 0 }, owing))
    assert.strictEqual(asked?.needs, "trackers")
    const held = customFormatUnmet.judge(
      given(5, undefined, owing, {
        facts: facts({
          queue: [scored(5)],
          formats: { file: 10, minimum: 0 },
          trackers: { at: now, trackers: [] }
        })
      })
    )
    assert.deepStrictEqual(held?.actions, [])
    assert.include(held?.reason ?? "", "hit-and-run")
    assert.strictEqual(held?.memory?.formatsJudgedAt, now)
  })

  it("one that was replaced before only leaves the client", () => {
    const memory = { firstSeenAt: 1, replacedAt: now - day }
    assert.deepStrictEqual(actionsOf(given(5, { file: 10, minimum: 0 }, upgrade, { memory })), ["remove (with files)"])
  })
})
