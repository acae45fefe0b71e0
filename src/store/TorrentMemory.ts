/**
 * What must be remembered about one torrent across restarts. Times are epoch milliseconds.
 * Stored as JSON, so a missing field is always allowed and means "never".
 */
export interface TorrentMemory {
  /** Last category that was neither the failed nor the recheck category. */
  readonly previousCategory?: string
  /** When the recheck that the recheck category asked for was sent, and the category to go back to. */
  readonly recheck?: { readonly requestedAt: number; readonly sawChecking: boolean }
  /** Fingerprint of the filter rules and file list that were last applied. */
  readonly filterSignature?: string
  /** First time it was seen by this daemon. */
  readonly firstSeenAt?: number
}

export const empty: TorrentMemory = {}
