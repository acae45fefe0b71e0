import type { AST } from "toml-eslint-parser"
import { sameValue } from "../sameValue.ts"

/** Which old item stands for each new one; undefined for what is new. */
export const align = (
  before: ReadonlyArray<unknown>,
  after: ReadonlyArray<unknown>
): ReadonlyArray<number | undefined> => {
  const lengths = longest(before, after)
  const from: Array<number | undefined> = []
  let a = 0
  let b = 0
  let gapStart = 0
  const closeGap = (oldEnd: number, fresh: number): void => {
    // Items that were exchanged for others in the same place keep what is written around them.
    for (let n = 0; n < fresh; n++) from.push(gapStart + n < oldEnd ? gapStart + n : undefined)
  }
  let fresh = 0
  while (b < after.length) {
    if (a < before.length && sameValue(before[a], after[b])) {
      closeGap(a, fresh)
      fresh = 0
      from.push(a)
      a += 1
      b += 1
      gapStart = a
    } else if (a < before.length && (lengths[a + 1]?.[b] ?? 0) >= (lengths[a]?.[b + 1] ?? 0)) a += 1
    else {
      fresh += 1
      b += 1
    }
  }
  closeGap(before.length, fresh)
  return from
}

/** Lengths of the longest common subsequences of what begins at each pair. */
const longest = (
  before: ReadonlyArray<unknown>,
  after: ReadonlyArray<unknown>
): ReadonlyArray<ReadonlyArray<number>> => {
  const lengths = Array.from({ length: before.length + 1 }, () => new Array<number>(after.length + 1).fill(0))
  for (let a = before.length - 1; a >= 0; a--) {
    for (let b = after.length - 1; b >= 0; b--) {
      const row = lengths[a]
      if (row === undefined) continue
      row[b] = sameValue(before[a], after[b])
        ? 1 + (lengths[a + 1]?.[b + 1] ?? 0)
        : Math.max(lengths[a + 1]?.[b] ?? 0, row[b + 1] ?? 0)
    }
  }
  return lengths
}

/** One item with what stands in front of it, and behind it before and after the comma. */
interface Piece {
  readonly lead: string
  readonly text: string
  readonly tail: string
  readonly rest: string
}

const blankOrComment = /(?:[ \t\r\n]|#[^\r\n]*)*/y
const restOfLine = /[ \t]*(?:#[^\r\n]*)?/y

const take = (pattern: RegExp, text: string, at: number): string => {
  pattern.lastIndex = at
  return pattern.exec(text)?.[0] ?? ""
}

/** Cuts an array of several lines into its items; `end` is what stands behind the last one. */
const pieces = (text: string, array: AST.TOMLArray): { readonly all: ReadonlyArray<Piece>; readonly end: string } => {
  let at = array.range[0] + 1
  const all: Array<Piece> = []
  for (const { range } of array.elements) {
    const lead = text.slice(at, range[0])
    const gap = take(blankOrComment, text, range[1])
    const hasComma = text[range[1] + gap.length] === ","
    const tail = hasComma ? gap : ""
    at = range[1] + tail.length + (hasComma ? 1 : 0)
    const rest = take(restOfLine, text, at)
    // With the bracket on the same line there is no comment, and the blanks are not the item's.
    const own = text[at + rest.length] === "]" ? "" : rest
    at += own.length
    all.push({ lead, text: text.slice(range[0], range[1]), tail, rest: own })
  }
  return { all, end: text.slice(at, array.range[1] - 1) }
}

const hasNewline = (text: string): boolean => text.includes("\n")

/** Blanks in front of the items that stand at the beginning of a line. */
const indentOf = (all: ReadonlyArray<Piece>): string => {
  const lead = all.find((piece) => hasNewline(piece.lead))?.lead ?? "\n  "
  return lead.slice(lead.lastIndexOf("\n"))
}

/**
 * An array with other items: what is written around those that stay, or are exchanged in their place, stays too.
 * `from` is what `align` says, `render` makes the text of the nth new item.
 */
export const listText = (
  text: string,
  array: AST.TOMLArray,
  from: ReadonlyArray<number | undefined>,
  render: (nth: number) => string
): string => {
  const whole = text.slice(...array.range)
  const { all, end } = pieces(text, array)
  const several = hasNewline(whole)
  const indent = (whole.includes("\r\n") ? "\r" : "") + indentOf(all)
  const made = from.map((source, nth): Piece => {
    const old = source === undefined ? undefined : all[source]
    if (old === undefined)
      return { lead: several ? indent : nth === 0 ? "" : " ", text: render(nth), tail: "", rest: "" }
    // Without lines, the blanks in front belong to the place and not to the item.
    const lead = several || nth === source ? old.lead : nth === 0 ? (all[0]?.lead ?? "") : " "
    return { ...old, lead, text: render(nth) }
  })
  const last = array.elements.at(-1)
  const endsWithComma = last !== undefined && text[last.range[1] + (all.at(-1)?.tail.length ?? 0)] === ","
  const items = made.map(({ lead, rest, tail, text: own }, nth) => {
    const comma = nth < made.length - 1 || (endsWithComma && several) ? "," : ""
    return `${lead}${own}${tail}${comma}${rest}`
  })
  return `[${items.join("")}${end}]`
}
