import { assert, describe, it } from "vitest"
import type { ImportEntry } from "../../../src/store/ImportEntry.ts"
import { type AttentionInput, attentionOf } from "../../../src/torrents/attention.ts"
import * as Tags from "../../../src/torrents/Tags.ts"
import { complete, day, now, torrent } from "./samples.ts"

const entry = (change: Partial<ImportEntry> = {}): ImportEntry => ({
  id: complete().id,
  section: "Radarr-Movies",
  state: "stuck",
  since: now,
  commandId: undefined,
  reason: "no match",
  ...change
})

const why = (change: Partial<AttentionInput>) =>
  attentionOf({ torrent: torrent(), memory: {}, importEntry: () => undefined, ...change })

describe("attentionOf", () => {
  it("says why a torrent waits for a person", () => {
    assert.strictEqual(why({ torrent: torrent({ state: "missingFiles" }) }), "Its files are missing.")
    assert.strictEqual(why({ torrent: torrent({ state: "error" }) }), "qBittorrent reports an error.")
    assert.match(why({ memory: { goneSince: now } }) ?? "", /^All its trackers/)
    assert.strictEqual(why({ torrent: complete(), importEntry: () => entry() }), "It is not imported: no match.")
  })

  it("says nothing of what goes its way, or was imported after all, or is of a download before", () => {
    assert.isUndefined(why({}))
    for (const state of ["asked", "scanning", "imported"] as const) {
      assert.isUndefined(why({ torrent: complete(), importEntry: () => entry({ state }) }))
    }
    assert.isUndefined(why({ torrent: complete({ tags: [Tags.imported] }), importEntry: () => entry() }))
    assert.isUndefined(why({ torrent: complete(), memory: { marks: [Tags.imported] }, importEntry: () => entry() }))
    assert.isUndefined(why({ torrent: complete(), importEntry: () => entry({ since: now - 2 * day }) }))
  })

  it("says nothing of what a person has set to be ignored", () => {
    assert.isUndefined(why({ torrent: torrent({ state: "error", tags: [Tags.ignored] }) }))
  })
})
