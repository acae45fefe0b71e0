import * as fc from "fast-check"
import { assert, describe, it } from "vitest"
import type { TorrentMemory } from "../../../../src/store/TorrentMemory.ts"
import { mergeMemory } from "../../../../src/torrents/apply/mergeMemory.ts"

const stoppedBy = { reason: "free space" as const, at: 5 }

describe("mergeMemory", () => {
  it("keeps what another worker noted while the action went on", () => {
    const before: TorrentMemory = { firstSeenAt: 1, filterSignature: "old" }
    const after: TorrentMemory = { firstSeenAt: 1, filterSignature: "new" }
    const current: TorrentMemory = { ...before, stoppedBy }
    assert.deepStrictEqual(mergeMemory(current, before, after), { firstSeenAt: 1, filterSignature: "new", stoppedBy })
  })

  it("takes away what the decision took away, and nothing else", () => {
    const before: TorrentMemory = { firstSeenAt: 1, stoppedBy }
    const current: TorrentMemory = { ...before, slowSince: 9 }
    assert.deepStrictEqual(mergeMemory(current, before, { firstSeenAt: 1 }), { firstSeenAt: 1, slowSince: 9 })
  })

  it("merges marks one by one", () => {
    const before: TorrentMemory = { marks: ["qBitrr-allowed_stalled"] }
    const current: TorrentMemory = { marks: ["qBitrr-allowed_stalled", "qBitrr-free_space_paused"] }
    assert.deepStrictEqual(mergeMemory(current, before, { marks: ["qBitrr-imported"] }), {
      marks: ["qBitrr-free_space_paused", "qBitrr-imported"]
    })
    assert.deepStrictEqual(mergeMemory(before, { ...before }, {}), {})
  })

  it("is what the decision says when nobody else was there", () => {
    const memory: fc.Arbitrary<TorrentMemory> = fc.record(
      {
        firstSeenAt: fc.nat(),
        previousCategory: fc.string(),
        stoppedBy: fc.record({ reason: fc.constant("free space" as const), at: fc.nat() })
      },
      { requiredKeys: [] }
    )
    fc.assert(
      fc.property(memory, memory, (before, after) => {
        assert.deepStrictEqual(mergeMemory(before, before, after), after)
        assert.deepStrictEqual(mergeMemory({ ...before }, before, after), after)
      })
    )
  })
})
