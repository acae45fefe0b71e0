import { redactPatterns } from "../../../observability/Redaction.ts"

/** A JSON object whose members may be anything: every member is read by itself, so that an odd one costs only itself. */
export type Row = Readonly<Record<string, unknown>>

/** Takes down one thing that is wrong with a row, in words. */
export type Say = (problem: string) => void

export const isRow = (value: unknown): value is Row =>
  typeof value === "object" && value !== null && !Array.isArray(value)

export const rowIn = (row: Row, name: string): Row | undefined => {
  const value = row[name]
  return isRow(value) ? value : undefined
}

/** Elements of a list that are objects; undefined when there is no list. */
export const rowsIn = (row: Row, name: string): ReadonlyArray<Row> | undefined => {
  const value = row[name]
  return Array.isArray(value) ? value.filter(isRow) : undefined
}

/** Undefined for what is no text, and for text of which nothing can be seen. */
export const textIn = (row: Row, name: string): string | undefined => {
  const value = row[name]
  return typeof value === "string" && value.trim() !== "" ? value : undefined
}

export const numberIn = (row: Row, name: string): number | undefined => {
  const value = row[name]
  return typeof value === "number" && Number.isFinite(value) ? value : undefined
}

/** 0, 1, 2, …: season 0 holds the specials. */
export const countIn = (row: Row, name: string): number | undefined => {
  const value = row[name]
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : undefined
}

/** Ids of databases and years begin at 1; 0 means "none". */
export const idIn = (row: Row, name: string): number | undefined => countIn(row, name) || undefined

export const flagIn = (row: Row, name: string): boolean | undefined => {
  const value = row[name]
  return typeof value === "boolean" ? value : undefined
}

/** One line of at most 60 characters that names no secret; JSON spells line breaks out. */
const clipped = (text: string): string => {
  const line = redactPatterns(text)
  return line.length > 60 ? `${line.slice(0, 59)}…` : line
}

const shown = (value: unknown): string => {
  if (Array.isArray(value)) return "a list"
  return typeof value === "object" && value !== null ? "an object" : clipped(JSON.stringify(value) ?? "nothing")
}

/** `monitored is missing`, `airDateUtc is no date: "soon"`. */
export const wrong = (name: string, how: string, value: unknown): string =>
  value === undefined || value === null ? `${name} is missing` : `${name} is ${how}: ${shown(value)}`

/** Tells when a member that searching cannot do without is missing or something else. */
export const required = <A>(row: Row, name: string, how: string, value: A | undefined, say: Say): A | undefined => {
  if (value === undefined) say(wrong(name, how, row[name]))
  return value
}

const dateForm = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?(Z|[+-]\d{2}:?\d{2})?$/i

/** Nothing was released before; 0001-01-01 is what the Arrs write for "no date". */
const earliest = Date.UTC(1800, 0, 1)

const instantOf = (text: string): number | undefined => {
  const match = dateForm.exec(text.trim())
  if (match === null) return undefined
  // Old builds leave the zone out and mean UTC, where JavaScript would read local time.
  const zoned = match[1] === undefined && text.trim().length > 10 ? `${text.trim()}Z` : text.trim()
  const at = Date.parse(zoned.replace(" ", "T"))
  return Number.isNaN(at) ? undefined : at
}

/** Epoch milliseconds; undefined for none and for what is no date. */
export const dateIn = (row: Row, name: string): number | undefined => {
  const at = instantOf(textIn(row, name) ?? "")
  return at === undefined || at < earliest ? undefined : at
}

/** A date that decides what is searched for: one that is told and cannot be read is spoken of. */
export const spokenDateIn = (row: Row, name: string, say: Say): number | undefined => {
  const value = row[name]
  const told = value !== undefined && value !== null && value !== ""
  if (told && (typeof value !== "string" || instantOf(value) === undefined)) say(wrong(name, "no date", value))
  return dateIn(row, name)
}

/** The year in UTC of a time in epoch milliseconds. */
export const yearOf = (at: number | undefined): number | undefined =>
  at === undefined ? undefined : new Date(at).getUTCFullYear()

/** What a movie, series, episode, album or book is called, and an artist or author; on one line. */
export const nameIn = (row: Row): string | undefined => {
  const name = textIn(row, "title") ?? textIn(row, "artistName") ?? textIn(row, "authorName")
  return name?.replace(/[\p{Cc}\u2028\u2029]+/gu, " ").trim() || undefined
}

/** ` (The Title)` for messages; nothing when it has no name. */
export const namedIn = (row: Row): string => {
  const name = nameIn(row)
  return name === undefined ? "" : ` (${clipped(name)})`
}
