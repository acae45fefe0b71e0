import * as HttpApiEndpoint from "@effect/platform/HttpApiEndpoint"
import * as HttpApiGroup from "@effect/platform/HttpApiGroup"
import * as HttpApiSchema from "@effect/platform/HttpApiSchema"
import * as OpenApi from "@effect/platform/OpenApi"
import * as Schema from "effect/Schema"
import { wire } from "./ApiError.ts"
import { Authorization } from "./Authorization.ts"
import { Requires } from "./access/Scope.ts"
import { longestPattern } from "./logs/matcher.ts"
import { PageLine } from "./logs/readPage.ts"
import { text, whole } from "./queryParams.ts"
import { SameOrigin } from "./SameOrigin.ts"

/** Entries of one answer: unless asked otherwise, and at most. */
export const pageLines = 200
export const largestLogPage = 2000

/** Matches of one search, and entries around each; surface.md §3.6. */
export const searchMatches = { absent: 200, maximum: 1000 }
export const searchContext = { absent: 2, maximum: 10 }

const IsoTime = Schema.String.annotations({ description: "ISO 8601, UTC", examples: ["2024-01-15T10:30:00.000Z"] })
const Level = Schema.Literal("TRACE", "DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")

/** `GET /api/logs`. */
export const LogList = Schema.Struct({
  files: Schema.Array(Schema.String).annotations({ description: "names, each followed by its older parts" }),
  logs: Schema.Array(
    Schema.Struct({
      name: Schema.String,
      size: Schema.Int.annotations({ description: "bytes" }),
      modifiedAt: IsoTime,
      id: Schema.String.annotations({ description: "stays with the file when it is rotated and gets another name" })
    }).annotations({ identifier: "LogFile" })
  ),
  level: Level.annotations({ description: "what is logged at the moment, and everything more severe" })
}).annotations({ identifier: "Logs" })
export type LogList = typeof LogList.Type

/** `GET /api/logs/{name}`. */
export const LogPage = Schema.Struct({
  name: Schema.String.annotations({ description: "of the file that was read; another one when `id` was rotated" }),
  id: Schema.String,
  size: Schema.Int.annotations({ description: "bytes" }),
  lines: Schema.Array(PageLine).annotations({ description: "in the order of the file" }),
  start: Schema.Int.annotations({ description: "`before` for older entries; 0: this file has none" }),
  end: Schema.Int.annotations({ description: "`after` for newer entries" }),
  older: Schema.NullOr(Schema.String).annotations({ description: "the file that has the entries before this one" })
}).annotations({ identifier: "LogPage" })
export type LogPage = typeof LogPage.Type

/** `GET /api/logs/{name}/search`. */
export const LogSearch = Schema.Struct({
  query: Schema.String,
  truncated: Schema.Boolean,
  limit: Schema.NullOr(Schema.Literal("matches", "bytes", "time")).annotations({
    description: "why not everything was looked at; null: it was"
  }),
  matches: Schema.Array(
    Schema.Struct({
      file: Schema.String,
      ...PageLine.fields,
      context_before: Schema.Array(Schema.String),
      context_after: Schema.Array(Schema.String)
    }).annotations({ identifier: "LogMatch" })
  ).annotations({ description: "newest first" }),
  files_searched: Schema.Array(Schema.String)
}).annotations({ identifier: "LogSearch" })
export type LogSearch = typeof LogSearch.Type

/** Body of `POST /api/loglevel`. */
export const LevelOrder = Schema.Struct({
  level: Schema.String.annotations({ description: "as `Settings.ConsoleLevel`, in any case", examples: ["DEBUG"] })
}).annotations({ identifier: "LogLevelOrder" })

/** Answer of `POST /api/loglevel`. */
export const LevelSet = Schema.Struct({ status: Schema.Literal("ok"), level: Level }).annotations({
  identifier: "LogLevel"
})

const path = Schema.Struct({
  name: Schema.String.annotations({ description: "name of the file, URL-encoded", examples: ["Main.log"] })
})

const flag = (description: string) => text(`${description}: 1 or true, 0 or false`)

/** The log files, and what is logged. */
export const logs = HttpApiGroup.make("logs")
  .add(
    HttpApiEndpoint.get("logs", "/api/logs")
      .addSuccess(LogList)
      .annotate(OpenApi.Summary, "The log files and the level")
  )
  .add(
    HttpApiEndpoint.get("log", "/api/logs/:name")
      .setPath(path)
      .setUrlParams(
        Schema.Struct({
          lines: whole(`entries at most, default ${pageLines}`, { minimum: 1, maximum: largestLogPage }),
          before: whole("entries that begin before this byte, the newest of them", { minimum: 0 }),
          after: whole("entries from this byte on, the oldest of them", { minimum: 0 }),
          at: text("entries from this time on (ISO 8601)"),
          id: text("of the file that an earlier answer was about, so that it is found after it was rotated"),
          level: text("this level and more severe ones"),
          q: text("part of the entry, in any case"),
          format: text("text: plain text instead of JSON")
        })
      )
      .addSuccess(LogPage)
      .addError(wire.badRequest)
      .addError(wire.unknownLog)
      .annotate(OpenApi.Summary, "Entries of a log file; its end unless asked otherwise")
  )
  .add(
    HttpApiEndpoint.get("searchLog", "/api/logs/:name/search")
      .setPath(path)
      .setUrlParams(
        Schema.Struct({
          q: text(`what to look for, at most ${longestPattern} characters`),
          case: flag("whether case counts, default no"),
          regex: flag("whether it is a regular expression, default no"),
          max_matches: whole(`matches at most, default ${searchMatches.absent}`, {
            minimum: 1,
            maximum: searchMatches.maximum
          }),
          context: whole(`entries around each match, default ${searchContext.absent}`, {
            minimum: 0,
            maximum: searchContext.maximum
          }),
          include_rotated: flag("also the older parts, default yes")
        })
      )
      .addSuccess(LogSearch)
      .addError(wire.badRequest)
      .addError(wire.unknownLog)
      .annotate(OpenApi.Summary, "Search a log file and its older parts, at most 80 MiB or 8 seconds")
  )
  .add(
    HttpApiEndpoint.get("downloadLog", "/api/logs/:name/download")
      .setPath(path)
      .addSuccess(HttpApiSchema.Text({ contentType: "text/plain" }))
      .addError(wire.unknownLog)
      .annotate(OpenApi.Summary, "The whole file")
  )
  .add(
    HttpApiEndpoint.post("setLogLevel", "/api/loglevel")
      .setPayload(LevelOrder)
      .addSuccess(LevelSet)
      .addError(wire.badRequest)
      .annotate(Requires, "config")
      .annotate(OpenApi.Summary, "Log more or less from now on, until the config names another level")
  )
  .annotate(Requires, "read")
  .middleware(SameOrigin)
  .middleware(Authorization)
