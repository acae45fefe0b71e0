import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type { SearchTarget } from "../../clients/arr/SearchTarget.ts"
import type { SearchReason } from "./SearchReason.ts"

/**
 * How far a search is. `sending`: written down, not known to have arrived. `running`: the Arr works on it. `done`,
 * `failed`: it ended (`completed` with `result: unsuccessful` is a failure). `lost`: it never arrived, or the Arr
 * forgot it before its end was seen.
 */
export type SearchState = "sending" | "running" | "done" | "failed" | "lost"

/** A release that came of a search. Epoch milliseconds. */
export interface Grab {
  readonly at: number
  /** Lower-case hash of the download; undefined when the Arr does not tell. */
  readonly hash: string | undefined
  readonly title: string
  readonly indexer: string | undefined
  readonly importedAt: number | undefined
  readonly failedAt: number | undefined
}

/** One search: what it looked for and what came of it. */
export interface Search {
  readonly key: number
  readonly section: string
  readonly reason: SearchReason
  readonly target: SearchTarget
  readonly items: ReadonlyArray<number>
  readonly title: string
  /** Epoch milliseconds. From here it counts for the hourly limit. */
  readonly sentAt: number
  readonly state: SearchState
  readonly commandId: number | undefined
  /** What the Arr, or the failure, says. */
  readonly message: string | undefined
  readonly endedAt: number | undefined
  readonly grabs: ReadonlyArray<Grab>
}

export type NewSearch = Pick<Search, "section" | "reason" | "target" | "items" | "title" | "sentAt">
export type SearchPatch = Partial<Pick<Search, "state" | "commandId" | "message" | "endedAt" | "grabs">>

/** What searching brought: per section and reason. */
export interface Yield {
  readonly section: string
  readonly reason: SearchReason
  readonly searches: number
  readonly failed: number
  /** Searches of which at least one release was grabbed, and of which one was imported. */
  readonly grabbed: number
  readonly imported: number
}

/** Every search that was sent, with what came of it. */
export interface SearchLogService {
  /** Durable when it returns: an intent is written before the command is sent. */
  readonly begin: (search: NewSearch) => Effect.Effect<Search>
  readonly patch: (key: number, patch: SearchPatch) => Effect.Effect<void>
  /** `sending` and `running` ones, oldest first. From memory. */
  readonly open: (section: string) => ReadonlyArray<Search>
  /** `sentAt` of all since then (epoch milliseconds) but those `lost` in sending, oldest first. From memory for the last 24 hours. */
  readonly sentSince: (section: string, at: number) => ReadonlyArray<number>
  /** Those sent since then of which a grab or an import may still come, newest first. From memory for the last 7 days. */
  readonly recent: (section: string, at: number) => ReadonlyArray<Search>
  /** Newest first. */
  readonly list: (query: {
    readonly section?: string
    readonly limit: number
    readonly offset: number
  }) => Effect.Effect<{ readonly searches: ReadonlyArray<Search>; readonly total: number }>
  readonly yields: (since: number) => Effect.Effect<ReadonlyArray<Yield>>
}

export class SearchLog extends Context.Tag("qbitrr/store/SearchLog")<SearchLog, SearchLogService>() {}
