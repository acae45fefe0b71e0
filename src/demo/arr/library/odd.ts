import type { Fields } from "./common.ts"

/** Rows that were made odd, by resource name and id: `episode:12`. */
export type OddRows = ReadonlyMap<string, unknown>

const isObject = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/**
 * A row as it goes over the wire: members of an odd object stand in the place of the true ones (undefined: left out),
 * anything else odd stands in the place of the whole row.
 */
export const told = (odd: OddRows, name: string, row: Fields): unknown => {
  const key = `${name}:${row["id"]}`
  if (!odd.has(key)) return row
  const raw = odd.get(key)
  return isObject(raw) ? { ...row, ...raw } : raw
}

/** Makes a row odd; undefined makes it as it is again. */
export const makeOdd = (odd: OddRows, name: string, id: number, raw: unknown): OddRows => {
  const next = new Map(odd)
  if (raw === undefined) next.delete(`${name}:${id}`)
  else next.set(`${name}:${id}`, raw)
  return next
}
