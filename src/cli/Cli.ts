import * as CliConfig from "@effect/cli/CliConfig"
import * as Command from "@effect/cli/Command"
import * as HelpDoc from "@effect/cli/HelpDoc"
import * as ValidationError from "@effect/cli/ValidationError"
import * as Cause from "effect/Cause"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { version } from "../web/version.ts"
import { CliFailure, exitCodes } from "./CliFailure.ts"
import { configCheck } from "./configCheck.ts"
import { configExample } from "./configExample.ts"
import { configInit } from "./configInit.ts"
import { configShow } from "./configShow.ts"
import { drill } from "./drill.ts"
import { explain } from "./explain.ts"
import { globalsLast } from "./globals.ts"
import { commandPath, readable, withoutColour } from "./help.ts"
import { password } from "./password.ts"
import { replay } from "./replay.ts"
import { restart } from "./restart.ts"
import * as Run from "./run.ts"
import { search } from "./search.ts"
import { start } from "./start.ts"
import { status } from "./status.ts"
import { stop } from "./stop.ts"
import { token } from "./token.ts"
import { trackers } from "./trackers.ts"

const config = Command.make("config").pipe(
  Command.withDescription("Check, write or show the config."),
  Command.withSubcommands([configCheck, configInit, configShow, configExample])
)

const root = (daemon: Run.DaemonLayer) =>
  Command.make("qbitrr").pipe(
    Command.withDescription("Looks after qBittorrent for Radarr, Sonarr, Lidarr and Readarr."),
    Command.withSubcommands([
      Run.make(daemon),
      status,
      restart,
      stop,
      start,
      drill,
      explain,
      search,
      replay,
      trackers,
      password,
      token,
      config
    ])
  )

/** Commands and their subcommands, for the usage lines of the help. */
const tree: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ...["run", "status", "restart", "stop", "start", "drill", "explain", "replay", "trackers"].map(
    (name) => [name, new Set<string>()] as const
  ),
  ["search", new Set(["list", "now"])],
  ["password", new Set(["set", "hash"])],
  ["token", new Set(["create", "list", "revoke"])],
  ["config", new Set(["check", "init", "show", "example"])]
])

/** A command that only has subcommands. */
const isGroup = (path: ReadonlyArray<string>): boolean => path.length === 1 && (tree.get(path[0] ?? "")?.size ?? 0) > 0

const footer = HelpDoc.p(
  "Every command takes --config FILE, --data DIR and --help. Also: --version; --completions bash|fish|zsh prints a completion script."
)

/** Is the output of this command line a help text? */
const asksForHelp = (args: ReadonlyArray<string>, path: ReadonlyArray<string>): boolean =>
  args.includes("--help") || args.includes("-h") || path.length === 0 || isGroup(path)

const rewritten = (base: Console.Console, text: (text: string) => string): Console.Console => {
  const each = (words: ReadonlyArray<unknown>) => words.map((word) => (typeof word === "string" ? text(word) : word))
  return {
    ...base,
    log: (...words) => base.log(...each(words)),
    error: (...words) => base.error(...each(words))
  }
}

/** Prints why a command failed; the parser has told its own errors already. */
const report = (cause: Cause.Cause<unknown>): Effect.Effect<void> => {
  if (Cause.isInterruptedOnly(cause)) return Effect.void
  const error = Cause.squash(cause)
  if (ValidationError.isValidationError(error)) return Effect.void
  if (error instanceof CliFailure) return error.message === "" ? Effect.void : Console.error(error.message)
  return Console.error(`This is a defect of qbitrr, please report it:\n${Cause.pretty(cause)}`)
}

/** The exit code a finished command line stands for. Being interrupted by a signal is an orderly end. */
export const exitCode = (exit: Exit.Exit<unknown, unknown>): number => {
  if (Exit.isSuccess(exit) || Cause.isInterruptedOnly(exit.cause)) return exitCodes.ok
  const error = Cause.squash(exit.cause)
  if (error instanceof CliFailure) return error.code
  return ValidationError.isValidationError(error) ? exitCodes.usage : exitCodes.failed
}

/**
 * The command line. `argv` is that of the process, `colour` whether the output can show colours. Prints its own errors.
 */
export const run = (daemon: Run.DaemonLayer, argv: ReadonlyArray<string>, colour: boolean) => {
  const args = globalsLast(argv.slice(2))
  const path = commandPath(args, tree)
  const help = asksForHelp(args, path)
  const text = (words: string) => (help ? readable(words, path, colour) : colour ? words : withoutColour(words))
  const command = Command.run(root(daemon), { name: "qbitrr", version, footer })
  return command([...argv.slice(0, 2), ...args]).pipe(
    Effect.provide(CliConfig.layer({ showBuiltIns: false })),
    Effect.tapErrorCause(report),
    (effect) => Effect.flatMap(Effect.console, (base) => Effect.withConsole(effect, rewritten(base, text)))
  )
}
