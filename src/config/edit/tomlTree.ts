import { type AST, parseTOML } from "toml-eslint-parser"
import type { KeyPath } from "../KeyPath.ts"

/** Characters of a text, from `start` up to but not including `end`. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** `key = value` in a block or in an inline table; `first` is the first name of the key. */
export interface Entry extends Span {
  readonly key: ReadonlyArray<string>
  readonly first: Span
  readonly value: AST.TOMLContentNode
}

/** A header with the entries below it; the first one of a document has no header and an empty path. */
export interface Block {
  /** `first` is the first name in it. */
  readonly header: (Span & { readonly first: Span }) | undefined
  readonly path: KeyPath
  readonly entries: Array<Entry>
}

/**
 * How a table comes to be. `header`: by `[a.b]` or `[[a.b]]`; `implied`: only by the headers of tables in it;
 * `dotted`: by keys with dots, `prefix` in front of them; `inline`: `{ … }`.
 */
export type Origin =
  | { readonly by: "header"; readonly block: Block }
  | { readonly by: "implied" }
  | { readonly by: "dotted"; readonly block: Block | undefined; readonly prefix: ReadonlyArray<string> }
  | { readonly by: "inline"; readonly node: AST.TOMLInlineTable }

export interface TableNode {
  readonly tag: "table"
  origin: Origin
  readonly children: Map<string, TreeNode>
}

/** `[[…]]` rows when `array` is undefined. */
export interface ListNode {
  readonly tag: "list"
  readonly items: Array<TreeNode>
  readonly array: AST.TOMLArray | undefined
}

export interface ValueNode {
  readonly tag: "value"
  readonly node: AST.TOMLValue
}

export type TreeNode = TableNode | ListNode | ValueNode

/** A TOML text with the place of everything in it. Offsets count UTF-16 units of `text`. */
export interface TomlTree {
  readonly text: string
  readonly root: TableNode
  /** In the order of the text; the first has no header. */
  readonly blocks: ReadonlyArray<Block>
  readonly comments: ReadonlyArray<Span>
}

/** Where a node of the parser stands. */
export const spanOf = ({ range: [start, end] }: { readonly range: readonly [number, number] }): Span => ({ start, end })

const keyNames = (key: AST.TOMLKey): ReadonlyArray<string> =>
  key.keys.map((part) => (part.type === "TOMLBare" ? part.name : part.value))

const firstOf = (key: AST.TOMLKey): Span => spanOf(key.keys[0] ?? key)

const table = (origin: Origin): TableNode => ({ tag: "table", origin, children: new Map() })

const contentNode = (node: AST.TOMLContentNode): TreeNode => {
  switch (node.type) {
    case "TOMLValue":
      return { tag: "value", node }
    case "TOMLArray":
      return { tag: "list", items: node.elements.map(contentNode), array: node }
    case "TOMLInlineTable": {
      const made = table({ by: "inline", node })
      for (const pair of node.body) place(made, entryOf(pair), undefined)
      return made
    }
  }
}

const entryOf = (pair: AST.TOMLKeyValue): Entry => ({
  ...spanOf(pair),
  key: keyNames(pair.key),
  first: firstOf(pair.key),
  value: pair.value
})

/** Puts an entry below a table; `block` is undefined inside an inline table. */
const place = (parent: TableNode, entry: Entry, block: Block | undefined): void => {
  let at = parent
  entry.key.slice(0, -1).forEach((name, depth) => {
    const known = at.children.get(name)
    const next = known?.tag === "table" ? known : table({ by: "dotted", block, prefix: entry.key.slice(0, depth + 1) })
    at.children.set(name, next)
    at = next
  })
  at.children.set(entry.key.at(-1) ?? "", contentNode(entry.value))
}

/** The table at a header's path; what is missing on the way is implied by it. */
const enter = (root: TableNode, path: KeyPath, block: Block): TableNode => {
  let at: TreeNode = root
  path.forEach((part, depth) => {
    const last = depth === path.length - 1
    const make = (): TreeNode =>
      typeof path[depth + 1] === "number"
        ? { tag: "list", items: [], array: undefined }
        : table(last ? { by: "header", block } : { by: "implied" })
    if (at.tag === "list" && typeof part === "number") {
      at.items[part] ??= make()
      at = at.items[part]
    } else if (at.tag === "table") {
      const next: TreeNode = at.children.get(String(part)) ?? make()
      at.children.set(String(part), next)
      at = next
    }
    if (last && at.tag === "table") at.origin = { by: "header", block }
  })
  return at.tag === "table" ? at : root
}

const byteOrderMark = "\ufeff"

/** Reads a text that the TOML parser accepts; throws a `ParseError` for any other. Pure. */
export const readTree = (text: string): TomlTree => {
  // The parser takes no mark; a blank in its place keeps all offsets.
  const [top] = parseTOML(text.startsWith(byteOrderMark) ? ` ${text.slice(1)}` : text, { tomlVersion: "1.1" }).body
  const first: Block = { header: undefined, path: [], entries: [] }
  const root = table({ by: "header", block: first })
  const blocks: Array<Block> = [first]
  for (const part of top.body) {
    if (part.type === "TOMLKeyValue") {
      const entry = entryOf(part)
      first.entries.push(entry)
      place(root, entry, first)
      continue
    }
    const brackets = part.kind === "array" ? 2 : 1
    const end = text.indexOf("]", part.key.range[1]) + brackets
    const header = { start: part.range[0], end, first: firstOf(part.key) }
    const block: Block = { header, path: part.resolvedKey, entries: part.body.map(entryOf) }
    blocks.push(block)
    const at = enter(root, part.resolvedKey, block)
    for (const entry of block.entries) place(at, entry, block)
  }
  return { text, root, blocks, comments: top.parent.comments.map(spanOf) }
}

/** The node at a path, as far as the path leads: what was reached and how many parts were used. */
export const follow = (tree: TomlTree, path: KeyPath): { readonly node: TreeNode; readonly used: number } => {
  let node: TreeNode = tree.root
  for (const [used, part] of path.entries()) {
    const next: TreeNode | undefined =
      node.tag === "table" && typeof part === "string"
        ? node.children.get(part)
        : node.tag === "list" && typeof part === "number"
          ? node.items[part]
          : undefined
    if (next === undefined) return { node, used }
    node = next
  }
  return { node, used: path.length }
}
