import type { TrackerReading } from "./TrackerStatus.ts"

/** What trackers answered counts as known for this long. Milliseconds. */
export const readingLasts = 1_800_000

/** The reading while it is fresh enough to decide on; else undefined, as if it had never been read. `now` is epoch milliseconds. */
export const freshReading = (reading: TrackerReading | undefined, now: number): TrackerReading | undefined =>
  reading === undefined || now - reading.at > readingLasts ? undefined : reading
