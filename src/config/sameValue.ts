import * as Equal from "effect/Equal"
import * as Redacted from "effect/Redacted"

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Redacted.isRedacted(value)

/** Whether two decoded values are alike, through lists and tables; secrets by what they hide. */
export const sameValue = (a: unknown, b: unknown): boolean => {
  if (Equal.equals(a, b)) return true
  if (!isRecord(a) || !isRecord(b) || Array.isArray(a) !== Array.isArray(b)) return false
  const names = Object.keys(a)
  return names.length === Object.keys(b).length && names.every((name) => name in b && sameValue(a[name], b[name]))
}

/** The value at a path below a decoded table; undefined when the path leads nowhere. */
export const valueAt = (value: unknown, path: ReadonlyArray<string>): unknown =>
  path.reduce<unknown>((inner, name) => (isRecord(inner) ? inner[name] : undefined), value)
