/** .NET's "never". */
const never = "0001-01-01T00:00:00"

/** State of something that was asked for. */
interface Asked {
  readonly id: number
  /** Default true. */
  readonly approved?: boolean
  /** Default null, as until somebody decides. */
  readonly denied?: boolean
  readonly available?: boolean
  /** Without an offset, as .NET writes it. */
  readonly requestedDate?: string
}

/** A movie in Ombi. */
export interface AskedForMovie extends Asked {
  readonly theMovieDbId: number
  readonly imdbId?: string
  readonly title: string
  /** Asked for in 4K and not otherwise. */
  readonly only4k?: boolean
}

/** What somebody asked for of a series. */
export interface AskedForSeasons extends Asked {
  readonly seasons: ReadonlyArray<{ readonly number: number; readonly available?: boolean }>
}

/** A series in Ombi. */
export interface AskedForSeries {
  readonly id: number
  readonly tvDbId: number
  /** Of TMDB; not in version 3. */
  readonly externalProviderId?: number
  readonly imdbId?: string
  readonly title: string
  readonly children: ReadonlyArray<AskedForSeasons>
}

const stateOf = (asked: Asked) => ({
  id: asked.id,
  approved: asked.approved ?? true,
  denied: asked.denied ?? null,
  deniedReason: null,
  available: asked.available ?? false,
  markedAsApproved: never,
  markedAsAvailable: null,
  requestedDate: asked.requestedDate ?? "2026-01-02T03:04:05",
  requestedUser: { userName: "somebody" },
  canApprove: false
})

/** One row of `Request/movie`. */
export const movieRow = (movie: AskedForMovie): Readonly<Record<string, unknown>> => ({
  ...stateOf(movie),
  theMovieDbId: movie.theMovieDbId,
  imdbId: movie.imdbId ?? null,
  title: movie.title,
  releaseDate: "2020-01-01T00:00:00",
  requestType: 1,
  has4KRequest: movie.only4k ?? false,
  approved4K: movie.only4k ?? false,
  available4K: false,
  denied4K: null,
  ...(movie.only4k === true ? { requestedDate: never, approved: false } : {})
})

/** One row of `Request/tv`; `lite` as of `Request/tvlite`, where seasons are left out. */
export const seriesRow = (series: AskedForSeries, lite: boolean): Readonly<Record<string, unknown>> => ({
  id: series.id,
  tvDbId: series.tvDbId,
  externalProviderId: series.externalProviderId,
  imdbId: series.imdbId ?? null,
  title: series.title,
  releaseDate: "2020-01-01T00:00:00",
  totalSeasons: 5,
  childRequests: series.children.map((child) => ({
    ...stateOf(child),
    parentRequestId: series.id,
    requestType: 0,
    seasonRequests: lite
      ? []
      : child.seasons.map(({ available = false, number }) => ({
          id: child.id * 100 + number,
          seasonNumber: number,
          childRequestId: child.id,
          episodes: [1, 2].map((episodeNumber) => ({ episodeNumber, available, approved: true, requested: true }))
        }))
  }))
})
