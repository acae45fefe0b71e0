import type { ThingView } from "../../live/library.ts"

/** Things that stand together: a season, or all albums of an artist. */
export interface Group {
  /** Null: they are no season. */
  readonly season: number | null
  readonly things: ReadonlyArray<ThingView>
  readonly missing: number
  readonly there: number
}

const groupOf = (season: number | null, things: ReadonlyArray<ThingView>): Group => ({
  season,
  things,
  missing: things.filter(({ hasFile, monitored }) => monitored && !hasFile).length,
  there: things.filter(({ hasFile }) => hasFile).length
})

const dateOf = ({ airsAt, year }: ThingView): string => airsAt ?? (year === null ? "" : String(year))

/** Seasons, the newest first and specials last, each in its order; albums and books by date, the newest first. */
export const groupsOf = (things: ReadonlyArray<ThingView>): ReadonlyArray<Group> => {
  const seasons = new Map<number, Array<ThingView>>()
  const others: Array<ThingView> = []
  for (const thing of things) {
    const { seasonNumber } = thing
    if (seasonNumber === null) others.push(thing)
    else seasons.set(seasonNumber, [...(seasons.get(seasonNumber) ?? []), thing])
  }
  const groups = [...seasons]
    .toSorted(([a], [b]) => (a === 0 ? 1 : b === 0 ? -1 : b - a))
    .map(([season, inside]) =>
      groupOf(
        season,
        inside.toSorted((a, b) => (a.episodeNumber ?? 0) - (b.episodeNumber ?? 0))
      )
    )
  if (others.length === 0) return groups
  const byDate = others.toSorted((a, b) => (dateOf(a) < dateOf(b) ? 1 : dateOf(a) > dateOf(b) ? -1 : a.id - b.id))
  return [...groups, groupOf(null, byDate)]
}

/** Those that are open at first: with something missing; where nothing is, the newest. */
export const openAtFirst = (groups: ReadonlyArray<Group>): ReadonlySet<number | null> => {
  const lacking = groups.filter(({ missing, season }) => missing > 0 && season !== 0)
  return new Set((lacking.length === 0 ? groups.slice(0, 1) : lacking).map(({ season }) => season))
}
