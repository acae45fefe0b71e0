import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"

/**
 * An action that is better finished than cut: an interruption waits up to `grace` for its end, then cuts it. What is
 * cut is finished at the next start from its journal. (A plain time-out cannot fire here: finalizers cannot be interrupted.)
 */
export const sheltered = <A, E, R>(
  effect: Effect.Effect<A, E, R>,
  grace: Duration.DurationInput
): Effect.Effect<A, E, R> =>
  Effect.uninterruptibleMask((restore) =>
    Effect.gen(function* () {
      // An interruption reaches children at once; this one must not. It cannot outlive us: it is joined or cut below.
      const fiber = yield* Effect.forkDaemon(Effect.interruptible(effect))
      return yield* restore(Fiber.join(fiber)).pipe(
        Effect.onInterrupt(() =>
          Fiber.await(fiber).pipe(
            Effect.interruptible,
            Effect.timeoutOption(grace),
            Effect.zipRight(Fiber.interruptFork(fiber))
          )
        )
      )
    })
  )
