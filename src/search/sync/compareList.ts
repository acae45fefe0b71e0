import type { LibraryContainer, Listing } from "../../clients/arr/library/LibraryItem.ts"
import type { IndexedContainer } from "../../store/search/LibraryIndex.ts"

/** What a list of containers means for the index. */
export interface Comparison {
  /** Every container of the list, each once. */
  readonly listed: ReadonlyMap<number, LibraryContainer>
  /** New, changed, or read too long ago. */
  readonly unread: ReadonlyArray<LibraryContainer>
  /** Known, and neither in the list nor a row of it that cannot be read. */
  readonly lost: ReadonlySet<number>
  /** A row does not even tell whose it is: whatever is lost may be that one. */
  readonly nameless: boolean
  /** The list lost more than people delete at once: not to be believed before it says so again. */
  readonly doubtful: boolean
}

/** At least so many lost containers are suspicious, when they are more than half of all. */
const fewest = 20

/**
 * Compares a list with what is known. `freshAfter`, epoch milliseconds: what was read up to then is read again;
 * undefined = only what changed. `now`, epoch milliseconds: what was read "later" was read by a clock that was wrong.
 */
export const compareList = (
  known: ReadonlyMap<number, IndexedContainer>,
  { odd, rows }: Listing<LibraryContainer>,
  freshAfter: number | undefined,
  now: number
): Comparison => {
  const listed = new Map(rows.map((row) => [row.id, row]))
  const oddIds = new Set(odd.map(({ id }) => id))
  const isRead = ({ id, revision }: LibraryContainer): boolean => {
    const before = known.get(id)
    if (before === undefined || before.container.revision !== revision) return false
    return freshAfter === undefined || (before.readAt > freshAfter && before.readAt <= now)
  }
  const lost = new Set([...known.keys()].filter((id) => !listed.has(id) && !oddIds.has(id)))
  return {
    listed,
    unread: [...listed.values()].filter((row) => !isRead(row)),
    lost,
    nameless: oddIds.has(undefined),
    doubtful: lost.size > 0 && (listed.size === 0 || (lost.size >= fewest && lost.size * 2 > known.size))
  }
}
