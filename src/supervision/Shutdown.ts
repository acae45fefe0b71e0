import * as Effect from "effect/Effect"
import type { Life } from "./Life.ts"
import * as LogLines from "./LogLines.ts"
import type { Supervised } from "./Supervised.ts"

/** Newest first; neighbours that are managers form one group, everything else a group of its own. */
const groups = (inStartOrder: Iterable<Supervised>): ReadonlyArray<ReadonlyArray<Supervised>> => {
  const result: Array<Array<Supervised>> = []
  for (const supervised of Array.from(inStartOrder).reverse()) {
    const last = result.at(-1)
    if (supervised.worker.role === "manager" && last?.[0]?.worker.role === "manager") last.push(supervised)
    else result.push([supervised])
  }
  return result
}

/**
 * Stops all workers in reverse start order, managers in parallel, and reports what did not stop. Bounded without a
 * timeout here, which could not fire inside a finalizer: each worker's own fiber abandons a life after `stopTimeout`.
 */
export const stopAll = (inStartOrder: Iterable<Supervised>, abandoned: ReadonlySet<Life>): Effect.Effect<void> =>
  Effect.gen(function* () {
    let count = 0
    for (const group of groups(inStartOrder)) {
      count += group.length
      yield* Effect.forEach(group, (supervised) => supervised.aim("gone", "shutting down"), {
        concurrency: "unbounded",
        discard: true
      })
    }
    const stuck = Array.from(abandoned, ({ number, worker }) => `${worker.name} (life ${number})`)
    yield* LogLines.allStopped(count, stuck)
  })
