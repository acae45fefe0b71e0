import { arrKindOf, isQbitSection } from "../Config.ts"
import type { KeyPath } from "../KeyPath.ts"
import { sameValue } from "../sameValue.ts"
import { isTable, type TomlTable } from "../TomlTable.ts"
import { redacted, shownText, shownValue } from "./secretValues.ts"

/** A text that stands for a stored one. */
export const isRedacted = (text: string): boolean => text.includes(redacted)

/** The value at a path; undefined when it leads nowhere. */
export const valueAtPath = (value: unknown, path: KeyPath): unknown =>
  path.reduce<unknown>((inner, part) => {
    if (typeof part === "number") return Array.isArray(inner) ? (inner as ReadonlyArray<unknown>)[part] : undefined
    return isTable(inner) && Object.hasOwn(inner, part) ? inner[part] : undefined
  }, value)

const kindOf = (section: string): string => (isQbitSection(section) ? "qBit" : (arrKindOf(section) ?? section))

const addressKeys = ["URI", "Host", "Port"]

/** Sections of the stored document that one of the other name may be: gone there, of its kind, at the same address. */
const formerNames = (section: string, proposed: TomlTable, stored: TomlTable): ReadonlyArray<string> =>
  Object.keys(stored).filter((name) => {
    if (Object.hasOwn(proposed, name) || kindOf(name) !== kindOf(section)) return false
    return addressKeys.every((key) =>
      sameValue(shownValue(valueAtPath(stored, [name, key]), [name, key]), valueAtPath(proposed, [section, key]))
    )
  })

/** Which stored row a proposed one is: texts must agree as far as they are shown; then the same name, then the same place. */
const rowOf = (
  path: KeyPath,
  row: unknown,
  nth: number,
  before: ReadonlyArray<unknown>,
  count: number
): number | undefined => {
  const fits = (old: unknown): boolean => {
    if (!isTable(old) || !isTable(row)) return false
    return Object.entries(row).every(([name, value]) =>
      typeof value !== "string" || !isRedacted(value)
        ? true
        : value === shownText(String(old[name] ?? ""), [...path, name])
    )
  }
  const candidates = [...before.keys()].filter((at) => fits(before[at]))
  if (candidates.length <= 1) return candidates[0]
  const same = candidates.filter((at) => sameValue(shownValue(before[at], path), row))
  if (same.length === 1) return same[0]
  const name = isTable(row) ? row["Name"] : undefined
  const named = candidates.filter((at) => {
    const old = before[at]
    return name !== undefined && isTable(old) && sameValue(old["Name"], name)
  })
  if (named.length === 1) return named[0]
  return before.length === count && candidates.includes(nth) ? nth : undefined
}

/**
 * Where the stored value is that a proposed `[redacted]` stands for; undefined when nobody can tell. Secrets go with their
 * row and their section, never with their place only.
 */
export const storedPath = (path: KeyPath, proposed: TomlTable, stored: TomlTable): KeyPath | undefined => {
  const [section, ...rest] = path
  if (typeof section !== "string") return undefined
  const former = Object.hasOwn(stored, section) ? [section] : formerNames(section, proposed, stored)
  const [own] = former
  if (own === undefined || former.length > 1) return undefined
  let found: KeyPath = [own]
  let asked: KeyPath = [section]
  for (const part of rest) {
    if (typeof part === "number") {
      const rows = valueAtPath(proposed, asked)
      const before = valueAtPath(stored, found)
      if (!Array.isArray(rows) || !Array.isArray(before)) return undefined
      const row = isTable(rows[part]) ? rowOf([...found, part], rows[part], part, before, rows.length) : part
      if (row === undefined) return undefined
      found = [...found, row]
    } else found = [...found, part]
    asked = [...asked, part]
  }
  const given = valueAtPath(proposed, path)
  const old = valueAtPath(stored, found)
  return typeof given === "string" && typeof old === "string" && shownText(old, found) === given ? found : undefined
}

/** Every path below which a text stands for a stored one. */
export const redactedPaths = (value: unknown, path: KeyPath = []): ReadonlyArray<KeyPath> => {
  if (typeof value === "string") return isRedacted(value) ? [path] : []
  if (Array.isArray(value)) return value.flatMap((item: unknown, nth) => redactedPaths(item, [...path, nth]))
  if (!isTable(value)) return []
  return Object.entries(value).flatMap(([name, inner]) => redactedPaths(inner, [...path, name]))
}
