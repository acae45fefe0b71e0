import type { ArrFacts } from "../ArrFacts.ts"
import { artistResource } from "./albums.ts"
import { authorResource } from "./books.ts"
import type { Fields } from "./common.ts"
import type { Shelf } from "./Library.ts"
import { datesOf, movieResource } from "./movies.ts"
import { seriesResource } from "./series.ts"

/** What the container of that program is called on the wire. */
export type ContainerName = "movie" | "series" | "artist" | "author"

/** The containers of each program. */
export const containerName = (facts: ArrFacts): ContainerName =>
  facts.appName === "Radarr"
    ? "movie"
    : facts.appName === "Sonarr"
      ? "series"
      : facts.appName === "Lidarr"
        ? "artist"
        : "author"

const make = (shelf: Shelf, facts: ArrFacts, now: number): Fields => {
  switch (containerName(facts)) {
    case "movie":
      return movieResource(shelf, facts, now)
    case "series":
      return seriesResource(shelf, now)
    case "artist":
      return artistResource(shelf, now)
    case "author":
      return authorResource(shelf, now)
  }
}

/** The next moment at which it looks different by itself: something airs, is released, becomes available. */
const changesAt = ({ items }: Shelf, now: number): number =>
  items
    .flatMap((item) => (item.media.kind === "movie" ? datesOf(item) : (item.airsAt ?? [])))
    .reduce((next, at) => (at > now && at < next ? at : next), Number.POSITIVE_INFINITY)

const made = new WeakMap<Shelf, { readonly resource: Fields; readonly from: number; readonly until: number }>()

/**
 * A movie, series, artist or author. Kept for as long as nothing in it changes, since its statistics count everything
 * in it and a list has all of them.
 */
export const containerResource = (shelf: Shelf, facts: ArrFacts, now: number): Fields => {
  const known = made.get(shelf)
  if (known !== undefined && known.from <= now && now < known.until) return known.resource
  const resource = make(shelf, facts, now)
  made.set(shelf, { resource, from: now, until: changesAt(shelf, now) })
  return resource
}
