/** A whole number above 0, also written as digits: `603`, `"603"`. Ids of 0 mean "none" everywhere. */
export const idOf = (value: unknown): number | undefined => {
  const whole = wholeOf(value)
  return whole === undefined || whole === 0 ? undefined : whole
}

/** A whole number from 0 on, also written as digits. */
export const wholeOf = (value: unknown): number | undefined => {
  const number = typeof value === "string" && /^\s*\d{1,15}\s*$/.test(value) ? Number(value) : value
  return typeof number === "number" && Number.isSafeInteger(number) && number >= 0 ? number : undefined
}

/** `tt0133093`, in lower case; undefined for anything else. */
export const imdbIdOf = (value: unknown): string | undefined => {
  const text = typeof value === "string" ? value.trim().toLowerCase() : ""
  return /^tt\d{1,12}$/.test(text) ? text : undefined
}

/** One printable line of at most 200 characters: titles end up in log lines and on the page. */
export const titleOf = (value: unknown): string | undefined => {
  if (typeof value !== "string") return undefined
  const line = Array.from(value.replace(/[\s\p{Cc}\p{Cs}]+/gu, " ").trim())
  return line.length === 0 ? undefined : line.slice(0, 200).join("")
}

/**
 * Epoch milliseconds of an ISO 8601 time. .NET writes UTC without saying so, and its "never" as year 1; what is not
 * after 1970 is none.
 */
export const timeOf = (value: unknown): number | undefined => {
  if (typeof value !== "string") return undefined
  const at = Date.parse(/T[\d:.]+$/.test(value) ? `${value}Z` : value)
  return Number.isNaN(at) || at <= 0 ? undefined : at
}

/** Sorted, each once. */
export const seasonNumbers = (values: ReadonlyArray<unknown>): ReadonlyArray<number> =>
  [...new Set(values.flatMap((value) => wholeOf(value) ?? []))].sort((a, b) => a - b)

/** An object that can be looked into; undefined for lists, null and everything else. */
export const recordOf = (value: unknown): Readonly<Record<string, unknown>> | undefined =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : undefined

/** The objects of a list; undefined when it is no list. */
export const recordsIn = (value: unknown): ReadonlyArray<Readonly<Record<string, unknown>>> | undefined => {
  if (!Array.isArray(value)) return undefined
  const records: Array<Readonly<Record<string, unknown>>> = []
  for (const one of value) {
    const record = recordOf(one)
    if (record !== undefined) records.push(record)
  }
  return records
}
