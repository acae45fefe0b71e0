import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"

/**
 * A virtual clock for long times: as `TestClock`, but a step costs microseconds instead of milliseconds, because nothing
 * but sleeps of this clock can be waited for.
 */
export interface QuickClock extends Clock.Clock {
  readonly advance: (duration: Duration.DurationInput) => Effect.Effect<void>
}

/** Everything that can run has run: fibers wait in microtasks only, which end before the next immediate. */
const idle = Effect.promise(() => new Promise<void>((done) => setImmediate(done)))

export const make = (): QuickClock => {
  let now = 0
  const sleeps = new Map<object, { readonly at: number; readonly wake: () => void }>()
  const millis = () => now
  const nanos = () => BigInt(now) * 1_000_000n
  const step = (end: number): Effect.Effect<void> =>
    Effect.gen(function* () {
      while (true) {
        yield* idle
        const [key, next] = [...sleeps].reduce<
          readonly [object, { readonly at: number; readonly wake: () => void }] | []
        >((first, one) => (one[1].at <= end && (first[1] === undefined || one[1].at < first[1].at) ? one : first), [])
        if (key === undefined || next === undefined) break
        sleeps.delete(key)
        now = Math.max(now, next.at)
        next.wake()
      }
      now = end
    })
  return {
    [Clock.ClockTypeId]: Clock.ClockTypeId,
    unsafeCurrentTimeMillis: millis,
    unsafeCurrentTimeNanos: nanos,
    currentTimeMillis: Effect.sync(millis),
    currentTimeNanos: Effect.sync(nanos),
    sleep: (duration) =>
      Effect.async((resume) => {
        const key = {}
        sleeps.set(key, { at: now + Duration.toMillis(duration), wake: () => resume(Effect.void) })
        return Effect.sync(() => sleeps.delete(key))
      }),
    advance: (duration) => Effect.suspend(() => step(now + Duration.toMillis(duration)))
  }
}
