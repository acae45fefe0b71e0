import * as Command from "@effect/cli/Command"
import * as HelpDoc from "@effect/cli/HelpDoc"
import * as Options from "@effect/cli/Options"
import * as ValidationError from "@effect/cli/ValidationError"
import * as Clock from "effect/Clock"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Logger from "effect/Logger"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import type { Config } from "../config/Config.ts"
import { isEntry } from "../managers/Entry.ts"
import { makeReplayer, rulesOfConfig } from "../managers/replay.ts"
import { databaseIn } from "../store/DatabaseFile.ts"
import { openReadOnly } from "../store/openReadOnly.ts"
import * as Recordings from "../store/Recordings.ts"
import { failed } from "./CliFailure.ts"
import { load, locate } from "./loadConfig.ts"
import { location } from "./options.ts"
import { renderReplay } from "./renderReplay.ts"
import { plain } from "./text.ts"

const units: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** `24h`, `90m`, `7d`, `30s` in milliseconds; undefined for anything else. */
export const spanOf = (text: string): number | undefined => {
  const found = /^(\d{1,9})([smhd])$/.exec(text.trim().toLowerCase())
  const unit = units[found?.[2] ?? ""]
  return found === null || unit === undefined ? undefined : Number(found[1]) * unit
}

const since = Options.text("since").pipe(
  Options.withPseudoName("SPAN"),
  Options.withDescription("How far back, e.g. 90m, 24h or 7d (default: 24h). Recordings are kept for 7 days."),
  Options.mapEffect((text) => {
    const span = spanOf(text)
    return span === undefined
      ? Effect.fail(
          ValidationError.invalidValue(HelpDoc.p(`--since takes a span such as 90m, 24h or 7d, not "${text}".`))
        )
      : Effect.succeed({ text, span })
  }),
  Options.withDefault({ text: "24h", span: 86_400_000 })
)

const nothing = (span: string, file: string): string =>
  `Nothing was recorded in the last ${span} in ${file}. The daemon records while it runs: what rules look at is written within five minutes. Start it with "qbitrr run", wait a while, or give its --data folder or a longer --since.`

/** Decides everything recorded since then again. `unreadable`: snapshots that are none to this version. */
const replayed = (file: string, from: number, config: Config) =>
  Effect.gen(function* () {
    const opened = yield* openReadOnly(file)
    if (Option.isNone(opened) || opened.value.schemaVersion < Recordings.schemaVersion) return undefined
    const replayer = makeReplayer(rulesOfConfig(config))
    let unreadable = 0
    yield* Stream.runForEach(Recordings.read(opened.value.sql, { since: from }), ({ entries }) =>
      Effect.sync(() => {
        for (const entry of entries) {
          if (!isEntry(entry)) unreadable += 1
          else if (entry.now >= from) replayer.see(entry)
        }
      })
    )
    return { report: replayer.report(), unreadable }
  }).pipe(
    Effect.scoped,
    Effect.mapError((error) =>
      failed(
        error._tag === "SqlError" ? `What was recorded in ${file} cannot be read: ${error.message}` : error.message
      )
    )
  )

export const replay = Command.make("replay", { since, ...location }, (options) =>
  Effect.gen(function* () {
    const where = yield* locate(options)
    const { config } = yield* load(where)
    const file = databaseIn(where.dataFolder)
    const warnings: Array<string> = []
    const quiet = Logger.replace(
      Logger.defaultLogger,
      Logger.make(({ message }) => void warnings.push(plain(String(message))))
    )
    const now = yield* Clock.currentTimeMillis
    const result = yield* Effect.provide(replayed(file, now - options.since.span, config), quiet)
    for (const warning of warnings) yield* Console.error(warning)
    if (result === undefined || result.report.entries + result.unreadable === 0) {
      return yield* failed(nothing(options.since.text, file))
    }
    yield* Console.log(renderReplay(result.report, where.configFile, result.unreadable))
  })
).pipe(
  Command.withDescription(
    "Decide again what a daemon has seen, with the config of --config, and print what would have been done differently."
  )
)
