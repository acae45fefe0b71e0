import * as fc from "fast-check"
import { assert, describe, it } from "vitest"
import { isDone, limitsOf, maximumEtaOf, reached } from "../../../../src/torrents/trackers/limits.ts"
import { complete, day, minute, now, rules, seeding, torrent, trackerRule } from "../samples.ts"

const second = 1_000
const twoWeeks = 1_209_600 * second

interface Row {
  readonly title: string
  readonly section: readonly [ratio: number | undefined, seconds: number | undefined]
  readonly rule: readonly [ratio: number | undefined, seconds: number | undefined] | undefined
  readonly ratioLimit?: number
  readonly ratio: number | undefined
  readonly time: number | undefined
}

const table: ReadonlyArray<Row> = [
  {
    title: "check 21: a tracker's -1 does not clear a limit of the section",
    section: [2, 1_209_600],
    rule: [-1, -1],
    ratio: 2,
    time: twoWeeks
  },
  {
    title: "a tracker's limits may be lower than the section's",
    section: [2, 1_209_600],
    rule: [1.5, 86_400],
    ratio: 1.5,
    time: day
  },
  {
    title: "a tracker may set what the section leaves unset",
    section: [-1, -1],
    rule: [undefined, 1_209_600],
    ratio: undefined,
    time: twoWeeks
  },
  {
    title: "the torrent's own limit raises",
    section: [2, -1],
    rule: undefined,
    ratioLimit: 3,
    ratio: 3,
    time: undefined
  },
  {
    title: "unset everywhere is unset",
    section: [-1, -1],
    rule: [-1, -1],
    ratio: undefined,
    time: undefined
  }
]

const ms = (seconds: number | undefined) => (seconds === undefined ? undefined : seconds * second)

describe("limits (engine §10.3)", () => {
  for (const { ratio, ratioLimit, rule, section, time, title } of table) {
    it(title, () => {
      const limits = limitsOf(
        rules({
          seeding: seeding({ maxRatio: section[0], maxSeedingTime: ms(section[1]) }),
          trackers: rule === undefined ? [] : [trackerRule({ maxRatio: rule[0], maxSeedingTime: ms(rule[1]) })]
        }),
        torrent({ ratioLimit })
      )
      assert.strictEqual(limits.ratio, ratio)
      assert.strictEqual(limits.seedingTime, time)
    })
  }

  it("are those of the best row only", () => {
    const low = trackerRule({ priority: 1, maxRatio: 9 })
    const high = trackerRule({ host: "high.org", priority: 2, maxSeedingTime: day })
    const limits = limitsOf(
      rules({ seeding: seeding({ maxRatio: 2 }), trackers: [low, high] }),
      torrent({ trackers: ["https://tracker.example/a", "https://high.org/a"] })
    )
    assert.strictEqual(limits.ratio, 2)
    assert.strictEqual(limits.seedingTime, day)
  })

  it("the torrent's own limits never lower them", () => {
    const limit = fc.option(fc.double({ min: -2, max: 50, noNaN: true }), { nil: undefined })
    fc.assert(
      fc.property(limit, limit, limit, limit, limit, limit, (ratio, time, ruleRatio, ruleTime, ownRatio, ownTime) => {
        const set = rules({
          seeding: seeding({ maxRatio: ratio, maxSeedingTime: time }),
          trackers: [trackerRule({ maxRatio: ruleRatio, maxSeedingTime: ruleTime })]
        })
        const without = limitsOf(set, torrent())
        const own = limitsOf(set, torrent({ ratioLimit: ownRatio, seedingTimeLimit: ownTime }))
        assert.isTrue(without.ratio === undefined || (own.ratio !== undefined && own.ratio >= without.ratio))
        assert.isTrue(
          without.seedingTime === undefined || (own.seedingTime !== undefined && own.seedingTime >= without.seedingTime)
        )
        for (const value of [own.ratio, own.seedingTime]) assert.isTrue(value === undefined || value > 0)
      })
    )
  })

  it("check 33: a rate of a row replaces the section's, and its 0 means: do not touch", () => {
    const section = seeding({ downloadLimit: 1024, uploadLimit: 2048 })
    const of = (change: Parameters<typeof trackerRule>[0]) =>
      limitsOf(rules({ seeding: section, trackers: [trackerRule(change)] }), torrent())
    assert.strictEqual(of({}).download, 1024)
    assert.strictEqual(of({ downloadLimit: 4096 }).download, 4096)
    assert.isUndefined(of({ uploadLimit: 0 }).upload)
  })

  it("super seeding is wanted only where the row says so", () => {
    assert.isFalse(limitsOf(rules({ trackers: [trackerRule()] }), torrent()).superSeed)
    assert.isTrue(limitsOf(rules({ trackers: [trackerRule({ superSeed: true })] }), torrent()).superSeed)
  })
})

describe("MaximumETA", () => {
  const row = trackerRule({ maximumEta: 2 * day })

  it("is the tracker's where it is positive, else the section's", () => {
    assert.strictEqual(maximumEtaOf(rules({ maximumEta: day, trackers: [row] }), torrent()), 2 * day)
    assert.strictEqual(maximumEtaOf(rules({ maximumEta: day, trackers: [trackerRule()] }), torrent()), day)
    assert.strictEqual(maximumEtaOf(rules({ maximumEta: day }), torrent({ trackers: undefined })), day)
    assert.isUndefined(maximumEtaOf(rules(), torrent()))
  })

  it("is none while it is not known which tracker's it is", () =>
    assert.isUndefined(maximumEtaOf(rules({ maximumEta: day, trackers: [row] }), torrent({ trackers: undefined }))))
})

describe("what is reached", () => {
  const limits = { ratio: 2, seedingTime: day, download: undefined, upload: undefined, superSeed: false }
  const of = (change: Parameters<typeof complete>[0], stalledUpSince?: number) =>
    reached({ torrent: complete(change), memory: stalledUpSince === undefined ? {} : { stalledUpSince }, now }, limits)

  it("check 20: the ratio, from exactly the limit on", () => {
    assert.isFalse(of({ ratio: 1.99 }).ratio)
    assert.isTrue(of({ ratio: 2 }).ratio)
    assert.isFalse(of({ ratio: undefined }).ratio)
  })

  it("check 20: the time by qBittorrent's seeding time, which is in seconds", () => {
    assert.isFalse(of({ seedingTime: 86_399 }).time)
    assert.isTrue(of({ seedingTime: 86_400 }).time)
    assert.isFalse(of({ seedingTime: undefined }).time)
  })

  it("check 20: the time by what was seen of stalledUP, in that state only", () => {
    assert.isTrue(of({ seedingTime: 0 }, now - day).time)
    assert.isFalse(of({ seedingTime: 0 }, now - day + 1).time)
    assert.isFalse(of({ state: "uploading", seedingTime: 0 }, now - day).time)
  })

  it("says when the time will be met, by whichever clock is first", () => {
    assert.strictEqual(of({ seedingTime: 86_400 - 60 }).timeAt, now + minute)
    assert.strictEqual(of({ seedingTime: 0 }, now - day + 5_000).timeAt, now + 5_000)
    assert.isUndefined(of({ state: "stoppedUP", seedingTime: 0 }).timeAt)
    assert.isUndefined(of({ seedingTime: undefined }).timeAt)
    assert.isUndefined(of({ seedingTime: 86_400 }).timeAt)
  })

  it("nothing is ever reached where no limit is set", () => {
    const none = { ...limits, ratio: undefined, seedingTime: undefined }
    const all = reached(
      { torrent: complete({ ratio: 99, seedingTime: 1e9 }), memory: { stalledUpSince: 0 }, now },
      none
    )
    assert.deepStrictEqual(all, { ratio: false, time: false, timeAt: undefined })
  })
})

describe("RemoveTorrent", () => {
  const truth: ReadonlyArray<
    readonly [mode: -1 | 1 | 2 | 3 | 4, none: boolean, ratio: boolean, time: boolean, both: boolean]
  > = [
    [-1, false, false, false, false],
    [1, false, true, false, true],
    [2, false, false, true, true],
    [3, false, true, true, true],
    [4, false, false, false, true]
  ]
  for (const [mode, none, ratio, time, both] of truth) {
    it(`check 20: mode ${mode}`, () => {
      const of = (ratio: boolean, time: boolean) => isDone(mode, { ratio, time, timeAt: undefined })
      assert.deepStrictEqual(
        [of(false, false), of(true, false), of(false, true), of(true, true)],
        [none, ratio, time, both]
      )
    })
  }
})
