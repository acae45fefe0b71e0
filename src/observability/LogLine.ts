import * as Cause from "effect/Cause"
import * as HashMap from "effect/HashMap"
import * as Inspectable from "effect/Inspectable"
import * as List from "effect/List"
import type * as Logger from "effect/Logger"
import * as LogLevel from "effect/LogLevel"
import * as Option from "effect/Option"

/** The word a level has in every line; the finer names of older configurations are among them. */
export const levelWord = (level: LogLevel.LogLevel): string => {
  switch (level._tag) {
    case "Fatal":
      return "CRITICAL"
    case "Error":
      return "ERROR"
    case "Warning":
      return "WARNING"
    case "Debug":
      return "DEBUG"
    case "Trace":
      return "TRACE"
    default:
      return "INFO"
  }
}

const levels: Readonly<Record<string, LogLevel.LogLevel>> = {
  CRITICAL: LogLevel.Fatal,
  FATAL: LogLevel.Fatal,
  ERROR: LogLevel.Error,
  WARNING: LogLevel.Warning,
  WARN: LogLevel.Warning,
  NOTICE: LogLevel.Info,
  HNOTICE: LogLevel.Info,
  SUCCESS: LogLevel.Info,
  INFO: LogLevel.Info,
  DEBUG: LogLevel.Debug,
  VERBOSE: LogLevel.Trace,
  TRACE: LogLevel.Trace
}

/** The level a configuration names, any case; none for a word that is no level. */
export const levelFromWord = (word: string): Option.Option<LogLevel.LogLevel> =>
  Option.fromNullable(levels[word.trim().toUpperCase()])

const pad = (n: number): string => String(n).padStart(2, "0")

/** `2026-11-23 20:38:53`, in the time zone of the machine. */
export const localTime = (date: Date): string =>
  `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())} ` +
  `${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}`

// Escape sequences (ECMA-48 CSI, OSC and the two-character ones), then whatever control characters are left.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what has to go
const escapes = /[\u001b\u009b](?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[0-?]*[ -/]*[@-~])/g
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what has to go
const controls = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g

/** Takes colours and control characters out: names of torrents must not reach into a terminal or forge a line. */
export const plain = (text: string): string => text.replaceAll("\r\n", "\n").replace(escapes, "").replace(controls, "")

const toText = (value: unknown): string => (typeof value === "string" ? value : Inspectable.toStringUnknown(value, 0))

const indent = (text: string): string => text.replaceAll("\n", "\n    ")

/** The worker a line belongs to, from the annotation `worker`. */
export const workerOf = (options: Logger.Logger.Options<unknown>): string | undefined => {
  const worker = HashMap.get(options.annotations, "worker")
  return Option.isSome(worker) && typeof worker.value === "string" ? worker.value : undefined
}

const annotationsOf = (options: Logger.Logger.Options<unknown>): string => {
  let text = ""
  for (const [key, value] of options.annotations) if (key !== "worker") text += ` ${key}=${toText(value)}`
  for (const span of List.toArray(options.spans)) text += ` ${span.label}=${options.date.getTime() - span.startTime}ms`
  return text
}

/** One entry of the log, in parts so that a console can colour the level. No line break at its end. */
export interface LogLine {
  readonly time: string
  readonly level: string
  /** Message, annotations and, indented below, the cause. Free of control characters and secrets. */
  readonly text: string
}

/** `redact` sees the message both as it was given and as it will stand in the line. */
export const format = (options: Logger.Logger.Options<unknown>, redact: (text: string) => string): LogLine => {
  const parts = Array.isArray(options.message) ? options.message : [options.message]
  const message = parts.map(toText).join(" ")
  const worker = workerOf(options)
  const prefix = worker === undefined || message.includes(worker) ? "" : `[${worker}] `
  const cause = Cause.isEmpty(options.cause) ? "" : `\n${Cause.pretty(options.cause, { renderErrorCause: true })}`
  const raw = redact(`${prefix}${message}${annotationsOf(options)}${cause}`)
  return {
    time: localTime(options.date),
    level: levelWord(options.logLevel),
    text: redact(indent(redact(plain(raw))))
  }
}
