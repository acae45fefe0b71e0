/** How long the last requests to something took, milliseconds. */
export interface Latency {
  readonly last: number
  /** Of the last {@link kept} requests; of two in the middle the smaller one. */
  readonly median: number
}

/** Requests that are remembered. A program that has become slow shows within a few of them, a single slow one does not. */
export const kept = 20

/** The times of the last requests, oldest first. Never empty. */
export type Times = readonly [number, ...ReadonlyArray<number>]

/** With one more; the oldest goes when there are too many. Pure. */
export const withTime = (times: ReadonlyArray<number>, millis: number): Times => {
  const [first = millis, ...rest] = [...times, Math.max(0, Math.round(millis))].slice(-kept)
  return [first, ...rest]
}

/** Pure. */
export const latencyOf = (times: Times): Latency => {
  const sorted = times.toSorted((a, b) => a - b)
  return {
    last: times.at(-1) ?? times[0],
    median: sorted[Math.floor((sorted.length - 1) / 2)] ?? times[0]
  }
}

/** Whether somebody who looks would see the difference: a fifth, and more than what any network strays by. Pure. */
export const differs = (before: Latency | null, after: Latency): boolean =>
  before === null || Math.abs(after.median - before.median) > Math.max(5, before.median / 5)
