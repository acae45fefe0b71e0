import * as Schema from "effect/Schema"
import type { LibraryContainer, LibraryFile, LibraryItem } from "../../clients/arr/library/LibraryItem.ts"
import { MediaRefJson, reader } from "./stored.ts"

const optional = <A, I>(schema: Schema.Schema<A, I>) => Schema.optionalWith(schema, { exact: true })

/** What is mostly the same for everything in a container, so it is stored once. */
const Common = Schema.Struct({
  containerId: Schema.Number,
  containerTitle: Schema.String,
  profileId: optional(Schema.Number),
  tmdbId: optional(Schema.Number),
  tvdbId: optional(Schema.Number),
  imdbId: optional(Schema.String)
})
type Common = typeof Common.Type

const File = Schema.Struct({
  id: Schema.Number,
  score: optional(Schema.Number),
  cutoffUnmet: optional(Schema.Boolean)
})

const Item = Schema.Struct({
  id: Schema.Number,
  ref: MediaRefJson,
  title: Schema.String,
  episodeNumber: optional(Schema.Number),
  year: optional(Schema.Number),
  airsAt: optional(Schema.Number),
  releases: optional(
    Schema.Struct({
      minimum: Schema.String,
      inCinemas: optional(Schema.Number),
      digital: optional(Schema.Number),
      physical: optional(Schema.Number)
    })
  ),
  monitored: Schema.Boolean,
  file: optional(File),
  lastSearchedAt: optional(Schema.Number),
  /** Only where it is not that of the container. */
  own: optional(Common)
})
type Item = typeof Item.Type

const Content = Schema.Struct({
  container: Schema.Struct({
    id: Schema.Number,
    title: Schema.String,
    monitored: Schema.Boolean,
    profileId: optional(Schema.Number),
    hasFiles: Schema.Boolean,
    revision: Schema.String,
    movie: optional(Item)
  }),
  common: Common,
  /** Instead of `items`: the movie itself is the only one, with this file (null: none). */
  movieFile: optional(Schema.NullOr(File)),
  items: Schema.Array(Item)
})

const read = reader(Content)

type Values<A> = { readonly [K in keyof A]?: A[K] | undefined }

const commonOf = ({ containerId, containerTitle, imdbId, profileId, tmdbId, tvdbId }: LibraryItem) => ({
  containerId,
  containerTitle,
  profileId,
  tmdbId,
  tvdbId,
  imdbId
})

const same = (a: Values<Common>, b: Values<Common>): boolean =>
  a.containerId === b.containerId &&
  a.containerTitle === b.containerTitle &&
  a.profileId === b.profileId &&
  a.tmdbId === b.tmdbId &&
  a.tvdbId === b.tvdbId &&
  a.imdbId === b.imdbId

/** JSON leaves out what is undefined. */
const packItem = (item: LibraryItem, common: Values<Common>): object => {
  const { airsAt, episodeNumber, file, id, lastSearchedAt, monitored, ref, releases, title, year } = item
  const own = commonOf(item)
  return {
    id,
    ref,
    title,
    episodeNumber,
    year,
    airsAt,
    releases,
    monitored,
    file,
    lastSearchedAt,
    own: same(own, common) ? undefined : own
  }
}

const unpackFile = (file: typeof File.Type | null | undefined): LibraryFile | undefined =>
  file === undefined || file === null ? undefined : { id: file.id, score: file.score, cutoffUnmet: file.cutoffUnmet }

/** Always the same fields in the same order: 20,000 of them share one shape in memory. */
const unpackItem = (item: Item, common: Common): LibraryItem => {
  const { containerId, containerTitle, imdbId, profileId, tmdbId, tvdbId } = item.own ?? common
  return {
    ref: item.ref,
    id: item.id,
    containerId,
    title: item.title,
    containerTitle,
    episodeNumber: item.episodeNumber,
    year: item.year,
    airsAt: item.airsAt,
    releases:
      item.releases === undefined
        ? undefined
        : {
            minimum: item.releases.minimum,
            inCinemas: item.releases.inCinemas,
            digital: item.releases.digital,
            physical: item.releases.physical
          },
    monitored: item.monitored,
    file: unpackFile(item.file),
    profileId,
    tmdbId,
    tvdbId,
    imdbId,
    lastSearchedAt: item.lastSearchedAt
  }
}

const withoutFile = (packed: object | undefined): string => JSON.stringify({ ...packed, file: undefined })

export interface ContainerContent {
  readonly container: LibraryContainer
  readonly items: ReadonlyArray<LibraryItem>
}

/** A container with everything in it as one compact text. */
export const pack = ({ container, items }: ContainerContent): string => {
  const { hasFiles, id, monitored, movie, profileId, revision, title } = container
  const first = items[0] ?? movie
  const common = first === undefined ? { containerId: id, containerTitle: title } : commonOf(first)
  const packed = items.map((item) => packItem(item, common))
  const ofMovie = movie === undefined ? undefined : packItem(movie, common)
  const alone = ofMovie !== undefined && packed.length === 1 && withoutFile(packed[0]) === withoutFile(ofMovie)
  return JSON.stringify({
    container: {
      id,
      title,
      monitored,
      profileId,
      hasFiles,
      revision,
      movie: ofMovie
    },
    common,
    movieFile: alone ? (items[0]?.file ?? null) : undefined,
    items: alone ? [] : packed
  })
}

/** Undefined when it is not what `pack` made. Equal texts of one container are one string in memory. */
export const unpack = (text: string): ContainerContent | undefined => {
  const content = read(text)
  if (content === undefined) return undefined
  const { container, items, movieFile } = content
  const common =
    content.common.containerTitle === container.title
      ? { ...content.common, containerTitle: container.title }
      : content.common
  const movie = container.movie === undefined ? undefined : unpackItem(container.movie, common)
  return {
    container: {
      id: container.id,
      title: container.title,
      monitored: container.monitored,
      profileId: container.profileId,
      hasFiles: container.hasFiles,
      revision: container.revision,
      movie
    },
    items:
      movie !== undefined && movieFile !== undefined
        ? [{ ...movie, file: unpackFile(movieFile) }]
        : items.map((item) => unpackItem(item, common))
  }
}
