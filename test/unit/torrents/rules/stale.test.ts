import { assert, describe, it } from "vitest"
import { describe as words } from "../../../../src/torrents/Action.ts"
import type { RuleInput } from "../../../../src/torrents/Rule.ts"
import { stale } from "../../../../src/torrents/rules/stale.ts"
import { stalled } from "../../../../src/torrents/rules/stalled.ts"
import type { Torrent } from "../../../../src/torrents/Torrent.ts"
import type { TorrentState } from "../../../../src/torrents/TorrentState.ts"
import { day, facts, input, minute, now, rules, torrent, trackerRule } from "../samples.ts"

const failed = "remove (with files, blocklist, search again)"

const nearly = (idle: number, change: Partial<Torrent> = {}) =>
  torrent({ state: "stalledDL", progress: 0.995, addedAt: now - 30 * day, lastActivityAt: now - idle, ...change })

const limit = rules({ maximumEta: day })

describe("stale", () => {
  const table: ReadonlyArray<readonly [string, RuleInput, ReadonlyArray<string>]> = [
    ["beyond the percentage and idle for MaximumETA: removed", input({ torrent: nearly(day), rules: limit }), [failed]],
    ["idle for less: kept", input({ torrent: nearly(day - 1), rules: limit }), []],
    ["MaximumETA off: kept for ever", input({ torrent: nearly(29 * day) }), []],
    [
      "exactly at the percentage is not beyond it",
      input({ torrent: nearly(2 * day, { progress: 0.99 }), rules: limit }),
      []
    ],
    ["a downloading one too", input({ torrent: nearly(day, { state: "downloading" }), rules: limit }), [failed]],
    [
      "StalledDelay -1 keeps a stalled one",
      input({ torrent: nearly(9 * day), rules: rules({ maximumEta: day, stalledDelay: undefined }) }),
      []
    ],
    [
      "StalledDelay 0 keeps a stalled one",
      input({ torrent: nearly(9 * day), rules: rules({ maximumEta: day, stalledDelay: 0 }) }),
      []
    ],
    [
      "a MaximumETA shorter than StalledDelay does not shorten the grace",
      input({ torrent: nearly(14 * minute), rules: rules({ maximumEta: minute }) }),
      []
    ],
    [
      "MaximumETA of its tracker wins",
      input({
        torrent: nearly(2 * day),
        rules: rules({ maximumEta: day, trackers: [trackerRule({ maximumEta: 3 * day })] })
      }),
      []
    ],
    [
      "younger than IgnoreTorrentsYoungerThan: kept",
      input({ torrent: nearly(day), rules: rules({ maximumEta: day, youngerThan: 31 * day }) }),
      []
    ],
    ["of unknown progress: kept", input({ torrent: nearly(9 * day, { progress: undefined }), rules: limit }), []],
    ["of unknown activity: kept", input({ torrent: nearly(0, { lastActivityAt: undefined }), rules: limit }), []],
    ["of unknown age: kept", input({ torrent: nearly(9 * day, { addedAt: undefined }), rules: limit }), []],
    [
      "without a connection: kept",
      input({ torrent: nearly(9 * day), rules: limit, facts: facts({ connected: false }) }),
      []
    ],
    [
      "replaced before: only out of the client",
      input({ torrent: nearly(day), rules: limit, memory: { replacedAt: 1 } }),
      ["remove (with files)"]
    ]
  ]
  for (const [title, given, expected] of table) {
    it(title, () => assert.deepStrictEqual((stale.judge(given)?.actions ?? []).map(words), expected))
  }

  for (const state of ["stoppedDL", "queuedDL", "forcedDL", "checkingDL", "metaDL", "stalledUP", "error"] as const) {
    it(`${state} is never stale`, () => {
      const given: TorrentState = state
      assert.isUndefined(stale.judge(input({ torrent: nearly(9 * day, { state: given }), rules: limit })))
    })
  }

  it("`stalled` says when a protected one becomes stale", () => {
    assert.strictEqual(
      stalled.judge(input({ torrent: nearly(minute * 20), rules: limit }))?.again,
      now + day - minute * 20
    )
  })
})
