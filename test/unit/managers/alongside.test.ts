import { assert, describe, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/TestClock"
import { alongside } from "../../../src/managers/alongside.ts"

describe("alongside", () => {
  const endings: ReadonlyArray<readonly [string, Effect.Effect<never, string>]> = [
    ["a failure", Effect.delay(Effect.fail("broken"), "5 seconds")],
    ["a defect", Effect.delay(Effect.dieMessage("broken"), "5 seconds")]
  ]
  for (const [what, loop] of endings) {
    it.effect(`${what} of one loop ends the others and the life`, () =>
      Effect.gen(function* () {
        let stopped = 0
        const other = Effect.onInterrupt(Effect.never, () => Effect.sync(() => stopped++))
        const fiber = yield* Effect.fork(other.pipe(alongside(loop), alongside(other)))
        yield* TestClock.adjust("4 seconds")
        assert.strictEqual(fiber.unsafePoll(), null)
        yield* TestClock.adjust("1 seconds")
        const exit = yield* Fiber.await(fiber)
        assert.isTrue(Exit.isFailure(exit))
        if (Exit.isFailure(exit)) assert.include(Cause.pretty(exit.cause), "broken")
        assert.strictEqual(stopped, 2)
      })
    )
  }

  it.effect("runs until it is interrupted otherwise", () =>
    Effect.gen(function* () {
      const fiber = yield* Effect.fork(alongside(Effect.never)(Effect.never))
      yield* TestClock.adjust("1 days")
      assert.strictEqual(fiber.unsafePoll(), null)
      yield* Fiber.interrupt(fiber)
    })
  )
})
