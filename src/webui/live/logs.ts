import type { LogEvent } from "../../web/events/eventViews.ts"
import type { LogList, LogPage } from "../../web/LogsApi.ts"
import { withQuery } from "./feeds.ts"
import { request } from "./http.ts"
import { Resource } from "./Resource.ts"

/** The log files, and the level that is written. */
export const logList = new Resource<LogList>("/api/logs", ["config"])

/** One entry of a log, as pages and events hold it. */
export type LogLine = LogEvent["lines"][number]

/** Levels, the mildest first. */
export const levels = ["TRACE", "DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"] as const

const order: ReadonlyArray<string> = levels

/** What is asked of a log. */
export interface LogQuery {
  readonly level: string
  readonly q: string
}

/** A part of a log: its end, what is before a place, after a place, or from a time on. */
export const readLog = (
  name: string,
  query: LogQuery & {
    readonly lines: number
    readonly before?: number
    readonly after?: number
    readonly at?: string
    readonly id?: string
  },
  signal: AbortSignal
): Promise<LogPage> =>
  request<LogPage>("GET", withQuery(`/api/logs/${encodeURIComponent(name)}`, { ...query }), { signal })

/** Whether a pushed entry is among what is asked for; the daemon does the same with those it reads. */
export const fits = (line: LogLine, { level, q }: LogQuery): boolean => {
  const least = order.indexOf(level)
  const own = order.indexOf(line.level ?? "")
  return (least < 0 || own < 0 || own >= least) && (q === "" || line.text.toLowerCase().includes(q.toLowerCase()))
}

const isLogEvent = (data: unknown): data is LogEvent =>
  typeof data === "object" && data !== null && "file" in data && "lines" in data && Array.isArray(data.lines)

/** The entries of an event of this file. */
export const linesOf = (data: unknown, name: string): ReadonlyArray<LogLine> =>
  isLogEvent(data) && data.file === name ? data.lines : []

/** Logs more or less from now on. */
export const setLevel = async (level: string): Promise<void> => {
  await request("POST", "/api/loglevel", { body: { level } })
  logList.refresh()
}
