/** Escape sequences that only colour text. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character is what this is about
const colours = /\u001b\[[0-9;]*m/g

/** What @effect/cli says about every option, without telling anything. */
const noise = new Set([
  "A user-defined piece of text.",
  "A true or false value.",
  "A floating point number.",
  "This setting is optional."
])

const plain = (line: string): string => line.replace(colours, "")

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

/** Help text as people read it: the usage line names the whole command, empty sentences are gone. */
export const readable = (text: string, path: ReadonlyArray<string>, colour: boolean): string => {
  const own = path.at(-1)
  return text
    .split("\n")
    .filter((line) => !noise.has(plain(line).trim()))
    .map((line) =>
      own !== undefined && plain(line).startsWith(`$ ${own}`) ? line.replace(own, ["qbitrr", ...path].join(" ")) : line
    )
    .map((line) => (colour ? line : plain(line)).trimEnd())
    .join("\n")
    .replace(/\n{3,}/g, "\n\n")
    .trimEnd()
}
