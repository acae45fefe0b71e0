/** What a download is for. Ids are the Arr's own. */
export type Media =
  | { readonly kind: "movie"; readonly movieId: number }
  | { readonly kind: "episode"; readonly seriesId: number; readonly seasonNumber: number; readonly episodeId: number }
  | { readonly kind: "album"; readonly artistId: number; readonly albumId: number }
  | { readonly kind: "book"; readonly authorId: number; readonly bookId: number }

/** What a search command can look for: one thing, or everything in a container. */
export type SearchTarget =
  | Media
  | { readonly kind: "season"; readonly seriesId: number; readonly seasonNumber: number }
  | { readonly kind: "series"; readonly seriesId: number }
  | { readonly kind: "artist"; readonly artistId: number }
  | { readonly kind: "author"; readonly authorId: number }

/** A short name, the key of the counters: `movie:1`, `episode:11`, `season:3:1`, `album:5`, `artist:2`, … */
export const keyOf = (target: SearchTarget): string => {
  switch (target.kind) {
    case "movie":
      return `movie:${target.movieId}`
    case "episode":
      return `episode:${target.episodeId}`
    case "album":
      return `album:${target.albumId}`
    case "book":
      return `book:${target.bookId}`
    case "season":
      return `season:${target.seriesId}:${target.seasonNumber}`
    case "series":
      return `series:${target.seriesId}`
    case "artist":
      return `artist:${target.artistId}`
    case "author":
      return `author:${target.authorId}`
  }
}

/** The Arr's own id of a thing. */
export const idOf = (media: Media): number => {
  switch (media.kind) {
    case "movie":
      return media.movieId
    case "episode":
      return media.episodeId
    case "album":
      return media.albumId
    case "book":
      return media.bookId
  }
}

/** The series, artist or author a target belongs to; a movie is its own. */
export const containerOf = (target: SearchTarget): number => {
  switch (target.kind) {
    case "movie":
      return target.movieId
    case "episode":
    case "season":
    case "series":
      return target.seriesId
    case "album":
    case "artist":
      return target.artistId
    case "book":
    case "author":
      return target.authorId
  }
}

/** Whether searching for `target` also looks for `media`. */
export const covers = (target: SearchTarget, media: Media): boolean => {
  switch (target.kind) {
    case "season":
      return (
        media.kind === "episode" && media.seriesId === target.seriesId && media.seasonNumber === target.seasonNumber
      )
    case "series":
      return media.kind === "episode" && media.seriesId === target.seriesId
    case "artist":
      return media.kind === "album" && media.artistId === target.artistId
    case "author":
      return media.kind === "book" && media.authorId === target.authorId
    default:
      return keyOf(target) === keyOf(media)
  }
}

/** The ids as members of queue and history rows. */
export const idsOf = (media: Media): Readonly<Record<string, number>> => {
  switch (media.kind) {
    case "movie":
      return { movieId: media.movieId }
    case "episode":
      return { seriesId: media.seriesId, episodeId: media.episodeId }
    case "album":
      return { artistId: media.artistId, albumId: media.albumId }
    case "book":
      return { authorId: media.authorId, bookId: media.bookId }
  }
}
