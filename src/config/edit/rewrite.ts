import { getStaticTOMLValue } from "toml-eslint-parser"
import type { KeyPath } from "../KeyPath.ts"
import { sameValue } from "../sameValue.ts"
import { isTable, type TomlTable } from "../TomlTable.ts"
import { tomlKey } from "../TomlText.ts"
import { align, listText } from "./listText.ts"
import { inlineText } from "./textOf.ts"
import { type Span, spanOf, type TreeNode } from "./tomlTree.ts"

/** A table as `Object.fromEntries` makes it, whatever its keys are called. */
const tableOf = (entries: Iterable<readonly [string, unknown]>): TomlTable => Object.fromEntries(entries)

/** The value that a node of the tree stands for. */
export const valueOf = (node: TreeNode): unknown => {
  switch (node.tag) {
    case "value":
      return getStaticTOMLValue(node.node)
    case "list":
      return node.items.map(valueOf)
    case "table":
      return tableOf([...node.children].map(([name, inner]) => [name, valueOf(inner)] as const))
  }
}

/** A value inside of what a path needs around it. */
export const wrap = (path: KeyPath, value: unknown): unknown =>
  path.reduceRight<unknown>((inner, part) => (typeof part === "number" ? [inner] : tableOf([[part, inner]])), value)

/** A value with another one at a path below it; undefined takes out what is there. The order stays. Pure. */
export const withValue = (whole: unknown, path: KeyPath, value: unknown): unknown => {
  const [part, ...rest] = path
  if (part === undefined) return value
  if (typeof part === "number") {
    const items: ReadonlyArray<unknown> = Array.isArray(whole) ? whole : []
    if (rest.length === 0 && value === undefined) return items.filter((_, nth) => nth !== part)
    const next = withValue(items[part], rest, value)
    return part < items.length ? items.map((item, nth) => (nth === part ? next : item)) : [...items, next]
  }
  const entries = isTable(whole) ? Object.entries(whole) : []
  const known = entries.some(([name]) => name === part)
  if (value === undefined && (rest.length === 0 || !known)) return tableOf(entries.filter(([name]) => name !== part))
  if (!known) return tableOf([...entries, [part, withValue(undefined, rest, value)]])
  return tableOf(entries.map(([name, inner]) => [name, name === part ? withValue(inner, rest, value) : inner] as const))
}

/** Where a node stands that is one value; undefined for tables with headers, rows and dotted keys. */
export const inlineSpan = (node: TreeNode): Span | undefined => {
  if (node.tag === "value") return spanOf(node.node)
  if (node.tag === "list") return node.array === undefined ? undefined : spanOf(node.array)
  return node.origin.by === "inline" ? spanOf(node.origin.node) : undefined
}

/** A date is a text for whoever sees it as JSON. */
const isSameDate = (written: string, old: unknown, value: unknown): boolean =>
  old instanceof Date && typeof value === "string" && (value === written || value === old.toISOString())

/** The text of one value that takes the place of another; what stays the same stays as it is written. */
export const rewrite = (text: string, node: TreeNode, value: unknown): string => {
  const span = inlineSpan(node)
  if (span === undefined) return inlineText(value)
  const written = text.slice(span.start, span.end)
  const old = valueOf(node)
  if (sameValue(old, value) || isSameDate(written, old, value)) return written
  if (node.tag === "list" && node.array !== undefined && Array.isArray(value)) {
    const items: ReadonlyArray<unknown> = value
    const from = align(node.items.map(valueOf), items)
    return listText(text, node.array, from, (nth) => {
      const source = node.items[from[nth] ?? -1]
      return source === undefined ? inlineText(items[nth]) : rewrite(text, source, items[nth])
    })
  }
  if (node.tag === "table" && node.origin.by === "inline" && isTable(value)) {
    const { body } = node.origin.node
    const parts = Object.entries(value).flatMap(([name, inner]) => {
      if (inner === undefined || inner === null) return []
      const before = node.children.get(name)
      const own = body.filter((pair) => firstName(pair.key.keys[0]) === name)
      const [pair] = own
      if (before !== undefined && sameValue(valueOf(before), inner)) return own.map(({ range }) => text.slice(...range))
      return before === undefined || pair === undefined || pair.key.keys.length > 1
        ? [`${tomlKey(name)} = ${inlineText(inner)}`]
        : [text.slice(pair.range[0], pair.value.range[0]) + rewrite(text, before, inner)]
    })
    return parts.length === 0 ? "{}" : `{ ${parts.join(", ")} }`
  }
  return inlineText(value)
}

const firstName = (
  part:
    | { readonly type: "TOMLBare"; readonly name: string }
    | { readonly type: "TOMLQuoted"; readonly value: string }
    | undefined
): string | undefined => (part?.type === "TOMLBare" ? part.name : part?.value)
