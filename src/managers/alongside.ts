import * as Effect from "effect/Effect"

/**
 * Two loops of one life: the first that fails or dies ends both, and the life with its cause. (A race would wait for a
 * success that never comes, and a forked loop would die unnoticed.)
 */
export const alongside =
  <E2, R2>(other: Effect.Effect<never, E2, R2>) =>
  <E1, R1>(self: Effect.Effect<never, E1, R1>): Effect.Effect<never, E1 | E2, R1 | R2> =>
    Effect.zipRight(Effect.all([self, other], { concurrency: "unbounded", discard: true }), Effect.never)
