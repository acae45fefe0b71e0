import type { LibraryItem, QualityProfile } from "../clients/arr/library/LibraryItem.ts"
import type { MediaRequest } from "../store/search/Requests.ts"
import type { Cycle, SearchMark } from "../store/search/SearchMarks.ts"
import { type SearchReason, searchReasons } from "../store/search/SearchReason.ts"
import type { Wish } from "../store/search/Wishes.ts"
import { assessor } from "./assess.ts"
import type { Candidate } from "./Candidate.ts"
import { type Gathering, gathering } from "./Gathering.ts"
import { type Group, groupsOfSeries, type Part, refId, single } from "./grouping.ts"
import { markBook } from "./markBook.ts"
import { ordered } from "./order.ts"
import type { SearchSettings } from "./SearchSettings.ts"
import { type Skip, skips } from "./Skip.ts"
import { searchTitle } from "./titles.ts"
import { grant, wishBook } from "./wished.ts"

/** Everything that decides what is searched for next. Times are epoch milliseconds. */
export interface PlanInput {
  readonly items: Iterable<LibraryItem>
  readonly profiles: ReadonlyMap<number, QualityProfile>
  /** By `markKey`. */
  readonly marks: ReadonlyMap<string, SearchMark>
  readonly cycle: Cycle
  readonly requests: ReadonlyArray<MediaRequest>
  readonly wishes: ReadonlyArray<Wish>
  /** Ids of things whose download is in the Arr's queue. */
  readonly queued: ReadonlySet<number>
  readonly settings: SearchSettings
  readonly now: number
}

/** What is searched for next, and why the rest is not. */
export interface Plan {
  /** In the order in which they are to be sent; a thing of the library is in one of them at most. */
  readonly candidates: ReadonlyArray<Candidate>
  /** How many things are passed over, by the one reason of each, in the order of `skips`. Those in candidates are not counted. */
  readonly skipped: ReadonlyMap<Skip, number>
  /** Things that lack something that is searched for, whether or not they wait. */
  readonly wanted: number
  /** When the next one stops cooling down or is released; undefined = only a change of the library brings one. */
  readonly nextAt: number | undefined
  /** The same of what comes before everything else: an episode of today, a request. Not before `nextAt`. */
  readonly nextPriorAt: number | undefined
  /** How many things the library holds. */
  readonly things: number
  /**
   * There is something wanted, all of it was searched for since the cycle began, and nothing cools down. What aired
   * today or is in the queue does not keep a cycle open. Never true again before something was searched for in the next.
   */
  readonly cycleDone: boolean
  /**
   * Keys of marks whose thing is gone or lacks that no more; a mark of what is only switched off, not monitored or not
   * told stays. Empty for an empty library, as that is one that was not read yet.
   */
  readonly settled: ReadonlyArray<string>
  /** Keys of wishes that no longer apply: what was to be replaced is there, or was searched for since. */
  readonly obsolete: ReadonlyArray<number>
}

const reasons: ReadonlySet<string> = new Set(searchReasons)

const isReason = (verdict: SearchReason | Skip): verdict is SearchReason => reasons.has(verdict)

/** How many episodes of a series a search for all of it would be about. */
const airedBySeries = ({ settings, now }: PlanInput) => {
  const aired = new Map<number, { readonly seriesId: number; count: number }>()
  // The episodes of a series mostly come one after the other.
  let last: { readonly seriesId: number; count: number } | undefined
  return {
    of: (seriesId: number): number => aired.get(seriesId)?.count ?? 0,
    see: ({ ref, monitored, airsAt }: LibraryItem): void => {
      if (ref.kind !== "episode" || !monitored || airsAt === undefined || airsAt > now) return
      if (ref.seasonNumber === 0 && !settings.specials) return
      if (last?.seriesId !== ref.seriesId) {
        last = aired.get(ref.seriesId) ?? { seriesId: ref.seriesId, count: 0 }
        aired.set(ref.seriesId, last)
      }
      last.count++
    }
  }
}

/** Puts together what one search can look for. */
const gather = (
  due: ReadonlyArray<Part>,
  aired: (seriesId: number) => number,
  bySeries: SearchSettings["bySeries"],
  searches: Gathering
): void => {
  const series = new Map<number, Array<Part>>()
  for (const part of due) {
    const { ref, id, monitored } = part.item
    if (searches.claims(id)) continue
    // A wide search of Sonarr leaves out what is not monitored, and today's are too early for one.
    if (ref.kind !== "episode" || !monitored || part.reason === "Today") searches.add(single(part))
    else if (series.get(ref.seriesId)?.push(part) === undefined) series.set(ref.seriesId, [part])
  }
  for (const [seriesId, parts] of series) {
    for (const group of groupsOfSeries(seriesId, parts, aired(seriesId), bySeries)) searches.add(group)
  }
}

const candidateOf = (
  { reason, target, parts, wish }: Group,
  searches: Gathering,
  counts: (item: LibraryItem) => ReadonlyArray<SearchReason>
): Candidate => {
  const sorted = parts.length < 2 ? parts : [...parts].sort((a, b) => a.item.id - b.item.id)
  const items = sorted.map(({ item }) => item)
  const marks: Array<Candidate["marks"][number]> = []
  for (const { item, reason: own } of sorted) {
    marks.push({ itemId: item.id, reason: own })
    for (const other of counts(item)) if (other !== own) marks.push({ itemId: item.id, reason: other })
  }
  const unknown =
    items.length === 0 && target.kind !== "series" && target.kind !== "season" && !searches.claims(refId(target))
  return {
    reason,
    target,
    items: unknown ? [refId(target)] : items.map(({ id }) => id),
    marks,
    title: searchTitle(target, items) ?? wish?.title ?? "",
    wish: wish?.key
  }
}

/**
 * Decides what is searched for next. Pure: the same for the same input, whatever the order of `items`.
 *
 * Linear in the library, and n log n in what may be searched for now.
 */
export const planOf = (input: PlanInput): Plan => {
  const { items, profiles, marks, wishes, settings } = input
  const book = markBook(marks)
  const known = wishBook(wishes)
  const aired = airedBySeries(input)
  const { assess, counts, tally } = assessor(input, book)
  const due: Array<Part> = []
  const counted = new Map<Skip, number>(skips.map((why) => [why, 0]))
  const skip = (why: Skip, count: number): void => {
    counted.set(why, (counted.get(why) ?? 0) + count)
  }

  let things = 0
  for (const item of items) {
    things++
    book.see(item, item.profileId === undefined ? undefined : profiles.get(item.profileId))
    aired.see(item)
    const verdict = assess(item)
    known.see(item, verdict)
    if (isReason(verdict)) due.push({ item, reason: verdict })
    else skip(verdict, 1)
  }

  const searches = gathering()
  const { taken, obsolete } = grant(input, known, book, searches)
  for (const { verdict } of taken) if (!isReason(verdict)) skip(verdict, -1)
  gather(due, aired.of, settings.bySeries, searches)

  return {
    candidates: ordered(searches.groups(), settings).map((group) => candidateOf(group, searches, counts)),
    skipped: new Map([...counted].filter(([, count]) => count > 0)),
    wanted: tally.wanted,
    nextAt: Number.isFinite(tally.nextAt) ? tally.nextAt : undefined,
    nextPriorAt: Number.isFinite(tally.nextPriorAt) ? tally.nextPriorAt : undefined,
    things,
    cycleDone: tally.searched > 0 && tally.open === 0 && tally.cooling === 0,
    settled: book.settled(),
    obsolete
  }
}
