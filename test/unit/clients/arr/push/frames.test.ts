import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import { separator, split } from "../../../../../src/clients/arr/push/frames.ts"

describe("frames", () => {
  it("keep the beginning of a record for the next one", () => {
    assert.deepStrictEqual(split("", `a${separator}b${separator}c`), { records: ["a", "b"], rest: "c" })
    assert.deepStrictEqual(split("c", `d${separator}`), { records: ["cd"], rest: "" })
    assert.deepStrictEqual(split("", `${separator}${separator}`), { records: [], rest: "" })
  })

  it("give the same records wherever they are cut", () => {
    const text = fc.string({ minLength: 1 }).map((word) => word.replaceAll(separator, "|"))
    fc.assert(
      fc.property(fc.array(text), fc.array(fc.nat(40)), (records, lengths) => {
        let left = records.map((record) => record + separator).join("")
        let rest = ""
        const read: Array<string> = []
        for (const length of [...lengths, Number.POSITIVE_INFINITY]) {
          const frames = split(rest, left.slice(0, length))
          left = left.slice(length)
          rest = frames.rest
          read.push(...frames.records)
        }
        assert.deepStrictEqual([read, rest, left], [records, "", ""])
      })
    )
  })
})
