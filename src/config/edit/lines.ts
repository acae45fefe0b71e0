import type { Span } from "./tomlTree.ts"

/** Replaces the characters of a span. */
export const splice = (text: string, { end, start }: Span, by: string): string =>
  text.slice(0, start) + by + text.slice(end)

/** Offset of the beginning of the line. */
export const lineStart = (text: string, at: number): number => text.lastIndexOf("\n", at - 1) + 1

/** Offset behind the line break of the line, or the end of the text. */
export const lineEnd = (text: string, at: number): number => {
  const found = text.indexOf("\n", at)
  return found < 0 ? text.length : found + 1
}

/** The line break that the text uses. */
export const lineBreakOf = (text: string): "\n" | "\r\n" => {
  const first = text.indexOf("\n")
  return first > 0 && text[first - 1] === "\r" ? "\r\n" : "\n"
}

const isBlank = (line: string): boolean => line.trim() === ""
const isComment = (line: string): boolean => line.trimStart().startsWith("#")

/** Where the comment lines begin that stand right above a line, without an empty line in between. */
export const commentStart = (text: string, line: number): number => {
  let at = line
  while (at > 0) {
    const above = lineStart(text, at - 1)
    if (!isComment(text.slice(above, at))) break
    at = above
  }
  return at
}

/** Behind the comment lines that follow a line directly, unless they stand right above something else. */
export const commentEnd = (text: string, line: number): number => {
  let at = line
  while (at < text.length && isComment(text.slice(at, lineEnd(text, at)))) at = lineEnd(text, at)
  return at < text.length && !isBlank(text.slice(at, lineEnd(text, at))) ? line : at
}

/** Inserts whole lines before the line that begins at `at`; a text that ends without a line break gets one first. */
export const insertLines = (text: string, at: number, lines: string): string => {
  const lineBreak = lineBreakOf(text)
  const before = text.slice(0, at)
  const begun = before === "" || before === "\ufeff" || before.endsWith("\n") ? "" : lineBreak
  return `${before}${begun}${lines.replace(/\r?\n/g, lineBreak)}${lineBreak}${text.slice(at)}`
}

/** The same with an empty line around, where there is none yet. */
export const insertApart = (text: string, at: number, lines: string): string => {
  const lineBreak = lineBreakOf(text)
  const before = text.slice(0, at)
  const above = before.trim() === "" || /\n[ \t]*\r?\n$/.test(before) ? "" : lineBreak
  const next = text.slice(at, lineEnd(text, at))
  const below = next === "" || isBlank(next) ? "" : lineBreak
  return insertLines(text, at, above + lines + below)
}

/** Takes out whole lines; of two empty lines that would then meet, one stays. */
export const removeLines = (text: string, { end, start }: Span): string => {
  const before = text.slice(0, start)
  let after = text.slice(end)
  const endsEmpty = before.trim() === "" || /\n[ \t]*\r?\n$/.test(before)
  while (endsEmpty && after !== "" && isBlank(after.slice(0, lineEnd(after, 0)))) after = after.slice(lineEnd(after, 0))
  return before + after
}

/** The blanks that a line begins with, up to `at`. */
export const indentAt = (text: string, at: number): string =>
  /^[ \t]*/.exec(text.slice(lineStart(text, at), at))?.[0] ?? ""
