import type { ArrKind } from "../../../src/demo/arr/ArrFacts.ts"
import type { NewItem } from "../../../src/demo/arr/library/LibraryItem.ts"

/** 2024-06-01 12:00 UTC. */
export const noon = Date.UTC(2024, 5, 1, 12)
export const day = 86_400_000

/** What a program's container and its things are called on the wire. */
export const names = {
  radarr: { container: "movie", item: "movie", owner: "movieId", file: "moviefile" },
  sonarr: { container: "series", item: "episode", owner: "seriesId", file: "episodefile" },
  lidarr: { container: "artist", item: "album", owner: "artistId", file: "trackfile" },
  readarr: { container: "author", item: "book", owner: "authorId", file: "bookfile" }
} as const

/** Two containers; in the first one thing with and one without a file, in the second one that is not monitored. */
export const small: Readonly<Record<ArrKind, ReadonlyArray<NewItem>>> = {
  radarr: [
    {
      media: { kind: "movie", movieId: 1 },
      title: "The Film",
      year: 1999,
      inCinemas: noon - 100 * day,
      digitalRelease: noon - 10 * day,
      physicalRelease: noon + 10 * day,
      lastSearchedAt: noon,
      file: { id: 77, score: 40, cutoffNotMet: true }
    },
    { media: { kind: "movie", movieId: 2 }, title: "Other", monitored: false }
  ],
  sonarr: [
    {
      media: { kind: "episode", seriesId: 1, seasonNumber: 1, episodeId: 11 },
      episodeNumber: 1,
      airsAt: noon - day,
      lastSearchedAt: noon,
      file: { id: 77, score: 40, cutoffNotMet: true },
      container: { title: "The Show", tvdbId: 5, imdbId: undefined }
    },
    {
      media: { kind: "episode", seriesId: 1, seasonNumber: 1, episodeId: 12 },
      episodeNumber: 2,
      airsAt: noon + day
    },
    { media: { kind: "episode", seriesId: 2, seasonNumber: 0, episodeId: 21 }, monitored: false, airsAt: undefined }
  ],
  lidarr: [
    {
      media: { kind: "album", artistId: 1, albumId: 11 },
      tracks: 10,
      tracksWithFile: 4,
      airsAt: noon - day,
      lastSearchedAt: noon,
      file: { id: 77, score: 40, cutoffNotMet: true }
    },
    { media: { kind: "album", artistId: 1, albumId: 12 }, tracks: 8, airsAt: noon + day },
    { media: { kind: "album", artistId: 2, albumId: 21 }, monitored: false, airsAt: undefined }
  ],
  readarr: [
    {
      media: { kind: "book", authorId: 1, bookId: 11 },
      airsAt: noon - day,
      lastSearchedAt: noon,
      file: { id: 77, cutoffNotMet: true }
    },
    { media: { kind: "book", authorId: 1, bookId: 12 }, airsAt: noon + day },
    { media: { kind: "book", authorId: 2, bookId: 21 }, monitored: false, airsAt: undefined }
  ]
}
