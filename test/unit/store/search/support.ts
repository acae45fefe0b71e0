import { join } from "node:path"
import * as Effect from "effect/Effect"
import type { LibraryItem } from "../../../../src/clients/arr/library/LibraryItem.ts"
import type { IndexedContainer } from "../../../../src/store/search/LibraryIndex.ts"
import type { NewSearch } from "../../../../src/store/search/SearchLog.ts"
import { folder, type StoreOptions, store } from "../support.ts"

export const newFile = Effect.map(folder, (path) => join(path, "qbitrr.db"))

/** One life of the daemon's store after another on one file. */
export const lives = Effect.map(
  newFile,
  (file) =>
    <A, E, R>(life: Effect.Effect<A, E, R>, options?: StoreOptions) =>
      Effect.provide(life, store(file, options))
)

export const episode = (seriesId: number, n: number, change: Partial<LibraryItem> = {}): LibraryItem => ({
  ref: { kind: "episode", seriesId, seasonNumber: 1, episodeId: n },
  id: n,
  containerId: seriesId,
  title: `Episode ${n}`,
  containerTitle: `Series ${seriesId}`,
  episodeNumber: n,
  year: 2024,
  airsAt: 1_700_000_000_000 + n,
  releases: undefined,
  monitored: true,
  file: { id: n, score: 10, cutoffUnmet: false },
  profileId: 4,
  tmdbId: undefined,
  tvdbId: 70_000 + seriesId,
  imdbId: `tt${seriesId}`,
  lastSearchedAt: undefined,
  ...change
})

export const series = (id: number, items: ReadonlyArray<LibraryItem>, readAt = 1_000): IndexedContainer => ({
  container: {
    id,
    title: `Series ${id}`,
    monitored: true,
    profileId: 4,
    hasFiles: true,
    revision: `r${id}:${items.length}`,
    movie: undefined
  },
  items,
  readAt
})

export const newSearch = (change: Partial<NewSearch> = {}): NewSearch => ({
  section: "Sonarr",
  reason: "Missing",
  target: { kind: "season", seriesId: 3, seasonNumber: 1 },
  items: [31, 32],
  title: "Dark S01 (2 episodes)",
  sentAt: 1_000,
  ...change
})
