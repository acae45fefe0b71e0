import type * as Effect from "effect/Effect"
import type { ClientError } from "../../ClientError.ts"
import type { MediaRef } from "../MediaRef.ts"
import type { LibraryContainer, LibraryItem, Listing, QualityProfile } from "./LibraryItem.ts"

/** One line of an Arr's history as far as searching is concerned. */
export interface LibraryEvent {
  readonly id: number
  readonly type: "grabbed" | "imported" | "failed" | "ignored" | "deleted" | "other"
  /** Epoch milliseconds. */
  readonly at: number
  /** Lower case; undefined for what was no download. */
  readonly hash: string | undefined
  readonly media: MediaRef | undefined
  /** The movie, series, artist or author. */
  readonly containerId: number | undefined
  /** Name of the release. */
  readonly title: string | undefined
  /** Name of the indexer, on a grab. */
  readonly indexer: string | undefined
  /** `releaseSource` of a grab, lower camel case: `rss`, `search`, `userInvokedSearch`, `interactiveSearch`, … */
  readonly source: string | undefined
}

/** One line of `health`. */
export interface HealthCheck {
  /** `IndexerStatusCheck`, … */
  readonly source: string
  readonly type: "ok" | "notice" | "warning" | "error"
  readonly message: string
}

/** What the library index reads of one Arr. Rows that cannot be read are `odd` and never cost the batch. */
export interface LibraryReads {
  readonly profiles: Effect.Effect<ReadonlyArray<QualityProfile>, ClientError>
  /** All movies, series, artists or authors, in one request. */
  readonly containers: Effect.Effect<Listing<LibraryContainer>, ClientError>
  /** How many containers one call of `itemsOf` may name. */
  readonly portion: number
  /**
   * What these contain, with files and scores: at most two requests for each series, artist or author, and one for 100
   * movies. A container that has gone meanwhile has no rows.
   */
  readonly itemsOf: (containers: ReadonlyArray<LibraryContainer>) => Effect.Effect<Listing<LibraryItem>, ClientError>
  /** One of them as its own resource tells it; undefined when it is not there. */
  readonly container: (id: number) => Effect.Effect<LibraryContainer | undefined, ClientError>
  /** Events from `at` (epoch milliseconds) on, oldest first. */
  readonly historySince: (at: number) => Effect.Effect<ReadonlyArray<LibraryEvent>, ClientError>
  readonly health: Effect.Effect<ReadonlyArray<HealthCheck>, ClientError>
}

export { libraryReads } from "./makeLibraryReads.ts"
