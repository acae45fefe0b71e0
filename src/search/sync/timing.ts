/** The pace of a library sync, milliseconds. */

/** Everything is read again at least this often; what was read within this time counts as read. */
export const fullEvery = 24 * 3_600_000

/** Between two lists of containers. While changes are pushed the list is only the net below them. */
export const listEvery = 15 * 60_000
export const listEveryPushed = 6 * 3_600_000

/** An Arr builds its whole library for a list: however often one is wanted, this much lies between two. */
export const listGap = 15_000

/** A list that lost too much is read again after this before it is believed. */
export const doubtFor = 60_000

export const historyEvery = 60_000
export const historyEveryPushed = 10 * 60_000

/** Changes rarely come alone: what changed is read when nothing was told of it for `quiet`, and after `patience` at the latest. */
const quiet = 2_000
const patience = 15_000

/** When something was wanted for the first and for the last time since it was read. Monotonic milliseconds. */
export interface Burst {
  readonly first: number
  readonly last: number
}

export const again = (burst: Burst | undefined, now: number): Burst => ({ first: burst?.first ?? now, last: now })

/** A burst that need not be waited out. */
export const atOnce = (now: number): Burst => ({ first: now - patience, last: now })

export const burstDueAt = ({ first, last }: Burst): number => Math.min(last + quiet, first + patience)

/** How long ago that was, by wall clocks; undefined for never and for a time to come, when a clock was wrong. */
export const ageOf = (at: number | undefined, now: number): number | undefined =>
  at === undefined || at > now ? undefined : now - at
