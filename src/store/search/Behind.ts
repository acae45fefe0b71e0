import * as Effect from "effect/Effect"
import type { Write } from "../StoreFailure.ts"
import type { WriteBehindService } from "../WriteBehind.ts"
import { rest } from "./rest.ts"

/**
 * Things of memory that are written behind. A write says what memory holds when its turn comes, so a thing that changes
 * ten times while it waits is written once.
 */
export interface Behind<K> {
  /** Queues a write of each; waits only while the writer's queue is full. */
  readonly touch: (keys: Iterable<K>) => Effect.Effect<void>
  /**
   * Queues this write behind all that was touched before. The writer commits in the order of its queue, so this one is
   * never on disk without them, even when an earlier `touch` was interrupted half-way.
   */
  readonly after: (label: string, write: Write, key: string) => Effect.Effect<void>
}

/** Rows queued between two rests: somebody may bring the whole library at once. */
const perRest = 50

/** `write` may run more than once for one touch: when the disk refused, and when a neighbour of its batch was bad. */
export const make = <K>(writer: WriteBehindService, label: (key: K) => string, write: (key: K) => Write): Behind<K> => {
  // One at a time: a key counts as queued while it waits for room, and nobody may overtake it then.
  const turn = Effect.unsafeMakeSemaphore(1)
  const changed = new Set<K>()
  const queued = new Set<K>()

  const queue = (key: K): Effect.Effect<void> =>
    Effect.suspend(() => {
      changed.delete(key)
      queued.add(key)
      const row = Effect.suspend(() => {
        queued.delete(key)
        return write(key)
      })
      return Effect.onInterrupt(writer.later(label(key), row), () =>
        Effect.sync(() => {
          queued.delete(key)
          changed.add(key)
        })
      )
    })

  const queueChanged = Effect.suspend(() =>
    Effect.forEach(
      [...changed],
      (key, nth) => (nth % perRest === perRest - 1 ? Effect.zipRight(rest, queue(key)) : queue(key)),
      { discard: true }
    )
  )

  return {
    touch: (keys) =>
      Effect.suspend(() => {
        for (const key of keys) if (!queued.has(key)) changed.add(key)
        return changed.size === 0 && queued.size === 0 ? Effect.void : turn.withPermits(1)(queueChanged)
      }),
    after: (what, last, key) => turn.withPermits(1)(Effect.zipRight(queueChanged, writer.later(what, last, key)))
  }
}
