import type { ArrAdapter } from "./ArrAdapter.ts"
import { idOf } from "./wire.ts"

/** Movies; one row per download. */
export const radarr: ArrAdapter = {
  appName: "Radarr",
  apiPath: "/api/v3",
  refKind: "movie",
  includeUnknown: "includeUnknownMovieItems",
  include: [],
  mediaOf: (row) => {
    const movieId = idOf(row.movieId)
    return movieId === undefined ? undefined : { kind: "movie", movieId }
  },
  scanCommand: "DownloadedMoviesScan"
}
