import type { LibraryItem, QualityProfile } from "../clients/arr/library/LibraryItem.ts"
import type { SearchMark } from "../store/search/SearchMarks.ts"
import type { SearchReason } from "../store/search/SearchReason.ts"
import { lacks } from "./lack.ts"

/** Marks by the thing they are of: most things have none, so that costs less than a key for each of them. */
export interface MarkBook {
  readonly of: (itemId: number, reason: SearchReason) => SearchMark | undefined
  /** When a thing that was seen was searched for last, as far as its marks are not settled; epoch milliseconds. */
  readonly lastAt: (itemId: number) => number | undefined
  /** Notes which marks of a thing of the library decide nothing any more. */
  readonly see: (item: LibraryItem, profile: QualityProfile | undefined) => void
  /** Keys of those, and of the marks of all that was not seen. */
  readonly settled: () => ReadonlyArray<string>
}

/** A mark of what a thing does not lack any more. What cannot be told keeps its mark. */
const isSettled = (mark: SearchMark, item: LibraryItem, profile: QualityProfile | undefined): boolean => {
  switch (mark.reason) {
    case "Missing":
    case "CustomFormat":
    case "Quality":
    case "Upgrade":
      return lacks(item, profile, mark.reason) === false
    default:
      return item.file !== undefined
  }
}

const none: ReadonlyArray<SearchMark> = []

export const markBook = (marks: ReadonlyMap<string, SearchMark>): MarkBook => {
  const byItem = new Map<number, Array<SearchMark>>()
  for (const mark of marks.values()) {
    const known = byItem.get(mark.itemId)
    if (known === undefined) byItem.set(mark.itemId, [mark])
    else known.push(mark)
  }
  const kept = new Set<SearchMark>()
  let seen = 0
  return {
    of: (itemId, reason) => byItem.get(itemId)?.find((mark) => mark.reason === reason),
    lastAt: (itemId) => {
      let last: number | undefined
      for (const mark of byItem.get(itemId) ?? none) {
        if (kept.has(mark) && (last === undefined || mark.at > last)) last = mark.at
      }
      return last
    },
    see: (item, profile) => {
      seen++
      for (const mark of byItem.get(item.id) ?? none) if (!isSettled(mark, item, profile)) kept.add(mark)
    },
    settled: () => {
      // A library without anything in it is one that was not read yet, rather than one that was emptied.
      if (seen === 0) return []
      const keys: Array<string> = []
      for (const [key, mark] of marks) if (!kept.has(mark)) keys.push(key)
      return keys
    }
  }
}
