import { type Group, rankOf } from "./grouping.ts"
import type { SearchSettings } from "./SearchSettings.ts"

/** What a search is sorted by. */
interface Place {
  readonly group: Group
  readonly rank: number
  /** Wishes go by the time at which they were asked for; 0 for the rest. */
  readonly asked: number
  /** The year pass it belongs to; for an album its release date. Undefined = last. */
  readonly pass: number | undefined
  readonly title: string
  readonly season: number
  readonly airsAt: number
  readonly id: number
}

type Order = Pick<SearchSettings, "byYear" | "oldestFirst">

const placeOf = (group: Group, { byYear, oldestFirst }: Order): Place => {
  let pass: number | undefined
  let season = Number.NEGATIVE_INFINITY
  let airsAt = Number.NEGATIVE_INFINITY
  let id = Number.POSITIVE_INFINITY
  for (const { item } of group.parts) {
    // Lidarr has no year passes: albums go by their date.
    const own = item.ref.kind === "album" ? item.airsAt : byYear ? item.year : undefined
    if (own !== undefined && (pass === undefined || own < pass === oldestFirst)) pass = own
    if (item.ref.kind === "episode" && item.ref.seasonNumber > season) season = item.ref.seasonNumber
    if (item.airsAt !== undefined && item.airsAt > airsAt) airsAt = item.airsAt
    if (item.id < id) id = item.id
  }
  const { reason, parts, wish } = group
  const first = parts[0]?.item
  const title = first === undefined ? "" : first.containerTitle === "" ? first.title : first.containerTitle
  const asked = reason === "Manual" || reason === "Replacement" ? (wish?.askedAt ?? 0) : 0
  return { group, rank: rankOf(reason), asked, pass, title: title.toLowerCase(), season, airsAt, id }
}

/** By code units of the lower case: the same wherever the daemon runs, unlike `localeCompare`. */
const words = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** Not a subtraction: infinities are equal to themselves. */
const ascending = (a: number, b: number): number => (a < b ? -1 : a > b ? 1 : 0)

const passes = (a: number | undefined, b: number | undefined, oldestFirst: boolean): number => {
  if (a === undefined || b === undefined) return a === b ? 0 : a === undefined ? 1 : -1
  return oldestFirst ? ascending(a, b) : ascending(b, a)
}

/**
 * In the order in which they are sent (engine §10.8): by reason, then year by year (newest first unless `oldestFirst`;
 * a wide search belongs to the first year that has something of it), title, latest season, latest air date.
 */
export const ordered = (groups: ReadonlyArray<Group>, order: Order): ReadonlyArray<Group> =>
  groups
    .map((group) => placeOf(group, order))
    .sort(
      (a, b) =>
        a.rank - b.rank ||
        ascending(a.asked, b.asked) ||
        passes(a.pass, b.pass, order.oldestFirst) ||
        words(a.title, b.title) ||
        ascending(b.season, a.season) ||
        ascending(b.airsAt, a.airsAt) ||
        ascending(a.id, b.id) ||
        (a.group.wish?.key ?? 0) - (b.group.wish?.key ?? 0)
    )
    .map(({ group }) => group)
