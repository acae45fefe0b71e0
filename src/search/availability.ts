import type { ReleaseDates } from "../clients/arr/library/LibraryItem.ts"

const always = Number.NEGATIVE_INFINITY
const never = Number.POSITIVE_INFINITY

/** When a year begins where the daemon runs (the table of §3.4.5 is about local time), epoch milliseconds. */
export type YearStart = (year: number) => number

/** Works each year out once: a library has few of them and many movies. */
export const yearStarts = (): YearStart => {
  const known = new Map<number, number>()
  return (year) => {
    let start = known.get(year)
    if (start === undefined) {
      // Not `new Date(year, 0, 1)`: that takes 33 for 1933.
      const date = new Date(2000, 0, 1)
      date.setFullYear(year)
      start = date.getTime()
      known.set(year, start)
    }
    return start
  }
}

/** Rows 3 to 12: from when on the dates and the minimum availability allow it. */
const released = ({ minimum, inCinemas, digital, physical }: ReleaseDates): number => {
  switch (minimum) {
    case "announced":
      return always
    case "released":
      if (digital !== undefined && physical !== undefined) return Math.min(digital, physical)
      return digital ?? physical ?? (inCinemas === undefined ? always : never)
    case "inCinemas":
      return inCinemas ?? digital ?? physical ?? always
    default:
      return never
  }
}

/**
 * From when on a movie can be had (engine §3.4.5), epoch milliseconds: it is available when that is not after now.
 * `Infinity` = not by time alone, `-Infinity` = always.
 */
export const availableFrom = (
  year: number | undefined,
  releases: ReleaseDates | undefined,
  startOf: YearStart
): number => {
  if (year === undefined || year === 0) return never
  const byDates = releases === undefined ? never : released(releases)
  // Row 1: not before its own year. Row 2: whatever the dates say, from the second year after it on.
  return Math.max(startOf(year), Math.min(byDates, startOf(year + 2)))
}
