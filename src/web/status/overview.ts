import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type { ConfigEditor } from "../../config/edit/ConfigEditor.ts"
import type { LogsService } from "../../observability/Logs.ts"
import { DecisionLog } from "../../store/DecisionLog.ts"
import { type Search, SearchLog } from "../../store/search/SearchLog.ts"
import type { DependencyStatus } from "../../supervision/Dependencies.ts"
import { BadRequest } from "../ApiError.ts"
import { iso } from "../ProcessView.ts"
import { version } from "../version.ts"
import { beginOf, byHour, importTimes } from "./history.ts"
import type { AboutView, HistoryView, ThroughputView } from "./overviewViews.ts"
import { sampleEvery, type ThroughputSample } from "./Throughput.ts"

/** Rows of one kind that are read at most; nobody imports or removes more in a week. */
const mostRows = 5_000

/** Searches of one reading, and at most. */
const searchPage = 1_000
const mostSearches = 20_000

const week = 7 * 24 * 3_600_000

const searchesSince = (since: number) =>
  Effect.gen(function* () {
    const log = yield* SearchLog
    const found: Array<Search> = []
    while (found.length < mostSearches) {
      const { searches } = yield* log.list({ limit: searchPage, offset: found.length })
      const young = searches.filter(({ sentAt }) => sentAt >= since)
      found.push(...young)
      if (young.length < searchPage) break
    }
    return found
  })

/** What was done in the last hours, from what is stored: also before this daemon, or the page, was started. */
export const historyOf = (hours: number): Effect.Effect<HistoryView, never, DecisionLog | SearchLog> =>
  Effect.gen(function* () {
    const now = yield* Clock.currentTimeMillis
    const since = beginOf(now, hours)
    const decisions = yield* DecisionLog
    const imports = yield* decisions.recent({
      action: "import",
      since: Math.min(since, now - week),
      limit: mostRows
    })
    const removals = yield* decisions.recent({ action: "remove", since, limit: mostRows })
    const searches = yield* searchesSince(since)
    return {
      hours: byHour({ imports, removals, searches }, now, hours).map(({ at, ...counts }) => ({
        at: iso(at),
        ...counts
      })),
      import_times: importTimes(imports.filter(({ at }) => at >= now - week)).map(({ at, seconds }) => ({
        at: iso(at),
        seconds
      }))
    }
  })

/** The samples after a time, at most so many of the newest. Fails when `since` is no time. */
export const throughputView = (
  samples: ReadonlyArray<ThroughputSample>,
  { limit, since }: { readonly limit: number; readonly since: string | undefined }
): Effect.Effect<ThroughputView, BadRequest> => {
  const from = since === undefined ? Number.NEGATIVE_INFINITY : Date.parse(since)
  if (Number.isNaN(from))
    return Effect.fail(new BadRequest({ error: "since must be a time, e.g. 2024-01-15T10:30:00Z." }))
  return Effect.succeed({
    every: Duration.toSeconds(sampleEvery),
    samples: samples
      .filter(({ at }) => at > from)
      .slice(-limit)
      .map(({ at, ...speeds }) => ({ at: iso(at), ...speeds }))
  })
}

/** What runs here, where it keeps its things, and what it talks to. */
export const aboutView = (
  known: {
    readonly file: ConfigEditor["Type"]["file"]
    readonly dataFolder: string
    readonly logs: LogsService["folder"]
    readonly dependencies: ReadonlyArray<DependencyStatus>
  },
  clean: (text: string) => string
): AboutView => ({
  version,
  node: process.version,
  platform: `${process.platform} ${process.arch}`,
  paths: { config: known.file, data: known.dataFolder, logs: Option.getOrNull(known.logs) },
  programs: known.dependencies.map(({ name, version: told }) => ({ name, version: told === null ? null : clean(told) }))
})
