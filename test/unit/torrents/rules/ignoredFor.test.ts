import { assert, describe, it } from "vitest"
import { decide } from "../../../../src/torrents/decide.ts"
import * as Tags from "../../../../src/torrents/Tags.ts"
import { input, minute, now, rules, torrent } from "../samples.ts"

const ignored = torrent({ tags: [Tags.ignored], state: "missingFiles" })
const until = (at: number) => ({ ...input().memory, ignoredFor: { until: at, askedAt: now - 10 * minute } })

describe("a torrent that is ignored for a time", () => {
  it("is left alone until then, and looked at again just then", () => {
    const decision = decide(input({ torrent: ignored, memory: until(now + 1) }))
    assert.deepInclude(decision, { rule: "ignored", actions: [], again: now + 1 })
    assert.deepStrictEqual(decision.memory.ignoredFor, { until: now + 1, askedAt: now - 10 * minute })
  })

  it("loses the tag at the end, and nothing else happens in that pass; with Tagless too", () => {
    for (const tagless of [false, true]) {
      const decision = decide(input({ torrent: ignored, memory: until(now), rules: rules({ tagless }) }))
      assert.deepInclude(decision, { rule: "ignored", actions: [{ _tag: "RemoveTags", tags: [Tags.ignored] }] })
      assert.notProperty(decision.memory, "ignoredFor")
      // Kept until the tag is really gone.
      assert.property(decision.observed, "ignoredFor")
    }
  })

  it("has no end when a person set the tag", () => {
    const decision = decide(input({ torrent: ignored }))
    assert.deepInclude(decision, { rule: "ignored", actions: [], again: undefined })
  })

  it("forgets its end when a person took the tag away, but not before the tag can be seen", () => {
    const gone = torrent()
    assert.notProperty(decide(input({ torrent: gone, memory: until(now + 5 * minute) })).memory, "ignoredFor")
    const fresh = { ...input().memory, ignoredFor: { until: now + minute, askedAt: now - 2_000 } }
    assert.property(decide(input({ torrent: gone, memory: fresh })).memory, "ignoredFor")
  })
})
