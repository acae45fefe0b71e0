import { assert, describe, it } from "vitest"
import type { TorrentMemory } from "../../../../src/store/TorrentMemory.ts"
import { describe as words } from "../../../../src/torrents/Action.ts"
import { decide } from "../../../../src/torrents/decide.ts"
import type { RuleInput } from "../../../../src/torrents/Rule.ts"
import { stalled } from "../../../../src/torrents/rules/stalled.ts"
import * as Tags from "../../../../src/torrents/Tags.ts"
import type { Torrent } from "../../../../src/torrents/Torrent.ts"
import { day, facts, input, minute, now, row, rules, torrent } from "../samples.ts"

const tag = `add tag ${Tags.allowedStalled}`
const untag = `remove tag ${Tags.allowedStalled}`
const replace = "replace (blocklist, search again)"
const failed = "remove (with files, blocklist, search again)"
const cleared = "remove (with files)"

const actionsOf = (given: RuleInput): ReadonlyArray<string> => (stalled.judge(given)?.actions ?? []).map(words)

const stopped = (idle: number, change: Partial<Torrent> = {}) =>
  torrent({ state: "stalledDL", lastActivityAt: now - idle, ...change })

describe("stalled", () => {
  const table: ReadonlyArray<readonly [string, RuleInput, ReadonlyArray<string>]> = [
    ["check 15: delay 15, idle 14 minutes: tagged and kept", input({ torrent: stopped(14 * minute) }), [tag]],
    ["check 15: delay 15, idle 15 minutes: removed", input({ torrent: stopped(15 * minute) }), [failed]],
    [
      "check 15: delay 15, idle 15 minutes, but younger than IgnoreTorrentsYoungerThan: kept",
      input({ torrent: stopped(15 * minute, { addedAt: now - 16 * minute }), rules: rules({ youngerThan: day }) }),
      []
    ],
    [
      "check 15: delay 0 tags and never removes",
      input({ torrent: stopped(300 * day, { addedAt: now - 400 * day }), rules: rules({ stalledDelay: 0 }) }),
      [tag]
    ],
    [
      "check 15: delay -1 neither tags nor removes",
      input({
        torrent: stopped(300 * day, { addedAt: now - 400 * day }),
        rules: rules({ stalledDelay: undefined, replaceStalled: true })
      }),
      []
    ],
    ["of unknown age is kept", input({ torrent: stopped(day, { addedAt: undefined }) }), []],
    ["of unknown progress is kept", input({ torrent: stopped(day, { progress: undefined }) }), []],
    ["of unknown last activity is kept", input({ torrent: stopped(0, { lastActivityAt: undefined }) }), []],
    [
      "above MaximumDeletablePercentage is kept (W-5)",
      input({ torrent: stopped(9 * day, { progress: 0.995, addedAt: now - 10 * day }) }),
      []
    ],
    [
      "is kept while the Arr does not answer",
      input({ torrent: stopped(15 * minute), facts: facts({ queue: undefined }) }),
      []
    ],
    ["is kept without a connection", input({ torrent: stopped(15 * minute), facts: facts({ connected: false }) }), []],
    [
      "is kept while many torrents of its client stand still",
      input({
        torrent: stopped(15 * minute),
        facts: facts({
          outages: [
            { scope: { _tag: "Client", instance: "qBit" }, evidence: "swarm", reason: "40 % of qBit stand still" }
          ]
        })
      }),
      []
    ],
    ["a torrent that is not stalled is none of its business", input({ torrent: torrent({ state: "downloading" }) }), []]
  ]
  for (const [title, given, expected] of table) it(title, () => assert.deepStrictEqual(actionsOf(given), expected))

  it("strikes: the first time only counts, the last of MaxStrikes removes", () => {
    const settings = rules({ maxStrikes: 2 })
    const first = stalled.judge(input({ torrent: stopped(15 * minute), rules: settings }))
    assert.deepStrictEqual(first?.actions, [])
    assert.strictEqual(first?.memory?.strikes?.count, 1)
    const later = input({
      torrent: stopped(15 * minute),
      rules: settings,
      memory: { strikes: { count: 1, at: now - 5 * minute, left: 500 } }
    })
    assert.deepStrictEqual(actionsOf(later), [failed])
  })
})

describe("ReSearchStalled", () => {
  const wanted = rules({ replaceStalled: true })
  const idle = stopped(5 * minute)

  it("check 17: one blocklist and one search at the first grace", () => {
    const verdict = stalled.judge(input({ torrent: idle, rules: wanted }))
    assert.deepStrictEqual(verdict?.actions.map(words), [tag, replace])
    assert.strictEqual(verdict?.memory?.replacedAt, now)
    assert.strictEqual(verdict?.again, now + 10 * minute)
  })

  it("not before it has stood still for 3 minutes: an outage has to show first", () => {
    const fresh = stalled.judge(input({ torrent: stopped(2 * minute), rules: wanted }))
    assert.deepStrictEqual(fresh?.actions.map(words), [tag])
    assert.strictEqual(fresh?.again, now + minute)
  })

  it("check 17: with ReSearch off only the blocklist", () => {
    assert.deepStrictEqual(
      actionsOf(input({ torrent: idle, rules: rules({ replaceStalled: true, research: false }) })),
      [tag, "replace (blocklist)"]
    )
  })

  const without: ReadonlyArray<readonly [string, Partial<RuleInput>]> = [
    ["its Arr does not answer", { facts: facts({ queue: undefined }) }],
    ["its Arr does not list it", { facts: facts({ queue: [] }) }],
    ["there is no connection", { facts: facts({ connected: false }) }],
    ["another qBittorrent goes on with it", { facts: facts({ twins: ["second"] }) }],
    ["it was replaced before", { memory: { firstSeenAt: 1, replacedAt: now - day } }],
    ["it is nearly complete", { torrent: stopped(5 * minute, { progress: 0.995 }) }],
    ["qBittorrent itself manages it", { rules: rules({ replaceStalled: true, kind: "managed" }) }],
    [
      "many torrents stand still at once",
      {
        facts: facts({
          outages: [
            { scope: { _tag: "Tracker", host: "tracker.example" }, evidence: "swarm", reason: "its tracker is ill" }
          ]
        })
      }
    ]
  ]
  for (const [title, change] of without) {
    it(`only tags when ${title}`, () => {
      assert.deepStrictEqual(actionsOf(input({ torrent: idle, rules: wanted, ...change })), [tag])
    })
  }

  it("looks again: the replacement is asked for once the Arr answers, though the tag is there", () => {
    const tagged = stopped(5 * minute, { tags: [Tags.allowedStalled] })
    assert.deepStrictEqual(actionsOf(input({ torrent: tagged, rules: wanted })), [replace])
  })

  it("check 17: none at removal", () => {
    const memory = { firstSeenAt: 1, replacedAt: now - day }
    assert.deepStrictEqual(actionsOf(input({ torrent: stopped(15 * minute), rules: wanted, memory })), [cleared])
  })
})

/** A world of one torrent: what `decide` wants is done at once and remembered. */
const timeline = (settings: Partial<RuleInput["rules"]>) => {
  let memory: TorrentMemory = {}
  let tags: ReadonlyArray<string> = []
  let queue = [row()]
  return (minutes: number, change: Partial<Torrent>): ReadonlyArray<string> => {
    const at = now + minutes * minute
    const done: Array<string> = []
    for (let round = 0; round < 5; round++) {
      const decision = decide(
        input({
          torrent: torrent({ addedAt: now, tags, ...change }),
          facts: facts({ queue }),
          rules: rules(settings),
          memory,
          now: at
        })
      )
      memory = decision.memory
      if (decision.actions.length === 0) return done
      for (const action of decision.actions) {
        done.push(words(action))
        if (action._tag === "AddTags") tags = [...tags, ...action.tags]
        if (action._tag === "RemoveTags") tags = tags.filter((one) => !action.tags.includes(one))
        if (action._tag === "Replace") queue = []
        if (action._tag === "Remove") return done
      }
    }
    return [...done, "and so on for ever"]
  }
}

describe("the stall timeline of engine 10.4: delay 15 min, young 180 s, ReSearchStalled", () => {
  const idleSince = (minutes: number): Partial<Torrent> => ({
    state: "stalledDL",
    lastActivityAt: now + minutes * minute
  })

  it("checks 15 and 17: every row in order", () => {
    const at = timeline({ replaceStalled: true })
    assert.deepStrictEqual(at(0, idleSince(0)), [], "minute 0: too young")
    assert.deepStrictEqual(at(4, idleSince(0)), [tag, replace], "minute 4: tagged, out of the queue, searched")
    assert.deepStrictEqual(at(10, idleSince(0)), [], "minute 10: nothing")
    assert.deepStrictEqual(
      at(12, { state: "downloading", availability: 1, lastActivityAt: now + 12 * minute }),
      [untag],
      "minute 12: it moves"
    )
    assert.deepStrictEqual(at(20, idleSince(18)), [tag], "minute 20: tagged again, nothing left to replace")
    assert.deepStrictEqual(at(32, idleSince(18)), [], "minute 32: still within its grace")
    assert.deepStrictEqual(at(33, idleSince(18)), [cleared], "minute 33: deleted with its files, nobody is told")
  })

  it("check 16: a magnet counts from the time it was added: removed at minute 15", () => {
    const at = timeline({ replaceStalled: true })
    const magnet = (minutes: number): Partial<Torrent> => ({
      state: "metaDL",
      progress: 0,
      lastActivityAt: now + minutes * minute
    })
    assert.deepStrictEqual(at(0, magnet(0)), [])
    assert.deepStrictEqual(at(4, magnet(4)), [tag, replace])
    assert.deepStrictEqual(at(14, magnet(14)), [])
    assert.deepStrictEqual(at(15, magnet(15)), [cleared])
  })

  it("without ReSearchStalled the removal is the failure", () => {
    const at = timeline({})
    assert.deepStrictEqual(at(4, idleSince(0)), [tag])
    assert.deepStrictEqual(at(15, idleSince(0)), [failed])
  })
})
