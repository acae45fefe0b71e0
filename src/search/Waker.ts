import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"

/** Lets one loop sleep until something has changed. What comes while it is awake is not lost, and counts once. */
export interface Waker {
  readonly wake: Effect.Effect<void>
  /** Returns after `millis`, or as soon as somebody wakes it: true then. */
  readonly rest: (millis: number) => Effect.Effect<boolean>
  /** Returns as soon as somebody wakes it. */
  readonly next: Effect.Effect<void>
}

/** Not a race of two: loops rest thousands of times a day, and this costs half of that. */
export const make: Effect.Effect<Waker> = Effect.sync(() => {
  let isWoken = false
  let sleeper: (() => void) | undefined

  const asleep = Effect.async<void>((resume) => {
    sleeper = () => resume(Effect.void)
    return Effect.sync(() => {
      sleeper = undefined
    })
  })
  /** Whether somebody has woken it; not again for the same. */
  const take = Effect.sync(() => {
    const was = isWoken
    isWoken = false
    sleeper = undefined
    return was
  })
  const rouse = Effect.sync(() => sleeper?.())

  return {
    wake: Effect.sync(() => {
      isWoken = true
      sleeper?.()
    }),
    next: Effect.asVoid(
      Effect.zipRight(
        Effect.suspend(() => (isWoken ? Effect.void : asleep)),
        take
      )
    ),
    rest: (millis) =>
      Effect.suspend(() => {
        if (isWoken || millis <= 0) return take
        return Effect.flatMap(Effect.fork(Effect.zipRight(Effect.sleep(Math.ceil(millis)), rouse)), (alarm) =>
          Effect.zipRight(asleep, Effect.zipRight(Fiber.interruptFork(alarm), take))
        )
      })
  }
})
