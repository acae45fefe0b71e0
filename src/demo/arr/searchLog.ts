/** A search command that somebody sent; the Arr's own searches are not among them. */
export interface SearchArrival {
  /** Epoch milliseconds. */
  readonly at: number
  /** As the Arr writes it. */
  readonly name: string
  /** `movie:1`, `season:3:1`, … (`keyOf`), those that are in the library. */
  readonly targets: ReadonlyArray<string>
  readonly commandId: number
  /** An equal one was queued or running: it was not doubled. */
  readonly known: boolean
}

/** What a stand-in knows of the searches it was asked for. */
export interface SearchLog {
  /** In order. */
  readonly arrivals: ReadonlyArray<SearchArrival>
  /** The most of them that were queued or running at the same moment. */
  readonly most: number
}

export const noSearches: SearchLog = { arrivals: [], most: 0 }

/** One more; `active` are queued or running now, it included. */
export const arrived = (log: SearchLog, arrival: SearchArrival, active: number): SearchLog => ({
  arrivals: [...log.arrivals, arrival],
  most: Math.max(log.most, active)
})
