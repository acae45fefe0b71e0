import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"

/**
 * The daemon holds some 30 MiB and would let V8 take 160 to 300 MiB before it cleans up; with the first it stays near
 * 100. It then cleans up so often that one request in fifty waits 10 ms and more for it, hence the second while many are
 * made; with two cores helpers of the collector only wait for each other (docs/performance.md).
 */
export const flags = {
  thrifty: "--optimize-for-size --parallel-scavenge",
  quick: "--no-optimize-for-size --no-parallel-scavenge"
} as const

/** Requests within one second from which on the time of an answer counts more than memory. A page makes fewer. */
export const busyFrom = 40

/** It goes on for as long after the last busy second. Milliseconds. */
export const calmAfter = 10_000

/**
 * Memory first; speed first while many requests arrive. Answers what is to be told of each request.
 * @param set sets flags of V8 while it runs
 */
export const make = (
  set: (flags: string) => void
): Effect.Effect<{ readonly request: Effect.Effect<void> }, never, Scope.Scope> =>
  Effect.gen(function* () {
    const scope = yield* Effect.scope
    let second = 0
    let count = 0
    let busyAt: number | undefined
    set(flags.thrifty)

    const calmDown = Effect.gen(function* () {
      while (busyAt !== undefined) {
        const rest = busyAt + calmAfter - (yield* Clock.currentTimeMillis)
        if (rest > 0) yield* Effect.sleep(rest)
        else {
          busyAt = undefined
          set(flags.thrifty)
        }
      }
    })

    const request = Effect.flatMap(Clock.currentTimeMillis, (now) => {
      const current = Math.floor(now / 1_000)
      count = current === second ? count + 1 : 1
      second = current
      if (count < busyFrom) return Effect.void
      const wasCalm = busyAt === undefined
      busyAt = now
      if (!wasCalm) return Effect.void
      set(flags.quick)
      return Effect.asVoid(Effect.forkIn(calmDown, scope))
    })
    return { request }
  })
