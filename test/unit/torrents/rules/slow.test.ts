import { assert, describe, it } from "vitest"
import { describe as words } from "../../../../src/torrents/Action.ts"
import type { RuleInput } from "../../../../src/torrents/Rule.ts"
import { observeSlow, slow } from "../../../../src/torrents/rules/slow.ts"
import type { Torrent } from "../../../../src/torrents/Torrent.ts"
import { day, facts, input, minute, now, rules, torrent, trackerRule } from "../samples.ts"

const failed = "remove (with files, blocklist, search again)"
const hour = 60 * minute

/** Two hours left where one is the most. */
const crawling = (change: Partial<Torrent> = {}) => torrent({ state: "downloading", eta: 7200, ...change })
const limits = (change: Partial<RuleInput["rules"]> = {}) => rules({ keepSlow: false, maximumEta: hour, ...change })
/** Slow for long enough. */
const memory = { firstSeenAt: 1, slowSince: now - 5 * minute }

describe("slow", () => {
  const table: ReadonlyArray<readonly [string, Partial<RuleInput>, ReadonlyArray<string>]> = [
    ["check 18: ETA above MaximumETA, progress below the limit, DoNotRemoveSlow off: removed", {}, [failed]],
    ["check 18: progress above the limit: kept", { torrent: crawling({ progress: 0.995 }) }, []],
    ["check 18: progress exactly at the limit: removed", { torrent: crawling({ progress: 0.99 }) }, [failed]],
    ["check 18: DoNotRemoveSlow on: kept", { rules: limits({ keepSlow: true }) }, []],
    ["an ETA of exactly MaximumETA: kept", { torrent: crawling({ eta: 3600 }) }, []],
    ["an unknown or endless ETA is not slow", { torrent: crawling({ eta: undefined }) }, []],
    ["MaximumETA off: kept", { rules: limits({ maximumEta: undefined }) }, []],
    ["MaximumETA of its tracker wins", { rules: limits({ trackers: [trackerRule({ maximumEta: 3 * hour })] }) }, []],
    ["of unknown age: kept", { torrent: crawling({ addedAt: undefined }) }, []],
    ["of unknown progress: kept", { torrent: crawling({ progress: undefined }) }, []],
    ["too young: kept", { torrent: crawling({ addedAt: now - 180_000 }) }, []],
    ["stalled is another rule's", { torrent: crawling({ state: "stalledDL" }) }, []],
    ["forced is a person's will", { torrent: crawling({ state: "forcedDL" }) }, []],
    ["slow for 4:59 minutes: kept", { memory: { slowSince: now - 5 * minute + 1000 } }, []],
    ["without a connection: kept", { facts: facts({ connected: false }) }, []],
    ["while its Arr does not answer: kept", { facts: facts({ queue: undefined }) }, []],
    ["replaced before: only out of the client", { memory: { ...memory, replacedAt: 1 } }, ["remove (with files)"]]
  ]
  for (const [title, change, expected] of table) {
    it(title, () => {
      const verdict = slow.judge(input({ torrent: crawling(), rules: limits(), memory, ...change }))
      assert.deepStrictEqual((verdict?.actions ?? []).map(words), expected)
    })
  }

  it("check 18: has to stay slow for five minutes, looked at every minute", () => {
    let seen: RuleInput["memory"] = {}
    for (let minutes = 0; minutes < 5; minutes++) {
      const at = now + minutes * minute
      const verdict = slow.judge(input({ torrent: crawling(), rules: limits(), memory: seen, now: at }))
      assert.deepStrictEqual(verdict?.actions, [])
      assert.strictEqual(verdict?.again, at + minute)
      seen = verdict?.memory ?? seen
      assert.strictEqual(seen.slowSince, now)
    }
    const last = slow.judge(input({ torrent: crawling(), rules: limits(), memory: seen, now: now + 5 * minute }))
    assert.deepStrictEqual(last?.actions.map(words), [failed])
  })

  it("a faster moment begins the time anew", () => {
    const verdict = slow.judge(input({ torrent: crawling({ eta: 60 }), rules: limits(), memory }))
    assert.deepStrictEqual(verdict?.actions, [])
    assert.deepStrictEqual(verdict?.memory, { firstSeenAt: 1 })
    assert.isUndefined(
      slow.judge(input({ torrent: crawling({ eta: 60 }), rules: limits(), memory: verdict?.memory ?? memory }))
    )
  })

  it("a stop or a standstill begins the time anew too", () => {
    assert.deepStrictEqual(observeSlow(memory, torrent({ state: "stalledDL" })), { firstSeenAt: 1 })
    assert.deepStrictEqual(observeSlow(memory, torrent({ state: "stoppedDL" })), { firstSeenAt: 1 })
    assert.strictEqual(observeSlow(memory, torrent({ state: "downloading" })), memory)
    const other = { firstSeenAt: 1, replacedAt: now - day }
    assert.strictEqual(observeSlow(other, torrent({ state: "stoppedDL" })), other)
  })
})
