import type { Search } from "../store/search/SearchLog.ts"
import type { Cycle } from "../store/search/SearchMarks.ts"
import type { Candidate } from "./Candidate.ts"
import type { Hold } from "./Hold.ts"
import type { Skip } from "./Skip.ts"
import type { SyncProgress } from "./sync/LibrarySync.ts"

/** What the search loop last did or waits for. Epoch milliseconds. */
export interface Activity {
  /** For people: `The Matrix (1999) · Missing`, `No pending searches`, … */
  readonly text: string
  readonly at: number
}

/** Why nothing is sent at the moment, though something could be. */
export interface Held {
  readonly why: Hold
  /** Epoch milliseconds; undefined = time alone does not end it. */
  readonly until: number | undefined
  readonly text: string
}

/** The searching of one section at this moment. */
export interface SearchStatus {
  readonly section: string
  readonly activity: Activity | undefined
  readonly held: Held | undefined
  /** What is searched for next, in this order. */
  readonly queue: ReadonlyArray<Candidate>
  /** How many things of the library are passed over, by reason. */
  readonly skipped: ReadonlyMap<Skip, number>
  /** Things that lack something that is searched for. */
  readonly wanted: number
  /** When the next one stops cooling down or is released, epoch milliseconds. */
  readonly nextAt: number | undefined
  readonly cycle: Cycle | undefined
  /** Commands that the Arr works on, or may. */
  readonly running: ReadonlyArray<Search>
  /** Searches of the last 60 minutes, and the most that are allowed. */
  readonly hour: { readonly used: number; readonly limit: number }
  readonly sync: SyncProgress | undefined
}
