import * as Effect from "effect/Effect"

/** Lets the event loop take its turn: sockets and timers, which a yield to other fibers alone does not reach. */
export const breathe: Effect.Effect<void> = Effect.async((resume) => {
  const immediate = setImmediate(() => resume(Effect.void))
  return Effect.sync(() => clearImmediate(immediate))
})
