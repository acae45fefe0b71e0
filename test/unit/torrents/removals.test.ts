import * as fc from "fast-check"
import { assert, describe, it } from "vitest"
import type { TorrentMemory } from "../../../src/store/TorrentMemory.ts"
import { describe as words } from "../../../src/torrents/Action.ts"
import type { Outage, RuleInput } from "../../../src/torrents/Rule.ts"
import { outageOf, type Removal, remove, strikeEvery } from "../../../src/torrents/removals.ts"
import {
  complete,
  facts,
  hitAndRun,
  input,
  minute,
  now,
  reading,
  rules,
  seeding,
  torrent,
  trackerRule
} from "./samples.ts"

const failed: Removal = { reason: "stalled for 20 min", evidence: "swarm", as: "failed" }
const ask = (change: Partial<RuleInput> = {}, removal: Partial<Removal> = {}) =>
  remove(input(change), { ...failed, ...removal })
const acts = (change: Partial<RuleInput> = {}, removal: Partial<Removal> = {}) =>
  ask(change, removal).actions.map(words)
const managed = rules({ kind: "managed" })

describe("a removal", () => {
  it("as failed blocklists in the Arr and searches again where ReSearch is on", () => {
    assert.deepStrictEqual(ask().actions, [
      { _tag: "Remove", deleteFiles: true, blocklist: true, research: true, section: "Radarr-Movies" }
    ])
    assert.deepStrictEqual(acts({ rules: rules({ research: false }) }), ["remove (with files, blocklist)"])
    assert.strictEqual(ask().reason, "stalled for 20 min")
  })

  it("check 23: as done tells no Arr", () => {
    assert.deepStrictEqual(ask({}, { as: "done" }).actions, [
      { _tag: "Remove", deleteFiles: true, blocklist: false, research: false, section: undefined }
    ])
    assert.deepStrictEqual(acts({}, { as: "done", deleteFiles: false }), ["remove (keep files)"])
  })

  it("check 17: of what was replaced already is nobody's failure any more", () =>
    assert.deepStrictEqual(acts({ memory: { replacedAt: 1 } }), ["remove (with files)"]))

  it("of a managed category has no Arr to tell", () => {
    assert.deepStrictEqual(acts({ rules: managed, facts: facts({ queue: undefined }) }), ["remove (with files)"])
  })

  it("of a torrent that goes on elsewhere on the same errand is no failure of the Arr's download", () =>
    assert.deepStrictEqual(acts({ facts: facts({ twins: ["qBit-seedbox"] }) }), ["remove (with files)"]))
})

describe("a removal waits", () => {
  it("check 11: while its qBittorrent has no connection, for what depends on one", () => {
    const alone = { facts: facts({ connected: false }) }
    for (const evidence of ["swarm", "tracker"] as const) {
      const verdict = ask(alone, { evidence })
      assert.deepStrictEqual(verdict.actions, [], evidence)
      assert.strictEqual(verdict.again, now + 15_000)
      assert.include(verdict.reason, "qBit has no connection to the internet")
    }
    assert.lengthOf(acts(alone, { evidence: "files" }), 1)
    assert.lengthOf(acts(alone, { evidence: undefined }), 1)
  })

  it("while the Arr does not answer, unless the Arr is not told", () => {
    const silent = { facts: facts({ queue: undefined }) }
    assert.deepStrictEqual(acts(silent), [])
    assert.include(ask(silent).reason, "Radarr-Movies does not answer")
    assert.lengthOf(acts(silent, { as: "done" }), 1)
  })

  it("during an outage of its client or of one of its trackers, on that evidence only", () => {
    const client: Outage = {
      scope: { _tag: "Client", instance: "qBit" },
      evidence: "swarm",
      reason: "9 of 12 turned bad"
    }
    const tracker: Outage = {
      scope: { _tag: "Tracker", host: "tracker.example" },
      evidence: "tracker",
      reason: "8 of 9 turned bad"
    }
    const during = (outage: Outage) => ({ facts: facts({ outages: [outage] }) })
    const verdict = ask(during(client))
    assert.deepStrictEqual(verdict.actions, [])
    assert.strictEqual(verdict.reason, "stalled for 20 min; but 9 of 12 turned bad")
    assert.strictEqual(verdict.again, now + minute)
    assert.deepStrictEqual(acts(during(tracker), { evidence: "tracker" }), [])
    assert.lengthOf(acts(during(client), { evidence: "tracker" }), 1)
    assert.lengthOf(acts(during(client), { evidence: undefined }), 1)
    const elsewhere: Outage = { ...client, scope: { _tag: "Client", instance: "qBit-seedbox" } }
    const other: Outage = { ...tracker, scope: { _tag: "Tracker", host: "other.org" } }
    assert.isUndefined(outageOf(input(during(elsewhere)), "swarm"))
    assert.isUndefined(outageOf(input(during(other)), "tracker"))
  })

  const demanding = rules({ trackers: [trackerRule({ hitAndRun: hitAndRun({ mode: "and", minRatio: 1 }) })] })

  it("check 22: until the trackers have said whether it is still owed", () => {
    const verdict = ask({ rules: demanding })
    assert.deepStrictEqual(verdict.actions, [])
    assert.strictEqual(verdict.needs, "trackers")
  })

  it("check 22: while hit-and-run protection denies", () => {
    const owing = { rules: demanding, torrent: complete(), facts: facts({ trackers: reading({}) }) }
    assert.deepStrictEqual(acts(owing), [])
    assert.strictEqual(ask(owing).again, now + 5 * minute)
    assert.include(ask(owing).reason, "hit-and-run protection: ratio 0.00 of 1")
    assert.lengthOf(acts(owing, { gated: false }), 1)
    const paid = { ...owing, torrent: complete({ ratio: 1 }), facts: facts() }
    assert.lengthOf(acts(paid), 1)
  })
})

describe("strikes", () => {
  const three = rules({ maxStrikes: 3 })
  const at = (time: number, memory: TorrentMemory, left = 500) =>
    ask({ rules: three, now: time, memory, torrent: torrent({ amountLeft: left }) }, { strikes: true })
  const memoryOf = (verdict: ReturnType<typeof ask>): TorrentMemory => verdict.memory ?? assert.fail("nothing is noted")

  it("remove at the last of them, one per 5 minutes", () => {
    const first = at(now, { firstSeenAt: 1 })
    assert.deepStrictEqual(first.actions, [])
    assert.strictEqual(first.reason, "stalled for 20 min; strike 1 of 3")
    assert.strictEqual(first.again, now + strikeEvery)
    assert.deepStrictEqual(memoryOf(first), { firstSeenAt: 1, strikes: { count: 1, at: now, left: 500 } })
    const second = at(now + strikeEvery, memoryOf(first))
    assert.strictEqual(memoryOf(second).strikes?.count, 2)
    const third = at(now + 2 * strikeEvery, memoryOf(second))
    assert.deepStrictEqual(third.actions.map(words), ["remove (with files, blocklist, search again)"])
  })

  it("are counted once however often it is looked at", () => {
    let memory = memoryOf(at(now, {}))
    for (const seconds of [1, 60, 299]) {
      const verdict = at(now + seconds * 1_000, memory)
      memory = memoryOf(verdict)
      assert.strictEqual(memory.strikes?.count, 1)
      assert.strictEqual(verdict.again, now + strikeEvery)
    }
  })

  it("begin anew after progress, and only after progress", () => {
    const memory = { strikes: { count: 2, at: now - strikeEvery, left: 500 } }
    assert.deepStrictEqual(memoryOf(at(now, memory, 499)).strikes, { count: 1, at: now, left: 499 })
    assert.lengthOf(at(now, memory, 500).actions, 1)
    assert.lengthOf(at(now, memory, 501).actions, 1)
  })

  it("survive a restart, for they are kept in the memory only", () => {
    const kept = JSON.parse(JSON.stringify(memoryOf(at(now, {}))))
    assert.strictEqual(memoryOf(at(now + strikeEvery, kept)).strikes?.count, 2)
  })

  it("do not count where they are off, or the rule does not pass by itself", () => {
    assert.lengthOf(acts({}, { strikes: true }), 1)
    assert.lengthOf(acts({ rules: three }), 1)
  })

  it("do not count while something holds the removal back", () => {
    const held = ask({ rules: three, facts: facts({ connected: false }) }, { strikes: true })
    assert.isUndefined(held.memory)
  })

  it("never remove before MaxStrikes times strikeEvery have passed without progress", () => {
    const look = fc.record({ wait: fc.integer({ min: 0, max: 2 * strikeEvery }), progress: fc.nat(1) })
    fc.assert(
      fc.property(fc.array(look, { maxLength: 20 }), (looks) => {
        let memory: TorrentMemory = {}
        let time = now
        let quietSince = now
        let left = 20
        for (const next of looks) {
          time += next.wait
          if (next.progress > 0) quietSince = time
          left -= next.progress
          const verdict = at(time, memory, left)
          if (verdict.actions.length > 0) assert.isAtLeast(time - quietSince, 2 * strikeEvery)
          memory = verdict.memory ?? memory
        }
      })
    )
  })
})

describe("the one way to ask for a removal", () => {
  it("never acts while the queue, the connection or a demanding tracker is unknown", () => {
    const evidence = fc.constantFrom("swarm" as const, "tracker" as const, "files" as const, undefined)
    fc.assert(
      fc.property(evidence, fc.boolean(), fc.boolean(), fc.boolean(), (evidence, connected, queue, known) => {
        const verdict = ask(
          {
            rules: rules({ seeding: seeding({ hitAndRun: hitAndRun({ mode: "or", minRatio: 1 }) }) }),
            facts: facts({ connected, ...(queue ? {} : { queue: undefined }) }),
            torrent: complete({ ratio: 5, trackers: known ? [] : undefined })
          },
          { evidence }
        )
        const needsConnection = evidence === "swarm" || evidence === "tracker"
        const may = queue && known && (connected || !needsConnection)
        assert.strictEqual(verdict.actions.length, may ? 1 : 0)
      })
    )
  })
})
