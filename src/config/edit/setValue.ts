import type { KeyPath } from "../KeyPath.ts"
import { sameValue } from "../sameValue.ts"
import { isTable, type TomlTable } from "../TomlTable.ts"
import { tomlKey } from "../TomlText.ts"
import { indentAt, insertApart, insertLines, removeLines, splice } from "./lines.ts"
import { align } from "./listText.ts"
import { inlineSpan, rewrite, valueOf, withValue, wrap } from "./rewrite.ts"
import { blockEnd, blockSpan, endOf, sitesOf, spansOf } from "./sites.ts"
import { areRows, assignmentText, blocksText, type IsInline } from "./textOf.ts"
import { type Block, follow, readTree, type TableNode, type TomlTree } from "./tomlTree.ts"

/** Keys below a table, as lines of their own: what a table of dotted keys can hold. */
const dottedLines = (
  names: ReadonlyArray<string>,
  path: KeyPath,
  value: unknown,
  isInline: IsInline
): ReadonlyArray<string> =>
  !isTable(value) || isInline(path) || Object.keys(value).length === 0
    ? [assignmentText(names, value)]
    : Object.entries(value).flatMap(([name, inner]) => dottedLines([...names, name], [...path, name], inner, isInline))

/** Behind the last key of a table, or below its header. */
const insertInto = (text: string, block: Block, lines: ReadonlyArray<string>): string => {
  const last = block.entries.at(-1)
  if (last === undefined && block.header === undefined) {
    const at = text.startsWith("\ufeff") ? 1 : 0
    return insertLines(text, at, [...lines, ...(text.slice(at).trim() === "" ? [] : [""])].join("\n"))
  }
  const indent = indentAt(text, last?.start ?? block.header?.start ?? 0)
  const indented = lines.flatMap((line) => line.split("\n")).map((line) => indent + line)
  return insertLines(text, blockEnd(text, block), indented.join("\n"))
}

/** Puts something into a table that does not have it yet. */
const insertAt = (
  tree: TomlTree,
  node: TableNode,
  path: KeyPath,
  name: string,
  value: unknown,
  isInline: IsInline
): string => {
  const here = [...path, name]
  const { origin } = node
  if (origin.by === "dotted" && origin.block !== undefined) {
    return insertInto(tree.text, origin.block, dottedLines([...origin.prefix, name], here, value, isInline))
  }
  if (!isInline(here)) {
    if (isTable(value)) return insertApart(tree.text, endOf(tree, path), blocksText(here, value, isInline))
    if (areRows(value)) {
      const rows = value.map((row) => blocksText(here, row, isInline, "[["))
      return insertApart(tree.text, endOf(tree, path), rows.join("\n\n"))
    }
  }
  if (origin.by === "header") return insertInto(tree.text, origin.block, [assignmentText([name], value)])
  return insertApart(tree.text, endOf(tree, path), blocksText(path, { [name]: value }, isInline))
}

/** Other rows: those that stay keep their text, and their comments with it. */
const setRows = (
  text: string,
  path: KeyPath,
  before: ReadonlyArray<unknown>,
  after: ReadonlyArray<TomlTable>,
  isInline: IsInline
): string => {
  const from = align(before, after)
  let result = text
  for (let nth = before.length - 1; nth >= 0; nth--) {
    if (!from.includes(nth)) result = setValue(result, [...path, nth], undefined, isInline)
  }
  let there = before.length === 0 ? 0 : from.filter((source) => source !== undefined).length
  after.forEach((row, nth) => {
    if (from[nth] !== undefined) result = setValue(result, [...path, nth], row, isInline)
    else {
      result = insertRow(result, path, nth, there, row, isInline)
      there += 1
    }
  })
  return result
}

const insertRow = (
  text: string,
  path: KeyPath,
  nth: number,
  there: number,
  row: TomlTable,
  isInline: IsInline
): string => {
  if (there === 0) return setValue(text, path, [row], isInline)
  const tree = readTree(text)
  const lines = blocksText(path, row, isInline, "[[")
  if (nth > 0) return insertApart(text, endOf(tree, [...path, nth - 1]), lines)
  const [first] = sitesOf(tree, [...path, 0]).blocks
  return first === undefined ? text : insertApart(text, blockSpan(tree, first).start, lines)
}

const remove = (tree: TomlTree, path: KeyPath): string =>
  [...spansOf(tree, path)].reverse().reduce(removeLines, tree.text)

/**
 * The text with another value at a path; undefined takes out what is there. Everything else stays as it is written. The
 * text must be one that the TOML parser accepts. Pure; whether the result says what it should is for the caller to check.
 */
export const setValue = (text: string, path: KeyPath, value: unknown, isInline: IsInline): string => {
  const tree = readTree(text)
  const inside = outermostInline(tree, path)
  if (inside !== undefined && (inside.used < path.length || value !== undefined)) {
    const { node, span, used } = inside
    const next = withValue(valueOf(node), path.slice(used), value)
    return splice(text, span, rewrite(text, node, next))
  }
  const { node, used } = follow(tree, path)
  if (used < path.length) {
    const [name, ...rest] = path.slice(used)
    if (value === undefined) return text
    if (node.tag === "table" && typeof name === "string") {
      return insertAt(tree, node, path.slice(0, used), name, wrap(rest, value), isInline)
    }
    const row = wrap(rest, value)
    return node.tag === "list" && isTable(row)
      ? insertRow(text, path.slice(0, used), node.items.length, node.items.length, row, isInline)
      : text
  }
  if (value === undefined) return remove(tree, path)
  if (sameValue(valueOf(node), value)) return text
  if (node.tag === "table" && isTable(value)) {
    const set = Object.entries(value).reduce(
      (now, [name, inner]) => setValue(now, [...path, name], inner, isInline),
      text
    )
    return [...node.children.keys()].reduce(
      (now, name) => (Object.hasOwn(value, name) ? now : setValue(now, [...path, name], undefined, isInline)),
      set
    )
  }
  // An empty list in their place would stand in the way of the next row.
  if (node.tag === "list" && Array.isArray(value) && value.length === 0) return remove(tree, path)
  if (node.tag === "list" && areRows(value)) return setRows(text, path, node.items.map(valueOf), value, isInline)
  return setValue(remove(tree, path), path, value, isInline)
}

/** The first value on the way to a path that is written as one: a single value, an array or an inline table. */
const outermostInline = (tree: TomlTree, path: KeyPath) => {
  for (let used = 0; used <= path.length; used++) {
    const found = follow(tree, path.slice(0, used))
    if (found.used < used) return undefined
    const span = inlineSpan(found.node)
    if (span !== undefined) return { node: found.node, span, used }
  }
  return undefined
}

/** The text with another name of a section, wherever the text names it. Pure. */
export const renameSection = (text: string, from: string, to: string): string => {
  const { blocks } = readTree(text)
  const spans = blocks.flatMap(({ entries, header, path }) => {
    if (header !== undefined) return path[0] === from ? [header.first] : []
    return entries.filter(({ key }) => key[0] === from).map(({ first }) => first)
  })
  return spans.sort((a, b) => b.start - a.start).reduce((now, span) => splice(now, span, tomlKey(to)), text)
}
