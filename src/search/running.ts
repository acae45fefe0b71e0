import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { ArrCommand } from "../clients/arr/ArrClient.ts"
import { matchesCommand, plannedSearch } from "../clients/arr/plannedCommand.ts"
import type { ClientError } from "../clients/ClientError.ts"
import { type Search, SearchLog, type SearchPatch } from "../store/search/SearchLog.ts"
import { markKey, SearchMarks } from "../store/search/SearchMarks.ts"
import { searchReasons } from "../store/search/SearchReason.ts"
import { Wishes } from "../store/search/Wishes.ts"
import { targetKey } from "./grouping.ts"
import type { SearchArr } from "./SearchArr.ts"

/** Clocks of two machines differ. Milliseconds. */
const slack = 60_000

/**
 * The answer to a search that was just sent may be on its way: before this nobody asks what became of it. Longer than any
 * request lasts, and shorter than a finished command stays in the list of an Arr (5 minutes). Milliseconds.
 */
const inFlight = 120_000

/** After this long nobody expects the end of a command any more. Milliseconds. */
const patience = 24 * 3_600_000

/**
 * What a command's state means for the search that sent it; undefined while it goes on. `completed` with
 * `result: unsuccessful` is a failure (arr-api §4). Pure.
 */
export const endOf = (command: ArrCommand): Pick<Search, "state" | "message"> | undefined => {
  switch (command.status) {
    case "queued":
    case "started":
      return undefined
    case "completed":
      return { state: command.result === "unsuccessful" ? "failed" : "done", message: command.message }
    case "orphaned":
      return { state: "lost", message: "the Arr was restarted meanwhile" }
    default:
      return { state: "failed", message: command.message ?? `the command ended as ${command.status}` }
  }
}

const patchOf = (command: ArrCommand, now: number): SearchPatch | undefined => {
  const end = endOf(command)
  return end === undefined ? undefined : { ...end, endedAt: now }
}

/**
 * A search that never left: what it looked for has not been searched for, and is due again. How often it was before
 * stays, or what no indexer has would be looked for daily again.
 */
const takeBackMarks = (search: Search) =>
  Effect.gen(function* () {
    const marks = yield* SearchMarks
    const all = marks.all(search.section)
    const noted = search.items
      .flatMap((itemId) => searchReasons.flatMap((reason) => all.get(markKey(itemId, reason)) ?? []))
      .filter(({ at }) => at === search.sentAt)
    yield* marks.restore(
      search.section,
      noted.filter(({ times }) => times > 1).map((mark) => ({ ...mark, at: 0, times: mark.times - 1 })),
      noted.filter(({ times }) => times <= 1).map(({ itemId, reason }) => markKey(itemId, reason))
    )
  })

/** Somebody asked for a search that has arrived after all: once is enough. */
const fulfil = (search: Search) =>
  Effect.gen(function* () {
    const wishes = yield* Wishes
    const over = wishes
      .of(search.section)
      .filter(({ askedAt, target }) => askedAt <= search.sentAt && targetKey(target) === targetKey(search.target))
    for (const { key } of over) yield* wishes.remove(key)
  })

/** Whether the Arr has searched for a thing of it since it was sent, by its own account. */
const wasSearched = (arr: SearchArr, search: Search) => {
  const { target } = search
  if (target.kind === "season" || target.kind === "series") return Effect.succeed(false)
  return arr.lastSearchedAt(target).pipe(
    Effect.map((at) => at !== undefined && at >= search.sentAt - slack),
    Effect.catchTag("NotFound", () => Effect.succeed(false))
  )
}

/**
 * A search of which only the intent is known: the process died, or the connection broke, between asking and the answer.
 * The Arr's list of commands tells whether it arrived, else its own "last searched" time.
 */
const findOut = (arr: SearchArr, search: Search, commands: ReadonlyArray<ArrCommand>) =>
  Effect.gen(function* () {
    const now = yield* Clock.currentTimeMillis
    const planned = plannedSearch(search.target)
    const found = commands.find(
      (command) =>
        matchesCommand(command, planned) &&
        (command.queuedAt === undefined || command.queuedAt >= search.sentAt - slack)
    )
    if (found !== undefined) {
      yield* fulfil(search)
      return { state: "running" as const, commandId: found.id, ...patchOf(found, now) }
    }
    if (yield* wasSearched(arr, search)) {
      yield* fulfil(search)
      return { state: "done" as const, endedAt: now, message: undefined }
    }
    yield* takeBackMarks(search)
    return { state: "lost" as const, endedAt: now, message: `it never reached ${arr.section}` }
  })

const tooLong = (now: number): SearchPatch => ({ state: "lost", endedAt: now, message: "no end within 24 hours" })

const follow = (arr: SearchArr, search: Search, commands: ReadonlyArray<ArrCommand>) =>
  Effect.gen(function* (): Effect.fn.Return<SearchPatch | undefined, ClientError> {
    const now = yield* Clock.currentTimeMillis
    const { commandId } = search
    const listed = commands.find(({ id }) => id === commandId)
    const command =
      listed ??
      (commandId === undefined
        ? undefined
        : yield* Effect.catchTag(arr.command(commandId), "NotFound", () => Effect.succeed(undefined)))
    if (command === undefined) {
      return { state: "lost", endedAt: now, message: `${arr.section} no longer knows the command` }
    }
    return patchOf(command, now) ?? (now - search.sentAt > patience ? tooLong(now) : undefined)
  })

/** Of what the Arr tells nothing either for so long: it must not count as running for ever. */
const orGivenUp = (search: Search, error: ClientError): Effect.Effect<SearchPatch, ClientError> =>
  Effect.flatMap(Clock.currentTimeMillis, (now) =>
    now - search.sentAt > patience ? Effect.succeed(tooLong(now)) : Effect.fail(error)
  )

const askAfter = (
  arr: SearchArr,
  search: Search,
  commands: ReadonlyArray<ArrCommand>
): Effect.Effect<SearchPatch | undefined, ClientError, SearchMarks | Wishes> =>
  Effect.catchAll(
    search.state === "sending" ? findOut(arr, search, commands) : follow(arr, search, commands),
    (error: ClientError) => orGivenUp(search, error)
  )

/** The answer may be on its way; not when the clock was set back meanwhile. */
const isOnItsWay = ({ sentAt, state }: Search, now: number): boolean =>
  state === "sending" && Math.abs(now - sentAt) < inFlight

/**
 * Asks the Arr once how its searches are doing and writes down what ended. Answers those that ended. Nothing is asked
 * while none is open. What cannot be told of one search does not hold up the others; fails when nothing else came of it.
 */
export const followCommands = (
  arr: SearchArr
): Effect.Effect<ReadonlyArray<Search>, ClientError, SearchLog | SearchMarks | Wishes> =>
  Effect.gen(function* (): Effect.fn.Return<ReadonlyArray<Search>, ClientError, SearchLog | SearchMarks | Wishes> {
    const log = yield* SearchLog
    const now = yield* Clock.currentTimeMillis
    const open = log.open(arr.section).filter((search) => !isOnItsWay(search, now))
    if (open.length === 0) return []
    const commands = yield* arr.commands
    const ended: Array<Search> = []
    let trouble: ClientError | undefined
    for (const search of open) {
      const result = yield* Effect.either(askAfter(arr, search, commands))
      if (result._tag === "Left") {
        trouble = result.left
        continue
      }
      const patch = result.right
      if (patch === undefined) continue
      yield* log.patch(search.key, patch)
      if (patch.endedAt !== undefined) ended.push({ ...search, ...patch })
    }
    return trouble === undefined || ended.length > 0 ? ended : yield* trouble
  })
