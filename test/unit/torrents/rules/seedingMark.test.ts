import * as fc from "fast-check"
import { assert, describe, it } from "vitest"
import type { Action } from "../../../../src/torrents/Action.ts"
import { seedingMark } from "../../../../src/torrents/rules/seedingMark.ts"
import * as Tags from "../../../../src/torrents/Tags.ts"
import type { Torrent } from "../../../../src/torrents/Torrent.ts"
import { complete, day, input, now, rules, seeding, torrent, trackerRule } from "../samples.ts"
import { settles } from "./carryOut.ts"

const tag = Tags.allowedSeeding
const add: ReadonlyArray<Action> = [{ _tag: "AddTags", tags: [tag] }]
const take: ReadonlyArray<Action> = [{ _tag: "RemoveTags", tags: [tag] }]
const limited = rules({ seeding: seeding({ removeMode: 3, maxRatio: 2, maxSeedingTime: day }) })
const on = (change: Partial<Torrent> = {}, set = limited, memory = {}) =>
  seedingMark.judge(input({ rules: set, torrent: complete(change), memory }))?.actions

describe("the seeding mark", () => {
  it("W-23: is put on complete torrents within their limits", () => {
    assert.deepStrictEqual(on(), add)
    assert.isUndefined(on({ tags: [tag] }))
  })

  it("W-23: is never put on a download, and goes from one", () => {
    for (const state of ["downloading", "stalledDL", "metaDL", "queuedDL", "stoppedDL", "forcedDL"] as const) {
      const download = torrent({ state })
      assert.isUndefined(seedingMark.judge(input({ rules: limited, torrent: download })), state)
      const marked = input({ rules: limited, torrent: { ...download, tags: [tag] } })
      assert.deepStrictEqual(seedingMark.judge(marked)?.actions, take, state)
    }
    assert.deepStrictEqual(on({ amountLeft: 5, tags: [tag] }), take)
  })

  it("goes when the limits are met", () => {
    assert.deepStrictEqual(on({ ratio: 2, tags: [tag] }), take)
    assert.deepStrictEqual(on({ seedingTime: 86_400, tags: [tag] }), take)
    assert.isUndefined(on({ ratio: 2 }))
    const both = rules({ seeding: seeding({ removeMode: 4, maxRatio: 2, maxSeedingTime: day }) })
    assert.isUndefined(on({ ratio: 2, tags: [tag] }, both))
    assert.deepStrictEqual(on({ tags: [tag] }, limited, { stalledUpSince: now - day }), take)
  })

  it("goes when we stopped the torrent", () => {
    assert.deepStrictEqual(on({ tags: [tag] }, limited, { stoppedBy: { reason: "free space", at: now } }), take)
    assert.deepStrictEqual(on({ tags: [tag, Tags.freeSpacePaused] }), take)
  })

  it("is put where only a limit, or only RemoveTorrent is set", () => {
    assert.deepStrictEqual(on({}, rules({ seeding: seeding({ maxRatio: 2 }) })), add)
    assert.deepStrictEqual(on({}, rules({ seeding: seeding({ removeMode: 1 }) })), add)
    assert.deepStrictEqual(on({ ratio: 2, tags: [tag] }, rules({ seeding: seeding({ maxRatio: 2 }) })), take)
  })

  it("is nobody's business where nothing is said about seeding", () => {
    assert.isUndefined(on({}, rules()))
    assert.isUndefined(on({ tags: [tag] }, rules()))
    assert.isUndefined(on({ amountLeft: 5, tags: [tag] }, rules()))
  })

  it("W-23: is left as it is on what is forced, super seeding, checked, moved or not known", () => {
    const odd: ReadonlyArray<Partial<Torrent>> = [
      { state: "forcedUP" },
      { superSeeding: true },
      { state: "checkingUP" },
      { state: "moving" },
      { state: "missingFiles" },
      { state: "unknown" },
      { amountLeft: undefined }
    ]
    for (const change of odd) {
      assert.isUndefined(on(change))
      assert.isUndefined(on({ ...change, tags: [tag], ratio: 9 }))
    }
    const rows = rules({ ...limited, trackers: [trackerRule({ maxRatio: 9 })] })
    assert.isUndefined(on({ trackers: undefined, ratio: 3, tags: [tag] }, rows))
  })

  it("with Tagless is read from the memory", () => {
    const tagless = rules({ ...limited, tagless: true })
    assert.isUndefined(on({}, tagless, { marks: [tag] }))
    assert.deepStrictEqual(on({ ratio: 2 }, tagless, { marks: [tag] }), take)
  })

  it("settles after one turn", () => {
    const mode = fc.constantFrom(-1 as const, 1 as const, 2 as const, 3 as const, 4 as const)
    const number = fc.option(fc.double({ min: 0, max: 4, noNaN: true }), { nil: undefined })
    const state = fc.constantFrom(
      "uploading" as const,
      "stalledUP" as const,
      "stoppedUP" as const,
      "stalledDL" as const
    )
    fc.assert(
      fc.property(
        mode,
        number,
        number,
        number,
        number,
        state,
        fc.boolean(),
        (mode, max, time, ratio, days, state, marked) => {
          const set = rules({ seeding: seeding({ removeMode: mode, maxRatio: max, maxSeedingTime: time }) })
          const seedingTime = days === undefined ? undefined : days * 86_400
          settles(
            seedingMark,
            input({ rules: set, torrent: complete({ state, ratio, seedingTime, tags: marked ? [tag] : [] }) })
          )
        }
      )
    )
  })
})
