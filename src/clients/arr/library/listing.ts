import * as Effect from "effect/Effect"
import type { ClientError } from "../../ClientError.ts"
import type { Endpoint } from "../request.ts"
import { idIn, isRow, namedIn, type Row, type Say, wrong } from "./fields.ts"
import { unlessGone } from "./gone.ts"
import type { LibraryContainer, Listing, OddRow } from "./LibraryItem.ts"

/**
 * Reads one row whose id is known. `say` takes what is wrong with it: when it answers undefined the row is skipped,
 * otherwise it is read all the same. Pure but for `say`.
 */
export type ReadRow<A> = (row: Row, id: number, say: Say) => A | undefined

/** One resource, read by itself. */
export interface Reading<A> {
  readonly row: A | undefined
  readonly odd: OddRow | undefined
}

/** Reads a row of any shape; `what` is `movie`, `episode`, …, and `place` where it stood. Pure. */
const readOne = <A>(what: string, place: string, value: unknown, read: ReadRow<A>): Reading<A> => {
  if (!isRow(value)) return { row: undefined, odd: { id: undefined, problem: `${what}${place} is no object.` } }
  const id = idIn(value, "id")
  if (id === undefined) {
    const problem = `${what}${place}${namedIn(value)}: ${wrong("id", "none that a database gives", value["id"])}.`
    return { row: undefined, odd: { id: undefined, problem } }
  }
  const problems: Array<string> = []
  const row = read(value, id, (problem) => problems.push(problem))
  if (problems.length === 0) return { row, odd: undefined }
  return { row, odd: { id, problem: `${what} ${id}${namedIn(value)}: ${problems.join("; ")}.` } }
}

/** A resource that was asked for alone. Pure. */
export const readingOf = <A>(what: string, value: unknown, read: ReadRow<A>): Reading<A> =>
  readOne(what, "", value, read)

/** Rows of one answer, each read by itself. Of rows with the same id the first that can be read counts. Pure. */
export const listingOf = <A>(what: string, values: ReadonlyArray<unknown>, read: ReadRow<A>): Listing<A> => {
  const rows: Array<A> = []
  const odd: Array<OddRow> = []
  const seen = new Set<number>()
  for (const [index, value] of values.entries()) {
    const id = isRow(value) ? idIn(value, "id") : undefined
    if (isRow(value) && id !== undefined && seen.has(id)) {
      odd.push({ id, problem: `${what} ${id}${namedIn(value)}: another row has the same id; the first one counts.` })
      continue
    }
    const reading = readOne(what, ` in row ${index + 1}`, value, read)
    if (reading.row !== undefined) rows.push(reading.row)
    if (reading.row !== undefined && id !== undefined) seen.add(id)
    if (reading.odd !== undefined) odd.push(reading.odd)
  }
  return { rows, odd }
}

/** What a container that has gone contains. */
export const nothing: Listing<never> = { rows: [], odd: [] }

/** Several listings as one. Pure. */
export const joined = <A>(listings: ReadonlyArray<Listing<A>>): Listing<A> => ({
  rows: listings.flatMap((listing) => listing.rows),
  odd: listings.flatMap((listing) => listing.odd)
})

/** What each of several containers contains, one after the other; nothing for one that has gone. */
export const eachOf = <A>(
  endpoint: Endpoint,
  containers: ReadonlyArray<LibraryContainer>,
  itemsOf: (container: LibraryContainer) => Effect.Effect<Listing<A>, ClientError>
): Effect.Effect<Listing<A>, ClientError> =>
  Effect.map(
    Effect.forEach(containers, (container) => unlessGone(endpoint, itemsOf(container), nothing)),
    joined
  )
