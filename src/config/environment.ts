import { isQbitSection } from "./Config.ts"
import type { ConfigProblem } from "./ConfigProblem.ts"
import { showFound } from "./ConfigProblem.ts"
import { allVariables, prefix, type Target, targetsOf } from "./environmentNames.ts"
import { type KeyPath, pathId, showPath } from "./KeyPath.ts"
import { nearest } from "./nearest.ts"
import { isTable, type TomlTable } from "./TomlTable.ts"
import { booleanFromText } from "./values/Choice.ts"
import { tomlFromText } from "./values/Codec.ts"

/** The environment of the process, or a test's. */
export type Environment = Readonly<Record<string, string | undefined>>

/** What was read for a `…_FILE` variable: its text, or why there is none. */
export type SecretFile = { readonly text: string } | { readonly failure: string }

export interface Overlaid {
  readonly table: TomlTable
  /** Variable that set a path. */
  readonly variableAt: ReadonlyMap<string, string>
  readonly overrides: { readonly searchOnly: boolean; readonly processingOnly: boolean }
  readonly problems: ReadonlyArray<ConfigProblem>
}

/** Read by somebody else, or of no meaning here, but no mistake (spec config §10.2). */
const others = new Set([
  "QBITRR_OVERRIDES_DATA_PATH",
  "QBITRR_SETUP_TOKEN",
  "QBITRR_SETTINGS_GITHUB_TOKEN",
  "QBITRR_DOCKER_RUNNING",
  "QBITRR_SOURCE_BUILD",
  "QBITRR_USE_DEV_SERVER"
])

const modes = {
  QBITRR_OVERRIDES_SEARCH_ONLY: "searchOnly",
  QBITRR_OVERRIDES_PROCESSING_ONLY: "processingOnly"
} as const

/** What Kubernetes sets for a service whose name begins with qbitrr. */
const ofKubernetes = /_(SERVICE_(HOST|PORT)(_\w+)?|PORT(_\d+_(TCP|UDP)(_(ADDR|PORT|PROTO))?)?)$/

const claimsToBeKey = /__|^QBITRR_(SETTINGS|QBIT|OVERRIDES)_/

const fileSuffix = "_FILE"

/** Variables of ours that name a file to read a value from. */
export const fileVariables = (environment: Environment): ReadonlyArray<readonly [name: string, path: string]> =>
  Object.entries(environment).flatMap(([name, value]) => {
    const upper = name.toUpperCase()
    return upper.startsWith(prefix) && upper.endsWith(fileSuffix) && value !== undefined && value !== ""
      ? [[name, value] as const]
      : []
  })

const problem = (
  file: string,
  key: string,
  found: string,
  allowed: string,
  message: string,
  severity: ConfigProblem["severity"] = "error"
): ConfigProblem => ({ file, line: undefined, column: undefined, key, found, allowed, message, severity })

const unknownVariable = (name: string, upper: string, sections: ReadonlyArray<string>): ConfigProblem => {
  const near = nearest(upper, [...allVariables(sections), ...others, ...Object.keys(modes)])
  const advice = near === undefined ? "unset it, or see docs/configuration.md for the names" : `did you mean ${near}?`
  const known = sections.filter((section) => section !== "Settings" && section !== "WebUI").join(", ")
  return problem(
    name,
    "",
    "a variable that names no key",
    "QBITRR_<SECTION>__<KEY>",
    `names no key of this config; ${advice}${near === undefined && upper.includes("__") && known !== "" ? ` (sections here: Settings, WebUI, ${known})` : ""}`,
    claimsToBeKey.test(upper) ? "error" : "warning"
  )
}

/** `QBITRR_QBIT_DISABLED=true` parks every qBittorrent, as it always did. */
const everyQbit = (upper: string, value: unknown, targets: ReadonlyArray<Target>, sections: ReadonlyArray<string>) => {
  const [target] = targets
  return upper === "QBITRR_QBIT_DISABLED" && value === true && target !== undefined
    ? [...new Set([target.section, ...sections.filter(isQbitSection)])].map((section) => ({ ...target, section }))
    : targets
}

/**
 * Lays the environment over the document. A variable counts by being set, whatever it says. `files` holds what was read
 * for `fileVariables`.
 */
export const overlay = (
  document: TomlTable,
  environment: Environment,
  files: ReadonlyMap<string, SecretFile>
): Overlaid => {
  const table: TomlTable = structuredClone({ ...document })
  const variableAt = new Map<string, string>()
  const problems: Array<ConfigProblem> = []
  const overrides = { searchOnly: false, processingOnly: false }
  // `qBit` may be made by the environment alone; the name of any other section is only known from the file.
  const sections = [...new Set(["Settings", "WebUI", "qBit", ...Object.keys(document)])]

  const set = (name: string, { section, leaf }: Target, value: unknown): void => {
    const path: KeyPath = [section, ...leaf.path]
    const before = variableAt.get(pathId(path))
    if (before !== undefined) {
      problems.push(
        problem(
          name,
          showPath(path),
          `${before} and ${name}`,
          "one of them",
          `is also set by ${before}; unset one of them`
        )
      )
      return
    }
    variableAt.set(pathId(path), name)
    let parent = table
    for (const part of [section, ...leaf.path.slice(0, -1)]) {
      // A section that is no table is a problem of its own; the variable has nowhere to go then.
      parent[part] ??= {}
      const next = parent[part]
      if (!isTable(next)) return
      parent = next
    }
    parent[leaf.path[leaf.path.length - 1] ?? ""] = value
  }

  for (const [name, text] of Object.entries(environment).sort(([a], [b]) => (a < b ? -1 : 1))) {
    const upper = name.toUpperCase()
    if (text === undefined || !upper.startsWith(prefix) || others.has(upper)) continue
    if (upper in modes) {
      const on = booleanFromText(text)
      if (typeof on === "boolean") overrides[modes[upper as keyof typeof modes]] = on
      else problems.push(wrongMode(name, text))
      continue
    }
    const fromFile = upper.endsWith(fileSuffix) && targetsOf(upper, sections).length === 0
    const named = fromFile ? upper.slice(0, -fileSuffix.length) : upper
    const targets = targetsOf(named, sections)
    const [first] = targets
    if (first === undefined) {
      if (!ofKubernetes.test(upper)) problems.push(unknownVariable(name, upper, sections))
      continue
    }
    const read = fromFile ? files.get(name) : { text }
    if (read === undefined || "failure" in read) {
      const failure = read === undefined ? "it names no file" : read.failure
      problems.push(
        problem(
          name,
          showPath([first.section, ...first.leaf.path]),
          "a file that cannot be read",
          "a readable file",
          failure
        )
      )
      continue
    }
    const content = fromFile ? read.text.replace(/\r?\n$/, "") : read.text
    const { node } = first.leaf
    const value = node._tag === "Key" ? node.value.fromText(content) : tomlFromText(content)
    const all = everyQbit(named, value, targets, Object.keys(document))
    if (targets.length > 1) {
      const names = targets.map((target) => target.section).join(" and ")
      problems.push(
        problem(
          name,
          "",
          `a variable for ${names}`,
          "a variable for one section",
          `could mean ${names}; rename one of these sections`
        )
      )
      continue
    }
    for (const target of all) set(name, target, value)
  }
  return { table, variableAt, overrides, problems }
}

const wrongMode = (name: string, text: string): ConfigProblem => {
  const found = showFound(text, false)
  return problem(name, "", found, "true or false", `found ${found}, allowed: true or false`)
}
