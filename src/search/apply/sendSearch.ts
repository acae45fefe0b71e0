import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { ArrClient } from "../../clients/arr/ArrClient.ts"
import { searchTarget } from "../../clients/arr/mutations.ts"
import type { ClientError } from "../../clients/ClientError.ts"
import { type NewSearch, type Search, SearchLog } from "../../store/search/SearchLog.ts"
import type { SearchMark } from "../../store/search/SearchMarks.ts"
import { markKey, SearchMarks } from "../../store/search/SearchMarks.ts"
import { Wishes } from "../../store/search/Wishes.ts"
import { endOf } from "../running.ts"

/** What is to be sent. */
export interface Sending extends Omit<NewSearch, "sentAt"> {
  /** The wish that is fulfilled with it. */
  readonly wish: number | undefined
  /** The marks to set, with the reason of each thing. */
  readonly marks: ReadonlyArray<Pick<SearchMark, "itemId" | "reason">>
}

/** Whether the request cannot have reached the Arr's work: only a broken connection or a time-out leaves that open. */
const isUncertain = (error: ClientError): boolean => error._tag === "Transient" && error.kind !== "status"

/** The Arr says that there is no such thing, or that it will not: asking the same again would bring the same. */
const isRefusal = (error: ClientError): boolean => error._tag === "NotFound" || error._tag === "Conflict"

/**
 * Sends one search. The intent is written first and counts at once, for the hourly limit and as "searched for": a crash,
 * a stop or a broken connection may lose a search but never sends it twice (`followCommands` finds out what became of it).
 * Fails with what the Arr answered; a refusal (`NotFound`, `Conflict`) is written down as a failed search and is no
 * failure.
 */
export const sendSearch = (
  client: ArrClient,
  { marks: toMark, wish, ...sending }: Sending
): Effect.Effect<Search, ClientError, SearchLog | SearchMarks | Wishes> =>
  Effect.gen(function* () {
    const log = yield* SearchLog
    const marks = yield* SearchMarks
    const wishes = yield* Wishes
    const { section } = sending
    const sentAt = yield* Clock.currentTimeMillis
    const all = marks.all(section)
    const before = toMark.flatMap(({ itemId, reason }) => all.get(markKey(itemId, reason)) ?? [])
    const fresh = toMark.map(({ itemId, reason }) => markKey(itemId, reason)).filter((key) => !all.has(key))

    // A stop may come while the Arr is asked, but not between the intent and its marks.
    const search = yield* Effect.uninterruptible(
      Effect.zipLeft(log.begin({ ...sending, sentAt }), marks.note(section, toMark, sentAt))
    )
    const finish = wish === undefined ? Effect.void : wishes.remove(wish)

    const result = yield* Effect.either(searchTarget(client, sending.target))
    const now = yield* Clock.currentTimeMillis
    if (result._tag === "Right") {
      const command = result.right
      const end = endOf(command)
      const patch = {
        state: "running" as const,
        commandId: command.id,
        ...(end === undefined ? {} : { ...end, endedAt: now })
      }
      yield* log.patch(search.key, patch)
      yield* finish
      return { ...search, ...patch }
    }
    const error = result.left
    if (isUncertain(error)) return yield* error
    if (isRefusal(error)) {
      const patch = { state: "failed" as const, message: error.message, endedAt: now }
      yield* log.patch(search.key, patch)
      yield* finish
      return { ...search, ...patch }
    }
    yield* log.patch(search.key, { state: "lost", message: error.message, endedAt: now })
    yield* marks.restore(section, before, fresh)
    return yield* error
  }).pipe(Effect.withSpan("search.send", { attributes: { section: sending.section, reason: sending.reason } }))
