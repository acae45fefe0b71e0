import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type { SearchReason } from "./SearchReason.ts"

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

/** What has been searched for, per section; survives restarts. Kept in memory, written behind. */
export interface SearchMarksService {
  /** By `${itemId}:${reason}`. */
  readonly all: (section: string) => ReadonlyMap<string, SearchMark>
  /** Notes a search: `at` and one more time. */
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
