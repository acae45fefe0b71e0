import type { Figure } from "./Measure.ts"
import type { Machine } from "./machine.ts"

/** What came of one measure. */
export interface Result {
  readonly measure: string
  /** Seconds it took. */
  readonly seconds: number
  readonly figures: ReadonlyArray<Figure>
  /** Why there are no figures. */
  readonly failure?: string
}

const columns = ["measure", "figure", "unit", "budget", "", "reference"] as const

const cells = ({ budget, figure, name, reference, unit }: Figure): ReadonlyArray<string> => [
  name,
  figure.toLocaleString("en", { maximumFractionDigits: 4 }),
  unit,
  budget === undefined ? "" : `≤ ${budget}`,
  budget === undefined ? "" : figure <= budget ? "ok" : "OVER",
  reference ?? ""
]

/** Figures in columns, each with its detail below when `details`. */
export const table = (results: ReadonlyArray<Result>, details: boolean): string => {
  const figures = results.flatMap((result) => result.figures)
  const rows = [columns, ...figures.map(cells)]
  const widths = columns.map((_, index) => Math.max(...rows.map((row) => row[index]?.length ?? 0)))
  const line = (row: ReadonlyArray<string>): string =>
    row
      .map((cell, index) => (index === 1 ? cell.padStart(widths[index] ?? 0) : cell.padEnd(widths[index] ?? 0)))
      .join("  ")
      .trimEnd()
  const body = figures.flatMap((figure) => [line(cells(figure)), ...(details ? [`    ${figure.detail}`] : [])])
  const failures = results.flatMap(({ failure, measure }) => (failure === undefined ? [] : [`${measure}: ${failure}`]))
  return [line(columns), line(widths.map((width) => "-".repeat(width))), ...body, ...failures].join("\n")
}

/** One line for people. */
export const heading = (on: Machine): string =>
  `qbitrr ${on.version}, ${on.command}, ${on.date}\n` +
  `${on.cores} × ${on.cpu}, ${on.memory}, ${on.os}, Node ${on.node}, load ${on.load}`
