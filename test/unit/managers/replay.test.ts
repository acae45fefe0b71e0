import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import * as TorrentId from "../../../src/clients/qbittorrent/TorrentId.ts"
import { type Entry, isEntry } from "../../../src/managers/Entry.ts"
import { replay } from "../../../src/managers/replay.ts"
import { storableJson } from "../../../src/store/storable.ts"
import { decide } from "../../../src/torrents/decide.ts"
import type { RuleInput } from "../../../src/torrents/Rule.ts"
import type { TorrentRules } from "../../../src/torrents/TorrentRules.ts"
import { facts, input, minute, now, rules, torrent, videoFilter } from "../torrents/samples.ts"

const section = "Radarr-Movies"
const always = (change: Partial<TorrentRules>) => () => rules(change)

/** What a daemon with those rules records of this look, and reads back. */
const entry = (change: Partial<RuleInput> = {}): Entry => {
  const seen = input(change)
  const { actions, reason, rule } = decide(seen)
  const { facts, memory, now, torrent } = seen
  const back: unknown = JSON.parse(storableJson({ section, torrent, facts, memory, now, rule, reason, actions }))
  if (!isEntry(back)) throw new Error("what was recorded cannot be read back")
  return back
}

/** Stalled for 20 minutes at that time, at 10 %. */
const stalledAt = (at: number, name = "Some.Movie.2024", hash = "0".repeat(40)) =>
  torrent({
    id: TorrentId.make("qBit", hash),
    hash,
    name,
    state: "stalledDL",
    progress: 0.1,
    lastActivityAt: at - 20 * minute
  })

const look = (minutes: number, change: Partial<RuleInput> = {}): Entry => {
  const at = now + minutes * minute
  return entry({ torrent: stalledAt(at), now: at, ...change })
}

describe("replay", () => {
  it("finds nothing with the rules of that time", () => {
    const entries = [
      look(0),
      look(10, { rules: rules({ stalledDelay: 60 * minute }) }),
      look(20, { rules: rules({ stalledDelay: undefined }) })
    ]
    const used = [15 * minute, 60 * minute, undefined]
    for (const [index, one] of entries.entries()) {
      const { differences, entries: count, from, until } = replay([one], always({ stalledDelay: used[index] }))
      assert.deepStrictEqual(differences, [])
      assert.deepStrictEqual([count, from, until], [1, one.now, one.now])
    }
  })

  it("says what would be removed where nothing was done, once for each torrent with the first time and the count", () => {
    const patient = { rules: rules({ stalledDelay: 60 * minute }) }
    const entries = [look(0, patient), look(10, patient), look(20, patient)]
    const report = replay(entries, always({ stalledDelay: 15 * minute }))
    assert.strictEqual(report.differences.length, 1)
    const [difference] = report.differences
    assert.include(difference, {
      kind: "Remove",
      name: "Some.Movie.2024",
      from: now,
      until: now + 20 * minute,
      times: 3
    })
    assert.strictEqual(difference?.before.actions, "")
    assert.strictEqual(difference?.after.rule, "stalled")
    assert.include(difference?.after.reason, "StalledDelay is 15 min")
    assert.strictEqual(difference?.after.actions, "remove (with files, blocklist, search again)")
    assert.deepStrictEqual(report.totals.get("Remove"), { before: 0, after: 1 })
  })

  it("says what would no longer be removed", () => {
    const report = replay([look(0)], always({ stalledDelay: 60 * minute }))
    const [difference] = report.differences
    assert.strictEqual(difference?.kind, "Remove")
    assert.strictEqual(difference?.before.rule, "stalled")
    assert.strictEqual(difference?.before.actions, "remove (with files, blocklist, search again)")
    assert.strictEqual(difference?.after.actions, "")
    assert.deepStrictEqual(report.totals.get("Remove"), { before: 1, after: 0 })
  })

  it("says what would be removed in another way", () => {
    const [difference] = replay([look(0)], always({ research: false })).differences
    assert.strictEqual(difference?.before.actions, "remove (with files, blocklist, search again)")
    assert.strictEqual(difference?.after.actions, "remove (with files, blocklist)")
  })

  it("tells torrents apart, and the same difference after another one is a new line", () => {
    const patient = { rules: rules({ stalledDelay: 60 * minute }) }
    const at = now + minute
    const other = entry({ torrent: stalledAt(at, "Other", "1".repeat(40)), now: at, ...patient })
    const entries = [look(0), other, look(10, { torrent: { ...stalledAt(now), state: "downloading" } }), look(20)]
    const report = replay(entries, always({ stalledDelay: 16 * minute, research: false }))
    assert.deepStrictEqual(
      report.differences.map(({ from, name, times }) => [name, (from - now) / minute, times]),
      [
        ["Some.Movie.2024", 0, 1],
        ["Other", 1, 1],
        ["Some.Movie.2024", 20, 1]
      ]
    )
    assert.strictEqual(report.torrents, 2)
  })

  it("looks no further at a torrent that the other rules would have removed", () => {
    const patient = { rules: rules({ stalledDelay: 60 * minute }) }
    const failed = { ...stalledAt(now), category: "failed" }
    const entries = [look(0, patient), look(10, { torrent: failed })]
    const report = replay(entries, always({ stalledDelay: 15 * minute, failedCategory: "elsewhere" }))
    assert.deepStrictEqual(
      report.differences.map(({ kind, times }) => [kind, times]),
      [["Remove", 1]]
    )
  })

  it("ignores our own marks and the steps of an import", () => {
    const grace = { rules: rules({ stalledDelay: 60 * minute }) }
    const marked = look(0, grace)
    assert.deepStrictEqual(
      marked.actions.map(({ _tag }) => _tag),
      ["AddTags"]
    )
    assert.deepStrictEqual(replay([marked], always({ stalledDelay: undefined })).differences, [])
    const importing: Entry = { ...look(0), torrent: torrent(), actions: [{ _tag: "Import", step: "ask" }] }
    assert.deepStrictEqual(replay([importing], always({})).differences, [])
  })

  it("counts what it cannot tell without a fact that was not recorded", () => {
    const report = replay([look(0), look(10)], always({ fileFilter: videoFilter }))
    assert.deepStrictEqual(report.differences, [])
    assert.deepStrictEqual([...report.untold], [["files", 1]])
  })

  it("takes a torrent that no section would look after as one to which nothing is done", () => {
    const report = replay([look(0), entry()], () => undefined)
    assert.deepStrictEqual(
      report.differences.map(({ after, kind }) => [kind, after.rule, after.reason]),
      [["Remove", "", "no section with that category looks after it"]]
    )
    assert.strictEqual(report.unowned, 2)
  })

  it("carries what the other rules would have observed: strikes come together over several looks", () => {
    const entries = [0, 10, 20, 30].map((minutes) => look(minutes, { rules: rules({ stalledDelay: 60 * minute }) }))
    const { differences } = replay(entries, always({ maxStrikes: 3 }))
    assert.deepStrictEqual(
      differences.map(({ from, times }) => [(from - now) / minute, times]),
      [[20, 2]]
    )
  })

  it("holds back what an outage held back", () => {
    const outages = [
      { scope: { _tag: "Client", instance: "qBit" }, evidence: "swarm", reason: "many are bad at once" } as const
    ]
    const held = look(0, { facts: facts({ outages }) })
    assert.deepStrictEqual(held.actions, [])
    assert.deepStrictEqual(replay([held], always({})).differences, [])
  })

  it("is the same every time, and never longer than its entries", () => {
    const delays = fc.constantFrom(undefined, 0, 15 * minute, 60 * minute)
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(4), delays), { maxLength: 20 }), delays, (looks, stalledDelay) => {
        const entries = looks.map(([n, delay], index) => {
          const at = now + index * 10 * minute
          return entry({
            torrent: stalledAt(at, `T${n}`, `${n}`.repeat(40)),
            now: at,
            rules: rules({ stalledDelay: delay })
          })
        })
        const report = replay(entries, always({ stalledDelay }))
        assert.deepStrictEqual(replay(entries, always({ stalledDelay })), report)
        assert.isAtMost(
          report.differences.reduce((sum, { times }) => sum + times, 0),
          entries.length
        )
      })
    )
  })
})

describe("an entry", () => {
  it("of another version that lacks something rules rely on is none", () => {
    const whole: unknown = JSON.parse(storableJson(look(0)))
    assert.isTrue(isEntry(whole))
    for (const bad of [
      undefined,
      null,
      [],
      "entry",
      { ...look(0), facts: {} },
      { ...look(0), torrent: { name: "x" } },
      { ...look(0), now: "today" },
      { ...look(0), memory: null },
      { ...look(0), actions: [{}] }
    ]) {
      assert.isFalse(isEntry(bad))
    }
  })
})
