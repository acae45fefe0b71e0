import type { DecisionRow } from "../../store/DecisionLog.ts"
import type { Search } from "../../store/search/SearchLog.ts"

/** What was done within one hour. */
export interface Hour {
  /** Its beginning, epoch milliseconds. */
  readonly at: number
  readonly imports: number
  readonly removals: number
  readonly searches: number
  /** Of these searches, those of which a release was grabbed. */
  readonly found: number
}

/** How long an import took, from the end of its download. */
export interface ImportTime {
  /** When the import was confirmed, epoch milliseconds. */
  readonly at: number
  readonly seconds: number
}

const hour = 3_600_000

/** Import times that are shown: of the last ones. */
export const shownImports = 200

const isDone = (result: string): boolean => !/^(failed|dry run|deferred|ignored)/.test(result)

const isRemoval = (action: string): boolean => /(^|; )remove \(|^remove$/.test(action)

/** An import that the Arr has confirmed. */
export const isImport = ({ action, result }: Pick<DecisionRow, "action" | "result">): boolean =>
  action.startsWith("import") && isDone(result) && result.includes("imported")

/** A removal that was done. */
export const isRemoved = ({ action, result }: Pick<DecisionRow, "action" | "result">): boolean =>
  isRemoval(action) && isDone(result)

/** When the first of the last `hours` full hours began, the current one included; epoch milliseconds. Pure. */
export const beginOf = (now: number, hours: number): number => Math.floor(now / hour) * hour - (hours - 1) * hour

/** Everything that happened since `beginOf`, hour by hour, oldest first; hours in which nothing was done are there. Pure. */
export const byHour = (
  done: {
    readonly imports: ReadonlyArray<DecisionRow>
    readonly removals: ReadonlyArray<DecisionRow>
    readonly searches: ReadonlyArray<Pick<Search, "sentAt" | "grabs">>
  },
  now: number,
  hours: number
): ReadonlyArray<Hour> => {
  const begin = beginOf(now, hours)
  const counted = (times: ReadonlyArray<number>): ReadonlyArray<number> => {
    const counts = Array.from({ length: hours }, () => 0)
    for (const time of times) {
      const index = Math.floor((time - begin) / hour)
      const before = counts[index]
      if (before !== undefined) counts[index] = before + 1
    }
    return counts
  }
  const imports = counted(done.imports.filter(isImport).map(({ at }) => at))
  const removals = counted(done.removals.filter(isRemoved).map(({ at }) => at))
  const searches = counted(done.searches.map(({ sentAt }) => sentAt))
  const found = counted(done.searches.filter(({ grabs }) => grabs.length > 0).map(({ sentAt }) => sentAt))
  return Array.from({ length: hours }, (_, index) => ({
    at: begin + index * hour,
    imports: imports[index] ?? 0,
    removals: removals[index] ?? 0,
    searches: searches[index] ?? 0,
    found: found[index] ?? 0
  }))
}

/** The last imports, oldest first, as far as the decision knew when the download was complete. `rows`: newest first. Pure. */
export const importTimes = (rows: ReadonlyArray<DecisionRow>): ReadonlyArray<ImportTime> =>
  rows
    .filter(isImport)
    .flatMap(({ at, facts }) => {
      const completedAt = facts["completedAt"]
      if (typeof completedAt !== "number" || completedAt <= 0) return []
      return [{ at, seconds: Math.max(0, (at - completedAt) / 1_000) }]
    })
    .slice(0, shownImports)
    .toReversed()
