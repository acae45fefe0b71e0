import type { IndexersState } from "./indexers.ts"

/** A search counts for the hourly limit for this long, milliseconds: its token comes back exactly then. */
export const hour = 3_600_000

/** How much of the hourly limit is left for one kind of search. */
export interface Hourly {
  /** Most searches within any 60 minutes as things are, those of every reason together. */
  readonly limit: number
  /** Those of them that are kept from this kind of search. */
  readonly kept: number
  /** Searches of the last 60 minutes. */
  readonly used: number
  /** When the next one may be sent, epoch milliseconds: now, or later; undefined = never. */
  readonly openAt: number | undefined
}

export interface HourlyFacts {
  /** `SearchesPerHour`; 0 starts none. */
  readonly perHour: number
  readonly indexers: IndexersState
  /** When searches of at least the last 60 minutes were sent, epoch milliseconds, in any order. Later than now counts as now. */
  readonly sentTimes: ReadonlyArray<number>
  readonly now: number
  /** Whether somebody waits for it, so that nothing is kept from it. */
  readonly prior: boolean
}

/** From this many tokens on some are kept for what somebody waits for. */
const enoughToKeep = 5

/**
 * The hourly limit as a bucket of tokens. It holds no state but the times of the searches that were sent, so neither a
 * restart nor a changed limit can make it give one too many. While some indexers are down it gives half, at least one. A
 * tenth, rounded up, is kept for what somebody waits for, unless there are less than 5.
 */
export const hourlyOf = ({ indexers, now, perHour, prior, sentTimes }: HourlyFacts): Hourly => {
  const limit = perHour > 0 && indexers === "some down" ? Math.max(1, Math.floor(perHour / 2)) : perHour
  const kept = prior || limit < enoughToKeep ? 0 : Math.ceil(limit / 10)
  const spent = sentTimes
    .map((time) => Math.min(time, now))
    .filter((time) => time > now - hour)
    .sort((a, b) => a - b)
  const free = limit - kept
  // As many of the oldest as are too many have to come back before the next.
  const last = spent[spent.length - free]
  const openAt = free <= 0 ? undefined : last === undefined ? now : last + hour
  return { limit, kept, used: spent.length, openAt }
}
