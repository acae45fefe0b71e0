import { useMemo } from "react"
import type { HistoryView, ThroughputView } from "../../../web/status/overviewViews.ts"
import { history, moreThroughput, throughput, throughputEvery } from "../../live/overview.ts"
import { useEvery, useResource } from "../../live/Resource.ts"
import { Chart, type Line } from "../../parts/Chart.tsx"
import { Loaded } from "../../parts/Loaded.tsx"
import { bytes, count, duration } from "../../parts/words.ts"
import { byHour, importTimes, median, speeds } from "./series.ts"

const speedLines: ReadonlyArray<Line> = [
  { label: "download", colour: "--q-busy", as: "line" },
  { label: "upload", colour: "--q-good", as: "line" }
]
const deedLines: ReadonlyArray<Line> = [
  { label: "imports", colour: "--q-good", as: "bars" },
  { label: "removals", colour: "--q-bad", as: "bars" }
]
const timeLines: ReadonlyArray<Line> = [{ label: "seconds", colour: "--q-busy", as: "points" }]
const searchLines: ReadonlyArray<Line> = [
  { label: "searches", colour: "--q-idle", as: "bars" },
  { label: "found something", colour: "--q-good", as: "bars" }
]

const sum = (numbers: ReadonlyArray<number | null> | undefined): number =>
  (numbers ?? []).reduce<number>((total, one) => total + (one ?? 0), 0)

/** A speed that may be zero, which is worth saying here. */
const perSecond = (value: number): string => `${bytes(value)}/s`

/** 1, 2, 5, 10, … of each unit, since the units go by 1024. */
const speedSteps = [1, 1024, 1024 ** 2, 1024 ** 3].flatMap((unit) =>
  [1, 2, 5, 10, 20, 50, 100, 200, 500].map((step) => step * unit)
)

/** A whole number where it is one. */
const atScale = (value: number): string => perSecond(value).replace(".0 ", " ")

const Throughput = ({ data }: { readonly data: ThroughputView }) => {
  const columns = useMemo(() => speeds(data), [data])
  const last = data.samples.at(-1)
  const highest = Math.max(0, ...data.samples.map(({ down }) => down ?? 0))
  if (last === undefined) return <p className="q-small q-dim">The first measurement comes within ten seconds.</p>
  const isKnown = last.down !== null && last.up !== null
  return (
    <>
      <p className="q-speeds">
        {isKnown ? (
          <>
            <span>
              <i aria-hidden="true">↓</i> <span className="q-hidden">download</span> {perSecond(last.down ?? 0)}
            </span>
            <span>
              <i aria-hidden="true">↑</i> <span className="q-hidden">upload</span> {perSecond(last.up ?? 0)}
            </span>
          </>
        ) : (
          <span className="q-dim">no qBittorrent answers</span>
        )}
      </p>
      <Chart
        columns={columns}
        lines={speedLines}
        label={`Download and upload speed of the last hour, at most ${perSecond(highest)} down`}
        show={atScale}
        steps={speedSteps}
      />
    </>
  )
}

const History = ({ data }: { readonly data: HistoryView }) => {
  const deeds = useMemo(() => byHour(data, "imports", "removals"), [data])
  const times = useMemo(() => importTimes(data), [data])
  const sent = useMemo(() => byHour(data, "searches", "found"), [data])
  const typical = median(data.import_times.map(({ seconds }) => seconds))
  const worded = {
    deeds: `${count(sum(deeds[1]), "import")} and ${count(sum(deeds[2]), "removal")} in 24 hours`,
    times:
      typical === undefined
        ? "no import in the last week"
        : `typically ${duration(typical)}, over ${count(data.import_times.length, "import")} of the last week`,
    searches: `${count(sum(sent[1]), "search", "searches")} in 24 hours, ${sum(sent[2])} found something`
  }
  return (
    <>
      <section className="q-card" aria-labelledby="deeds">
        <h2 id="deeds">Imports and removals</h2>
        <p className="q-small q-dim">{worded.deeds}</p>
        <Chart columns={deeds} lines={deedLines} label={worded.deeds} />
      </section>
      <section className="q-card" aria-labelledby="times">
        <h2 id="times">Completion to import</h2>
        <p className="q-small q-dim">{worded.times}</p>
        {typical === undefined ? null : (
          <Chart columns={times} lines={timeLines} label={`Completion to import: ${worded.times}`} show={duration} />
        )}
      </section>
      <section className="q-card" aria-labelledby="yield">
        <h2 id="yield">Searches and yield</h2>
        <p className="q-small q-dim">{worded.searches}</p>
        <Chart columns={sent} lines={searchLines} label={worded.searches} />
      </section>
    </>
  )
}

/** How fast it goes, what was done lately, how fast, and what the searching brought: all from before the page was opened, too. */
export const Charts = () => {
  const speed = useResource(throughput)
  const past = useResource(history)
  useEvery(throughputEvery, moreThroughput)
  return (
    <div className="q-charts">
      <section className="q-card" aria-labelledby="throughput">
        <h2 id="throughput">Throughput</h2>
        <Loaded reading={speed} retry={throughput.refresh} lines={3}>
          {(data) => <Throughput data={data} />}
        </Loaded>
      </section>
      <Loaded reading={past} retry={history.refresh} lines={3}>
        {(data) => <History data={data} />}
      </Loaded>
    </div>
  )
}
