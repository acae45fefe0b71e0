import { assert, describe, it } from "vitest"
import { hour } from "../../../src/search/hourly.ts"
import { spentTimes } from "../../../src/search/SpentTimes.ts"

const now = Date.parse("2026-06-01T12:00:00Z")

describe("the times at which searches count as sent", () => {
  it("are those stored, as long as the clock goes forward", () => {
    const { ahead, times } = spentTimes([now - hour, now - 5, now], now)
    assert.deepStrictEqual(times, [now - hour, now - 5, now])
    assert.strictEqual(ahead.size, 0)
  })

  it("that are still to come are the moment at which that was first seen, for as long as it is remembered", () => {
    const stored = [now - 5, now + 24 * hour, now + 24 * hour]
    const first = spentTimes(stored, now)
    assert.deepStrictEqual(first.times, [now - 5, now, now])
    const later = spentTimes(stored, now + hour, first)
    assert.deepStrictEqual(later.times, [now - 5, now, now])
    assert.deepStrictEqual(spentTimes(stored, now + hour).times, [now - 5, now + hour, now + hour])
  })

  it("move back again when the clock does", () => {
    const stored = [now + 24 * hour]
    const first = spentTimes(stored, now)
    const back = spentTimes(stored, now - hour, first)
    assert.deepStrictEqual(back.times, [now - hour])
    assert.deepStrictEqual(spentTimes(stored, now, back).times, [now - hour])
  })

  it("are those stored again when the clock has reached them", () => {
    const stored = [now + hour]
    const first = spentTimes(stored, now)
    const reached = spentTimes(stored, now + hour, first)
    assert.deepStrictEqual(reached.times, [now + hour])
    assert.strictEqual(reached.ahead.size, 0)
  })

  it("forget what is stored no more", () => {
    assert.strictEqual(spentTimes([], now, spentTimes([now + hour], now)).ahead.size, 0)
  })
})
