import type { ProcessView } from "../web/ProcessView.ts"
import type { DependencyView } from "../web/Readiness.ts"
import { duration, oneLine, time } from "./text.ts"

/** What a search worker does, when nothing is wrong with it. */
const activity = ({ searchSummary, searchTimestamp }: ProcessView, now: number): string => {
  if (searchSummary === null || searchTimestamp === null) return ""
  return `${oneLine(searchSummary)}, ${duration(Math.max(0, (now - Date.parse(searchTimestamp)) / 1000))} ago`
}

const reasonOf = (process: ProcessView, now: number): string => {
  const reason = process.reason === null ? activity(process, now) : oneLine(process.reason)
  if (process.next_attempt_at === null) return reason
  return `${reason}${reason === "" ? "" : " "}(next attempt ${time(process.next_attempt_at)})`
}

const lives = (process: ProcessView): boolean =>
  process.state === "starting" || process.state === "running" || process.state === "degraded"

const columns: ReadonlyArray<readonly [string, (process: ProcessView, now: number) => string]> = [
  ["NAME", (process) => oneLine(process.name)],
  ["STATE", (process) => process.state],
  ["LIFE", (process) => String(process.life)],
  ["UPTIME", (process) => (lives(process) ? duration(process.uptime) : "-")],
  ["RESTARTS", (process) => `${process.restart_count}/${process.restart_limit}`],
  ["SINCE", (process) => time(process.since)],
  ["REASON", reasonOf]
]

const table = (rows: ReadonlyArray<ReadonlyArray<string>>): ReadonlyArray<string> => {
  const width = columns.map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)))
  return rows.map((row) =>
    row
      .map((cell, at) => cell.padEnd(width[at] ?? 0))
      .join("  ")
      .trimEnd()
  )
}

const missing = (dependency: DependencyView): string => {
  const reason = dependency.reason === null ? "" : `: ${oneLine(dependency.reason)}`
  const next = dependency.next_attempt_at === null ? "" : ` (next attempt ${time(dependency.next_attempt_at)})`
  return `  ${oneLine(dependency.name)} (${dependency.kind}) ${dependency.state} since ${time(dependency.since)}${reason}${next}`
}

/** What `qbitrr status` prints: a table of the processes, below it the dependencies that are not up. `now`: epoch milliseconds. */
export const renderStatus = (
  processes: ReadonlyArray<ProcessView>,
  dependencies: ReadonlyArray<DependencyView>,
  now: number
): string => {
  const body =
    processes.length === 0
      ? ["No processes: the config has no section that is managed."]
      : table([columns.map(([title]) => title), ...processes.map((one) => columns.map(([, cell]) => cell(one, now)))])
  const away = dependencies.filter(({ state }) => state !== "up")
  return [...body, ...(away.length === 0 ? [] : ["", "Not up:", ...away.map(missing)])].join("\n")
}
