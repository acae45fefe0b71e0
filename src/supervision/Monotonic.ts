import type * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"

/**
 * Milliseconds that only grow: a step of the wall clock (NTP, a person) does not move them. Their origin means nothing;
 * only differences do. Effect's clock takes them from `process.hrtime`, `TestClock` from its own time.
 */
export const unsafeMonotonicMillis = (clock: Clock.Clock): number => Number(clock.unsafeCurrentTimeNanos()) / 1e6

/** See {@link unsafeMonotonicMillis}. */
export const monotonicMillis: Effect.Effect<number> = Effect.clockWith((clock) =>
  Effect.sync(() => unsafeMonotonicMillis(clock))
)
