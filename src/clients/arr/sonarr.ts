import type { ArrAdapter } from "./ArrAdapter.ts"
import { idOf } from "./wire.ts"

/** Season 0 holds the specials, so only "not told" is unknown. Rows of Sonarr v3 and of history tell it in the episode. */
export const sonarr: ArrAdapter = {
  appName: "Sonarr",
  apiPath: "/api/v3",
  refKind: "episode",
  includeUnknown: "includeUnknownSeriesItems",
  include: [["includeEpisode", "true"]],
  mediaOf: (row) => {
    const seriesId = idOf(row.seriesId)
    const episodeId = idOf(row.episodeId)
    const seasonNumber = row.seasonNumber ?? row.episode?.seasonNumber ?? undefined
    return seriesId === undefined || episodeId === undefined || seasonNumber === undefined
      ? undefined
      : { kind: "episode", seriesId, seasonNumber, episodeId }
  },
  scanCommand: "DownloadedEpisodesScan"
}
