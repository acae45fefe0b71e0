import type { KeyPath } from "../KeyPath.ts"
import { isTable, type TomlTable } from "../TomlTable.ts"
import { tomlAssignment, tomlKey, tomlValue } from "../TomlText.ts"

/** Whether a table at this path is one value (`{ … }`) and not a table with a header of its own. */
export type IsInline = (path: KeyPath) => boolean

/** Rows of an array of tables: `[[…]]` each. */
export const areRows = (value: unknown): value is ReadonlyArray<TomlTable> =>
  Array.isArray(value) && value.length > 0 && value.every(isTable)

/** A dotted key as it stands in TOML. */
export const dottedKey = (names: ReadonlyArray<string>): string => names.map(tomlKey).join(".")

/** Names only: headers of rows do not count. */
export const namesOf = (path: KeyPath): ReadonlyArray<string> =>
  path.filter((part): part is string => typeof part === "string")

/** What has no place in TOML is left out. */
const present = (value: TomlTable): ReadonlyArray<readonly [string, unknown]> =>
  Object.entries(value).filter(([, inner]) => inner !== undefined && inner !== null)

/** A value as TOML on one line. */
export const inlineText = (value: unknown): string =>
  isTable(value)
    ? present(value).length === 0
      ? "{}"
      : `{ ${present(value)
          .map(([name, inner]) => `${tomlKey(name)} = ${inlineText(inner)}`)
          .join(", ")} }`
    : Array.isArray(value)
      ? `[${value.map(inlineText).join(", ")}]`
      : tomlValue(value)

/** `a.b = value`, on several lines where a list is long. */
export const assignmentText = (names: ReadonlyArray<string>, value: unknown): string => {
  const name = names.at(-1) ?? ""
  const front = names
    .slice(0, -1)
    .map((part) => `${tomlKey(part)}.`)
    .join("")
  return (
    front +
    (Array.isArray(value) && !areRows(value) ? tomlAssignment(name, value) : `${tomlKey(name)} = ${inlineText(value)}`)
  )
}

/** A table with its header and everything in it as text, each table apart by an empty line. */
export const blocksText = (path: KeyPath, value: TomlTable, isInline: IsInline, brackets: "[" | "[[" = "["): string => {
  const own: Array<string> = []
  const below: Array<string> = []
  for (const [name, inner] of present(value)) {
    const here = [...path, name]
    if (isTable(inner) && !isInline(here)) below.push(blocksText(here, inner, isInline))
    else if (areRows(inner) && !isInline(here)) below.push(...inner.map((row) => blocksText(here, row, isInline, "[[")))
    else own.push(assignmentText([name], inner))
  }
  const close = brackets === "[" ? "]" : "]]"
  const header = `${brackets}${dottedKey(namesOf(path))}${close}`
  // A table that only holds others needs no header of its own.
  const head = brackets === "[" && own.length === 0 && below.length > 0 ? [] : [[header, ...own].join("\n")]
  return [...head, ...below].join("\n\n")
}
