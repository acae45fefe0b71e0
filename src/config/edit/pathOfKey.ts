import type { KeyPath } from "../KeyPath.ts"

const bare = /[^.["\]]+/y
const quoted = /"(?:[^"\\]|\\.)*"/y
const index = /\[(\d{1,4})\]/y

/**
 * The path of a dotted key as people write it: `qBit.Trackers[1].URI`, `Radarr-4K.EntrySearch.SearchMissing`. The name of
 * a section may hold dots and blanks: the longest of the known ones counts, and any name may stand in quotes. Undefined
 * when it is none.
 */
export const pathOfKey = (key: string, sections: Iterable<string>): KeyPath | undefined => {
  let at = 0
  const take = (pattern: RegExp): RegExpExecArray | undefined => {
    pattern.lastIndex = at
    const found = pattern.exec(key) ?? undefined
    at += found?.[0].length ?? 0
    return found
  }
  const name = (): string | undefined => {
    const text = take(quoted)?.[0]
    if (text === undefined) return take(bare)?.[0]
    try {
      return String(JSON.parse(text))
    } catch {
      return undefined
    }
  }
  const known = [...sections]
    .filter((section) => key === section || (key.startsWith(section) && ".[".includes(key[section.length] ?? "")))
    .sort((a, b) => b.length - a.length)[0]
  if (known !== undefined) at = known.length
  const section = known ?? name()
  if (section === undefined) return undefined
  const path: Array<string | number> = [section]
  while (at < key.length) {
    const row = take(index)?.[1]
    if (row !== undefined) {
      path.push(Number(row))
      continue
    }
    if (key[at] !== ".") return undefined
    at += 1
    const next = name()
    if (next === undefined) return undefined
    path.push(next)
  }
  return path
}
