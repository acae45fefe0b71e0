import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/TestClock"
import { busyFrom, calmAfter, flags, make } from "../../../src/cli/thrift.ts"

const stage = Effect.gen(function* () {
  const set: Array<string> = []
  const { request } = yield* make((text) => set.push(text))
  return { set, requests: (count: number) => Effect.repeatN(request, count - 1) }
})

describe("memory or speed", () => {
  it.scoped("memory comes first while a page makes its few requests", () =>
    Effect.gen(function* () {
      const { requests, set } = yield* stage
      for (let second = 0; second < 60; second++) {
        yield* requests(busyFrom - 1)
        yield* TestClock.adjust("1 second")
      }
      assert.deepStrictEqual(set, [flags.thrifty])
    })
  )

  it.scoped("speed comes first while many requests are made, and for a while after", () =>
    Effect.gen(function* () {
      const { requests, set } = yield* stage
      yield* requests(busyFrom)
      assert.deepStrictEqual(set, [flags.thrifty, flags.quick])
      yield* TestClock.adjust(calmAfter / 2)
      yield* requests(3 * busyFrom)
      yield* TestClock.adjust(calmAfter - 1)
      assert.deepStrictEqual(set, [flags.thrifty, flags.quick], "each busy second counts")
      yield* TestClock.adjust(1)
      assert.deepStrictEqual(set, [flags.thrifty, flags.quick, flags.thrifty])
      yield* requests(busyFrom)
      assert.lengthOf(set, 4, "and it begins anew")
    })
  )
})
