/** Why a thing of the library is not searched for now: one reason each, first match wins, in this order. */
export const skips = [
  /** Neither missing nor improvable, as far as its Arr tells. */
  "complete",
  /** The Arr does not monitor it, or its season or series; see `Unmonitored`. */
  "unmonitored",
  /** Season 0; see `AlsoSearchSpecials`. */
  "special",
  /** It has no date, or one to come. */
  "not aired",
  /** The minimum availability of the movie is not reached. */
  "not available",
  /** What it lacks is not searched for: `SearchMissing`, `QualityUnmetSearch`, … are off. */
  "switched off",
  /** Its quality profile allows no upgrade. */
  "no upgrades allowed",
  /** Its download is in the Arr's queue. */
  "in the queue",
  /** It was searched for a short time ago. */
  "cooling down",
  /** It was searched for in this cycle. */
  "searched in this cycle"
] as const

export type Skip = (typeof skips)[number]
