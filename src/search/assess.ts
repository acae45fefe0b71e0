import type { LibraryItem } from "../clients/arr/library/LibraryItem.ts"
import type { Lack, SearchReason } from "../store/search/SearchReason.ts"
import { availableFrom, yearStarts } from "./availability.ts"
import { coolDown, day, todayDelay, todayEvery } from "./coolDown.ts"
import { isLack, lackOf } from "./lack.ts"
import type { MarkBook } from "./markBook.ts"
import type { PlanInput } from "./plan.ts"
import { requestedBy } from "./requested.ts"
import type { Skip } from "./Skip.ts"

/** What was counted on the way. */
export interface Tally {
  /** Things that lack something that is searched for, whether or not they wait. */
  wanted: number
  /** Of those that belong to the cycle: may be searched for, wait, were searched for since it began. */
  open: number
  cooling: number
  searched: number
  /** The next moment at which one of those that wait may be searched for, epoch milliseconds; `Infinity` = none. */
  nextAt: number
  /** The same of what comes before everything else: an episode of today, a request. */
  nextPriorAt: number
}

export interface Assessor {
  /** For what reason a thing may be searched for now, or why it may not. Counts it, so once for each. */
  readonly assess: (item: LibraryItem) => SearchReason | Skip
  /** For what reasons a search for it counts, that now sent finds it wanting. */
  readonly counts: (item: LibraryItem) => ReadonlyArray<SearchReason>
  readonly tally: Readonly<Tally>
}

const never = Number.POSITIVE_INFINITY

/** Looks at one thing of the library after the other. */
export const assessor = ({ profiles, cycle, requests, queued, settings, now }: PlanInput, book: MarkBook): Assessor => {
  const tally: Tally = { wanted: 0, open: 0, cooling: 0, searched: 0, nextAt: never, nextPriorAt: never }
  const startOf = yearStarts()
  const isRequested = requestedBy(requests)

  const soon = (at: number, isPrior: boolean): void => {
    if (at <= now) return
    if (at < tally.nextAt) tally.nextAt = at
    if (isPrior && at < tally.nextPriorAt) tally.nextPriorAt = at
  }

  /** What somebody asked for is searched for whatever is switched off. */
  const lackFor = (item: LibraryItem) => {
    const lack = lackOf(item, item.profileId === undefined ? undefined : profiles.get(item.profileId), settings)
    return lack === "switched off" && item.file === undefined && isRequested(item) ? "Missing" : lack
  }

  /** Missing, and its first day is not over (or not begun): other rules than for the rest of its life. */
  const isTodays = ({ ref, file, monitored, airsAt }: LibraryItem): boolean =>
    settings.today &&
    settings.missing &&
    ref.kind === "episode" &&
    file === undefined &&
    monitored &&
    airsAt !== undefined &&
    now - airsAt < day

  /** From when on there can be releases of it, epoch milliseconds. */
  const releasedFrom = (item: LibraryItem): number => {
    if (item.ref.kind === "movie") return availableFrom(item.year, item.releases, startOf)
    if (item.airsAt === undefined) return Number.POSITIVE_INFINITY
    return isTodays(item) ? item.airsAt + todayDelay : item.airsAt
  }

  /** What it is wanted for, whether or not it waits. */
  const wantedFor = (item: LibraryItem): Lack | Skip => {
    const lack = lackFor(item)
    if (lack === "complete") return lack
    if (!item.monitored && !settings.unmonitored) return "unmonitored"
    if (item.ref.kind === "episode" && item.ref.seasonNumber === 0 && !settings.specials) return "special"
    if (releasedFrom(item) <= now) return lack
    return item.ref.kind === "movie" ? "not available" : "not aired"
  }

  const dueAt = (itemId: number, reason: SearchReason): number => {
    const mark = book.of(itemId, reason)
    if (mark === undefined) return Number.NEGATIVE_INFINITY
    return mark.at + (reason === "Today" ? todayEvery : coolDown(mark.times))
  }

  /** Where it stands in the cycle. */
  const turn = (itemId: number, lack: Lack): Lack | Skip => {
    const mark = book.of(itemId, lack)
    if (mark !== undefined && mark.at >= cycle.startedAt) {
      tally.searched++
      return "searched in this cycle"
    }
    // The last search of its first day was a search for what is missing, too.
    const due = lack === "Missing" ? Math.max(dueAt(itemId, lack), dueAt(itemId, "Today")) : dueAt(itemId, lack)
    if (due <= now) {
      tally.open++
      return lack
    }
    tally.cooling++
    soon(due, false)
    return "cooling down"
  }

  const assess = (item: LibraryItem): SearchReason | Skip => {
    const lack = wantedFor(item)
    if (!isLack(lack)) {
      const waits = lack === "not aired" || lack === "not available"
      if (waits && isLack(lackFor(item))) soon(releasedFrom(item), item.ref.kind === "episode")
      return lack
    }
    tally.wanted++
    if (queued.has(item.id)) return "in the queue"
    const todays = isTodays(item)
    if (todays) {
      const due = dueAt(item.id, "Today")
      if (due <= now) return "Today"
      soon(due, true)
    }
    const isAskedOnly = lack === "Missing" && !settings.missing
    const otherwise = todays || isAskedOnly ? "cooling down" : turn(item.id, lack)
    if (lack !== "Missing" || !isRequested(item)) return otherwise
    const due = dueAt(item.id, "Request")
    if (due <= now) return "Request"
    soon(due, true)
    return otherwise === lack ? lack : "cooling down"
  }

  const counts = (item: LibraryItem): ReadonlyArray<SearchReason> => {
    const lack = wantedFor(item)
    if (!isLack(lack)) return []
    if (lack === "Missing" && !settings.missing) return dueAt(item.id, "Request") <= now ? ["Request"] : []
    const own: SearchReason = isTodays(item) ? "Today" : lack
    const asked = lack === "Missing" && isRequested(item) && dueAt(item.id, "Request") <= now
    return asked ? [own, "Request"] : [own]
  }

  return { assess, counts, tally }
}
