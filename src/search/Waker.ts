import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"

/** Lets one loop sleep until something has changed. What comes while it is awake is not lost, and counts once. */
export interface Waker {
  readonly wake: Effect.Effect<void>
  /** Returns after `millis`, or as soon as somebody wakes it. */
  readonly rest: (millis: number) => Effect.Effect<void>
  /** Returns as soon as somebody wakes it. */
  readonly next: Effect.Effect<void>
}

export const make: Effect.Effect<Waker> = Effect.map(Queue.sliding<void>(1), (queue) => ({
  wake: Effect.asVoid(Queue.offer(queue, undefined)),
  next: Queue.take(queue),
  rest: (millis) => Effect.asVoid(Effect.race(Queue.take(queue), Effect.sleep(Math.max(0, Math.ceil(millis)))))
}))
