import { flagIn, idIn, isRow, numberIn, type Row } from "./fields.ts"
import type { LibraryFile } from "./LibraryItem.ts"

/** What is known of a file that the Arr says it has, but does not tell. */
export const untoldFile = (id: number | undefined): LibraryFile => ({
  id: id ?? 0,
  score: undefined,
  cutoffUnmet: undefined
})

/** One file as `movieFile`, `episodeFile` or a row of `moviefile`, `episodefile`, … tells it. Pure. */
export const fileOf = (row: Row): LibraryFile => ({
  id: idIn(row, "id") ?? 0,
  score: numberIn(row, "customFormatScore"),
  cutoffUnmet: flagIn(row, "qualityCutoffNotMet")
})

const lowest = (scores: ReadonlyArray<number | undefined>): number | undefined =>
  scores.reduce(
    (least, score) => (least === undefined || score === undefined ? undefined : Math.min(least, score)),
    scores[0]
  )

/**
 * The files of an album or a book as one: one file without a score leaves the score of all unknown, and one that is
 * known to miss the cutoff decides for all. Undefined for no files. Pure.
 */
export const together = (files: ReadonlyArray<LibraryFile>): LibraryFile | undefined => {
  if (files.length === 0) return undefined
  const unmet = files.map((file) => file.cutoffUnmet)
  return {
    id: Math.max(...files.map((file) => file.id)),
    score: lowest(files.map((file) => file.score)),
    cutoffUnmet: unmet.includes(true) ? true : unmet.includes(undefined) ? undefined : false
  }
}

/** Files by whom they belong to, as `field` of each tells; rows that tell nothing of use are left out. Pure. */
export const filesBy = (
  field: string,
  rows: ReadonlyArray<unknown>
): ReadonlyMap<number, ReadonlyArray<LibraryFile>> => {
  const found = new Map<number, Array<LibraryFile>>()
  for (const row of rows) {
    const owner = isRow(row) ? idIn(row, field) : undefined
    if (!isRow(row) || owner === undefined || idIn(row, "id") === undefined) continue
    const known = found.get(owner)
    if (known === undefined) found.set(owner, [fileOf(row)])
    else known.push(fileOf(row))
  }
  return found
}
