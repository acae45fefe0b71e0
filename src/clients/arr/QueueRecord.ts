import type { MediaRef } from "./MediaRef.ts"

/** One row of an Arr's queue, the same for all four programs. A season pack has one row per episode. */
export interface QueueRecord {
  readonly id: number
  /** Lower-case torrent hash; undefined for pending rows. */
  readonly hash: string | undefined
  /** Undefined for a download the Arr could not match. */
  readonly media: MediaRef | undefined
  readonly title: string
  /** queued, paused, downloading, completed, failed, warning, delay, … ; lower-camel as on the wire. */
  readonly status: string
  /** ok, warning, error. */
  readonly trackedStatus: string | undefined
  /** downloading, importBlocked, importPending, importing, imported, failedPending, failed, ignored (Lidarr has more). */
  readonly trackedState: string | undefined
  readonly messages: ReadonlyArray<{ readonly title: string; readonly messages: ReadonlyArray<string> }>
  readonly errorMessage: string | undefined
  readonly outputPath: string | undefined
  readonly customFormatScore: number | undefined
}

/** The whole queue of one Arr at one moment. */
export interface QueueSnapshot {
  /** Epoch milliseconds. */
  readonly at: number
  /** Rows grouped by lower-case hash. */
  readonly byHash: ReadonlyMap<string, ReadonlyArray<QueueRecord>>
  /** Rows without a download yet (delay profile and the like). */
  readonly pending: ReadonlyArray<QueueRecord>
  /** Rows that could not be read and were left out. */
  readonly skipped: number
}
