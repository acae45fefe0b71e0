import type { KeyPath } from "../KeyPath.ts"
import { commentEnd, commentStart, lineEnd, lineStart } from "./lines.ts"
import type { Block, Entry, Span, TomlTree } from "./tomlTree.ts"

/** What makes up everything at and below a path: whole tables, and single keys of tables around it. */
export interface Sites {
  readonly blocks: ReadonlyArray<Block>
  readonly entries: ReadonlyArray<Entry>
}

const isBelow = (path: KeyPath, above: KeyPath): boolean =>
  above.length <= path.length && above.every((part, at) => part === path[at])

export const sitesOf = (tree: TomlTree, path: KeyPath): Sites => ({
  blocks: tree.blocks.filter((block) => block.header !== undefined && isBelow(block.path, path)),
  entries: tree.blocks.flatMap((block) =>
    block.header !== undefined && isBelow(block.path, path)
      ? []
      : block.entries.filter((entry) => isBelow([...block.path, ...entry.key], path))
  )
})

/** Behind the last line with something of the table itself. */
export const blockEnd = (text: string, { entries, header }: Block): number =>
  lineEnd(text, entries.at(-1)?.end ?? header?.end ?? 0)

/** Behind everything at and below a path; the end of the text when there is nothing. */
export const endOf = (tree: TomlTree, path: KeyPath): number => {
  const { blocks, entries } = sitesOf(tree, path)
  const ends = [
    ...blocks.map((block) => blockEnd(tree.text, block)),
    ...entries.map(({ end }) => lineEnd(tree.text, end))
  ]
  return path.length === 0 || ends.length === 0 ? tree.text.length : Math.max(...ends)
}

/** A table from the comment right above its header to the comment right below its last line. */
export const blockSpan = ({ text }: TomlTree, block: Block): Span => {
  const start = lineStart(text, block.header?.start ?? 0)
  const above = commentStart(text, start)
  // What stands on top of a file is about the file.
  return { start: above === 0 ? start : above, end: commentEnd(text, blockEnd(text, block)) }
}

/** Whole lines of everything at and below a path, in the order of the text. */
export const spansOf = (tree: TomlTree, path: KeyPath): ReadonlyArray<Span> => {
  const { blocks, entries } = sitesOf(tree, path)
  const spans: Array<Span> = entries.map(({ end, start }) => ({
    start: lineStart(tree.text, start),
    end: lineEnd(tree.text, end)
  }))
  let before: { readonly nth: number; readonly span: Span } | undefined
  for (const block of blocks) {
    const nth = tree.blocks.indexOf(block)
    const own = blockSpan(tree, block)
    // What stands between two tables of one section belongs to it.
    const joined = before !== undefined && before.nth === nth - 1 ? before.span : undefined
    const span = joined === undefined ? own : { start: joined.start, end: own.end }
    if (joined !== undefined) spans.splice(spans.indexOf(joined), 1)
    spans.push(span)
    before = { nth, span }
  }
  return spans.sort((a, b) => a.start - b.start)
}
