import type { LibraryItem } from "../clients/arr/library/LibraryItem.ts"
import type { MediaRequest } from "../store/search/Requests.ts"

type Seasons = "all" | Set<number>

/** What is asked for of one movie or series; several requests for it add up. */
const add = <K>(known: Map<K, Seasons>, id: K | undefined, request: MediaRequest): void => {
  if (id === undefined) return
  const before = known.get(id)
  if (request.seasons === undefined || before === "all") known.set(id, "all")
  else known.set(id, new Set([...(before ?? []), ...request.seasons]))
}

const asks = (seasons: Seasons | undefined, seasonNumber: number | undefined): boolean =>
  seasons !== undefined && (seasons === "all" || seasonNumber === undefined || seasons.has(seasonNumber))

/**
 * Whether any of these requests names a movie or an episode: one equal TMDB, TVDB or IMDb id is enough (a request rarely
 * has all of them), and the season is one of those asked for. Albums and books are never requested.
 */
export const requestedBy = (requests: ReadonlyArray<MediaRequest>): ((item: LibraryItem) => boolean) => {
  if (requests.length === 0) return () => false
  const tmdb = new Map<number, Seasons>()
  const tvdb = new Map<number, Seasons>()
  const imdb = new Map<string, Seasons>()
  for (const request of requests) {
    add(tmdb, request.tmdbId, request)
    add(tvdb, request.tvdbId, request)
    add(imdb, request.imdbId, request)
  }
  return ({ ref, tmdbId, tvdbId, imdbId }) => {
    if (ref.kind !== "movie" && ref.kind !== "episode") return false
    const season = ref.kind === "episode" ? ref.seasonNumber : undefined
    return (
      (tmdbId !== undefined && asks(tmdb.get(tmdbId), season)) ||
      (tvdbId !== undefined && asks(tvdb.get(tvdbId), season)) ||
      (imdbId !== undefined && asks(imdb.get(imdbId), season))
    )
  }
}
