/** How often something may be tried within a time. */
export interface Limit {
  readonly times: number
  /** Milliseconds. */
  readonly within: number
}

/** Either a try is counted, or it is told how long to wait. */
export type Tried = { readonly allowed: true } | { readonly allowed: false; readonly waitMillis: number }

/**
 * Tries of many keys within a sliding window, in a bounded memory: of more than `capacity` keys the one not tried for
 * longest is forgotten. A refused try is not counted, so that the wait ends.
 */
export const slidingWindow = (limit: Limit, capacity: number) => {
  // In the order of the last try: a Map keeps the order in which keys came.
  const tries = new Map<string, ReadonlyArray<number>>()
  const recent = (key: string, now: number) => (tries.get(key) ?? []).filter((at) => now - at < limit.within)
  const put = (key: string, times: ReadonlyArray<number>) => {
    tries.delete(key)
    if (times.length === 0) return
    tries.set(key, times)
    if (tries.size <= capacity) return
    const [oldest] = tries.keys()
    if (oldest !== undefined) tries.delete(oldest)
  }
  const waitOf = (times: ReadonlyArray<number>, now: number): number | undefined =>
    times.length < limit.times
      ? undefined
      : Math.max(1, (times[times.length - limit.times] ?? now) + limit.within - now)

  return {
    /** Counts a try unless there were too many. */
    take: (key: string, now: number): Tried => {
      const times = recent(key, now)
      const waitMillis = waitOf(times, now)
      put(key, waitMillis === undefined ? [...times, now] : times)
      return waitMillis === undefined ? { allowed: true } : { allowed: false, waitMillis }
    },
    /** Takes back the last try: it was none of the kind that is limited. */
    giveBack: (key: string): void => {
      const times = tries.get(key)
      if (times !== undefined) put(key, times.slice(0, -1))
    },
    size: (): number => tries.size
  }
}
