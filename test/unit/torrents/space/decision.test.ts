import { assert, describe, it } from "vitest"
import { decisionOf } from "../../../../src/torrents/space/decision.ts"
import type { Want } from "../../../../src/torrents/space/walk.ts"
import { now, rules, torrent } from "../samples.ts"

const mark = "qBitrr-free_space_paused"
const want = (what: Want["want"], tags: ReadonlyArray<string> = []): Want => ({
  torrent: torrent({ tags }),
  want: what,
  reason: "because"
})
const stopped = { firstSeenAt: 1, stoppedBy: { reason: "free space" as const, at: 2 } }

describe("what is done for the sake of the disk", () => {
  it("a stop marks first, then stops, and remembers who did it", () => {
    const decision = decisionOf(want("stop"), { firstSeenAt: 1 }, rules(), now)
    assert.deepStrictEqual(decision.actions, [{ _tag: "AddTags", tags: [mark] }, { _tag: "Stop" }])
    assert.deepStrictEqual(decision.memory, { firstSeenAt: 1, stoppedBy: { reason: "free space", at: now } })
    assert.deepStrictEqual(decision.observed, { firstSeenAt: 1 })
    assert.strictEqual(decision.rule, "free space")
    assert.strictEqual(decision.reason, "because")
  })

  it("a start takes the mark away afterwards and forgets the stop", () => {
    const decision = decisionOf(want("start", [mark]), stopped, rules(), now)
    assert.deepStrictEqual(decision.actions, [{ _tag: "Start" }, { _tag: "RemoveTags", tags: [mark] }])
    assert.deepStrictEqual(decision.memory, { firstSeenAt: 1 })
  })

  it("a mark that is there is not set again, one that is not there is not taken away", () => {
    assert.deepStrictEqual(decisionOf(want("stop", [mark]), {}, rules(), now).actions, [{ _tag: "Stop" }])
    assert.deepStrictEqual(decisionOf(want("start"), stopped, rules(), now).actions, [{ _tag: "Start" }])
  })

  it("Tagless keeps the mark in the memory only, and takes a real tag away", () => {
    const tagless = rules({ tagless: true })
    const stop = decisionOf(want("stop"), {}, tagless, now)
    assert.deepStrictEqual(stop.actions, [{ _tag: "Stop" }])
    assert.deepStrictEqual(stop.memory.marks, [mark])
    const start = decisionOf(want("start"), stop.memory, tagless, now)
    assert.deepStrictEqual(start.actions, [{ _tag: "Start" }])
    assert.deepStrictEqual(start.memory, {})
    assert.deepStrictEqual(decisionOf(want("unmark", [mark]), stop.memory, tagless, now).actions, [
      { _tag: "RemoveTags", tags: [mark] }
    ])
  })

  it("an unmark without a tag is a change of the memory only", () => {
    const decision = decisionOf(want("unmark"), stopped, rules(), now)
    assert.deepStrictEqual(decision.actions, [])
    assert.deepStrictEqual(decision.memory, { firstSeenAt: 1 })
  })
})
