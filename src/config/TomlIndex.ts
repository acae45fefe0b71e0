import { type KeyPath, pathId } from "./KeyPath.ts"
import { tomlFromText } from "./values/Codec.ts"

/** Place in a text, both counted from 1. */
export interface Position {
  readonly line: number
  readonly column: number
}

/** Where each key, table and array item of a TOML text stands. */
export interface TomlIndex {
  /** Position of the path itself; undefined when the text does not name it. */
  readonly at: (path: KeyPath) => Position | undefined
  /** Position of the path, or of what it would stand in. */
  readonly near: (path: KeyPath) => Position | undefined
  /** All paths the text names, with their positions. */
  readonly entries: ReadonlyMap<string, Position>
}

const blank = /[ \t]*/y
const void_ = /(?:[ \t\r\n]|#[^\n]*)*/y
const bareKey = /[A-Za-z0-9_-]+/y
const quotedKey = /"(?:[^"\\\n]|\\.)*"|'[^'\n]*'/y
const multiLine = /"""(?:[^\\]|\\[\s\S])*?"{3,5}|'''[\s\S]*?'{3,5}/y
const bareValue = /[^,\]}#\r\n]*/y

/**
 * Finds the positions in a text that the TOML parser has accepted; smol-toml tells values but not where they stand.
 * Of several places (a table defined by dotted keys, say) the first counts.
 */
export const indexToml = (text: string): TomlIndex => {
  const entries = new Map<string, Position>()
  const arrays = new Map<string, number>()
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0
  let lineStart = 0
  let line = 1
  let counted = 0

  const take = (pattern: RegExp): string => {
    pattern.lastIndex = at
    const found = pattern.exec(text)?.[0] ?? ""
    at += found.length
    return found
  }
  const position = (offset: number): Position => {
    for (let next = text.indexOf("\n", counted); next >= 0 && next < offset; next = text.indexOf("\n", counted)) {
      line += 1
      lineStart = next + 1
      counted = next + 1
    }
    return { line, column: offset - lineStart + 1 }
  }
  const record = (path: KeyPath, where: Position): void => {
    const id = pathId(path)
    if (!entries.has(id)) entries.set(id, where)
  }
  const keyPart = (): string => {
    take(blank)
    const bare = take(bareKey)
    if (bare !== "") return bare
    const quoted = take(quotedKey)
    return quoted.startsWith("'") || !quoted.includes("\\") ? quoted.slice(1, -1) : String(tomlFromText(quoted))
  }
  /** A dotted key; the places of its parts are recorded below `base`, `enter` steps into arrays of tables. */
  const key = (base: KeyPath, enter: (path: KeyPath) => KeyPath): KeyPath => {
    let path = base
    for (;;) {
      take(blank)
      const where = position(at)
      path = [...enter(path), keyPart()]
      record(path, where)
      take(blank)
      if (text[at] !== ".") return path
      at += 1
    }
  }
  const same = (path: KeyPath): KeyPath => path
  const value = (path: KeyPath): void => {
    const first = text[at]
    if (first === "[" || first === "{") {
      at += 1
      for (let item = 0; ; item++) {
        take(void_)
        if (at >= text.length) return
        if (text[at] === "]" || text[at] === "}") {
          at += 1
          return
        }
        const before = at
        if (first === "[") {
          record([...path, item], position(at))
          value([...path, item])
        } else assignment(path)
        take(void_)
        if (text[at] === ",") at += 1
        // Nothing was understood: not a text the parser accepted. Better no position than no end.
        if (at === before) at += 1
      }
    }
    if (first === '"' || first === "'") {
      if (take(multiLine) === "" && take(quotedKey) === "") at += 1
      return
    }
    take(bareValue)
  }
  const assignment = (base: KeyPath): void => {
    const path = key(base, same)
    take(blank)
    if (text[at] === "=") at += 1
    take(void_)
    value(path)
  }
  const intoLast = (path: KeyPath): KeyPath => {
    const count = arrays.get(pathId(path))
    return count === undefined ? path : [...path, count - 1]
  }

  let current: KeyPath = []
  while (at < text.length) {
    take(void_)
    if (at >= text.length) break
    const before = at
    if (text[at] === "[") {
      const header = position(at)
      const ofArray = text[at + 1] === "["
      at += ofArray ? 2 : 1
      const path = key([], intoLast)
      current = intoLast(path)
      if (ofArray) {
        const count = arrays.get(pathId(path)) ?? 0
        arrays.set(pathId(path), count + 1)
        current = [...path, count]
        record(current, header)
      }
      at += ofArray ? 2 : 1
    } else assignment(current)
    if (at === before) at += 1
  }

  const find = (path: KeyPath): Position | undefined => entries.get(pathId(path))
  return {
    entries,
    at: find,
    near: (path) => {
      for (let length = path.length; length > 0; length--) {
        const found = find(path.slice(0, length))
        if (found !== undefined) return found
      }
      return undefined
    }
  }
}
