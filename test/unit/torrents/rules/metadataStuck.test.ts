import { assert, describe, it } from "vitest"
import { describe as words } from "../../../../src/torrents/Action.ts"
import type { RuleInput } from "../../../../src/torrents/Rule.ts"
import { metadataStuck } from "../../../../src/torrents/rules/metadataStuck.ts"
import * as Tags from "../../../../src/torrents/Tags.ts"
import type { Torrent } from "../../../../src/torrents/Torrent.ts"
import { day, facts, input, minute, now, rules, torrent } from "../samples.ts"

const tag = `add tag ${Tags.allowedStalled}`
const failed = "remove (with files, blocklist, search again)"

const magnet = (age: number | undefined, change: Partial<Torrent> = {}) =>
  torrent({
    state: "metaDL",
    progress: 0,
    addedAt: age === undefined ? undefined : now - age,
    lastActivityAt: now,
    ...change
  })

describe("metadata stuck", () => {
  const table: ReadonlyArray<readonly [string, RuleInput, ReadonlyArray<string>]> = [
    ["younger than IgnoreTorrentsYoungerThan: left", input({ torrent: magnet(179_000) }), []],
    ["check 16: 14 minutes after it was added: tagged", input({ torrent: magnet(14 * minute) }), [tag]],
    [
      "check 16: 15 minutes after it was added, active or not: removed",
      input({ torrent: magnet(15 * minute) }),
      [failed]
    ],
    [
      "forced ones too",
      input({ torrent: magnet(15 * minute, { state: "forcedMetaDL", lastActivityAt: undefined }) }),
      [failed]
    ],
    [
      "a grace shorter than IgnoreTorrentsYoungerThan ends with it",
      input({ torrent: magnet(4 * minute), rules: rules({ stalledDelay: minute, youngerThan: 5 * minute }) }),
      []
    ],
    ["StalledDelay 0 only tags", input({ torrent: magnet(30 * day), rules: rules({ stalledDelay: 0 }) }), [tag]],
    ["StalledDelay -1 leaves it", input({ torrent: magnet(30 * day), rules: rules({ stalledDelay: undefined }) }), []],
    ["of unknown age: left", input({ torrent: magnet(undefined) }), []],
    ["of unknown progress: left", input({ torrent: magnet(day, { progress: undefined }) }), []],
    ["without a connection: left", input({ torrent: magnet(day), facts: facts({ connected: false }) }), []],
    ["while its Arr does not answer: left", input({ torrent: magnet(day), facts: facts({ queue: undefined }) }), []],
    [
      "check 17: replaced at the first grace",
      input({ torrent: magnet(5 * minute), rules: rules({ replaceStalled: true }) }),
      [tag, "replace (blocklist, search again)"]
    ],
    [
      "check 17: and not told to the Arr again at removal",
      input({
        torrent: magnet(15 * minute),
        rules: rules({ replaceStalled: true }),
        memory: { firstSeenAt: 1, replacedAt: now - minute }
      }),
      ["remove (with files)"]
    ]
  ]
  for (const [title, given, expected] of table) {
    it(title, () => assert.deepStrictEqual((metadataStuck.judge(given)?.actions ?? []).map(words), expected))
  }

  it("says when the grace ends", () => {
    assert.strictEqual(metadataStuck.judge(input({ torrent: magnet(5 * minute) }))?.again, now + 10 * minute)
  })
})
