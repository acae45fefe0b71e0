import { idOf, type Media } from "../Media.ts"
import type { ContainerPatch } from "./Container.ts"

/** A movie, episode, album or book. Times are epoch milliseconds. */
export interface LibraryItem {
  readonly media: Media
  readonly title: string
  readonly monitored: boolean
  readonly hasFile: boolean
  /** Undefined: made of the id of the thing. An import over an old file gives the new one another id. */
  readonly fileId: number | undefined
  /** Custom-format score of its file; counts while there is one, as does the next. */
  readonly fileScore: number
  readonly cutoffNotMet: boolean
  readonly lastSearchedAt: number | undefined
  /** Of a movie; 0 when it is unknown. */
  readonly year: number
  /** `airDateUtc` of an episode, `releaseDate` of an album or book. */
  readonly airsAt: number | undefined
  /** Dates of a movie. */
  readonly inCinemas: number | undefined
  readonly digitalRelease: number | undefined
  readonly physicalRelease: number | undefined
  /** Of a movie: `announced`, `inCinemas`, `released`, … */
  readonly minimumAvailability: string
  /** `isAvailable` of a movie. Undefined: by its dates as Radarr does it, and true for one without any date. */
  readonly available: boolean | undefined
  /** Undefined: the id of the episode. */
  readonly episodeNumber: number | undefined
  /** Of an album. Each track that is there is a file of its own. */
  readonly tracks: number
  /** Undefined: all of them once there is a file. */
  readonly tracksWithFile: number | undefined
  readonly addedAt: number
}

/** What can be said about a thing in the library, about its file, its season and what contains it. */
export type LibraryPatch = Partial<Omit<LibraryItem, "media">> & {
  /** There is a file, and this is known of it. */
  readonly file?: { readonly id?: number; readonly score?: number; readonly cutoffNotMet?: boolean }
  /** The series, artist or author. Of a movie: what is not about the movie alone, e.g. its profile and ids. */
  readonly container?: ContainerPatch
  /** Of the season of this episode. Undefined: monitored as soon as one of its episodes is. */
  readonly seasonMonitored?: boolean
}

/** A thing and everything about it that is not as usual. */
export type NewItem = LibraryPatch & { readonly media: Media }

/** 2024-01-01. */
export const usualDate = 1_704_067_200_000

const usual = (media: Media): LibraryItem => ({
  media,
  title: `${media.kind}:${idOf(media)}`,
  monitored: true,
  hasFile: false,
  fileId: undefined,
  fileScore: 0,
  cutoffNotMet: false,
  lastSearchedAt: undefined,
  year: 2024,
  airsAt: usualDate,
  inCinemas: undefined,
  digitalRelease: undefined,
  physicalRelease: undefined,
  minimumAvailability: "released",
  available: undefined,
  episodeNumber: undefined,
  tracks: 1,
  tracksWithFile: undefined,
  addedAt: usualDate
})

/** A thing with these changes; a new one without it. */
export const patched = (media: Media, before: LibraryItem | undefined, patch: LibraryPatch): LibraryItem => {
  const { container: _container, file, seasonMonitored: _season, ...own } = patch
  const item = { ...(before ?? usual(media)), ...own, media }
  if (file === undefined) return item
  const { cutoffNotMet = item.cutoffNotMet, id = item.fileId, score = item.fileScore } = file
  return { ...item, hasFile: true, fileId: id, fileScore: score, cutoffNotMet }
}

/** Ids of files are never ids of what they are files of. */
const firstFileId = 100_000
const replacementStep = 200_000
const trackStep = 10_000_000

/** Id of the (first) file of a thing; undefined while it has none. */
export const fileIdOf = (item: LibraryItem): number | undefined =>
  item.hasFile ? (item.fileId ?? firstFileId + idOf(item.media)) : undefined

/** Ids of all its files: one for each track of an album that is there. */
export const fileIdsOf = (item: LibraryItem): ReadonlyArray<number> => {
  const first = fileIdOf(item)
  if (first === undefined) return []
  return Array.from({ length: filesOf(item) }, (_, index) => first + index * trackStep)
}

/** The id of the first file of a thing, of one of its files. */
export const firstOfFile = (fileId: number): number => fileId % trackStep

/** How many files it has. */
export const filesOf = (item: LibraryItem): number => {
  if (!item.hasFile) return 0
  return item.media.kind === "album" ? (item.tracksWithFile ?? item.tracks) : 1
}

/** With a file that was just imported; in place of an old one it has another id. */
export const withNewFile = (item: LibraryItem, fileScore: number): LibraryItem => {
  const old = fileIdOf(item)
  return {
    ...item,
    hasFile: true,
    fileScore,
    cutoffNotMet: false,
    tracksWithFile: undefined,
    fileId: old === undefined ? item.fileId : old + replacementStep
  }
}
