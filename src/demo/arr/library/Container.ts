import type { Media } from "../Media.ts"
import { usualDate } from "./LibraryItem.ts"

/**
 * A series, artist or author. Of a movie it holds what the others have too: profile, path, ids, tags. Times are epoch
 * milliseconds.
 */
export interface Container {
  readonly id: number
  /** Name of an artist or author. A movie has its own. */
  readonly title: string
  /** Undefined: as soon as one of its things is. A movie has its own. */
  readonly monitored: boolean | undefined
  readonly profileId: number
  readonly metadataProfileId: number
  /** Undefined: `/library/` and its title. */
  readonly path: string | undefined
  readonly tags: ReadonlyArray<number>
  readonly status: string
  /** Of a series; 0 when it is unknown. */
  readonly year: number
  /** 0 when it is unknown. */
  readonly tmdbId: number
  readonly tvdbId: number
  /** Left out when there is none. */
  readonly imdbId: string | undefined
  readonly seriesType: string
  readonly seasonFolder: boolean
  readonly monitorNewItems: string
  /** Whether a season is monitored, of those of which it was said. */
  readonly seasons: ReadonlyMap<number, boolean>
  /** A PUT has told all its seasons: others are no longer shown. */
  readonly onlyTheseSeasons: boolean
  readonly addedAt: number
  /** Whether there is a picture of it. */
  readonly hasPoster: boolean
}

/** What can be said about one. */
export type ContainerPatch = Partial<Omit<Container, "id">>

const statuses = { movie: "released", episode: "continuing", album: "continuing", book: "continuing" } as const
const titles = { movie: "Movie", episode: "Series", album: "Artist", book: "Author" } as const

/** One nobody has said anything about. */
export const usualContainer = (id: number, kind: Media["kind"]): Container => ({
  id,
  title: `${titles[kind]} ${id}`,
  monitored: undefined,
  profileId: 1,
  metadataProfileId: 1,
  path: undefined,
  tags: [],
  status: statuses[kind],
  year: 2024,
  tmdbId: (kind === "movie" ? 1000 : 3000) + id,
  tvdbId: 1000 + id,
  imdbId: `tt${String(1_000_000 + id)}`,
  seriesType: "standard",
  seasonFolder: true,
  monitorNewItems: "all",
  seasons: new Map(),
  onlyTheseSeasons: false,
  addedAt: usualDate,
  hasPoster: true
})
