import * as Either from "effect/Either"
import { parse } from "smol-toml"
import type { KeyPath } from "../KeyPath.ts"
import { sameValue } from "../sameValue.ts"
import { isTable, type TomlTable } from "../TomlTable.ts"
import { withValue } from "./rewrite.ts"
import { setValue } from "./setValue.ts"
import type { IsInline } from "./textOf.ts"

/** One key that is to have another value; undefined takes it out. */
export interface TomlChange {
  readonly path: KeyPath
  readonly value: unknown
}

/** Tables and rows without anything in them are the same as none: both mean the defaults. A date is its text, as in JSON. */
const withoutEmpty = (value: unknown): unknown => {
  if (value instanceof Date) return value.toISOString()
  if (Array.isArray(value)) return value.map(withoutEmpty)
  if (!isTable(value)) return value
  const kept = Object.entries(value).flatMap(([name, inner]) => {
    const clean = inner === null ? undefined : withoutEmpty(inner)
    const empty =
      clean === undefined ||
      (isTable(clean) && Object.keys(clean).length === 0) ||
      (Array.isArray(clean) && clean.length === 0)
    return empty ? [] : [[name, clean] as const]
  })
  return Object.fromEntries(kept)
}

/** Whether two documents say the same. */
export const sameDocument = (a: unknown, b: unknown): boolean => sameValue(withoutEmpty(a), withoutEmpty(b))

const parsed = (text: string): TomlTable | undefined => {
  try {
    return parse(text)
  } catch {
    return undefined
  }
}

/**
 * The text with one change; everything else stays as it is written. Left: the key cannot be edited this way, since the
 * result would not say what it should. Pure; takes a few milliseconds for a long file.
 */
export const editToml = (
  text: string,
  { path, value }: TomlChange,
  isInline: IsInline
): Either.Either<string, string> => {
  const before = parsed(text)
  if (before === undefined) return Either.left("the file is no TOML at the moment")
  const wanted = withValue(before, path, value)
  const attempts = [
    () => setValue(text, path, value, isInline),
    // Without what stands around the old value.
    () => setValue(setValue(text, path, undefined, isInline), path, value, isInline)
  ]
  for (const attempt of attempts) {
    const edited = resultOf(attempt)
    if (edited !== undefined && sameDocument(parsed(edited), wanted)) return Either.right(edited)
  }
  return Either.left("it is written in a way that only an edit of the whole text can change")
}

/** What cannot be read afterwards is no result. */
const resultOf = (attempt: () => string): string | undefined => {
  try {
    return attempt()
  } catch {
    return undefined
  }
}
