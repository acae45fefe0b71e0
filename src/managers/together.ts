import * as Effect from "effect/Effect"

/**
 * Loops that make up one life: the first that fails or dies ends all of them and the life with its cause. (A race would
 * wait for a success that never comes, and a forked loop would die unnoticed.)
 */
export const together = <const Loops extends ReadonlyArray<Effect.Effect<never, unknown, unknown>>>(
  loops: Loops
): Effect.Effect<never, Effect.Effect.Error<Loops[number]>, Effect.Effect.Context<Loops[number]>> =>
  Effect.zipRight(Effect.all(loops, { concurrency: "unbounded", discard: true }), Effect.never)
