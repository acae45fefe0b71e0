import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import { monotonicMillis } from "../../supervision/Monotonic.ts"
import { blame, confirmThere, type SyncContext } from "./SyncContext.ts"
import type { Failure } from "./Troubles.ts"
import { again, atOnce, burstDueAt } from "./timing.ts"
import { drop, plan } from "./Work.ts"

/** Of more than that one list is cheaper than asking for each. */
const mostAlone = 10

/**
 * Looks at the containers that changed as the Arr or its history said: those that are there are read again, those that
 * are not leave the index. One that does not answer for itself is read when the next list tells it.
 */
export const changesStep = ({ index, options, troubles, work }: SyncContext): Effect.Effect<void, Failure> =>
  Effect.gen(function* () {
    const { reads, section } = options
    const now = yield* monotonicMillis
    const due = [...work.changed].filter(([, burst]) => burstDueAt(burst) <= now).map(([id]) => id)
    if (due.length > mostAlone) {
      for (const id of due) {
        work.changed.delete(id)
        work.forced.add(id)
      }
      work.listWanted = atOnce(now)
      return
    }
    const gone: Array<number> = []
    for (const id of due) {
      const burst = work.changed.get(id)
      // What is heard from here on is news.
      work.changed.delete(id)
      const answer = yield* Effect.either(reads.container(id)).pipe(
        Effect.onInterrupt(() => Effect.sync(() => burst !== undefined && work.changed.set(id, burst)))
      )
      if (Either.isLeft(answer)) {
        const failure = yield* blame(reads, answer.left)
        if (failure.whole) {
          for (const one of [id, ...gone]) work.changed.set(one, atOnce(now))
          return yield* Effect.fail(failure)
        }
        work.forced.add(id)
        work.listWanted = again(work.listWanted, now)
      } else if (answer.right === undefined) gone.push(id)
      else {
        yield* troubles.answered
        plan(work, [answer.right], { urgent: true, confirmed: true }, yield* Clock.currentTimeMillis)
      }
    }
    if (gone.length === 0) return
    yield* Effect.tapError(confirmThere(reads), () =>
      Effect.sync(() => {
        for (const id of gone) work.changed.set(id, atOnce(now))
      })
    )
    for (const id of gone) drop(work, id)
    yield* index.remove(section, gone)
    yield* options.changed
  })
