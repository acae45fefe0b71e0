import { json, type WebResponse } from "../http/Exchange.ts"
import { type ArrFacts, languagesOf, qualityOf } from "./ArrFacts.ts"
import type { ArrState, LibraryItem } from "./ArrState.ts"
import type { Media } from "./Media.ts"

type Fields = Readonly<Record<string, unknown>>

/** Ids of files are never ids of what they are files of. */
const firstId = 100_000

const idOf = (media: Media): number => {
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

/** The one file of a thing; undefined while it has none. */
export const fileIdOf = ({ hasFile, media }: LibraryItem): number | undefined =>
  hasFile ? firstId + idOf(media) : undefined

const ownersOf = (media: Media): Fields => {
  switch (media.kind) {
    case "movie":
      return { movieId: media.movieId, relativePath: `${media.movieId}.mkv` }
    case "episode":
      return { seriesId: media.seriesId, seasonNumber: media.seasonNumber, relativePath: `${media.episodeId}.mkv` }
    case "album":
      return { artistId: media.artistId, albumId: media.albumId }
    case "book":
      return { authorId: media.authorId, bookId: media.bookId }
  }
}

/** A file on the wire. Readarr has no custom formats. */
const resourceOf = (item: LibraryItem, id: number, facts: ArrFacts): Fields => ({
  ...ownersOf(item.media),
  path: `/library/${item.title}/${id}`,
  size: 1_000_000,
  dateAdded: "2024-01-01T00:00:00Z",
  quality: qualityOf(facts),
  ...languagesOf(facts),
  ...(facts.appName === "Readarr" ? {} : { customFormats: [], customFormatScore: item.fileScore }),
  qualityCutoffNotMet: false,
  id
})

/** Resource name to what its files are of, and the members of the query that choose some: by owner, by their own id. */
const kinds: Readonly<Record<string, { readonly kind: Media["kind"]; readonly by: readonly [string, string] }>> = {
  moviefile: { kind: "movie", by: ["movieId", "movieFileIds"] },
  episodefile: { kind: "episode", by: ["seriesId", "episodeFileIds"] },
  trackfile: { kind: "album", by: ["albumId", "trackFileIds"] },
  bookfile: { kind: "book", by: ["bookId", "bookFileIds"] }
}

/** `GET moviefile` and its like in the others; undefined for other names. All of them want to be told which (400). */
export const findFiles = (
  name: string,
  query: URLSearchParams,
  state: ArrState,
  facts: ArrFacts
): WebResponse | undefined => {
  const wanted = Object.hasOwn(kinds, name) ? kinds[name] : undefined
  if (wanted === undefined) return undefined
  const [owner, own] = wanted.by
  const owners = query.getAll(owner).map(Number)
  const ids = query.getAll(own).map(Number)
  if (owners.length + ids.length === 0) return json(400, { message: `${owner} or ${own} must be provided` })
  const all = [...state.library.values()]
    .filter(({ media }) => media.kind === wanted.kind)
    .flatMap((item) => {
      const id = fileIdOf(item)
      return id === undefined ? [] : [resourceOf(item, id, facts)]
    })
  return json(
    200,
    all.filter((file) => owners.some((one) => one === file[owner]) || ids.some((one) => one === file["id"]))
  )
}
