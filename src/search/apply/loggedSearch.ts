import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { ArrCommand } from "../../clients/arr/ArrClient.ts"
import type { ClientError } from "../../clients/ClientError.ts"
import { type NewSearch, type Search, SearchLog } from "../../store/search/SearchLog.ts"
import { markKey, type SearchMark, SearchMarks } from "../../store/search/SearchMarks.ts"
import { endOf } from "../running.ts"

/** A search as the log knows it, with what counts as searched for by it. */
export interface Logged extends Omit<NewSearch, "sentAt"> {
  /** The marks to set, with the reason of each thing. */
  readonly marks: ReadonlyArray<Pick<SearchMark, "itemId" | "reason">>
  /** Runs once the Arr has answered that it took or refused the search, before that is written down. */
  readonly answered: Effect.Effect<void>
}

/** Said by who took nothing: a proxy without its Arr, an Arr that is asked too much or that starts. */
const turnedAway: ReadonlySet<number | undefined> = new Set([404, 429, 503])

/**
 * Whether the search may have arrived all the same: the connection broke, nobody answered in time, a proxy gave up
 * waiting, or the answer is not one of an Arr (a command that was taken may be told in words that we cannot read).
 */
const isUncertain = (error: ClientError): boolean =>
  error._tag === "Malformed" || (error._tag === "Transient" && !turnedAway.has(error.status))

/** The Arr says that there is no such thing, or that it will not: asking the same again would bring the same. */
const isRefusal = (error: ClientError): boolean => error._tag === "NotFound" || error._tag === "Conflict"

/**
 * Sends one search by `post`. The intent is written first and counts at once, for the hourly limit and as "searched for":
 * a crash, a stop or a broken connection may lose a search but never sends it twice (`followCommands` finds out what
 * became of it). Fails with what the Arr answered; a refusal (`NotFound`, `Conflict`) is written down as a failed search
 * and is no failure.
 */
export const loggedSearch = <R>(
  { answered, marks: toMark, ...search }: Logged,
  post: Effect.Effect<ArrCommand, ClientError, R>
): Effect.Effect<Search, ClientError, R | SearchLog | SearchMarks> =>
  Effect.gen(function* () {
    const log = yield* SearchLog
    const marks = yield* SearchMarks
    const { section } = search
    const sentAt = yield* Clock.currentTimeMillis
    const all = marks.all(section)
    const before = toMark.flatMap(({ itemId, reason }) => all.get(markKey(itemId, reason)) ?? [])
    const fresh = toMark.map(({ itemId, reason }) => markKey(itemId, reason)).filter((key) => !all.has(key))

    // A stop may come while the Arr is asked, but not between the intent and its marks.
    const begun = yield* Effect.uninterruptible(
      Effect.zipLeft(log.begin({ ...search, sentAt }), marks.note(section, toMark, sentAt))
    )
    const end = (patch: Partial<Pick<Search, "state" | "commandId" | "message" | "endedAt">>) =>
      Effect.as(log.patch(begun.key, patch), { ...begun, ...patch })

    const result = yield* Effect.either(post)
    const now = yield* Clock.currentTimeMillis
    if (result._tag === "Right") {
      const command = result.right
      const over = endOf(command)
      yield* answered
      return yield* end({
        state: "running",
        commandId: command.id,
        ...(over === undefined ? {} : { ...over, endedAt: now })
      })
    }
    const error = result.left
    if (isUncertain(error)) return yield* error
    if (isRefusal(error)) {
      yield* answered
      return yield* end({ state: "failed", message: error.message, endedAt: now })
    }
    yield* end({ state: "lost", message: error.message, endedAt: now })
    yield* marks.restore(section, before, fresh)
    return yield* error
  }).pipe(Effect.withSpan("search.send", { attributes: { section: search.section, reason: search.reason } }))
