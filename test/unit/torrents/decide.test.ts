import * as fc from "fast-check"
import { assert, describe, it } from "vitest"
import { describe as words } from "../../../src/torrents/Action.ts"
import { decide } from "../../../src/torrents/decide.ts"
import type { RuleInput } from "../../../src/torrents/Rule.ts"
import { ruleList } from "../../../src/torrents/rules/RuleList.ts"
import * as Tags from "../../../src/torrents/Tags.ts"
import { states } from "./arbitraries.ts"
import { complete, day, facts, files, input, minute, now, row, rules, torrent, videoFilter } from "./samples.ts"

interface Case {
  readonly title: string
  readonly input: RuleInput
  readonly rule: string
  readonly actions: ReadonlyArray<string>
}

const removal = "remove (with files, blocklist, search again)"

const cases: ReadonlyArray<Case> = [
  {
    title: "an ignored torrent in the failed category is not touched",
    input: input({ torrent: torrent({ category: "failed", tags: [Tags.ignored] }) }),
    rule: "ignored",
    actions: []
  },
  {
    title: "an ignored torrent with missing files is not touched",
    input: input({ torrent: torrent({ state: "missingFiles", tags: [Tags.ignored] }) }),
    rule: "ignored",
    actions: []
  },
  {
    title: "nothing is decided while qBittorrent is away",
    input: input({ torrent: torrent({ state: "missingFiles" }), facts: facts({ online: false }) }),
    rule: "unknown state",
    actions: []
  },
  {
    title: "nothing is decided on an unknown state",
    input: input({ torrent: torrent({ state: "unknown", lastActivityAt: now - day }) }),
    rule: "unknown state",
    actions: []
  },
  {
    title: "check 24: failed category: removed, blocklisted, searched again in the Arr that owns it",
    input: input({ torrent: torrent({ category: "failed" }) }),
    rule: "failed category",
    actions: [removal]
  },
  {
    title: "failed category with ReSearch off leaves the search to the Arr",
    input: input({
      torrent: torrent({ category: "failed" }),
      facts: facts({ owner: { _tag: "Known", section: "Radarr-Movies", category: "radarr", research: false } })
    }),
    rule: "failed category",
    actions: ["remove (with files, blocklist)"]
  },
  {
    title: "failed category without any owner is only removed",
    input: input({ torrent: torrent({ category: "failed" }), facts: facts({ owner: { _tag: "None" } }) }),
    rule: "failed category",
    actions: ["remove (with files)"]
  },
  {
    title: "failed category waits while the owner cannot be told",
    input: input({
      torrent: torrent({ category: "failed" }),
      facts: facts({ owner: { _tag: "Unknown", reason: "Sonarr-TV does not answer" } })
    }),
    rule: "failed category",
    actions: []
  },
  {
    title: "check 25: recheck category: rechecked",
    input: input({ torrent: torrent({ category: "recheck" }) }),
    rule: "recheck category",
    actions: ["recheck"]
  },
  {
    title: "check 25: recheck category: not rechecked twice",
    input: input({
      torrent: torrent({ category: "recheck" }),
      memory: { firstSeenAt: 1, previousCategory: "radarr", recheck: { requestedAt: now - 2_000, sawChecking: false } }
    }),
    rule: "recheck category",
    actions: []
  },
  {
    title: "recheck category: waits while it is checked",
    input: input({
      torrent: torrent({ category: "recheck", state: "checkingUP" }),
      memory: { firstSeenAt: 1, previousCategory: "radarr", recheck: { requestedAt: now - 60_000, sawChecking: false } }
    }),
    rule: "recheck category",
    actions: []
  },
  {
    title: "check 25: recheck category: category restored when the check is over",
    input: input({
      torrent: complete({ category: "recheck" }),
      memory: { firstSeenAt: 1, previousCategory: "tv", recheck: { requestedAt: now - 2_000, sawChecking: true } }
    }),
    rule: "recheck category",
    actions: ["set category tv"]
  },
  {
    title: "recheck category: a check too short to be seen ends after 10 s",
    input: input({
      torrent: complete({ category: "recheck" }),
      memory: { firstSeenAt: 1, previousCategory: "tv", recheck: { requestedAt: now - 10_000, sawChecking: false } }
    }),
    rule: "recheck category",
    actions: ["set category tv"]
  },
  {
    title: "recheck category: without memory it goes to the category of its Arr",
    input: input({
      torrent: complete({ category: "recheck" }),
      memory: { firstSeenAt: 1, recheck: { requestedAt: now - 10_000, sawChecking: true } }
    }),
    rule: "recheck category",
    actions: ["set category radarr"]
  },
  {
    title: "recheck category: stays when nobody knows where it belongs",
    input: input({
      torrent: complete({ category: "recheck" }),
      facts: facts({ owner: { _tag: "None" } }),
      memory: { firstSeenAt: 1, recheck: { requestedAt: now - 10_000, sawChecking: true } }
    }),
    rule: "recheck category",
    actions: []
  },
  {
    title: "missing files: out of the client, files kept, no blocklist (check 26)",
    input: input({ torrent: torrent({ state: "missingFiles" }) }),
    rule: "missing files",
    actions: ["remove (keep files)"]
  },
  {
    title: "all files excluded: asks for the file list first",
    input: input({ rules: rules({ fileFilter: videoFilter }) }),
    rule: "all files excluded",
    actions: []
  },
  {
    title: "all files excluded: removed",
    input: input({ rules: rules({ fileFilter: videoFilter }), facts: facts({ files: files("a.exe", "b.nfo") }) }),
    rule: "all files excluded",
    actions: [removal]
  },
  {
    title: "all files excluded although the last is already deselected: removed (W-17)",
    input: input({ rules: rules({ fileFilter: videoFilter }), facts: facts({ files: files("a.exe", "!b.nfo") }) }),
    rule: "all files excluded",
    actions: [removal]
  },
  {
    title: "all files excluded and all deselected: removed instead of staying for ever (W-17)",
    input: input({ rules: rules({ fileFilter: videoFilter }), facts: facts({ files: files("!a.exe", "!b.nfo") }) }),
    rule: "all files excluded",
    actions: [removal]
  },
  {
    title: "only archives: kept",
    input: input({ rules: rules({ fileFilter: videoFilter }), facts: facts({ files: files("a.rar", "a.r00") }) }),
    rule: "all files excluded",
    actions: []
  },
  {
    title: "all files excluded waits while the Arr is away",
    input: input({
      rules: rules({ fileFilter: videoFilter }),
      facts: facts({ files: files("a.exe"), queue: undefined })
    }),
    rule: "all files excluded",
    actions: []
  },
  {
    title: "file filter: unwanted files are deselected",
    input: input({
      rules: rules({ fileFilter: videoFilter }),
      facts: facts({ files: files("M/ok.mkv", "M/x.nfo", "M/Sample/s.mkv") })
    }),
    rule: "file filter",
    actions: ["deselect 2 files"]
  },
  {
    title: "a torrent whose root folder is named Extras is judged by its files (W-17)",
    input: input({ rules: rules({ fileFilter: videoFilter }), facts: facts({ files: files("Extras/ok.mkv") }) }),
    rule: "file filter",
    actions: []
  },
  {
    title: "metadata: younger than IgnoreTorrentsYoungerThan is left",
    input: input({ torrent: torrent({ state: "metaDL", addedAt: now - 100_000 }) }),
    rule: "metadata stuck",
    actions: []
  },
  {
    title: "metadata: 14 minutes gets the grace tag",
    input: input({ torrent: torrent({ state: "metaDL", addedAt: now - 14 * minute }) }),
    rule: "metadata stuck",
    actions: [`add tag ${Tags.allowedStalled}`]
  },
  {
    title: "metadata: 15 minutes is removed, counted from the time it was added (check 16)",
    input: input({ torrent: torrent({ state: "metaDL", addedAt: now - 15 * minute, lastActivityAt: now }) }),
    rule: "metadata stuck",
    actions: [removal]
  },
  {
    title: "metadata: StalledDelay 0 tags and never removes",
    input: input({
      torrent: torrent({ state: "forcedMetaDL", addedAt: now - 30 * day }),
      rules: rules({ stalledDelay: 0 })
    }),
    rule: "metadata stuck",
    actions: [`add tag ${Tags.allowedStalled}`]
  },
  {
    title: "stalled: idle 14 minutes is kept and tagged (check 15)",
    input: input({ torrent: torrent({ state: "stalledDL", lastActivityAt: now - 14 * minute }) }),
    rule: "stalled",
    actions: [`add tag ${Tags.allowedStalled}`]
  },
  {
    title: "stalled: tagged once only",
    input: input({
      torrent: torrent({ state: "stalledDL", lastActivityAt: now - 14 * minute, tags: [Tags.allowedStalled] })
    }),
    rule: "stalled",
    actions: []
  },
  {
    title: "stalled: idle 15 minutes is removed (check 15)",
    input: input({ torrent: torrent({ state: "stalledDL", lastActivityAt: now - 15 * minute }) }),
    rule: "stalled",
    actions: [removal]
  },
  {
    title: "stalled: of unknown activity is kept",
    input: input({ torrent: torrent({ state: "stalledDL", lastActivityAt: undefined, addedAt: now - 15 * minute }) }),
    rule: "stalled",
    actions: []
  },
  {
    title: "stalled: StalledDelay 0 never removes",
    input: input({
      torrent: torrent({ state: "stalledDL", lastActivityAt: now - 9 * day, tags: [Tags.allowedStalled] }),
      rules: rules({ stalledDelay: 0 })
    }),
    rule: "stalled",
    actions: []
  },
  {
    title: "stalled: StalledDelay -1 never removes and does not tag",
    input: input({
      torrent: torrent({ state: "stalledDL", lastActivityAt: now - 9 * day }),
      rules: rules({ stalledDelay: undefined })
    }),
    rule: "stalled",
    actions: []
  },
  {
    title: "stalled above MaximumDeletablePercentage is kept (W-5)",
    input: input({ torrent: torrent({ state: "stalledDL", progress: 0.995, lastActivityAt: now - 9 * day }) }),
    rule: "stalled",
    actions: []
  },
  {
    title: "stalled above MaximumDeletablePercentage and idle for MaximumETA is removed",
    input: input({
      torrent: torrent({ state: "stalledDL", progress: 0.995, lastActivityAt: now - 2 * day }),
      rules: rules({ maximumEta: day })
    }),
    rule: "stale",
    actions: [removal]
  },
  {
    title: "stalled without a connection to the internet is kept",
    input: input({
      torrent: torrent({ state: "stalledDL", lastActivityAt: now - day }),
      facts: facts({ connected: false })
    }),
    rule: "stalled",
    actions: []
  },
  {
    title: "stalled of unknown progress is kept",
    input: input({ torrent: torrent({ state: "stalledDL", progress: undefined, lastActivityAt: now - day }) }),
    rule: "stalled",
    actions: []
  },
  {
    title: "stalled no more: the grace tag goes",
    input: input({ torrent: torrent({ state: "downloading", tags: [Tags.allowedStalled] }) }),
    rule: "stalled no more",
    actions: [`remove tag ${Tags.allowedStalled}`]
  },
  {
    title: "complete: the Arr is told at once, seeding or not",
    input: input({
      torrent: complete({ state: "uploading" }),
      facts: facts({ queue: [row({ status: "completed" })] })
    }),
    rule: "completed",
    actions: ["import (ask)"]
  },
  {
    title: "complete and stopped by a person: imported, not started",
    input: input({ torrent: complete({ state: "stoppedUP" }) }),
    rule: "completed",
    actions: ["import (ask)"]
  },
  {
    title: "complete and tagged imported: done",
    input: input({ torrent: complete({ tags: [Tags.imported] }) }),
    rule: "completed",
    actions: []
  },
  {
    title: "a user-stopped download stays stopped (check 13)",
    input: input({ torrent: torrent({ state: "stoppedDL" }) }),
    rule: "nothing to do",
    actions: []
  },
  {
    title: "an active download is left alone",
    input: input(),
    rule: "nothing to do",
    actions: []
  },
  ...(["forcedDL", "queuedDL", "checkingDL", "checkingUP", "checkingResumeData", "allocating", "moving"] as const).map(
    (state) => ({
      title: `${state} is left alone (engine 2.24)`,
      input: input({ torrent: torrent({ state, lastActivityAt: now - day }) }),
      rule: "busy",
      actions: []
    })
  )
]

describe("decide", () => {
  for (const { actions, input: given, rule, title } of cases) {
    it(title, () => {
      const decision = decide(given)
      assert.strictEqual(decision.rule, rule)
      assert.deepStrictEqual(decision.actions.map(words), actions)
      assert.isNotEmpty(decision.reason)
    })
  }

  it("every rule has a name of its own and a sentence of documentation", () => {
    assert.strictEqual(new Set(ruleList.map((rule) => rule.name)).size, ruleList.length)
    for (const rule of ruleList) assert.match(rule.doc, /^[A-Z].+\.$/)
  })

  it("the file filter is applied once per rules and file list", () => {
    const first = decide(
      input({ rules: rules({ fileFilter: videoFilter }), facts: facts({ files: files("M/ok.mkv", "M/x.nfo") }) })
    )
    const again = decide(input({ rules: rules({ fileFilter: videoFilter }), memory: first.memory }))
    assert.strictEqual(again.rule, "nothing to do")
    const grown = decide(
      input({
        rules: rules({ fileFilter: videoFilter }),
        memory: first.memory,
        torrent: torrent({ totalSize: 2000 })
      })
    )
    assert.strictEqual(grown.needs, "files")
  })

  it("the last ordinary category is remembered, the special ones are not", () => {
    assert.strictEqual(decide(input({ memory: {} })).observed.previousCategory, "radarr")
    const failed = decide(
      input({ torrent: torrent({ category: "failed" }), memory: { firstSeenAt: 1, previousCategory: "tv" } })
    )
    assert.strictEqual(failed.observed.previousCategory, "tv")
  })

  it("the grace says when it ends", () => {
    const decision = decide(input({ torrent: torrent({ state: "stalledDL", lastActivityAt: now - 5 * minute }) }))
    assert.strictEqual(decision.again, now + 10 * minute)
  })
})

const state = fc.constantFrom(...states)
const maybe = <A>(arbitrary: fc.Arbitrary<A>) => fc.option(arbitrary, { nil: undefined })
const time = maybe(fc.integer({ min: now - 10 * day, max: now + day }))

const refusal = "Unable to determine if file is a sample"
const refused = row({
  status: "completed",
  trackedState: "importPending",
  trackedStatus: "warning",
  messages: [{ title: "a.mkv", messages: [refusal] }],
  customFormatScore: 5
})

const anyInput: fc.Arbitrary<RuleInput> = fc
  .record({
    state,
    category: fc.constantFrom("radarr", "failed", "recheck", ""),
    tags: fc.subarray([Tags.ignored, Tags.imported, Tags.allowedStalled, "mine"]),
    progress: maybe(fc.double({ min: 0, max: 1, noNaN: true })),
    amountLeft: maybe(fc.nat()),
    totalSize: maybe(fc.nat()),
    addedAt: time,
    completedAt: time,
    lastActivityAt: time,
    eta: maybe(fc.nat(100_000)),
    ratio: maybe(fc.double({ min: 0, max: 5, noNaN: true })),
    seedingTime: maybe(fc.nat(1_000_000)),
    availability: maybe(fc.double({ min: 0, max: 2, noNaN: true })),
    trackers: maybe(fc.constant(["https://tracker.example/announce"])),
    contentPath: fc.constantFrom("", "/d/x")
  })
  .chain((change) =>
    fc.record({
      torrent: fc.constant(torrent(change)),
      facts: fc.record({
        online: fc.boolean(),
        connected: fc.boolean(),
        owner: fc.constantFrom<RuleInput["facts"]["owner"]>(
          { _tag: "None" },
          { _tag: "Unknown", reason: "x" },
          { _tag: "Known", section: "Radarr-Movies", category: "radarr", research: true }
        ),
        queue: maybe(
          fc.subarray([row(), row({ trackedState: "importing" }), row({ trackedState: "importBlocked" }), refused])
        ),
        files: maybe(fc.constantFrom(files("a.exe"), files("a.mkv", "b.nfo"), files())),
        importEntry: fc.constant(undefined),
        trackers: maybe(fc.constant({ at: now, trackers: [] })),
        formats: maybe(fc.record({ file: maybe(fc.nat(10)), minimum: maybe(fc.nat(10)) })),
        playable: fc.constant(undefined),
        outages: fc.subarray<RuleInput["facts"]["outages"][number]>([
          { scope: { _tag: "Client", instance: "qBit" }, evidence: "swarm", reason: "qBit is ill" },
          { scope: { _tag: "Tracker", host: "tracker.example" }, evidence: "tracker", reason: "it is ill" }
        ])
      }),
      rules: fc
        .record({
          fileFilter: maybe(fc.constant(videoFilter)),
          stalledDelay: maybe(fc.nat(10 * minute)),
          maximumEta: maybe(fc.nat(day)),
          keepSlow: fc.boolean(),
          replaceStalled: fc.boolean(),
          maxStrikes: fc.nat(2),
          errorMessages: fc.subarray([refusal]),
          formatUnmet: maybe(fc.record({ forceMinimum: fc.boolean() })),
          imports: fc.boolean()
        })
        .map(rules),
      memory: fc.constantFrom<RuleInput["memory"]>(
        {},
        { recheck: { requestedAt: now - 1_000, sawChecking: true } },
        { slowSince: now - day },
        { replacedAt: now - day },
        { errored: { attempts: 9, nextAt: now - 1 } },
        { strikes: { count: 9, at: now - day, left: 0 } }
      ),
      now: fc.constant(now)
    })
  )

/** Rules that go by the swarm, and those that go by the Arr's word. */
const bySwarm: ReadonlySet<string> = new Set(["stalled", "stale", "slow", "unavailable", "metadata stuck"])
const byArr: ReadonlySet<string> = new Set(["queue message", "custom format unmet"])
const byActivity: ReadonlySet<string> = new Set(["stalled", "stale", "unavailable"])

const isDestructive = (given: RuleInput): boolean =>
  decide(given).actions.some(({ _tag }) => _tag === "Remove" || _tag === "Replace")

describe("whatever is unknown keeps a torrent", () => {
  const bad: ReadonlyArray<readonly [string, Partial<RuleInput>]> = [
    ["stalled", { torrent: torrent({ state: "stalledDL", lastActivityAt: now - day }) }],
    [
      "stale",
      {
        torrent: torrent({
          state: "stalledDL",
          progress: 0.995,
          addedAt: now - 3 * day,
          lastActivityAt: now - 2 * day
        }),
        rules: rules({ maximumEta: day })
      }
    ],
    [
      "slow",
      {
        torrent: torrent({ eta: 100_000 }),
        rules: rules({ keepSlow: false, maximumEta: minute }),
        memory: { slowSince: now - day }
      }
    ],
    ["unavailable", { torrent: torrent({ availability: 0.5, lastActivityAt: now - day }) }],
    ["metadata stuck", { torrent: torrent({ state: "metaDL", progress: 0 }) }],
    [
      "queue message",
      { torrent: complete(), rules: rules({ errorMessages: [refusal] }), facts: facts({ queue: [refused] }) }
    ],
    [
      "custom format unmet",
      {
        rules: rules({ formatUnmet: { forceMinimum: false } }),
        facts: facts({ queue: [refused], formats: { file: 10, minimum: 0 } })
      }
    ]
  ]
  for (const [rule, change] of bad) {
    const known = input(change)
    it(`${rule}: removed when everything is known, kept when anything it goes by is not`, () => {
      assert.strictEqual(decide(known).rule, rule)
      assert.isTrue(isDestructive(known))
      const unknown: Readonly<Record<string, RuleInput>> = {
        age: { ...known, torrent: { ...known.torrent, addedAt: undefined } },
        progress: { ...known, torrent: { ...known.torrent, progress: undefined } },
        queue: { ...known, facts: { ...known.facts, queue: undefined } },
        client: { ...known, facts: { ...known.facts, online: false } },
        state: { ...known, torrent: { ...known.torrent, state: "unknown" } },
        ignored: { ...known, torrent: { ...known.torrent, tags: [Tags.ignored] } },
        ...(bySwarm.has(rule) ? { connection: { ...known, facts: { ...known.facts, connected: false } } } : {}),
        ...(byActivity.has(rule)
          ? { activity: { ...known, torrent: { ...known.torrent, lastActivityAt: undefined } } }
          : {})
      }
      for (const [name, one] of Object.entries(unknown)) assert.isFalse(isDestructive(one), name)
    })
  }
})

describe("decide, for any input", () => {
  it("check 14: never acts on an ignored torrent, in any state and category, and asks for nothing", () => {
    fc.assert(
      fc.property(anyInput, (given) => {
        const decision = decide({
          ...given,
          torrent: { ...given.torrent, tags: [...given.torrent.tags, Tags.ignored] }
        })
        assert.isEmpty(decision.actions)
        assert.isUndefined(decision.needs)
      }),
      { numRuns: 2_000 }
    )
  })

  it("check 13: never starts or stops anything that a person stopped or started", () => {
    fc.assert(
      fc.property(anyInput, (given) => {
        for (const { _tag } of decide(given).actions) assert.notInclude(["Start", "Stop"], _tag)
      }),
      { numRuns: 2_000 }
    )
  })

  it("W-22: an error never leads to a removal", () => {
    fc.assert(
      fc.property(anyInput, (given) => {
        const broken: RuleInput = { ...given, torrent: { ...given.torrent, state: "error", category: "radarr" } }
        assert.isFalse(isDestructive(broken))
      }),
      { numRuns: 1_000 }
    )
  })

  it("never removes when the client, the state, or for failures the Arr or the connection is unknown", () => {
    fc.assert(
      fc.property(anyInput, (given) => {
        if (!isDestructive(given)) return
        const remove = decide(given).actions.find((action) => action._tag === "Remove")
        assert.isTrue(given.facts.online)
        assert.notStrictEqual(given.torrent.state, "unknown")
        if (given.torrent.category === "failed") assert.notStrictEqual(given.facts.owner._tag, "Unknown")
        else if (remove?._tag !== "Remove" || remove.blocklist) assert.isDefined(given.facts.queue)
        const { facts: seen, torrent: its } = given
        const { rule } = decide(given)
        if (bySwarm.has(rule) || byArr.has(rule)) {
          assert.isDefined(seen.queue)
          assert.isDefined(its.addedAt)
          assert.isDefined(its.progress)
        }
        if (bySwarm.has(rule))
          assert.isTrue(seen.connected && seen.outages.every(({ evidence }) => evidence !== "swarm"))
        if (byActivity.has(rule)) assert.isDefined(its.lastActivityAt)
      }),
      { numRuns: 4_000 }
    )
  })

  it("gives the same answer to the same input, and a reason", () => {
    fc.assert(
      fc.property(anyInput, (given) => {
        assert.deepStrictEqual(decide(given), decide(given))
        assert.isNotEmpty(decide(given).reason)
      })
    )
  })
})
