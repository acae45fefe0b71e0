import type { SearchWindow } from "./SearchWindow.ts"

/** `[<Arr>.EntrySearch]` and what of `[Settings]` searching needs. Times in milliseconds. */
export interface SearchSettings {
  readonly missing: boolean
  readonly customFormat: boolean
  readonly quality: boolean
  readonly upgrade: boolean
  readonly specials: boolean
  /** Also what the Arr does not monitor. */
  readonly unmonitored: boolean
  readonly byYear: boolean
  readonly oldestFirst: boolean
  /** Sonarr: whole series, single episodes, or whatever fits. */
  readonly bySeries: boolean | "smart"
  readonly today: boolean
  /** Start over when a cycle is finished. */
  readonly again: boolean
  /** Most of our commands that run in the Arr at the same time; at least 1. */
  readonly limit: number
  /** Between two commands. */
  readonly delay: number
  /** Most searches within any 60 minutes; 0 starts none. */
  readonly perHour: number
  /** Nothing is searched for while the Arr's queue holds as many downloads; 0 = no limit. */
  readonly maxQueue: number
  /** Empty: at any time. */
  readonly windows: ReadonlyArray<SearchWindow>
  readonly dryRun: boolean
}
