import type { HistoryView, ThroughputView } from "../../../web/status/overviewViews.ts"
import type { Columns } from "../../parts/Chart.tsx"

const secondsOf = (at: string): number => Math.floor(Date.parse(at) / 1_000)

/** Two rows of the history. */
export const byHour = (
  { hours }: HistoryView,
  first: "imports" | "searches",
  second: "removals" | "found"
): Columns => [hours.map(({ at }) => secondsOf(at)), hours.map((one) => one[first]), hours.map((one) => one[second])]

/** How long the last imports took, from the end of their downloads; oldest first. */
export const importTimes = ({ import_times }: HistoryView): Columns => [
  import_times.map(({ at }) => secondsOf(at)),
  import_times.map(({ seconds }) => seconds)
]

const hour = 3_600

/** Download and upload speed over a whole hour; where the daemon did not run, or nobody answered, there is a gap. */
export const speeds = ({ every, samples }: ThroughputView): Columns => {
  const times: Array<number> = []
  const down: Array<number | null> = []
  const up: Array<number | null> = []
  const add = (at: number, values: readonly [number | null, number | null]): void => {
    times.push(at)
    down.push(values[0])
    up.push(values[1])
  }
  const newest = samples.at(-1)
  const begin = newest === undefined ? undefined : secondsOf(newest.at) - hour
  if (begin !== undefined) add(begin, [null, null])
  for (const sample of samples) {
    const at = secondsOf(sample.at)
    if (begin !== undefined && at <= begin) continue
    const before = times.at(-1)
    if (before !== undefined && before !== begin && at - before > every * 3) add(before + every, [null, null])
    add(at, [sample.down, sample.up])
  }
  return [times, down, up]
}

/** The middle one of some numbers; undefined: there are none. */
export const median = (numbers: ReadonlyArray<number>): number | undefined => {
  const sorted = numbers.toSorted((a, b) => a - b)
  return sorted[Math.floor((sorted.length - 1) / 2)]
}
