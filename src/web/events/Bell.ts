import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"

/** Wakes everybody who waits, at once. */
export interface Bell {
  /** Never waits. Costs nothing while nobody waits. */
  readonly ring: () => void
  /** Returns at once when `condition` holds already, else at the next ring. */
  readonly next: (condition: () => boolean) => Effect.Effect<void>
}

export const make = (): Bell => {
  let waiting: Deferred.Deferred<void> | undefined
  return {
    ring: () => {
      const rung = waiting
      waiting = undefined
      if (rung !== undefined) Deferred.unsafeDone(rung, Exit.void)
    },
    next: (condition) =>
      Effect.withFiberRuntime((fiber) => {
        if (condition()) return Effect.void
        waiting ??= Deferred.unsafeMake<void>(fiber.id())
        return Deferred.await(waiting)
      })
  }
}
