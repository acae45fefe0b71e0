import type { SearchView } from "../../../web/SearchView.ts"
import type { DecisionView } from "../../../web/TorrentView.ts"
import type { Columns } from "../../parts/Chart.tsx"
import { deedOf, importTook, outcomeOf } from "../../parts/decisions.ts"

/** The begin of the last `steps` spans of time, the current one included; seconds. */
const spans = (now: number, step: number, steps: number): ReadonlyArray<number> => {
  const last = Math.floor(now / 1_000 / step) * step
  return Array.from({ length: steps }, (_, index) => last - (steps - 1 - index) * step)
}

const counted = (begins: ReadonlyArray<number>, step: number, times: ReadonlyArray<number>): ReadonlyArray<number> => {
  const counts = begins.map(() => 0)
  const first = begins[0] ?? 0
  for (const time of times) {
    const index = Math.floor((time / 1_000 - first) / step)
    const before = counts[index]
    if (before !== undefined) counts[index] = before + 1
  }
  return counts
}

const hour = 3_600

/** Imports and removals of the last 24 hours, hour by hour. */
export const deedsByHour = (decisions: ReadonlyArray<DecisionView>, now: number): Columns => {
  const begins = spans(now, hour, 24)
  const timesOf = (deed: "imported" | "removed") =>
    decisions.filter((one) => deedOf(one) === deed && outcomeOf(one) === "done").map(({ at }) => Date.parse(at))
  return [begins, counted(begins, hour, timesOf("imported")), counted(begins, hour, timesOf("removed"))]
}

/** How long the last imports took, from the end of their downloads; oldest first. A minute apart at least, so that they can be told apart. */
export const importTimes = (decisions: ReadonlyArray<DecisionView>): Columns => {
  const points = decisions
    .flatMap((one) => {
      const took = importTook(one)
      return took === undefined ? [] : [{ at: Math.floor(Date.parse(one.at) / 1_000), took }]
    })
    .toSorted((a, b) => a.at - b.at)
    .slice(-50)
  return [points.map(({ at }) => at), points.map(({ took }) => took)]
}

/** Searches of the last 24 hours, and those of them that found something. */
export const searchesByHour = (searches: ReadonlyArray<SearchView>, now: number): Columns => {
  const begins = spans(now, hour, 24)
  const sent = (some: ReadonlyArray<SearchView>) => some.map(({ sentAt }) => Date.parse(sentAt))
  return [
    begins,
    counted(begins, hour, sent(searches)),
    counted(begins, hour, sent(searches.filter(({ grabs }) => grabs.length > 0)))
  ]
}

/** The middle one of some numbers; undefined: there are none. */
export const median = (numbers: ReadonlyArray<number>): number | undefined => {
  const sorted = numbers.toSorted((a, b) => a - b)
  return sorted[Math.floor((sorted.length - 1) / 2)]
}
