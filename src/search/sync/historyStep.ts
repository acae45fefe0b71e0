import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { monotonicMillis } from "../../supervision/Monotonic.ts"
import { askFrom, workIn } from "./historyPlace.ts"
import { blame, type SyncContext } from "./SyncContext.ts"
import type { Failure } from "./Troubles.ts"
import { atOnce } from "./timing.ts"
import { noteChange } from "./Work.ts"

/** Reads the events since last time, tells them, and notes what they are about. */
export const historyStep = ({ options, work }: SyncContext): Effect.Effect<void, Failure> =>
  Effect.gen(function* () {
    const { reads } = options
    const from = askFrom(work.place, yield* Clock.currentTimeMillis)
    const wanted = work.historyWanted
    work.historyWanted = undefined
    const events = yield* reads.historySince(from).pipe(
      Effect.catchAll((error) => Effect.flatMap(blame(reads, error), Effect.fail)),
      Effect.onError(() =>
        Effect.map(monotonicMillis, (now) => {
          if (wanted !== undefined) work.historyWanted = atOnce(now)
        })
      )
    )
    const now = yield* monotonicMillis
    work.historyReadAt = now
    const { fresh, place } = workIn(work.place, events, from, yield* Clock.currentTimeMillis)
    if (fresh.length > 0) yield* options.events(fresh)
    for (const { containerId } of fresh) {
      // What is going to be read anyway will be newer than the event.
      if (containerId !== undefined && !work.todo.has(containerId)) noteChange(work, containerId, now)
    }
    work.place = place
  })
