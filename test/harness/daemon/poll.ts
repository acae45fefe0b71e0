import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"

/** Asks every 100 ms until `check` gives something but `undefined` or `false`; dies with `what` after `seconds`. */
export const poll = <A, E, R>(
  what: string,
  check: Effect.Effect<A | undefined | false, E, R>,
  seconds = 30
): Effect.Effect<A, E, R> =>
  check.pipe(
    Effect.repeat({
      until: (value): value is A => value !== undefined && value !== false,
      schedule: Schedule.spaced("100 millis")
    }),
    Effect.timeoutOption(`${seconds} seconds`),
    Effect.flatMap((value) =>
      value._tag === "Some" ? Effect.succeed(value.value as A) : Effect.dieMessage(`Not within ${seconds} s: ${what}`)
    )
  )
