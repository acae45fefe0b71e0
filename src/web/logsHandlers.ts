import * as HttpApiBuilder from "@effect/platform/HttpApiBuilder"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Effect from "effect/Effect"
import * as LogLevel from "effect/LogLevel"
import * as MutableRef from "effect/MutableRef"
import * as Option from "effect/Option"
import * as ParseResult from "effect/ParseResult"
import * as Schema from "effect/Schema"
import { levelFromWord } from "../observability/LogLine.ts"
import { Logs } from "../observability/Logs.ts"
import { Secrets } from "../observability/Redaction.ts"
import { Api } from "./Api.ts"
import { BadRequest } from "./ApiError.ts"
import { LevelOrder } from "./LogsApi.ts"
import { listLogs, plainPage, readLog, searchLogs, sendLog, wordOf } from "./logs/logRequests.ts"
import { textParam } from "./queryParams.ts"
import { cleaner } from "./TorrentView.ts"

const decodeLevel = Schema.decodeUnknown(Schema.parseJson(LevelOrder), { onExcessProperty: "error" })

const levelHelp = 'Send {"level": "DEBUG"}: CRITICAL, ERROR, WARNING, INFO, DEBUG or TRACE.'

/** The log files, their text, and what is logged. */
export const logsHandlers = HttpApiBuilder.group(Api, "logs", (handlers) =>
  Effect.gen(function* () {
    const logs = yield* Logs
    const clean = cleaner((yield* Secrets).redact)

    const setLevel = Effect.fn("web.setLogLevel")(function* (body: Effect.Effect<string, unknown>) {
      const text = yield* Effect.mapError(
        body,
        () => new BadRequest({ error: `The body cannot be read. ${levelHelp}` })
      )
      const order = yield* Effect.mapError(decodeLevel(text), (error) => {
        const [issue] = ParseResult.ArrayFormatter.formatErrorSync(error)
        return new BadRequest({ error: `${issue?.message ?? "The body is not valid"}. ${levelHelp}` })
      })
      const level = levelFromWord(order.level)
      if (Option.isNone(level)) {
        return yield* new BadRequest({ error: `There is no such level. ${levelHelp}` })
      }
      const word = wordOf(level.value)
      // While it can be seen, if it can be seen at all.
      const told = Effect.logInfo(`Log level set to ${word} by hand, until the config names another one`)
      const isTold = LogLevel.lessThanEqual(MutableRef.get(logs.level), LogLevel.Info)
      if (isTold) yield* told
      MutableRef.set(logs.level, level.value)
      if (!isTold) yield* told
      return { status: "ok" as const, level: word }
    })

    return handlers
      .handle("logs", () => listLogs(logs))
      .handle("log", ({ path: { name }, urlParams }) =>
        Effect.gen(function* () {
          const page = yield* readLog(logs, name, urlParams, clean)
          return textParam(urlParams.format) === "text" ? HttpServerResponse.text(plainPage(page)) : page
        })
      )
      .handle("searchLog", ({ path: { name }, urlParams }) => searchLogs(logs, name, urlParams, clean))
      .handle("downloadLog", ({ path: { name } }) => sendLog(logs, name, clean))
      .handleRaw("setLogLevel", ({ request }) => setLevel(request.text))
  })
)
