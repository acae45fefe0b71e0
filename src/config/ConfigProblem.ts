import * as Schema from "effect/Schema"
import { redactPatterns } from "../observability/Redaction.ts"

/** One thing wrong with the config, complete enough to be shown anywhere by itself. */
export const ConfigProblem = Schema.Struct({
  /** Config file, or the name of the environment variable the value came from. */
  file: Schema.String,
  line: Schema.UndefinedOr(Schema.Int),
  column: Schema.UndefinedOr(Schema.Int),
  /** Dotted path of the key; empty when the file as a whole is meant. */
  key: Schema.String,
  /** What was found, ready to be shown; never a secret. */
  found: Schema.String,
  /** What would be accepted. */
  allowed: Schema.String,
  /** The sentence for people: found, allowed, what to do. */
  message: Schema.String,
  /** An error makes the config unusable, a warning does not. */
  severity: Schema.Literal("error", "warning")
})
export type ConfigProblem = typeof ConfigProblem.Type

/** One problem in one line (a syntax error has its code frame below): `config.toml:12: Settings.Port: found …`. */
export const render = ({ file, line, key, message, severity }: ConfigProblem): string =>
  [
    line === undefined ? file : `${file}:${line}`,
    ...(key === "" ? [] : [key]),
    ...(severity === "warning" ? ["warning"] : []),
    message
  ].join(": ")

/** Exit code for an unusable config (`EX_CONFIG` of sysexits.h). */
export const unusableExitCode = 78

/** The config cannot be used. All problems at once, warnings included; `message` is one line for each. */
export class ConfigUnusable extends Schema.TaggedError<ConfigUnusable>("qbitrr/config/ConfigUnusable")(
  "ConfigUnusable",
  { problems: Schema.Array(ConfigProblem) }
) {
  /** What the process ends with. */
  get exitCode(): number {
    return unusableExitCode
  }
  override get message(): string {
    return this.problems.map(render).join("\n")
  }
}

const longestShown = 60

/** A value as shown in messages: short, and without anything that looks like a secret. */
export const showFound = (value: unknown, secret: boolean): string => {
  if (value === undefined) return "nothing"
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : "a list"
  if (typeof value === "object" && value !== null && !(value instanceof Date)) return "a table"
  if (secret) return `a ${typeof value === "string" ? "text" : "value"} that is not shown here`
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "a time" : `the date ${value.toISOString()}`
  if (typeof value !== "string") return String(value)
  const text = redactPatterns(value)
  return JSON.stringify(text.length > longestShown ? `${text.slice(0, longestShown)}…` : text)
}

/** Order of a report: by place in the file, then what came from elsewhere; errors and warnings alike. */
export const inOrder = (problems: ReadonlyArray<ConfigProblem>): ReadonlyArray<ConfigProblem> =>
  [...problems].sort((a, b) => (a.line ?? Number.MAX_SAFE_INTEGER) - (b.line ?? Number.MAX_SAFE_INTEGER))
