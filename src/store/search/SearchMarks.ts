import * as SqlClient from "@effect/sql/SqlClient"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { type Database, readAtStart } from "../Database.ts"
import type { DatabaseUnusable } from "../DatabaseUnusable.ts"
import type { Write } from "../StoreFailure.ts"
import { WriteBehind } from "../WriteBehind.ts"
import * as Behind from "./Behind.ts"
import { lastSearches, lostNotes } from "./lostNotes.ts"
import type { SearchReason } from "./SearchReason.ts"
import type { Count } from "./stored.ts"

/** When a thing was searched for, for one reason. */
export interface SearchMark {
  readonly itemId: number
  readonly reason: SearchReason
  /** Epoch milliseconds. */
  readonly at: number
  /** How often since it began to lack this. */
  readonly times: number
}

/** Goes through everything that is searched for once before it starts over. */
export interface Cycle {
  /** 1 for the first. */
  readonly number: number
  /** Epoch milliseconds. */
  readonly startedAt: number
}

/**
 * What has been searched for, per section; survives restarts. Kept in memory, written behind: what a crash took of it is
 * made up from the `SearchLog` at the next start.
 */
export interface SearchMarksService {
  /** By `${itemId}:${reason}`. The map changes with the marks. */
  readonly all: (section: string) => ReadonlyMap<string, SearchMark>
  /** Notes a search: `at`, which is the `sentAt` of its `Search`, and one more time. */
  readonly note: (
    section: string,
    items: ReadonlyArray<{ readonly itemId: number; readonly reason: SearchReason }>,
    at: number
  ) => Effect.Effect<void>
  /** Takes `note` back, for a search that was never sent. */
  readonly restore: (
    section: string,
    before: ReadonlyArray<SearchMark>,
    gone: ReadonlyArray<string>
  ) => Effect.Effect<void>
  /** What these things lacked is there, or they are gone: keys `${itemId}:${reason}`. */
  readonly forget: (section: string, keys: ReadonlyArray<string>) => Effect.Effect<void>
  /** Undefined before the first. */
  readonly cycle: (section: string) => Cycle | undefined
  readonly setCycle: (section: string, cycle: Cycle) => Effect.Effect<void>
}

export const markKey = (itemId: number, reason: SearchReason): string => `${itemId}:${reason}`

export class SearchMarks extends Context.Tag("qbitrr/store/SearchMarks")<SearchMarks, SearchMarksService>() {}

interface MarkRow {
  readonly section: string
  readonly item_id: Count
  readonly reason: SearchReason
  readonly searched_at: Count
  readonly times: Count
}

interface CycleRow {
  readonly section: string
  readonly cycle_number: Count
  readonly started_at: Count
}

interface Section {
  readonly marks: Map<string, SearchMark>
  cycle: Cycle | undefined
  /** By the key of a mark, or `cycle`. */
  readonly behind: Behind.Behind<string>
}

const partsOf = (key: string): { readonly item: number; readonly reason: string } => {
  const colon = key.indexOf(":")
  return { item: Number(key.slice(0, colon)), reason: key.slice(colon + 1) }
}

const noMarks: ReadonlyMap<string, SearchMark> = new Map()

const make = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const writer = yield* WriteBehind
  const sections = new Map<string, Section>()

  const writeMark = (section: string, key: string, mark: SearchMark | undefined): Write => {
    const { item, reason } = partsOf(key)
    return mark === undefined
      ? sql`DELETE FROM search_marks WHERE section = ${section} AND item_id = ${item} AND reason = ${reason}`
      : sql`INSERT INTO search_marks ${sql.insert({
          section,
          item_id: item,
          reason,
          searched_at: mark.at,
          times: mark.times
        })} ON CONFLICT (section, item_id, reason) DO UPDATE SET
          searched_at = excluded.searched_at, times = excluded.times`
  }

  const writeCycle = (section: string, cycle: Cycle): Write =>
    sql`INSERT INTO search_cycles ${sql.insert({
      section,
      cycle_number: cycle.number,
      started_at: cycle.startedAt
    })} ON CONFLICT (section) DO UPDATE SET cycle_number = excluded.cycle_number, started_at = excluded.started_at`

  const sectionOf = (section: string): Section => {
    const known = sections.get(section)
    if (known !== undefined) return known
    const marks = new Map<string, SearchMark>()
    const found: Section = {
      marks,
      cycle: undefined,
      behind: Behind.make(
        writer,
        (key) => (key === "cycle" ? `the search cycle of ${section}` : `the search mark ${key} of ${section}`),
        (key) => {
          if (key !== "cycle") return writeMark(section, key, marks.get(key))
          return found.cycle === undefined ? Effect.void : writeCycle(section, found.cycle)
        }
      )
    }
    sections.set(section, found)
    return found
  }

  const set = ({ marks }: Section, mark: SearchMark): string => {
    const key = markKey(mark.itemId, mark.reason)
    marks.set(key, mark)
    return key
  }

  const rows = yield* readAtStart("What was searched for", sql<MarkRow>`SELECT * FROM search_marks`)
  for (const row of rows) {
    set(sectionOf(row.section), {
      itemId: Number(row.item_id),
      reason: row.reason,
      at: Number(row.searched_at),
      times: Number(row.times)
    })
  }
  const cycles = yield* readAtStart("The search cycles", sql<CycleRow>`SELECT * FROM search_cycles`)
  for (const row of cycles) {
    sectionOf(row.section).cycle = { number: Number(row.cycle_number), startedAt: Number(row.started_at) }
  }
  const markOf = (section: string, itemId: number, reason: SearchReason) =>
    sections.get(section)?.marks.get(markKey(itemId, reason))
  const searches = yield* readAtStart("The last searches", lastSearches(sql))
  for (const { mark, section } of lostNotes(searches, markOf)) {
    const found = sectionOf(section)
    yield* found.behind.touch([set(found, mark)])
  }

  return SearchMarks.of({
    all: (section) => sections.get(section)?.marks ?? noMarks,
    note: (section, items, at) =>
      Effect.suspend(() => {
        const found = sectionOf(section)
        const keys = items.map(({ itemId, reason }) => {
          const times = (found.marks.get(markKey(itemId, reason))?.times ?? 0) + 1
          return set(found, { itemId, reason, at, times })
        })
        return found.behind.touch(keys)
      }),
    restore: (section, before, gone) =>
      Effect.suspend(() => {
        const found = sectionOf(section)
        for (const key of gone) found.marks.delete(key)
        return found.behind.touch([...gone, ...before.map((mark) => set(found, mark))])
      }),
    forget: (section, keys) =>
      Effect.suspend(() => {
        const found = sectionOf(section)
        return found.behind.touch(keys.filter((key) => found.marks.delete(key)))
      }),
    cycle: (section) => sections.get(section)?.cycle,
    setCycle: (section, cycle) =>
      Effect.suspend(() => {
        const found = sectionOf(section)
        found.cycle = cycle
        return found.behind.touch(["cycle"])
      })
  })
})

/** Reads all marks at start, and makes up those that a crash took from the searches that were begun before it. */
export const layer: Layer.Layer<SearchMarks, DatabaseUnusable, Database | SqlClient.SqlClient | WriteBehind> =
  Layer.effect(SearchMarks, make)
