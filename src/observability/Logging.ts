import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as LogLevel from "effect/LogLevel"
import * as MutableRef from "effect/MutableRef"
import * as Option from "effect/Option"
import * as LogFile from "./LogFile.ts"
import { format, type LogLine, workerOf } from "./LogLine.ts"
import type { LogTail } from "./LogTail.ts"
import { Secrets } from "./Redaction.ts"

/** Where the console lines go; a process stream fits. */
export interface Output {
  readonly write: (text: string) => unknown
  readonly isTTY?: boolean
}

export interface LoggingOptions {
  /** Folder of the log files, made when missing; none writes no files. */
  readonly folder: Option.Option<string>
  readonly level: LogLevel.LogLevel
  readonly console: boolean
  /** Size at which a log file is rotated, bytes; 10 MiB unless given. */
  readonly maxBytes?: number
  /** Rotated files kept of each log, 5 unless given. */
  readonly maxFiles?: number
  /** Holds the level from then on, so that it can change at run time; it is set to `level` at first. */
  readonly levelRef?: MutableRef.MutableRef<LogLevel.LogLevel>
  /** Gets every line of every file, also where no files are written. */
  readonly tail?: LogTail
  /** `process.stdout` and `process.stderr` unless given. */
  readonly stdout?: Output
  readonly stderr?: Output
}

/** File that gets every line. */
export const mainFile = "Main.log"

/** Name of a worker's own file. Whatever a file name should not hold becomes `_`, and no worker takes `Main.log`. */
export const fileNameOf = (worker: string): string => {
  const safe = worker
    .replaceAll(/[^A-Za-z0-9._-]/g, "_")
    .replace(/^\.+/, "_")
    .slice(0, 100)
  return safe === "" || safe.toLowerCase() === "main" ? `_${safe}.log` : `${safe}.log`
}

const colours: Readonly<Record<string, string>> = {
  CRITICAL: "\u001b[1;31m",
  ERROR: "\u001b[31m",
  WARNING: "\u001b[33m",
  INFO: "\u001b[32m",
  DEBUG: "\u001b[36m",
  TRACE: "\u001b[2m"
}

const render = (line: LogLine, level: string): string => `${line.time} ${level} - ${line.text}\n`

/** All files of one folder, each opened by its first line. */
const makeFiles = (options: LoggingOptions, folder: string, onFailure: (message: string) => void) =>
  Effect.acquireRelease(
    Effect.sync(() => {
      const open = new Map<string, LogFile.LogFile>()
      const write = (name: string, line: string, now: number): void => {
        let file = open.get(name)
        if (file === undefined) {
          file = LogFile.make({
            folder,
            name,
            maxBytes: options.maxBytes ?? 10 * 1024 * 1024,
            maxFiles: options.maxFiles ?? 5,
            onFailure
          })
          open.set(name, file)
        }
        file.write(line, now)
      }
      return { open, write }
    }),
    ({ open }) => Effect.forEach(open.values(), (file) => file.end, { concurrency: "unbounded", discard: true })
  )

/** A reader of our output that goes away (`qbitrr run | head`) must not end the daemon. */
const surviveClosedPipes = Effect.acquireRelease(
  Effect.sync(() => {
    const ignore = (): void => undefined
    process.stdout.on("error", ignore)
    process.stderr.on("error", ignore)
    return ignore
  }),
  (ignore) =>
    Effect.sync(() => {
      process.stdout.off("error", ignore)
      process.stderr.off("error", ignore)
    })
)

const make = (options: LoggingOptions) =>
  Effect.gen(function* () {
    yield* surviveClosedPipes
    const secrets = yield* Secrets
    const stdout = options.stdout ?? process.stdout
    const stderr = options.stderr ?? process.stderr
    const level = options.levelRef ?? MutableRef.make(options.level)
    MutableRef.set(level, options.level)
    const coloured = stdout.isTTY === true && (process.env["NO_COLOR"] ?? "") === ""
    let warned = false
    const warnOnce = (message: string): void => {
      if (!warned) stderr.write(secrets.redact(`Log files: ${message}. The console goes on.\n`))
      warned = true
    }
    const files = Option.isSome(options.folder) ? yield* makeFiles(options, options.folder.value, warnOnce) : undefined

    return Logger.make<unknown, void>((entry) => {
      if (LogLevel.lessThan(entry.logLevel, MutableRef.get(level))) return
      const line = format(entry, secrets.redact)
      // Once more as a whole: a secret may lie across the parts of a line.
      const text = secrets.redact(render(line, line.level))
      if (options.console) {
        const colour = coloured ? colours[line.level] : undefined
        stdout.write(colour === undefined ? text : text.replace(line.level, `${colour}${line.level}\u001b[0m`))
      }
      const { tail } = options
      if (files === undefined && tail?.isHeard() !== true) return
      const at = entry.date.getTime()
      const worker = workerOf(entry)
      const names = worker === undefined ? [mainFile] : [mainFile, fileNameOf(worker)]
      if (files !== undefined) for (const name of names) files.write(name, text, at)
      if (tail?.isHeard() !== true) return
      for (const name of names) tail.write(name, { at, level: line.level, worker, text: line.text })
    })
  })

/**
 * Replaces Effect's own logger: one line per entry, `2026-11-23 20:38:53 INFO - message`, on the console and in
 * `Main.log`; lines annotated with `worker` also in that worker's file. No line holds a registered secret, no file a colour
 * code. Releasing the layer waits until the last line is in its file.
 */
export const layer = (options: LoggingOptions): Layer.Layer<never, never, Secrets> =>
  Layer.mergeAll(
    Logger.replaceScoped(Logger.defaultLogger, make(options)),
    // `runMain` of an embedder has put this one in the place of the default: it would print every line unredacted.
    Logger.remove(Logger.prettyLoggerDefault),
    // The logger itself compares, so that the level can change while the daemon runs.
    Logger.minimumLogLevel(LogLevel.All)
  )
