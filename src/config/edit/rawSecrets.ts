import * as Either from "effect/Either"
import { parse } from "smol-toml"
import type { KeyPath } from "../KeyPath.ts"
import type { TomlTable } from "../TomlTable.ts"
import { tomlValue } from "../TomlText.ts"
import { splice } from "./lines.ts"
import { inlineSpan, valueOf } from "./rewrite.ts"
import { redacted, shownText, shownTracker, standsForStored } from "./secretValues.ts"
import { storedPath } from "./storedValues.ts"
import { follow, readTree, type Span, type TomlTree, type TreeNode } from "./tomlTree.ts"

/** Takes secrets out of free text: what is known to be one, and what looks like one. */
export type Redact = (text: string) => string

interface Replacement extends Span {
  readonly by: string
}

const replaced = (text: string, replacements: ReadonlyArray<Replacement>): string =>
  [...replacements].sort((a, b) => b.start - a.start).reduce((now, one) => splice(now, one, one.by), text)

interface TextNode extends Span {
  readonly path: KeyPath
  readonly value: string
}

/** Every text of a document with its place. */
const textsOf = (node: TreeNode, path: KeyPath = []): ReadonlyArray<TextNode> => {
  if (node.tag === "table") return [...node.children].flatMap(([name, inner]) => textsOf(inner, [...path, name]))
  if (node.tag === "list") return node.items.flatMap((inner, nth) => textsOf(inner, [...path, nth]))
  const value = valueOf(node)
  const span = inlineSpan(node)
  return typeof value === "string" && span !== undefined ? [{ ...span, path, value }] : []
}

const assignedSecret =
  /([\w-]*(?:key|token|passw|secret|credential|hash)[\w-]*["']?\s*=\s*)("[^"\n]*"|'[^'\n]*'|[^\s#]+)/gi

const assignedAddress = /(\buri["']?\s*=\s*)(?:"([^"\n]*)"|'([^'\n]*)')/gi

/** A comment, or a line of a text that is no TOML. A secret may stand in it as in a line that was put out of use. */
const shownLine = (line: string, redact: Redact): string => {
  const withoutKeys = line
    .replace(assignedSecret, `$1"${redacted}"`)
    .replace(
      assignedAddress,
      (_, name: string, one?: string, other?: string) =>
        `${name}${tomlValue(shownTracker(one ?? other ?? "") ?? redacted)}`
    )
  return redact(withoutKeys)
}

const isTree = (text: string): TomlTree | undefined => {
  try {
    parse(text)
    return readTree(text)
  } catch {
    return undefined
  }
}

/** A config text as it may be shown; the text may be one that cannot be read. Pure. */
export const shownToml = (text: string, redact: Redact): string => {
  const tree = isTree(text)
  if (tree === undefined)
    return text
      .split("\n")
      .map((line) => shownLine(line, redact))
      .join("\n")
  const values = textsOf(tree.root).flatMap(({ end, path, start, value }) => {
    const shown = shownText(value, path)
    return shown === value ? [] : [{ start, end, by: tomlValue(shown) }]
  })
  const comments = tree.comments.flatMap(({ end, start }) => {
    const written = text.slice(start, end)
    const shown = shownLine(written, redact)
    return shown === written ? [] : [{ start, end, by: shown }]
  })
  return replaced(text, [...values, ...comments])
}

/** Texts by what is shown of them; several that look alike come in their order. */
const originals = (texts: ReadonlyArray<string>, redact: Redact): ((shown: string) => string | undefined) => {
  const known = new Map<string, Array<string>>()
  for (const text of texts) {
    const shown = shownLine(text, redact)
    if (shown !== text) known.set(shown, [...(known.get(shown) ?? []), text])
  }
  return (shown) => {
    const queue = known.get(shown)
    return queue !== undefined && queue.length > 1 ? queue.shift() : queue?.[0]
  }
}

/** Line by line, for a stored text that is no TOML. */
const restoreLines = (text: string, stored: string, redact: Redact): string => {
  const original = originals(stored.split("\n"), redact)
  return text
    .split("\n")
    .map((line) => original(line) ?? line)
    .join("\n")
}

const unresolved = (tree: TomlTree): ReadonlyArray<KeyPath> =>
  textsOf(tree.root)
    .filter(({ path, value }) => standsForStored(value, path))
    .map(({ path }) => path)

/**
 * A text that somebody edited as it was shown, with everything secret put back as it was written. Left: places of
 * secrets of which nobody can tell which stored one they stand for. A text that is no TOML comes back as it is: it is
 * refused anyway. Pure.
 */
export const restoreToml = (
  text: string,
  stored: string,
  redact: Redact
): Either.Either<string, ReadonlyArray<KeyPath>> => {
  const storedTree = isTree(stored)
  if (storedTree === undefined) {
    const restored = restoreLines(text, stored, redact)
    const tree = isTree(restored)
    const left = tree === undefined ? [] : unresolved(tree)
    return left.length > 0 ? Either.left(left) : Either.right(restored)
  }
  const tree = isTree(text)
  if (tree === undefined) return Either.right(text)
  const proposed: TomlTable = parse(text)
  const before: TomlTable = parse(stored)
  const left: Array<KeyPath> = []
  const values = textsOf(tree.root).flatMap(({ end, path, start, value }): ReadonlyArray<Replacement> => {
    if (!value.includes(redacted)) return []
    const found = storedPath(path, proposed, before)
    const old = found === undefined ? undefined : follow(storedTree, found)
    const span = old === undefined || old.used < (found?.length ?? 0) ? undefined : inlineSpan(old.node)
    if (span === undefined) {
      if (standsForStored(value, path)) left.push(path)
      return []
    }
    return [{ start, end, by: stored.slice(span.start, span.end) }]
  })
  const original = originals(
    storedTree.comments.map(({ end, start }) => stored.slice(start, end)),
    redact
  )
  const comments = tree.comments.flatMap(({ end, start }) => {
    const old = original(text.slice(start, end))
    return old === undefined ? [] : [{ start, end, by: old }]
  })
  return left.length > 0 ? Either.left(left) : Either.right(replaced(text, [...values, ...comments]))
}
