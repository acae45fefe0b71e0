import type * as SqlClient from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { SearchMark } from "./SearchMarks.ts"
import { type SearchReason, searchReasons } from "./SearchReason.ts"
import { type Count, reader } from "./stored.ts"

/**
 * How long before the last search of a section the marks of a search may be missing. Marks wait for the disk for less
 * than a second, and for a minute at most once it works again; without a disk no search begins. Milliseconds.
 */
const doubtful = 3_600_000

/** What of a search its marks are made of. */
export interface BegunSearch {
  readonly section: string
  readonly reason: SearchReason
  readonly items: ReadonlyArray<number>
  readonly sentAt: number
}

interface Row {
  readonly section: string
  readonly reason: SearchReason
  readonly items_json: string
  readonly sent_at: Count
}

const readItems = reader(Schema.Array(Schema.Number))

/** The last searches of each section that were not lost in sending, oldest first. */
export const lastSearches = (sql: SqlClient.SqlClient): Effect.Effect<ReadonlyArray<BegunSearch>, SqlError> =>
  Effect.map(
    // Counted from the newest search, not from now: between a crash and the next start may be days.
    sql<Row>`SELECT searches.section, reason, items_json, sent_at FROM searches
      JOIN (SELECT section, max(sent_at) AS newest_at FROM searches GROUP BY section) newest
        ON newest.section = searches.section
      WHERE sent_at >= newest_at - ${doubtful} AND NOT (state = 'lost' AND command_id IS NULL)
      ORDER BY sent_at, search_key`,
    (rows) =>
      rows.map((row) => ({
        section: row.section,
        reason: row.reason,
        items: readItems(row.items_json) ?? [],
        sentAt: Number(row.sent_at)
      }))
  )

/**
 * The marks that these searches should have left and did not. A thing that bears a mark of that time for another reason
 * was noted: a search for one reason may note its things for what each of them lacks. Pure.
 * @param searches oldest first
 */
export const lostNotes = (
  searches: ReadonlyArray<BegunSearch>,
  markOf: (section: string, itemId: number, reason: SearchReason) => SearchMark | undefined
): ReadonlyArray<{ readonly section: string; readonly mark: SearchMark }> => {
  const made = new Map<string, { readonly section: string; readonly mark: SearchMark }>()
  for (const { items, reason, section, sentAt } of searches) {
    for (const itemId of items) {
      const keyOf = (of: SearchReason) => `${section}\n${itemId}\n${of}`
      const known = (of: SearchReason) => made.get(keyOf(of))?.mark ?? markOf(section, itemId, of)
      if (searchReasons.some((of) => (known(of)?.at ?? Number.NEGATIVE_INFINITY) >= sentAt)) continue
      made.set(keyOf(reason), {
        section,
        mark: { itemId, reason, at: sentAt, times: (known(reason)?.times ?? 0) + 1 }
      })
    }
  }
  return [...made.values()]
}
