import type { TomlError } from "smol-toml"
import type { ConfigProblem } from "./ConfigProblem.ts"

/** A broken line may be the one with the password: what stands behind such a key is not shown. */
const secretKey = /((?:key|password|hash|secret|token|uri)["']?\s*=\s*)[^\s#][^#]*/gi

/** The parser's message with its place and the lines around it. */
export const syntaxProblem = (file: string, error: TomlError): ConfigProblem => {
  const what = (error.message.split("\n")[0] ?? "").replace(/^Invalid TOML document: /, "")
  const frame = error.codeblock.replace(/\n$/, "").replaceAll(secretKey, "$1<redacted>")
  return {
    file,
    line: error.line,
    column: error.column,
    key: "",
    found: "text that is not TOML",
    allowed: "a TOML document",
    message: `not valid TOML (column ${error.column}): ${what}\n${frame}`,
    severity: "error"
  }
}

const ofWholeFile = (file: string, found: string, allowed: string, message: string): ConfigProblem => ({
  file,
  line: undefined,
  column: undefined,
  key: "",
  found,
  allowed,
  message,
  severity: "error"
})

/** An empty file would mean "manage nothing", which nobody writes a file for; more likely it is being saved. */
export const emptyFile = (file: string): ConfigProblem =>
  ofWholeFile(
    file,
    "an empty file",
    "a config",
    "the config file is empty; restore it, or delete it and run: qbitrr config init"
  )

export const missingFile = (file: string): ConfigProblem =>
  ofWholeFile(
    file,
    "no file",
    "a config file",
    "there is no config file here; to write a first one run: qbitrr config init (or name yours with --config FILE)"
  )

export const unreadableFile = (file: string, why: string): ConfigProblem =>
  ofWholeFile(file, "a file that cannot be read", "a readable file", `the config file cannot be read: ${why}`)
