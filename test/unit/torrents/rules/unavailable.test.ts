import { assert, describe, it } from "vitest"
import { describe as words } from "../../../../src/torrents/Action.ts"
import type { RuleInput } from "../../../../src/torrents/Rule.ts"
import { unavailable } from "../../../../src/torrents/rules/unavailable.ts"
import * as Tags from "../../../../src/torrents/Tags.ts"
import type { Torrent } from "../../../../src/torrents/Torrent.ts"
import { day, facts, input, minute, now, rules, torrent } from "../samples.ts"

const tag = `add tag ${Tags.allowedStalled}`
const failed = "remove (with files, blocklist, search again)"

const rare = (idle: number, change: Partial<Torrent> = {}) =>
  torrent({ state: "downloading", availability: 0.8, lastActivityAt: now - idle, ...change })

describe("unavailable", () => {
  const table: ReadonlyArray<readonly [string, RuleInput, ReadonlyArray<string>]> = [
    ["idle for StalledDelay: removed", input({ torrent: rare(15 * minute) }), [failed]],
    ["idle for less: tagged", input({ torrent: rare(14 * minute) }), [tag]],
    ["active: left alone", input({ torrent: rare(10_000) }), []],
    ["all of it is to be found: left alone", input({ torrent: rare(day, { availability: 1 }) }), []],
    ["availability unknown: left alone", input({ torrent: rare(day, { availability: undefined }) }), []],
    ["beyond MaximumDeletablePercentage: kept", input({ torrent: rare(day, { progress: 0.995 }) }), []],
    ["StalledDelay 0 only tags", input({ torrent: rare(day), rules: rules({ stalledDelay: 0 }) }), [tag]],
    ["StalledDelay -1 does nothing", input({ torrent: rare(day), rules: rules({ stalledDelay: undefined }) }), []],
    ["too young: left alone", input({ torrent: rare(minute, { addedAt: now - 2 * minute }) }), []],
    ["of unknown age: left alone", input({ torrent: rare(day, { addedAt: undefined }) }), []],
    ["of unknown progress: left alone", input({ torrent: rare(day, { progress: undefined }) }), []],
    ["of unknown activity: left alone", input({ torrent: rare(0, { lastActivityAt: undefined }) }), []],
    ["without a connection: kept", input({ torrent: rare(day), facts: facts({ connected: false }) }), []],
    ["while its Arr does not answer: kept", input({ torrent: rare(day), facts: facts({ queue: undefined }) }), []],
    ["stopped by a person: left alone", input({ torrent: rare(day, { state: "stoppedDL" }) }), []],
    [
      "replaced before: only out of the client",
      input({ torrent: rare(15 * minute), memory: { replacedAt: 1 } }),
      ["remove (with files)"]
    ]
  ]
  for (const [title, given, expected] of table) {
    it(title, () => assert.deepStrictEqual((unavailable.judge(given)?.actions ?? []).map(words), expected))
  }

  it("looks again when an active one may have come to a standstill, for availability wakes nobody", () => {
    assert.strictEqual(unavailable.judge(input({ torrent: rare(minute) }))?.again, now + 2 * minute)
    assert.strictEqual(unavailable.judge(input({ torrent: rare(5 * minute) }))?.again, now + 10 * minute)
  })

  it("has nothing to say of an active one with a tag, which is about to go", () => {
    assert.isUndefined(unavailable.judge(input({ torrent: rare(minute, { tags: [Tags.allowedStalled] }) })))
  })
})
