import * as fc from "fast-check"
import { assert, describe, it } from "vitest"
import { firstOf } from "../../../src/web/firstOf.ts"

describe("firstOf", () => {
  it("is the beginning of the sorted list, whatever the list and its order", () => {
    const rows = fc.array(fc.record({ key: fc.integer({ min: 0, max: 50 }), id: fc.integer() }), { maxLength: 400 })
    fc.assert(
      fc.property(rows, fc.integer({ min: 0, max: 450 }), (all, count) => {
        const order = (a: (typeof all)[number], b: (typeof all)[number]) => a.key - b.key || a.id - b.id
        assert.deepStrictEqual(firstOf(all, count, order), all.toSorted(order).slice(0, count))
      })
    )
  })
})
