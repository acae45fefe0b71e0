import * as DateTime from "effect/DateTime"
import * as fc from "fast-check"
import { assert, describe, it } from "vitest"
import type { Candidate } from "../../../src/search/Candidate.ts"
import { choose } from "../../../src/search/choose.ts"
import { gateOf } from "../../../src/search/gate.ts"
import type { IndexersState } from "../../../src/search/indexers.ts"
import { searchReasons } from "../../../src/store/search/SearchReason.ts"
import { hour, minute, now, settings } from "./planSupport.ts"

const candidate = (id: number, reason: Candidate["reason"]): Candidate => ({
  reason,
  target: { kind: "movie", movieId: id },
  items: [id],
  marks: [{ itemId: id, reason }],
  title: `Movie ${id}`,
  wish: undefined
})

const facts = {
  settings,
  now,
  running: 0,
  sentTimes: [] as ReadonlyArray<number>,
  queueSize: 0,
  indexers: "all up" as const,
  zone: DateTime.zoneMakeOffset(0)
}

const spread = (count: number) => Array.from({ length: count }, (_, nth) => now - (nth + 1) * minute)

describe("choose", () => {
  it("nothing to choose from is nothing, not held", () => {
    assert.deepStrictEqual(choose([], facts), { _tag: "Nothing" })
  })

  it("takes the first that may be sent", () => {
    const choice = choose([candidate(1, "Missing"), candidate(2, "Missing")], facts)
    assert.deepStrictEqual(choice, { _tag: "Send", candidate: candidate(1, "Missing") })
  })

  it("a request behind what the hourly limit holds back is sent, from what is kept for it", () => {
    const choice = choose([candidate(1, "Missing"), candidate(2, "Request")], { ...facts, sentTimes: spread(18) })
    assert.deepStrictEqual(choice, { _tag: "Send", candidate: candidate(2, "Request") })
  })

  it("says of several holds the one that opens first", () => {
    const choice = choose([candidate(1, "Missing"), candidate(2, "Request")], { ...facts, sentTimes: [now - 1_000] })
    assert.strictEqual(choice._tag, "Held")
    if (choice._tag === "Held") assert.strictEqual(choice.gate.until, now + 1_000)
  })

  it("sends exactly if the gate of any candidate is open, and then the first of these", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...searchReasons), { maxLength: 12 }),
        fc.array(fc.integer({ min: 0, max: 2 * hour }), { maxLength: 40 }),
        fc.integer({ min: 0, max: 9 }),
        fc.integer({ min: 0, max: 5 }),
        fc.constantFrom<IndexersState | undefined>("all up", "some down", "all down", undefined),
        fc.boolean(),
        (reasons, ages, running, queueSize, indexers, dryRun) => {
          const given = {
            ...facts,
            running,
            queueSize,
            indexers,
            sentTimes: ages.map((age) => now - age),
            settings: { ...settings, dryRun, maxQueue: 3, limit: 4 }
          }
          const all = reasons.map((reason, index) => candidate(index, reason))
          const choice = choose(all, given)
          const open = all.find(({ reason }) => gateOf({ ...given, reason })._tag === "Open")
          if (open !== undefined) assert.deepStrictEqual(choice, { _tag: "Send", candidate: open })
          else assert.strictEqual(choice._tag, all.length === 0 ? "Nothing" : "Held")
        }
      )
    )
  })
})
