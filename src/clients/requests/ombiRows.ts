import type { MediaRequest } from "../../store/search/Requests.ts"
import { idOf, imdbIdOf, recordOf, recordsIn, seasonNumbers, timeOf, titleOf } from "./reading.ts"

type Members = Readonly<Record<string, unknown>>

/** What one row gives: requests, and whether some of it cannot be read. */
export interface OmbiReading {
  readonly requests: ReadonlyArray<MediaRequest>
  readonly odd: boolean
}

const odd: OmbiReading = { requests: [], odd: true }
const nothing: OmbiReading = { requests: [], odd: false }

/**
 * Whether there is something to search for. The reference let through whatever was not denied (engine §3.7); approved
 * means approved here.
 */
const isOpen = (request: Members, approvedOnly: boolean): boolean =>
  request["available"] !== true && request["denied"] !== true && (!approvedOnly || request["approved"] === true)

/** One row of `Request/movie`. */
export const movieOf = (row: unknown, approvedOnly: boolean): OmbiReading => {
  const movie = recordOf(row)
  const id = idOf(movie?.["id"])
  if (movie === undefined || id === undefined || typeof movie["approved"] !== "boolean") return odd
  if (!isOpen(movie, approvedOnly)) return nothing
  const requestedAt = timeOf(movie["requestedDate"])
  // A movie asked for in 4K only was never requested as an ordinary one.
  if (movie["has4KRequest"] === true && requestedAt === undefined) return nothing
  const tmdbId = idOf(movie["theMovieDbId"])
  const imdbId = imdbIdOf(movie["imdbId"])
  if (tmdbId === undefined && imdbId === undefined) return odd
  const request: MediaRequest = {
    id: `ombi:${id}`,
    source: "ombi",
    title: titleOf(movie["title"]),
    tmdbId,
    tvdbId: undefined,
    imdbId,
    seasons: undefined,
    requestedAt
  }
  return { requests: [request], odd: false }
}

/** True when every episode asked for of this season is there already. */
const isComplete = (season: Members): boolean => {
  const episodes = season["episodes"]
  return (
    Array.isArray(episodes) && episodes.length > 0 && episodes.every((one) => recordOf(one)?.["available"] === true)
  )
}

/** Seasons still asked for: undefined = all, because none is named; empty = all are there. */
const seasonsOf = (child: Members): ReadonlyArray<number> | undefined => {
  const seasons = recordsIn(child["seasonRequests"])
  return seasons === undefined || seasons.length === 0
    ? undefined
    : seasonNumbers(seasons.flatMap((season) => (isComplete(season) ? [] : [season["seasonNumber"]])))
}

/** One row of `Request/tv`: a series, with one child for each time somebody asked for some of it. */
export const seriesOf = (row: unknown, approvedOnly: boolean): OmbiReading => {
  const series = recordOf(row)
  const children = series?.["childRequests"]
  if (series === undefined || !Array.isArray(children)) return odd
  const ids = {
    // Since version 4 Ombi takes series from TMDB and keeps their id as that of the external provider.
    tmdbId: idOf(series["externalProviderId"]),
    tvdbId: idOf(series["tvDbId"]),
    imdbId: imdbIdOf(series["imdbId"])
  }
  if (Object.values(ids).every((one) => one === undefined)) return odd
  const read = children.map((entry): OmbiReading => {
    const child = recordOf(entry)
    const id = idOf(child?.["id"])
    if (child === undefined || id === undefined || typeof child["approved"] !== "boolean") return odd
    const seasons = seasonsOf(child)
    if (!isOpen(child, approvedOnly) || seasons?.length === 0) return nothing
    const title = titleOf(series["title"])
    const requestedAt = timeOf(child["requestedDate"])
    return { requests: [{ id: `ombi:${id}`, source: "ombi", title, ...ids, seasons, requestedAt }], odd: false }
  })
  return { requests: read.flatMap(({ requests }) => requests), odd: read.some((one) => one.odd) }
}
