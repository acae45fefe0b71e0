import type {
  LibraryContainer,
  LibraryFile,
  LibraryItem,
  ReleaseDates
} from "../../../../src/clients/arr/library/LibraryItem.ts"
import type { MediaRef } from "../../../../src/clients/arr/MediaRef.ts"

export const minute = 60_000
export const hour = 60 * minute
export const day = 24 * hour

/** One movie, episode or album as it truly is. Times are epoch milliseconds. */
export interface Thing {
  readonly ref: MediaRef
  readonly id: number
  readonly owner: Owner
  readonly number: number | undefined
  readonly year: number
  /** When it airs; of a movie: when it is released. */
  readonly airsAt: number
  monitored: boolean
  file: LibraryFile | undefined
  /** Downloads of it that are on their way. */
  downloads: number
  isGone: boolean
  /** When its file, or whether it is monitored, was changed last. */
  changedAt: number
  searchedAt: number | undefined
  /** How many searches for it arrived. */
  searches: number
}

/** A series, artist or movie. */
export interface Owner {
  readonly id: number
  readonly title: string
  profileId: number
  things: ReadonlyArray<Thing>
  /** Grows with every change. */
  version: number
  isGone: boolean
}

export const seasonOf = ({ ref }: Thing): number | undefined => (ref.kind === "episode" ? ref.seasonNumber : undefined)

const released = (at: number): ReleaseDates => ({
  minimum: "released",
  inCinemas: undefined,
  digital: at,
  physical: undefined
})

/** As the Arr tells it. */
export const itemOf = (thing: Thing): LibraryItem => {
  const { airsAt, file, id, monitored, number, owner, ref, year } = thing
  const isMovie = ref.kind === "movie"
  return {
    ref,
    id,
    containerId: owner.id,
    title: isMovie ? owner.title : `Title ${id}`,
    containerTitle: isMovie ? "" : owner.title,
    episodeNumber: number,
    year,
    airsAt: isMovie ? undefined : airsAt,
    releases: isMovie ? released(airsAt) : undefined,
    monitored,
    file,
    profileId: owner.profileId,
    tmdbId: isMovie ? 1_000_000 + owner.id : undefined,
    tvdbId: ref.kind === "episode" ? 2_000_000 + owner.id : undefined,
    imdbId: undefined,
    lastSearchedAt: thing.searchedAt
  }
}

export const containerOf = (owner: Owner): LibraryContainer => {
  const [first] = owner.things
  return {
    id: owner.id,
    title: owner.title,
    monitored: true,
    profileId: owner.profileId,
    hasFiles: owner.things.some(({ file }) => file !== undefined),
    revision: `v${owner.version}`,
    movie: first?.ref.kind === "movie" ? itemOf(first) : undefined
  }
}
