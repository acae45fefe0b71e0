import * as fc from "fast-check"
import { assert, describe, it } from "vitest"
import type { ProfiledOwner } from "../../../../src/search/profiles/ProfiledOwner.ts"
import {
  type ProfileInput,
  type ProfileStep,
  profileSteps,
  resetSteps,
  resolveMappings,
  type TemporaryProfiles
} from "../../../../src/search/profiles/profileSteps.ts"
import type { ProfileSwitch } from "../../../../src/store/search/ProfileSwitches.ts"
import { hour, minute, now } from "../planSupport.ts"

const main = 1
const otherMain = 2
const temp = 10

const settings: TemporaryProfiles = {
  on: true,
  keep: false,
  timeout: 24 * hour,
  mappings: new Map([
    [main, temp],
    [otherMain, temp]
  ])
}

const owner = (change: Partial<ProfiledOwner> = {}): ProfiledOwner => ({
  owner: { kind: "series", id: 3 },
  title: "Dark",
  profileId: main,
  readAt: now,
  missing: true,
  hasFiles: false,
  ...change
})

const entry = (change: Partial<ProfileSwitch> = {}): ProfileSwitch => ({
  section: "Sonarr-TV",
  owner: { kind: "series", id: 3 },
  title: "Dark",
  mainProfile: main,
  tempProfile: temp,
  step: "temporary",
  switchedAt: now - hour,
  ...change
})

const input = (
  owners: ReadonlyArray<ProfiledOwner>,
  switches: ReadonlyArray<ProfileSwitch>,
  change: Partial<TemporaryProfiles> = {},
  complete = true
): ProfileInput => ({ section: "Sonarr-TV", owners, switches, settings: { ...settings, ...change }, complete, now })

const said = (step: ProfileStep): string => (step._tag === "Back" && step.rest ? "Back and rest" : step._tag)

const tags = (...given: Parameters<typeof input>): ReadonlyArray<string> => profileSteps(input(...given)).map(said)

describe("profileSteps: who gets a temporary profile", () => {
  const movie = { owner: { kind: "movie", id: 3 } } as const
  const artist = { owner: { kind: "artist", id: 3 } } as const
  const table: ReadonlyArray<readonly [string, Partial<ProfiledOwner>, Partial<TemporaryProfiles>, boolean]> = [
    ["a series of which something is missing", {}, {}, true],
    ["a series that has files of other things", { hasFiles: true }, {}, true],
    ["a movie that is missing", movie, {}, true],
    ["a movie that has a file", { ...movie, hasFiles: true }, {}, false],
    ["an artist without files", artist, {}, true],
    ["an artist with files", { ...artist, hasFiles: true }, {}, false],
    ["an author with files", { owner: { kind: "author", id: 3 }, hasFiles: true }, {}, false],
    ["one of which nothing is missing", { missing: false }, {}, false],
    ["one with a profile without a mapping", { profileId: 99 }, {}, false],
    ["one that has the temporary one by itself", { profileId: temp }, {}, false],
    ["one whose profile is not told", { profileId: undefined }, {}, false],
    ["when the feature is off", {}, { on: false }, false]
  ]
  for (const [name, of, change, gets] of table) {
    it(`${name}: ${gets ? "yes" : "no"}`, () => {
      assert.deepStrictEqual(tags([owner(of)], [], change), gets ? ["ToTemporary"] : [])
    })
  }

  it("the way back is that of its own main profile, though several share the temporary one", () => {
    const steps = profileSteps(input([owner({ profileId: otherMain })], []))
    assert.deepStrictEqual(
      steps.map((step) => [step.entry.mainProfile, step.entry.tempProfile, step.entry.step]),
      [[otherMain, temp, "switching"]]
    )
  })
})

describe("profileSteps: what becomes of those in the journal", () => {
  const seen = { profileId: temp }
  const longAgo = { switchedAt: now - 25 * hour }
  const table: ReadonlyArray<
    readonly [
      string,
      Partial<ProfiledOwner> | undefined,
      Partial<ProfileSwitch>,
      Partial<TemporaryProfiles>,
      ReadonlyArray<string>
    ]
  > = [
    ["still missing, still early: stays", seen, {}, {}, []],
    ["found: back", { ...seen, missing: false }, {}, {}, ["Back"]],
    ["found, with KeepTempProfile: stays", { ...seen, missing: false }, {}, { keep: true }, []],
    ["found, with KeepTempProfile, time-out: stays", { ...seen, missing: false }, longAgo, { keep: true }, []],
    ["time-out: back, and it rests", seen, longAgo, {}, ["Back and rest"]],
    ["time-out switched off: stays", seen, longAgo, { timeout: undefined }, []],
    ["rested and missing: nothing, so that the time-out does not loop", {}, { step: "rested" }, {}, []],
    ["rested and found: over", { missing: false }, { step: "rested" }, {}, ["Forget"]],
    ["rested, feature off: over", {}, { step: "rested" }, { on: false }, ["Forget"]],
    ["feature off: back", seen, {}, { on: false }, ["Back"]],
    ["feature off, with KeepTempProfile: back", { ...seen, missing: false }, {}, { on: false, keep: true }, ["Back"]],
    ["mapping removed: back", seen, {}, { mappings: new Map() }, ["Back"]],
    ["mapping leads elsewhere now: back", seen, {}, { mappings: new Map([[main, 77]]) }, ["Back"]],
    ["a crash before or after the PUT: taken up again", {}, { step: "switching" }, {}, ["ToTemporary"]],
    ["a crash, and found since: back", { missing: false }, { step: "switching" }, {}, ["Back"]],
    ["a crash on the way back: back", seen, { step: "restoring" }, {}, ["Back"]],
    [
      "the way back of a time-out took several attempts: it rests",
      seen,
      { ...longAgo, step: "restoring" },
      {},
      ["Back and rest"]
    ],
    ["on the way back, and gone from the index: back all the same", undefined, { step: "restoring" }, {}, ["Back"]],
    ["owner deleted: over", undefined, {}, {}, ["Forget"]],
    ["another profile, read after the switch: the Arr is asked", { profileId: 42 }, {}, {}, ["Check"]],
    ["another profile, read before the switch: says nothing", { profileId: main, readAt: now - 2 * hour }, {}, {}, []]
  ]
  for (const [name, of, change, how, expected] of table) {
    it(name, () => {
      assert.deepStrictEqual(tags(of === undefined ? [] : [owner(of)], [entry(change)], how), expected)
    })
  }

  it("an owner that an incomplete index does not know may still be there", () => {
    assert.deepStrictEqual(tags([], [entry()], {}, false), [])
  })
})

describe("check 44: resetSteps", () => {
  const reset = (
    owners: ReadonlyArray<ProfiledOwner>,
    switches: ReadonlyArray<ProfileSwitch>,
    mappings = settings.mappings
  ) => {
    const { ambiguous, steps } = resetSteps(input(owners, switches, { mappings }))
    return {
      ambiguous: ambiguous.length,
      back: steps.map(({ entry: { mainProfile, tempProfile } }) => [mainProfile, tempProfile])
    }
  }

  it("goes back to the main profile of the journal, even if mains share a temporary one", () => {
    assert.deepStrictEqual(reset([owner({ profileId: temp })], [entry({ mainProfile: otherMain })]), {
      ambiguous: 0,
      back: [[otherMain, temp]]
    })
  })

  it("without an entry: back if a single main profile leads there, else a person has to say", () => {
    assert.deepStrictEqual(reset([owner({ profileId: temp })], [], new Map([[main, temp]])), {
      ambiguous: 0,
      back: [[main, temp]]
    })
    assert.deepStrictEqual(reset([owner({ profileId: temp })], []), { ambiguous: 1, back: [] })
  })

  it("leaves a profile alone that is a main one of a chain, and whoever has none of them", () => {
    const chain = new Map([
      [1, 2],
      [2, 3]
    ])
    assert.deepStrictEqual(reset([owner({ profileId: 2 })], [], chain), { ambiguous: 1, back: [] })
    assert.deepStrictEqual(reset([owner({ profileId: 3 })], [], chain), { ambiguous: 0, back: [[2, 3]] })
    assert.deepStrictEqual(reset([owner({ profileId: 1 }), owner({ profileId: undefined })], [], chain), {
      ambiguous: 0,
      back: []
    })
  })

  it("what rests has its main profile already", () => {
    assert.deepStrictEqual(reset([owner()], [entry({ step: "rested" })]), { ambiguous: 0, back: [] })
  })
})

describe("resolveMappings", () => {
  const profiles = [
    { id: 1, name: "HD" },
    { id: 2, name: "SD" },
    { id: 3, name: "sd" }
  ]

  it("compares names exactly, skips what is unknown and says so once", () => {
    const { mappings, unknown } = resolveMappings(
      [
        { main: "HD", temp: "sd" },
        { main: "UHD", temp: "SD" },
        { main: "UHD", temp: "Any" }
      ],
      profiles
    )
    assert.deepStrictEqual([...mappings], [[1, 3]])
    assert.deepStrictEqual(unknown, ["UHD", "Any"])
  })

  it("a profile that leads to itself is no mapping", () => {
    assert.strictEqual(resolveMappings([{ main: "HD", temp: "HD" }], profiles).mappings.size, 0)
  })
})

/** An Arr, a journal and an index that is read now and then: what steps do to them, without HTTP. */
const run = (commands: ReadonlyArray<string>, reads: ReadonlyArray<boolean>) => {
  let profile = main
  let journal: ReadonlyArray<ProfileSwitch> = []
  let known = owner({ readAt: now })
  let on = true
  let missing = true
  let at = now
  let byHand = 0
  const log: Array<string> = []
  const put = (next: ProfileSwitch) => {
    journal = [next]
  }
  const change = (from: number, to: number) => {
    if (profile === to) return "already"
    if (profile !== from) return "changed elsewhere"
    profile = to
    return "switched"
  }
  const take = (step: ProfileStep) => {
    const { mainProfile, tempProfile } = step.entry
    log.push(said(step))
    if (step._tag === "Forget") journal = []
    else if (step._tag === "ToTemporary") {
      put({ ...step.entry, step: "switching" })
      if (change(mainProfile, tempProfile) === "changed elsewhere") journal = []
      else put({ ...step.entry, step: "temporary", switchedAt: at })
    } else if (step._tag === "Check") {
      if (profile !== tempProfile) put({ ...step.entry, step: "rested" })
    } else {
      put({ ...step.entry, step: "restoring" })
      change(tempProfile, mainProfile)
      if (step.rest) put({ ...step.entry, step: "rested" })
      else journal = []
    }
  }
  commands.forEach((command, nth) => {
    at += minute
    if (command === "off") on = false
    if (command === "on") on = true
    if (command === "found") missing = false
    if (command === "lost again") missing = true
    if (command === "later") at += 25 * hour
    if (command === "by hand") {
      profile = 42
      byHand++
    }
    if (command === "look") {
      const given = { ...input([known], journal, { on }), now: at }
      for (const step of profileSteps(given)) take(step)
    }
    if (reads[nth] === true) known = owner({ profileId: profile, readAt: at, missing })
  })
  // It settles: switched off, read and looked at a few times.
  on = false
  for (let nth = 0; nth < 4; nth++) {
    at += minute
    known = owner({ profileId: profile, readAt: at, missing })
    for (const step of profileSteps({ ...input([known], journal, { on }), now: at })) take(step)
  }
  return { profile, journal, byHand, log }
}

describe("profileSteps: whatever happens in whatever order, however late the index reads it", () => {
  const commands = fc.array(
    fc.constantFrom("look", "look", "look", "off", "on", "found", "lost again", "later", "by hand", "nothing"),
    { maxLength: 40 }
  )
  const reads = fc.array(fc.boolean(), { minLength: 40, maxLength: 40 })

  it("switched off, nothing is left on the temporary profile, and what a person chose stays", () => {
    fc.assert(
      fc.property(commands, reads, (given, read) => {
        const { byHand, journal, profile } = run(given, read)
        assert.isEmpty(journal)
        assert.notStrictEqual(profile, temp)
        if (byHand === 0) assert.strictEqual(profile, main)
        if (given.includes("by hand") && given.lastIndexOf("by hand") > given.lastIndexOf("look"))
          assert.strictEqual(profile, 42)
      }),
      { numRuns: 2_000 }
    )
  })

  it("a thing that stays missing gets the temporary profile once, however often the time-out passes (#264)", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom("look", "later", "nothing"), { maxLength: 40 }), reads, (given, read) => {
        const { log } = run(given, read)
        assert.isAtMost(log.filter((tag) => tag === "ToTemporary").length, 1)
      }),
      { numRuns: 1_000 }
    )
  })
})
