import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/TestClock"
import * as fc from "fast-check"
import { Dependencies, layer } from "../../../src/supervision/Dependencies.ts"
import { differs, kept, latencyOf, type Times, withTime } from "../../../src/supervision/Latency.ts"

const noted = (times: ReadonlyArray<number>): Times =>
  times.slice(1).reduce<Times>((before, time) => withTime(before, time), withTime([], times[0] ?? 0))

describe("how fast something answers", () => {
  it("is the last answer and the middle of the last twenty, whatever came before", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(60_000), { minLength: 1, maxLength: 60 }), (times) => {
        const recent = times.slice(-kept).toSorted((a, b) => a - b)
        const { last, median } = latencyOf(noted(times))
        return last === times.at(-1) && median === recent[Math.floor((recent.length - 1) / 2)]
      })
    )
  })

  it("is in whole milliseconds and never negative", () => {
    assert.deepStrictEqual(latencyOf(noted([-3, 1.6])), { last: 2, median: 0 })
  })

  it("is news when it differs by a fifth and more than five milliseconds", () => {
    const slow = { last: 1, median: 100 }
    assert.isTrue(differs(null, slow))
    assert.isFalse(differs(slow, { last: 900, median: 119 }))
    assert.isTrue(differs(slow, { last: 900, median: 121 }))
    assert.isFalse(differs({ last: 1, median: 2 }, { last: 1, median: 7 }))
  })
})

describe("the latency of a dependency", () => {
  it.scoped("is known from the first answer on, told when it changes, and at most every ten seconds", () =>
    Effect.gen(function* () {
      const dependencies = yield* Dependencies
      yield* dependencies.register("qBit", "qbittorrent")
      const told: Array<number | undefined> = []
      yield* Effect.forkScoped(
        Stream.runForEach(dependencies.changes, ({ latency }) => Effect.sync(() => told.push(latency?.median)))
      )
      yield* Effect.repeatN(Effect.yieldNow(), 20)
      const answer = (millis: number, times: number) => Effect.repeatN(dependencies.answered("qBit", millis), times - 1)
      yield* dependencies.answered("nobody", 5)
      yield* answer(8, 3)
      yield* answer(200, 10)
      yield* Effect.repeatN(Effect.yieldNow(), 20)
      assert.deepStrictEqual(told, [8])
      assert.deepStrictEqual((yield* dependencies.all)[0]?.latency, { last: 200, median: 200 })
      yield* TestClock.adjust("10 seconds")
      yield* answer(201, 5)
      yield* Effect.repeatN(Effect.yieldNow(), 20)
      assert.deepStrictEqual(told, [8, 200])
    }).pipe(Effect.provide(layer))
  )

  it.scoped("outlives an outage, with the version it told", () =>
    Effect.gen(function* () {
      const dependencies = yield* Dependencies
      yield* dependencies.register("Radarr", "arr")
      yield* dependencies.identified("Radarr", "Radarr 5.14.0")
      yield* dependencies.answered("Radarr", 12)
      yield* dependencies.up("Radarr")
      yield* dependencies.down("Radarr", "refused", null)
      yield* dependencies.up("Radarr")
      const [one] = yield* dependencies.all
      assert.deepInclude(one, { state: "up", version: "Radarr 5.14.0", latency: { last: 12, median: 12 } })
    }).pipe(Effect.provide(layer))
  )
})
