/** Escape sequences that only colour text. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character is what this is about
const colours = /\u001b\[[0-9;]*m/g

/** What @effect/cli says about every option, without telling anything. */
const noise = new Set([
  "A user-defined piece of text.",
  "A true or false value.",
  "A floating point number.",
  "An integer.",
  "This setting is optional.",
  "This argument must be repeated at least 1 times."
])

/** For pipes and files. */
export const withoutColour = (text: string): string => text.replace(colours, "")

/**
 * The words of the command line that name a command: `["config", "check"]` of `qbitrr config check --help`.
 * `tree` maps a command to its subcommands.
 */
export const commandPath = (args: ReadonlyArray<string>, tree: ReadonlyMap<string, ReadonlySet<string>>) => {
  const words = args.filter((arg) => !arg.startsWith("-"))
  const first = words[0]
  const subcommands = first === undefined ? undefined : tree.get(first)
  if (first === undefined || subcommands === undefined) return []
  const second = words[1]
  return second !== undefined && subcommands.has(second) ? [first, second] : [first]
}

/** `  - stop <NAME>  Stop one process.`, a line in a list of commands. */
const listed = / {2}- (.+?)(?: {2,}(\S.*))?$/

/** In a list of commands the options that all of them take say nothing. */
const common = " [--config FILE] [--data DIR]"

/** The list of commands: one line each, aligned. */
const commandList = (lines: ReadonlyArray<string>): ReadonlyArray<string> => {
  const parts = lines.map((line) => listed.exec(line)).map((found) => [found?.[1] ?? "", found?.[2] ?? ""] as const)
  const rows = parts.map(([usage, text]) => [usage.replace(common, ""), text] as const)
  const width = Math.max(0, ...rows.map(([usage]) => usage.length))
  return rows.map(([usage, text]) => `  ${usage.padEnd(width)}  ${text}`.trimEnd())
}

const usageLine = (line: string, path: ReadonlyArray<string>): string => {
  const own = path.at(-1)
  const whole = own === undefined ? line : line.replace(own, ["qbitrr", ...path].join(" "))
  return /^\$ qbitrr( config| search| password| token)?\s*$/.test(withoutColour(whole))
    ? `${whole.trimEnd()} COMMAND`
    : whole
}

/** Help text as people read it: the usage line names the whole command, empty sentences are gone. */
export const readable = (text: string, path: ReadonlyArray<string>, colour: boolean): string => {
  const lines = text.split("\n").filter((line) => !noise.has(withoutColour(line).trim()))
  const isListed = (line: string) => listed.test(withoutColour(line))
  const first = lines.findIndex(isListed)
  const list = commandList(lines.filter(isListed).map(withoutColour))
  const withList =
    first < 0 ? lines : [...lines.slice(0, first), ...list, ...lines.slice(lines.findLastIndex(isListed) + 1)]
  return withList
    .map((line) => (withoutColour(line).startsWith("$ ") ? usageLine(line, path) : line))
    .map((line) => (colour ? line : withoutColour(line)).trimEnd())
    .join("\n")
    .replace(/\n{3,}/g, "\n\n")
    .trimEnd()
}
