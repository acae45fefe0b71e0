import type * as DateTime from "effect/DateTime"
import { isPrior, type SearchReason } from "../store/search/SearchReason.ts"
import type { Hold } from "./Hold.ts"
import { hour, hourlyOf } from "./hourly.ts"
import type { IndexersState } from "./indexers.ts"
import type { SearchSettings } from "./SearchSettings.ts"
import { isOpen, nextOpen, wallClock } from "./SearchWindow.ts"

/** Everything that decides whether a search may be sent at this moment. Times are epoch milliseconds. */
export interface GateFacts {
  readonly settings: Pick<SearchSettings, "dryRun" | "limit" | "delay" | "perHour" | "maxQueue" | "windows">
  readonly now: number
  /** Of the search that is to be sent. */
  readonly reason: SearchReason
  /** Our commands that the Arr has not finished. */
  readonly running: number
  /** When searches were sent, at least those of the last `lookBackOf`, in any order; by `spentTimes`, so that a clock that was set back does no harm. */
  readonly sentTimes: ReadonlyArray<number>
  /** Downloads in the Arr's queue (distinct hashes); undefined = not known. */
  readonly queueSize: number | undefined
  /** Undefined = not known. */
  readonly indexers: IndexersState | undefined
  readonly zone: DateTime.TimeZone
}

/** Whether a search may be sent. */
export type Gate =
  | { readonly _tag: "Open" }
  | {
      readonly _tag: "Closed"
      readonly why: Hold
      /** When it is worth asking again, epoch milliseconds; undefined = time alone does not open it, only a change of the facts. */
      readonly until: number | undefined
      /** For people, in local time. */
      readonly text: string
    }

/** How many more than `SearchLimit` may run when somebody waits. */
const above = 2

/** Never two searches closer than this, whatever the reason and `SearchLoopDelay`, milliseconds. */
export const leastDelay = 2_000

/** How far back the times of searches matter, milliseconds. */
export const lookBackOf = ({ delay }: Pick<SearchSettings, "delay">): number => Math.max(hour, delay)

const closed = (why: Hold, until: number | undefined, text: string): Gate => ({ _tag: "Closed", why, until, text })

/** Somebody waits for it, so neither windows nor a full queue hold it back; what airs today can wait for its window. */
const isAsked = (reason: SearchReason): boolean => reason === "Manual" || reason === "Request"

const counted = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`

const running = ({ reason, running: count, settings }: GateFacts): Gate | undefined => {
  const most = settings.limit + (isPrior(reason) ? above : 0)
  if (count < most) return undefined
  const more = isPrior(reason) ? `, and ${above} more for this` : ""
  const said = counted(count, "search is", "searches are")
  return closed("search limit", undefined, `${said} running, SearchLimit allows ${settings.limit}${more}`)
}

const hourly = ({ indexers = "all up", now, reason, sentTimes, settings, zone }: GateFacts): Gate | undefined => {
  if (settings.perHour <= 0) return closed("hourly limit", undefined, "SearchesPerHour is 0, which starts no search")
  const { perHour } = settings
  const { kept, limit, openAt, used } = hourlyOf({ perHour, indexers, sentTimes, now, prior: isPrior(reason) })
  if (openAt === undefined || openAt <= now) return undefined
  const halved = limit < perHour ? " (halved while some indexers are down)" : ""
  const rest = kept > 0 && used < limit ? `, the rest is kept for requests and today's releases` : ""
  const until = `next at ${wallClock(openAt, zone)}`
  return closed("hourly limit", openAt, `${used} of ${limit} searches an hour are spent${halved}${rest}; ${until}`)
}

const delay = ({ now, reason, sentTimes, settings }: GateFacts): Gate | undefined => {
  const wait = isPrior(reason) ? leastDelay : Math.max(settings.delay, leastDelay)
  const last = sentTimes.reduce((latest, time) => Math.max(latest, Math.min(time, now)), Number.NEGATIVE_INFINITY)
  if (now - last >= wait) return undefined
  return closed("delay", last + wait, `Waits ${wait / 1_000} s between two searches`)
}

const queue = ({ queueSize = 0, reason, settings: { maxQueue } }: GateFacts): Gate | undefined => {
  if (maxQueue <= 0 || queueSize < maxQueue || isAsked(reason)) return undefined
  const said = counted(queueSize, "download is", "downloads are")
  return closed("queue full", undefined, `${said} in the queue, MaxQueueSize is ${maxQueue}`)
}

const window = ({ now, reason, settings: { windows }, zone }: GateFacts): Gate | undefined => {
  if (isAsked(reason) || isOpen(windows, now, zone)) return undefined
  const until = nextOpen(windows, now, zone)
  const when = until === undefined ? "" : ` until ${wallClock(until, zone)}`
  return closed("outside the search window", until, `Outside the search window${when}`)
}

const arr = ({ indexers, queueSize }: GateFacts): Gate | undefined => {
  if (queueSize === undefined) return closed("Arr away", undefined, "The queue of the Arr is not known")
  if (indexers === undefined) return closed("Arr away", undefined, "The health of the Arr is not known")
  if (indexers === "all down") return closed("indexers down", undefined, "All indexers of the Arr are down")
  return undefined
}

/**
 * Whether a search may be sent now. Pure, and closed whenever something it depends on is not known. When several things
 * hold it back the one that comes first in `holds` is named, and the rest show when that has passed.
 */
export const gateOf = (facts: GateFacts): Gate =>
  (facts.settings.dryRun ? closed("dry run", undefined, "Dry run: searches are decided but not sent") : undefined) ??
  arr(facts) ??
  window(facts) ??
  queue(facts) ??
  running(facts) ??
  hourly(facts) ??
  delay(facts) ?? { _tag: "Open" }
