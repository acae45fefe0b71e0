import type { ArrState, LibraryItem } from "./ArrState.ts"
import { fileIdOf } from "./files.ts"
import { keyOf, type Media } from "./Media.ts"

type Fields = Readonly<Record<string, unknown>>

/** What can be said about a thing in the library. */
export type LibraryPatch = Partial<Omit<LibraryItem, "media">>

/** Adds a thing, or changes the one that is there. */
export const put = (state: ArrState, media: Media, patch: LibraryPatch): ArrState => {
  const key = keyOf(media)
  const before = state.library.get(key) ?? {
    media,
    title: key,
    monitored: true,
    hasFile: false,
    fileScore: 0,
    lastSearchedAt: undefined
  }
  return { ...state, library: new Map(state.library).set(key, { ...before, ...patch }) }
}

const searched = (item: LibraryItem): Fields =>
  item.lastSearchedAt === undefined ? {} : { lastSearchTime: new Date(item.lastSearchedAt).toISOString() }

const added = "2024-01-01T00:00:00Z"

/** One thing as its own resource, with the members a client daemon needs. */
export const resourceOf = (item: LibraryItem): Fields => {
  const { media, title, monitored, hasFile } = item
  switch (media.kind) {
    case "movie":
      return {
        title,
        status: "released",
        hasFile,
        movieFileId: fileIdOf(item) ?? 0,
        monitored,
        minimumAvailability: "released",
        isAvailable: true,
        qualityProfileId: 1,
        path: `/library/${title}`,
        year: 2024,
        tmdbId: 1000 + media.movieId,
        sizeOnDisk: hasFile ? 1 : 0,
        tags: [],
        added,
        ...searched(item),
        id: media.movieId
      }
    case "episode":
      return {
        seriesId: media.seriesId,
        tvdbId: 1000 + media.episodeId,
        episodeFileId: fileIdOf(item) ?? 0,
        seasonNumber: media.seasonNumber,
        episodeNumber: media.episodeId,
        title,
        airDateUtc: added,
        hasFile,
        monitored,
        unverifiedSceneNumbering: false,
        ...searched(item),
        id: media.episodeId
      }
    case "album":
      return {
        title,
        artistId: media.artistId,
        foreignAlbumId: `album-${media.albumId}`,
        monitored,
        anyReleaseOk: true,
        profileId: 1,
        albumType: "Album",
        releaseDate: added,
        ...searched(item),
        id: media.albumId
      }
    case "book":
      return {
        title,
        authorId: media.authorId,
        foreignBookId: `book-${media.bookId}`,
        monitored,
        anyEditionOk: true,
        releaseDate: added,
        ...searched(item),
        id: media.bookId
      }
  }
}

/** The series, artist or author of things in the library, from the first of them. */
const containerOf = (item: LibraryItem, monitored: boolean): Fields | undefined => {
  const common = {
    path: `/library/${item.title}`,
    qualityProfileId: 1,
    monitored,
    status: "continuing",
    tags: [],
    added
  }
  switch (item.media.kind) {
    case "movie":
      return undefined
    case "episode":
      return {
        title: `Series ${item.media.seriesId}`,
        ...common,
        seasonFolder: true,
        seriesType: "standard",
        seasons: [{ seasonNumber: item.media.seasonNumber, monitored }],
        tvdbId: 1000 + item.media.seriesId,
        id: item.media.seriesId
      }
    case "album":
      return { artistName: `Artist ${item.media.artistId}`, ...common, metadataProfileId: 1, id: item.media.artistId }
    case "book":
      return { authorName: `Author ${item.media.authorId}`, ...common, metadataProfileId: 1, id: item.media.authorId }
  }
}

/** Resource name to what it lists. */
const things = { movie: "movie", episode: "episode", album: "album", book: "book" } as const
const containers = { series: "episode", artist: "album", author: "book" } as const

/**
 * `movie`, `episode`, `series`, `album`, …: all resources of that name the stand-in knows; undefined for other names.
 * A container is monitored when one of its things is.
 */
export const resources = (state: ArrState, name: string): ReadonlyArray<Fields> | undefined => {
  const items = [...state.library.values()]
  if (Object.hasOwn(things, name)) return items.filter(({ media }) => media.kind === name).map(resourceOf)
  if (name !== "series" && name !== "artist" && name !== "author") return undefined
  const all = new Map<unknown, Fields>()
  for (const item of items.filter(({ media }) => media.kind === containers[name])) {
    const container = containerOf(item, item.monitored)
    const known = all.get(container?.["id"])
    if (container !== undefined && known?.["monitored"] !== true) all.set(container["id"], container)
  }
  return [...all.values()]
}
