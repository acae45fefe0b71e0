import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Effect from "effect/Effect"
import type * as LogLevel from "effect/LogLevel"
import * as MutableRef from "effect/MutableRef"
import * as Option from "effect/Option"
import { levelFromWord, levelWord, localTime } from "../../observability/LogLine.ts"
import type { LogsService } from "../../observability/Logs.ts"
import { BadRequest, UnknownLog } from "../ApiError.ts"
import {
  type LogList,
  type LogPage,
  type LogSearch,
  largestLogPage,
  pageLines,
  searchContext,
  searchMatches
} from "../LogsApi.ts"
import { iso } from "../ProcessView.ts"
import { textParam, wholeParam } from "../queryParams.ts"
import type { Clean } from "../TorrentView.ts"
import { download } from "./download.ts"
import { offsetAt } from "./findTime.ts"
import * as LogFiles from "./LogFiles.ts"
import { baseOf } from "./logName.ts"
import { levelOf, readPage } from "./readPage.ts"
import { search } from "./search.ts"

type Given = string | ReadonlyArray<string> | undefined

/** Query parameters of `readLog`; see `LogsApi`. */
export interface PageParams {
  readonly lines?: Given
  readonly before?: Given
  readonly after?: Given
  readonly at?: Given
  readonly id?: Given
  readonly level?: Given
  readonly q?: Given
  readonly format?: Given
}

/** Query parameters of `searchLogs`; see `LogsApi`. */
export interface SearchParams {
  readonly q?: Given
  readonly case?: Given
  readonly regex?: Given
  readonly max_matches?: Given
  readonly context?: Given
  readonly include_rotated?: Given
}

/** The word of a level that may be set. */
export const wordOf = (level: LogLevel.LogLevel) => levelOf(levelWord(level)) ?? "INFO"

const filesOf = ({ folder }: LogsService) => (Option.isNone(folder) ? Effect.succeed([]) : LogFiles.list(folder.value))

/** All files, and the level. */
export const listLogs = (logs: LogsService): Effect.Effect<LogList> =>
  Effect.map(filesOf(logs), (files) => ({
    files: files.map(({ name }) => name),
    logs: files.map(({ id, modifiedAt, name, size }) => ({ name, size, modifiedAt: iso(modifiedAt), id })),
    level: wordOf(MutableRef.get(logs.level))
  }))

const unknown = (logs: LogsService, clean: Clean) => (error: LogFiles.UnknownLogFile) =>
  Effect.flatMap(filesOf(logs), (files) => {
    const known = files.map(({ name }) => name).join(", ") || "none"
    return new UnknownLog({ error: `There is no log file "${clean(error.name.slice(0, 200))}". Files: ${known}.` })
  })

/** Where the files are; without files, no name is known. */
const folderOf = (logs: LogsService, name: string) =>
  Effect.mapError(logs.folder, () => new LogFiles.UnknownLogFile({ name }))

const optionalWhole = (name: string, given: Given): Effect.Effect<number | undefined, BadRequest> =>
  textParam(given) === undefined ? Effect.succeed(undefined) : wholeParam(name, given, { absent: 0, minimum: 0 })

const flagParam = (name: string, given: Given, absent: boolean): Effect.Effect<boolean, BadRequest> => {
  switch (textParam(given)?.toLowerCase()) {
    case undefined:
      return Effect.succeed(absent)
    case "1":
    case "true":
      return Effect.succeed(true)
    case "0":
    case "false":
      return Effect.succeed(false)
    default:
      return Effect.fail(new BadRequest({ error: `${name} must be 1 or 0.` }))
  }
}

const levelParam = (given: Given): Effect.Effect<string | undefined, BadRequest> => {
  const word = textParam(given)
  if (word === undefined) return Effect.succeed(undefined)
  return Effect.mapError(
    Effect.map(levelFromWord(word), levelWord),
    () => new BadRequest({ error: "level must be CRITICAL, ERROR, WARNING, INFO, DEBUG or TRACE." })
  )
}

const timeParam = (given: Given): Effect.Effect<number | undefined, BadRequest> => {
  const text = textParam(given)
  const time = text === undefined ? undefined : Date.parse(text)
  return Number.isNaN(time)
    ? Effect.fail(new BadRequest({ error: "at must be a time as 2024-01-15T10:30:00Z." }))
    : Effect.succeed(time)
}

/** Opens the file of this id when it has got another name meanwhile, else the one of this name. */
const openFor = (folder: string, name: string, id: string | undefined) =>
  Effect.gen(function* () {
    const files = id === undefined ? [] : yield* LogFiles.list(folder)
    const rotated = files.find((file) => file.id === id && baseOf(file.name) === baseOf(name))
    return yield* LogFiles.openLog(folder, rotated?.name ?? name)
  })

/** Entries of one file. */
export const readLog = (
  logs: LogsService,
  name: string,
  params: PageParams,
  clean: Clean
): Effect.Effect<LogPage, BadRequest | UnknownLog> =>
  Effect.gen(function* () {
    const lines = yield* wholeParam("lines", params.lines, { absent: pageLines, minimum: 1, maximum: largestLogPage })
    const before = yield* optionalWhole("before", params.before)
    const after = yield* optionalWhole("after", params.after)
    const at = yield* timeParam(params.at)
    if ([before, after, at].filter((place) => place !== undefined).length > 1) {
      return yield* new BadRequest({ error: "Give one of before, after and at." })
    }
    const level = yield* levelParam(params.level)
    const folder = yield* folderOf(logs, name)
    const file = yield* openFor(folder, name, textParam(params.id))
    const from = at === undefined ? after : yield* offsetAt(file, at)
    const page = yield* readPage(file, { lines, before, after: from, level, q: textParam(params.q) }, clean)
    const older = LogFiles.olderThan(yield* LogFiles.list(folder), file.name)[0]?.name
    return { name: file.name, id: file.id, size: file.size, ...page, older: older ?? null }
  }).pipe(Effect.scoped, Effect.catchTag("UnknownLogFile", unknown(logs, clean)))

/** The entries as the file has them, without secrets. */
export const plainPage = ({ lines }: LogPage): string =>
  lines
    .map(({ at, level, text }) => (at === null ? text : `${localTime(new Date(at))} ${level} - ${text}`).concat("\n"))
    .join("")

/** Matches of a search in a file and its older parts. */
export const searchLogs = (
  logs: LogsService,
  name: string,
  params: SearchParams,
  clean: Clean
): Effect.Effect<LogSearch, BadRequest | UnknownLog> =>
  Effect.gen(function* () {
    const q = textParam(params.q)
    if (q === undefined) return yield* new BadRequest({ error: "q is missing: what to look for." })
    const limits = { absent: searchMatches.absent, minimum: 1, maximum: searchMatches.maximum }
    const query = {
      q,
      case: yield* flagParam("case", params.case, false),
      regex: yield* flagParam("regex", params.regex, false),
      limit: yield* wholeParam("max_matches", params.max_matches, limits),
      context: yield* wholeParam("context", params.context, { ...searchContext, minimum: 0 }),
      rotated: yield* flagParam("include_rotated", params.include_rotated, true)
    }
    const { limit, matches, searched } = yield* search(yield* folderOf(logs, name), name, query, clean)
    return { query: q, truncated: limit !== undefined, limit: limit ?? null, matches, files_searched: searched }
  }).pipe(
    Effect.catchTag("UnknownLogFile", unknown(logs, clean)),
    Effect.catchTag("BadPattern", ({ reason }) => new BadRequest({ error: `q cannot be used: ${reason}.` })),
    Effect.catchTag(
      "SlowPattern",
      () => new BadRequest({ error: "q takes too long to try; write it without nested repetitions." })
    )
  )

/** A name that every header may hold, and the real one beside it. */
const dispositionOf = (name: string): string =>
  `attachment; filename="${name.replaceAll(/[^\w. -]/g, "_")}"; filename*=UTF-8''${encodeURIComponent(name).replaceAll("'", "%27")}`

/** The whole file as an attachment. */
export const sendLog = (
  logs: LogsService,
  name: string,
  clean: Clean
): Effect.Effect<HttpServerResponse.HttpServerResponse, UnknownLog> =>
  Effect.flatMap(folderOf(logs, name), (folder) => download(folder, name, clean)).pipe(
    Effect.map(({ bytes, file }) =>
      HttpServerResponse.stream(bytes, {
        contentType: "text/plain; charset=utf-8",
        headers: { "content-disposition": dispositionOf(file.name), "cache-control": "no-store" }
      })
    ),
    Effect.catchTag("UnknownLogFile", unknown(logs, clean))
  )
