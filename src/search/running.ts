import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { ArrCommand } from "../clients/arr/ArrClient.ts"
import { matchesCommand, plannedSearch } from "../clients/arr/plannedCommand.ts"
import type { ClientError } from "../clients/ClientError.ts"
import { type Search, SearchLog, type SearchPatch } from "../store/search/SearchLog.ts"
import { markKey, SearchMarks } from "../store/search/SearchMarks.ts"
import { searchReasons } from "../store/search/SearchReason.ts"
import type { SearchArr } from "./SearchArr.ts"

/** Clocks of two machines differ. Milliseconds. */
const slack = 60_000

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

/** A search that never left: what it looked for has not been searched for. */
const forgetMarks = (search: Search) =>
  Effect.gen(function* () {
    const marks = yield* SearchMarks
    const all = marks.all(search.section)
    const keys = search.items
      .flatMap((itemId) => searchReasons.map((reason) => markKey(itemId, reason)))
      .filter((key) => all.get(key)?.at === search.sentAt)
    yield* marks.forget(search.section, keys)
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
    if (found !== undefined) return { state: "running" as const, commandId: found.id, ...patchOf(found, now) }
    if (yield* wasSearched(arr, search)) return { state: "done" as const, endedAt: now, message: undefined }
    yield* forgetMarks(search)
    return { state: "lost" as const, endedAt: now, message: `it never reached ${arr.section}` }
  })

const follow = (arr: SearchArr, search: Search, commands: ReadonlyArray<ArrCommand>) =>
  Effect.gen(function* (): Effect.fn.Return<SearchPatch | undefined, ClientError> {
    const now = yield* Clock.currentTimeMillis
    const { commandId } = search
    const listed = commands.find(({ id }) => id === commandId)
    if (listed !== undefined) {
      if (endOf(listed) === undefined && now - search.sentAt > patience) {
        return { state: "lost", endedAt: now, message: "no end within 24 hours" }
      }
      return patchOf(listed, now)
    }
    const asked =
      commandId === undefined
        ? undefined
        : yield* Effect.catchTag(arr.command(commandId), "NotFound", () => Effect.succeed(undefined))
    return asked === undefined
      ? { state: "lost", endedAt: now, message: `${arr.section} no longer knows the command` }
      : patchOf(asked, now)
  })

/**
 * Asks the Arr once how its searches are doing and writes down what ended. Answers those that ended. Nothing is asked
 * while none is open.
 */
export const followCommands = (
  arr: SearchArr
): Effect.Effect<ReadonlyArray<Search>, ClientError, SearchLog | SearchMarks> =>
  Effect.gen(function* () {
    const log = yield* SearchLog
    const open = log.open(arr.section)
    if (open.length === 0) return []
    const commands = yield* arr.commands
    const ended: Array<Search> = []
    for (const search of open) {
      const patch =
        search.state === "sending" ? yield* findOut(arr, search, commands) : yield* follow(arr, search, commands)
      if (patch === undefined) continue
      yield* log.patch(search.key, patch)
      if (patch.endedAt !== undefined) ended.push({ ...search, ...patch })
    }
    return ended
  })
