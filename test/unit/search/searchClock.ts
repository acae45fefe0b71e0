import * as Clock from "effect/Clock"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { midday } from "./loopWorld.ts"
import * as QuickClock from "./sync/quickClock.ts"

/** A `QuickClock` that shows midday when it begins, and may be set back: sleeps do not mind. */
interface SearchClock extends Clock.Clock {
  readonly advance: QuickClock.QuickClock["advance"]
  off: number
}

const make = (): SearchClock => {
  const steady = QuickClock.make()
  const clock: SearchClock = {
    [Clock.ClockTypeId]: Clock.ClockTypeId,
    off: midday,
    unsafeCurrentTimeMillis: () => steady.unsafeCurrentTimeMillis() + clock.off,
    unsafeCurrentTimeNanos: () => steady.unsafeCurrentTimeNanos(),
    currentTimeMillis: Effect.sync(() => clock.unsafeCurrentTimeMillis()),
    currentTimeNanos: steady.currentTimeNanos,
    sleep: steady.sleep,
    advance: steady.advance
  }
  return clock
}

const isOurs = (clock: Clock.Clock): clock is SearchClock => "advance" in clock

const withOurs = (use: (clock: SearchClock) => Effect.Effect<void>): Effect.Effect<void> =>
  Effect.clockWith((clock) => (isOurs(clock) ? use(clock) : Effect.dieMessage("not within `quickly`")))

/** Runs it in a time of its own, in which days cost milliseconds. */
export const quickly = <A, E, R>(test: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.suspend(() => Effect.withClock(test, make()))

/** Lets time pass. */
export const advance = (duration: Duration.DurationInput): Effect.Effect<void> =>
  withOurs((clock) => clock.advance(duration))

/** Somebody sets the clock, by so many milliseconds. */
export const shift = (by: number): Effect.Effect<void> =>
  withOurs((clock) =>
    Effect.sync(() => {
      clock.off += by
    })
  )
