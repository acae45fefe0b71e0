/** When searches were sent, as far as that can be told by a clock that may be set back. Epoch milliseconds. */
export interface SpentTimes {
  /** One for each search, none after now. */
  readonly times: ReadonlyArray<number>
  /** Of those stored with a time that is still to come: the earliest time at which that was seen. By stored time. */
  readonly ahead: ReadonlyMap<number, number>
}

/**
 * Stored times as they count at `now`. One that is still to come was sent before the clock was set back, nobody knows how
 * long ago: it counts as sent at the moment at which that was first seen, which is never too early and lets it pass like
 * any other. `before` is the answer of the last call; what it remembers is lost with a restart, which begins its hour anew.
 */
export const spentTimes = (
  stored: ReadonlyArray<number>,
  now: number,
  before: SpentTimes | undefined = undefined
): SpentTimes => {
  const ahead = new Map<number, number>()
  for (const time of stored) if (time > now) ahead.set(time, Math.min(before?.ahead.get(time) ?? now, now))
  return { times: stored.map((time) => ahead.get(time) ?? time), ahead }
}
