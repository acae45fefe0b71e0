/** Why no search is sent at the moment, one at a time; first match wins, in this order. */
export const holds = [
  /** `DryRun`: everything is decided, nothing is sent. */
  "dry run",
  /** The Arr does not tell its queue or its health, so nothing is known of how busy it is. */
  "Arr away",
  /** The health of the Arr says that none of its indexers can be searched. */
  "indexers down",
  /** See `SearchWindow`. */
  "outside the search window",
  /** See `MaxQueueSize`. */
  "queue full",
  /** As many of our searches run as `SearchLimit` allows. */
  "search limit",
  /** See `SearchesPerHour`. */
  "hourly limit",
  /** See `SearchLoopDelay`. */
  "delay"
] as const

export type Hold = (typeof holds)[number]
