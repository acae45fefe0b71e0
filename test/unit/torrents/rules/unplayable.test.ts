import { assert, describe, it } from "vitest"
import * as TorrentId from "../../../../src/clients/qbittorrent/TorrentId.ts"
import type { Facts, Playable, RuleInput } from "../../../../src/torrents/Rule.ts"
import { unplayable } from "../../../../src/torrents/rules/unplayable.ts"
import * as Tags from "../../../../src/torrents/Tags.ts"
import { complete, facts, hitAndRun, input, now, rules, seeding, torrent } from "../samples.ts"

const broken: Playable = { _tag: "Unplayable", example: "film.mkv: moov atom not found" }

const given = (change: Partial<Facts>, more: Partial<RuleInput> = {}): RuleInput =>
  input({ torrent: complete(), rules: rules({ validates: true }), facts: facts(change), ...more })

describe("unplayable", () => {
  it("asks for a probe first", () => {
    assert.strictEqual(unplayable.judge(given({}))?.needs, "playable")
  })

  it("removes, blocklists and searches when ffprobe refused every media file, with its words", () => {
    const verdict = unplayable.judge(given({ playable: broken }))
    assert.deepStrictEqual(verdict?.actions, [
      { _tag: "Remove", deleteFiles: true, blocklist: true, research: true, section: "Radarr-Movies" }
    ])
    assert.include(verdict?.reason, "moov atom not found")
  })

  it("lets the import go on when it is playable or cannot be told", () => {
    assert.isUndefined(unplayable.judge(given({ playable: { _tag: "Playable" } })))
    assert.isUndefined(unplayable.judge(given({ playable: { _tag: "Unknown", reason: "no ffprobe" } })))
  })

  const entry: Facts["importEntry"] = {
    id: TorrentId.make("qBit", "0".repeat(40)),
    section: "Radarr-Movies",
    state: "asked",
    since: now,
    commandId: undefined,
    reason: undefined
  }
  const silent: ReadonlyArray<readonly [string, RuleInput]> = [
    ["AutoDelete is off", given({ playable: broken }, { rules: rules() })],
    ["the section imports nothing", given({ playable: broken }, { rules: rules({ validates: true, imports: false }) })],
    ["it is not complete", given({ playable: broken }, { torrent: torrent() })],
    ["it is being checked", given({ playable: broken }, { torrent: complete({ state: "checkingUP" }) })],
    ["some data is left", given({ playable: broken }, { torrent: complete({ amountLeft: 1 }) })],
    ["what is left is not told", given({ playable: broken }, { torrent: complete({ amountLeft: undefined }) })],
    ["its path is not known", given({ playable: broken }, { torrent: complete({ contentPath: "" }) })],
    ["its import has begun", given({ playable: broken, importEntry: entry })],
    ["it is imported", given({ playable: broken }, { torrent: complete({ tags: [Tags.imported] }) })]
  ]
  for (const [why, at] of silent) it(`says nothing when ${why}`, () => assert.isUndefined(unplayable.judge(at)))

  it("keeps it while the Arr does not answer, and while seeding is owed", () => {
    assert.isEmpty(unplayable.judge(given({ playable: broken, queue: undefined }))?.actions ?? ["none"])
    const owing = rules({ validates: true, seeding: seeding({ hitAndRun: hitAndRun({ mode: "and", minRatio: 5 }) }) })
    assert.isEmpty(unplayable.judge(given({ playable: broken }, { rules: owing }))?.actions ?? ["none"])
  })
})
