import type { LibraryItem } from "../clients/arr/library/LibraryItem.ts"
import type { MediaRef } from "../clients/arr/MediaRef.ts"
import type { SearchTarget } from "../clients/arr/SearchTarget.ts"
import { type SearchReason, searchReasons } from "../store/search/SearchReason.ts"
import type { Wish } from "../store/search/Wishes.ts"
import type { SearchSettings } from "./SearchSettings.ts"

/** A thing that is searched for, and why. */
export interface Part {
  readonly item: LibraryItem
  readonly reason: SearchReason
}

/** What one search looks for. */
export interface Group {
  readonly reason: SearchReason
  readonly target: SearchTarget
  readonly parts: ReadonlyArray<Part>
  readonly wish: Wish | undefined
}

/** The Arr's id of the thing itself. */
export const refId = (ref: MediaRef): number => {
  switch (ref.kind) {
    case "movie":
      return ref.movieId
    case "episode":
      return ref.episodeId
    case "album":
      return ref.albumId
    case "book":
      return ref.bookId
  }
}

/** Equal for searches that ask the indexers for the same: a thing that moved to another season is still that thing. */
export const targetKey = (target: SearchTarget): string => {
  switch (target.kind) {
    case "series":
      return `series ${target.seriesId}`
    case "season":
      return `season ${target.seriesId} ${target.seasonNumber}`
    default:
      return `${target.kind} ${refId(target)}`
  }
}

const rank = new Map<SearchReason, number>(searchReasons.map((reason, index) => [reason, index]))

/** The order of `searchReasons`. */
export const rankOf = (reason: SearchReason): number => rank.get(reason) ?? searchReasons.length

export const better = (a: SearchReason, b: SearchReason): SearchReason => (rankOf(a) <= rankOf(b) ? a : b)

export const single = (part: Part): Group => ({
  reason: part.reason,
  target: part.item.ref,
  parts: [part],
  wish: undefined
})

const seasonOf = ({ item }: Part): number => (item.ref.kind === "episode" ? item.ref.seasonNumber : 0)

const bySeason = (parts: ReadonlyArray<Part>): ReadonlyMap<number, ReadonlyArray<Part>> => {
  const seasons = new Map<number, Array<Part>>()
  for (const part of parts) {
    const known = seasons.get(seasonOf(part))
    if (known === undefined) seasons.set(seasonOf(part), [part])
    else known.push(part)
  }
  return seasons
}

/**
 * A season with several of one reason is one search, most of a series (half of what aired, in two seasons at least) is
 * one, else every episode is. A wide search takes along whatever else is due there: it asks for that anyway.
 */
const smart = (
  seriesId: number,
  parts: ReadonlyArray<Part>,
  aired: number,
  reasons: ReadonlyArray<SearchReason>
): { readonly groups: ReadonlyArray<Group>; readonly left: ReadonlyArray<Part> } => {
  const groups: Array<Group> = []
  let left = parts
  for (const reason of reasons) {
    const due = left.filter((part) => part.reason === reason)
    if (due.length === 0) continue
    const seasons = bySeason(due)
    if (seasons.size >= 2 && due.length * 2 >= aired) {
      groups.push({ reason, target: { kind: "series", seriesId }, parts: left, wish: undefined })
      return { groups, left: [] }
    }
    const wide = new Set<number>()
    for (const [seasonNumber, [first, ...others]] of seasons) {
      if (first === undefined) continue
      if (others.length === 0) {
        groups.push(single(first))
        continue
      }
      const target = { kind: "season", seriesId, seasonNumber } as const
      const along = left.filter((part) => seasonOf(part) === seasonNumber)
      groups.push({ reason, target, parts: along, wish: undefined })
      wide.add(seasonNumber)
    }
    left = left.filter((part) => part.reason !== reason && !wide.has(seasonOf(part)))
  }
  return { groups, left }
}

/**
 * The searches for what is due in one series.
 *
 * `parts`: monitored episodes, as an Arr looks for no others in a wide search. `aired`: how many episodes such a search
 * would be about. Of today nothing comes here. Requests keep to the seasons that were asked for even where whole series
 * are searched for.
 */
export const groupsOfSeries = (
  seriesId: number,
  parts: ReadonlyArray<Part>,
  aired: number,
  mode: SearchSettings["bySeries"]
): ReadonlyArray<Group> => {
  if (mode === false) return parts.map(single)
  if (mode === "smart") return smart(seriesId, parts, aired, searchReasons).groups
  const { groups, left } = smart(seriesId, parts, aired, ["Request"])
  const [first] = left
  if (first === undefined) return groups
  const reason = left.reduce((best, part) => better(best, part.reason), first.reason)
  return [...groups, { reason, target: { kind: "series", seriesId }, parts: left, wish: undefined }]
}
