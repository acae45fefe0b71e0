import { useMemo } from "react"
import type { SearchView } from "../../../web/SearchView.ts"
import type { DecisionView, TorrentView } from "../../../web/TorrentView.ts"
import { Chart, type Line } from "../../parts/Chart.tsx"
import { count, duration, speed } from "../../parts/words.ts"
import { deedsByHour, importTimes, median, searchesByHour } from "./series.ts"

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

/** What was done lately, how fast, and what the searching brought. */
export const Charts = (props: {
  readonly decisions: ReadonlyArray<DecisionView>
  readonly searches: ReadonlyArray<SearchView>
  readonly downloading: ReadonlyArray<TorrentView>
  readonly now: number
}) => {
  const { decisions, downloading, now, searches } = props
  const deeds = useMemo(() => deedsByHour(decisions, now), [decisions, now])
  const times = useMemo(() => importTimes(decisions), [decisions])
  const sent = useMemo(() => searchesByHour(searches, now), [searches, now])
  const typical = median(decisions.length === 0 ? [] : (times[1] ?? []).flatMap((one) => one ?? []))
  const down = downloading.reduce((total, { dlspeed }) => total + (dlspeed ?? 0), 0)
  const worded = {
    deeds: `${count(sum(deeds[1]), "import")} and ${count(sum(deeds[2]), "removal")} in 24 hours`,
    times: typical === undefined ? "no import yet" : `typically ${duration(typical)}`,
    searches: `${count(sum(sent[1]), "search", "searches")} in 24 hours, ${sum(sent[2])} found something`
  }
  return (
    <div className="q-charts">
      <section className="q-card" aria-labelledby="now">
        <h2 id="now">Now</h2>
        <p className="q-big">{speed(down)}</p>
        <p className="q-small q-dim">{count(downloading.length, "torrent")} downloading</p>
      </section>
      <section className="q-card" aria-labelledby="deeds">
        <h2 id="deeds">Imports and removals</h2>
        <p className="q-small q-dim">{worded.deeds}</p>
        {sum(deeds[1]) + sum(deeds[2]) === 0 ? null : <Chart columns={deeds} lines={deedLines} label={worded.deeds} />}
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
        {sum(sent[1]) === 0 ? null : <Chart columns={sent} lines={searchLines} label={worded.searches} />}
      </section>
    </div>
  )
}
