import "uplot/dist/uPlot.min.css"
import { useComputedColorScheme } from "@mantine/core"
import { useEffect, useRef } from "react"
import UPlot from "uplot"
import "./chart.css"

/** Columns of a chart: epoch seconds, then one row of numbers for each line. */
export type Columns = readonly [ReadonlyArray<number>, ...ReadonlyArray<ReadonlyArray<number | null>>]

/** One row of numbers of a chart. */
export interface Line {
  readonly label: string
  /** A custom property with a colour. */
  readonly colour: string
  readonly as: "bars" | "points" | "line"
}

const height = 130

/** Half a step of room at both ends, so that the first and the last are whole; an hour around a lonely point. */
const around = (low: number, high: number, points: number): UPlot.Range.MinMax => {
  const room = points < 2 || high === low ? 3_600 : (high - low) / (points - 1)
  return [low - room / 2, high + room / 2]
}

const aligned = ([times, ...rows]: Columns): UPlot.AlignedData => [[...times], ...rows.map((row) => [...row])]

interface ChartProps {
  readonly columns: Columns
  readonly lines: ReadonlyArray<Line>
  readonly label: string
  readonly show?: (value: number) => string
  /** Between two lines of the scale, smallest first; decimal unless given. */
  readonly steps?: ReadonlyArray<number>
}

/** A little drawing of numbers over time. Its label says in words what it shows, for those who cannot see it. */
export const Chart = (props: ChartProps) => {
  // Colours are read when it is drawn, so another scheme needs another drawing.
  const scheme = useComputedColorScheme("dark")
  return <Drawing key={scheme} {...props} />
}

const Drawing = ({ columns, label, lines, show, steps }: ChartProps) => {
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const target = place.current
    if (target === null) return
    const style = getComputedStyle(document.documentElement)
    const colour = (name: string) => style.getPropertyValue(name).trim()
    const words = show ?? String
    const grid = { stroke: colour("--q-line"), width: 1 }
    const axis = { stroke: colour("--mantine-color-dimmed"), grid, ticks: { show: false }, font: "11px system-ui" }
    const barsOf = (nth: number, of: number) =>
      UPlot.paths.bars?.({ size: [0.8 / of, 40], align: of === 1 ? 0 : nth === 0 ? -1 : 1, gap: 1 })
    const bars = lines.filter(({ as }) => as === "bars").length
    const chart = new UPlot(
      {
        width: target.clientWidth,
        height,
        legend: { show: false },
        cursor: { show: false },
        scales: {
          x: { range: (_chart, low, high) => around(low, high, columns[0].length) },
          y: { range: (_chart, _low, high) => [0, Math.max(high * 1.1, 1)] }
        },
        axes: [
          { ...axis, size: 26, space: 60, values: "{HH}:{mm}" },
          {
            ...axis,
            // As wide as the longest word at it.
            size: (_chart, values) =>
              Math.max(46, 14 + 6.2 * Math.max(0, ...(values ?? []).map(({ length }) => length))),
            space: 30,
            ...(steps === undefined ? {} : { incrs: [...steps] }),
            values: (_chart, ticks) =>
              ticks.map((tick) => (Number.isInteger(tick) || show !== undefined ? words(tick) : ""))
          }
        ],
        series: [
          {},
          ...lines.map((line, nth): UPlot.Series => {
            const paint = colour(line.colour)
            const bar = line.as === "bars" ? barsOf(nth, bars) : undefined
            return {
              label: line.label,
              stroke: paint,
              ...(line.as === "bars" ? { fill: paint } : {}),
              ...(bar === undefined ? {} : { paths: bar }),
              width: line.as === "points" ? 0 : 1.5,
              points: { show: line.as === "points", size: 6, fill: paint }
            }
          })
        ]
      },
      aligned(columns),
      target
    )
    const observer = new ResizeObserver(() => chart.setSize({ width: target.clientWidth, height }))
    observer.observe(target)
    return () => {
      observer.disconnect()
      chart.destroy()
    }
  }, [columns, lines, show, steps])
  return (
    <figure className="q-chart">
      <div ref={place} role="img" aria-label={label} className="q-chart-place" />
      {lines.length < 2 ? null : (
        <figcaption className="q-chart-key">
          {lines.map((line) => (
            <span key={line.label}>
              <i style={{ background: `var(${line.colour})` }} /> {line.label}
            </span>
          ))}
        </figcaption>
      )}
    </figure>
  )
}
