import * as Effect from "effect/Effect"

/** Asks every 100 ms until `check` gives something but `undefined` or `false`; dies with `what` after `seconds`. */
export const poll = <A, E, R>(
  what: string,
  check: Effect.Effect<A | undefined | false, E, R>,
  seconds = 30
): Effect.Effect<A, E, R> =>
  Effect.gen(function* () {
    const deadline = performance.now() + seconds * 1_000
    while (true) {
      const value = yield* check
      if (value !== undefined && value !== false) return value
      if (performance.now() > deadline) return yield* Effect.dieMessage(`Not within ${seconds} s: ${what}`)
      yield* Effect.sleep("100 millis")
    }
  })
