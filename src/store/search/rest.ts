import * as Effect from "effect/Effect"

/**
 * Lets everything else of the process go on: timers, sockets, other fibers. `Effect.yieldNow` lets only fibers, since it
 * waits for a microtask; with a `TestClock` this takes no time.
 */
export const rest: Effect.Effect<void> = Effect.sleep(0)
