import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { LibraryEvent } from "../clients/arr/library/LibraryReads.ts"
import type { ClientError } from "../clients/ClientError.ts"
import { SearchLog } from "../store/search/SearchLog.ts"
import type { SearchMarks } from "../store/search/SearchMarks.ts"
import type { Wishes } from "../store/search/Wishes.ts"
import { grabsOf } from "./grabs.ts"
import { followCommands } from "./running.ts"
import type { SearchArr } from "./SearchArr.ts"
import type { Waker } from "./Waker.ts"

/** How often the Arr is asked for its commands while one of ours runs, milliseconds. */
const every = 10_000

/** How long without one of ours, when nothing is asked, and while all of them run for long. Milliseconds. */
const seldom = 60_000

/** Most searches are over by then. An Arr that is busy for hours is not asked every few seconds meanwhile. Milliseconds. */
const usual = 180_000

/**
 * Follows the commands of sent searches to their end. An Arr that does not answer is asked again later; its searches go on
 * counting as running meanwhile.
 */
export const followLoop = (
  arr: SearchArr,
  waker: Waker,
  ended: Effect.Effect<void>
): Effect.Effect<never, never, SearchLog | SearchMarks | Wishes> =>
  Effect.gen(function* () {
    const log = yield* SearchLog
    const round = Effect.gen(function* () {
      const done = yield* followCommands(arr)
      for (const search of done) {
        const line = `${arr.section}: the search for ${search.title} ended (${search.state})${
          search.message === undefined ? "" : `: ${search.message}`
        }`
        yield* (search.state === "done" ? Effect.logDebug : Effect.logWarning)(line)
      }
      if (done.length > 0) yield* ended
    }).pipe(
      Effect.catchAll((error: ClientError) =>
        Effect.logDebug(`${arr.section}: its commands cannot be read: ${error.message}`)
      )
    )
    const rest = Effect.flatMap(Clock.currentTimeMillis, (now) =>
      waker.rest(log.open(arr.section).some(({ sentAt }) => Math.abs(now - sentAt) < usual) ? every : seldom)
    )
    return yield* Effect.forever(Effect.zipRight(round, rest))
  })

/** How long after a search its grab may still be imported, milliseconds. */
const chain = 7 * 24 * 3_600_000

/** Writes down what searches brought, from new events of the Arr's history. */
export const noteEvents = (
  section: string,
  events: ReadonlyArray<LibraryEvent>,
  now: number
): Effect.Effect<void, never, SearchLog> =>
  Effect.gen(function* () {
    if (events.length === 0) return
    const log = yield* SearchLog
    const searches = log.recent(section, now - chain)
    const byKey = new Map(searches.map((search) => [search.key, search]))
    for (const { grabs, key } of grabsOf(searches, events)) {
      yield* log.patch(key, { grabs })
      const before = byKey.get(key)
      for (const grab of grabs.slice(before?.grabs.length ?? 0)) {
        const from = grab.indexer === undefined ? "" : ` from ${grab.indexer}`
        yield* Effect.logInfo(`${section}: the search for ${before?.title} found ${grab.title}${from}`)
      }
    }
  })
