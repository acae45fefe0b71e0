import * as Either from "effect/Either"
import * as Schema from "effect/Schema"

/** Null members are usually left out on the wire, but not by every version. */
const told = <A, I>(schema: Schema.Schema<A, I>) => Schema.optional(Schema.NullOr(schema))

const text = told(Schema.String)
const id = told(Schema.Number)

/** `system/status`. */
export const StatusAnswer = Schema.Struct({ appName: Schema.String, version: text })

/** The outside of every paged answer; the records are read one by one. */
export const PageAnswer = Schema.Struct({ totalRecords: Schema.Number, records: Schema.Array(Schema.Unknown) })

/** The ids by which the four programs name what a row is for; each uses its own two or three. */
const ids = {
  movieId: id,
  seriesId: id,
  seasonNumber: id,
  episodeId: id,
  /** With `includeEpisode`: the only place where history and Sonarr v3 tell the season. */
  episode: told(Schema.Struct({ seasonNumber: id })),
  artistId: id,
  albumId: id,
  authorId: id,
  bookId: id
}

/** As far as it says what a row is for. */
export type WireIds = Schema.Struct.Type<typeof ids>

/** One row of `queue`. Sizes, times and the protocol are not read, so their variants cannot hurt. */
export const QueueRow = Schema.Struct({
  ...ids,
  id: Schema.Number,
  downloadId: text,
  title: text,
  status: text,
  trackedDownloadStatus: text,
  trackedDownloadState: text,
  statusMessages: told(Schema.Array(Schema.Struct({ title: text, messages: told(Schema.Array(Schema.String)) }))),
  errorMessage: text,
  outputPath: text,
  customFormatScore: id
})

/** One record of `history`. `data` holds download addresses with other people's keys and is never read. */
export const HistoryRow = Schema.Struct({
  ...ids,
  id: Schema.Number,
  eventType: Schema.String,
  date: Schema.String,
  downloadId: text
})

/** `command` and `command/{id}`. */
export const CommandRow = Schema.Struct({
  id: Schema.Number,
  name: Schema.String,
  status: Schema.String,
  result: text,
  message: text,
  body: told(Schema.Record({ key: Schema.String, value: Schema.Unknown })),
  queued: text
})

const parent = told(Schema.Struct({ title: text, artistName: text, authorName: text, monitored: told(Schema.Boolean) }))

/** `movie/{id}`, `episode/{id}`, `album/{id}`, `book/{id}`: what they have in common, and whom they belong to. */
export const MediaAnswer = Schema.Struct({
  title: text,
  monitored: Schema.Boolean,
  lastSearchTime: text,
  seasonNumber: id,
  episodeNumber: id,
  series: parent,
  artist: parent,
  author: parent
})

/** One row of `moviefile`, `episodefile`, `trackfile`, `bookfile`. Readarr and old builds tell no score. */
export const FileAnswer = Schema.Struct({ id: Schema.Number, customFormatScore: id })

/** One row of `episode`: 0 = no file. */
export const EpisodeAnswer = Schema.Struct({ id: Schema.Number, episodeFileId: id })

/** `movie/{id}`, `series/{id}`, `artist/{id}`, `author/{id}`: which quality profile holds. */
export const ProfiledAnswer = Schema.Struct({ qualityProfileId: id })

/** `qualityprofile/{id}`. */
export const ProfileAnswer = Schema.Struct({ minFormatScore: id })

/** `config/downloadclient`. */
export const DownloadClientConfig = Schema.Struct({ autoRedownloadFailed: told(Schema.Boolean) })

/** Rows of one answer that can be read, and how many cannot. Each is read by itself: one odd row never costs the batch. */
export const readRows = <A, I>(
  schema: Schema.Schema<A, I>
): ((rows: ReadonlyArray<unknown>) => { readonly rows: ReadonlyArray<A>; readonly skipped: number }) => {
  const decode = Schema.decodeUnknownEither(schema)
  return (rows) => {
    const readable: Array<A> = []
    for (const row of rows) {
      const decoded = decode(row)
      if (Either.isRight(decoded)) readable.push(decoded.right)
    }
    return { rows: readable, skipped: rows.length - readable.length }
  }
}

/** Epoch milliseconds; undefined for nothing and for what is no date. */
export const timeOf = (date: string | null | undefined): number | undefined => {
  if (date === null || date === undefined) return undefined
  const at = Date.parse(date)
  return Number.isNaN(at) ? undefined : at
}

/** Old builds write `Completed` where newer ones write `completed`. */
export const lowerCamel = (word: string): string => word.slice(0, 1).toLowerCase() + word.slice(1)

/** Database ids start at 1; 0 and null both mean "none". */
export const idOf = (value: number | null | undefined): number | undefined =>
  value === null || value === undefined || value <= 0 ? undefined : value
