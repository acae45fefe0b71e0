import { bytes, duration, exact, percent, speed } from "../../parts/words.ts"

/** One line of what a rule saw. */
export interface Fact {
  readonly name: string
  readonly value: string
}

/** `lastActivityAt` → `last activity`, `amountLeft` → `amount left`. */
const named = (key: string): string =>
  key
    .replace(/At$/, "")
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .replace(/_/g, " ")
    .toLowerCase()

const numbers: ReadonlyArray<readonly [RegExp, (value: number) => string]> = [
  [/At$/, exact],
  [/^(amountLeft|size|totalSize|freeSpace|wanted|used)$|bytes$/i, bytes],
  [/speed$|limit$/i, speed],
  [/^progress$|share$/i, percent],
  [/time$|^eta$|seconds$/i, duration]
]

const shown = (key: string, value: unknown): string => {
  if (value === null || value === undefined) return "unknown"
  if (typeof value === "boolean") return value ? "yes" : "no"
  if (typeof value === "number") {
    const format = numbers.find(([pattern]) => pattern.test(key))?.[1]
    return format === undefined ? String(Math.round(value * 1_000) / 1_000) : format(value)
  }
  if (typeof value === "string") return value === "" ? "none" : value
  if (Array.isArray(value)) return value.length === 0 ? "none" : value.map((one) => shown("", one)).join(", ")
  return Object.entries(value)
    .map(([inner, one]) => (inner === "_tag" ? String(one) : `${named(inner)}: ${shown(inner, one)}`))
    .join(", ")
}

/** What a rule saw, in words. What it then did stands in the decision itself. */
export const factsOf = (facts: Readonly<Record<string, unknown>>): ReadonlyArray<Fact> =>
  Object.entries(facts)
    .filter(([key]) => key !== "actions")
    .map(([key, value]) => ({ name: named(key), value: shown(key, value) }))
