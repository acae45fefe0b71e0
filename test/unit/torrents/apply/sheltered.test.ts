import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/TestClock"
import { sheltered } from "../../../../src/torrents/apply/sheltered.ts"

describe("sheltered", () => {
  it.effect("passes results and failures through", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* sheltered(Effect.succeed(1), "3 seconds"), 1)
      assert.strictEqual(yield* Effect.flip(sheltered(Effect.fail("no"), "3 seconds")), "no")
    })
  )

  it.effect("an interruption waits for an action that ends within the grace", () =>
    Effect.gen(function* () {
      const steps: Array<string> = []
      const action = Effect.gen(function* () {
        steps.push("begun")
        yield* Effect.sleep("2 seconds")
        steps.push("ended")
      })
      const fiber = yield* Effect.fork(sheltered(action, "3 seconds"))
      yield* TestClock.adjust("1 seconds")
      const stop = yield* Effect.fork(Fiber.interrupt(fiber))
      yield* TestClock.adjust("1 seconds")
      yield* Fiber.join(stop)
      assert.deepStrictEqual(steps, ["begun", "ended"])
    })
  )

  it.effect("an action that takes longer is cut when the grace is over", () =>
    Effect.gen(function* () {
      const steps: Array<string> = []
      const action = Effect.gen(function* () {
        yield* Effect.sleep("1 hours")
        steps.push("ended")
      }).pipe(Effect.onInterrupt(() => Effect.sync(() => steps.push("cut"))))
      const fiber = yield* Effect.fork(sheltered(action, "3 seconds"))
      yield* TestClock.adjust("1 seconds")
      const stop = yield* Effect.fork(Fiber.interrupt(fiber))
      yield* TestClock.adjust("3 seconds")
      yield* Fiber.join(stop)
      yield* Effect.yieldNow()
      assert.deepStrictEqual(steps, ["cut"])
    })
  )
})
