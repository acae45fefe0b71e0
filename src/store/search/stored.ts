import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import type { MediaRef } from "../../clients/arr/MediaRef.ts"
import type { SearchTarget } from "../../clients/arr/SearchTarget.ts"

/** As the drivers answer it: PostgreSQL gives `bigint` as text. */
export type Count = number | string

export const optionalNumber = (value: Count | null): number | undefined => (value === null ? undefined : Number(value))

/** A field that may be undefined; JSON leaves it out then. */
export const perhaps = <A, I>(schema: Schema.Schema<A, I>) =>
  Schema.optionalToRequired(schema, Schema.UndefinedOr(Schema.typeSchema(schema)), {
    decode: Option.getOrUndefined,
    encode: Option.fromNullable
  })

export const MediaRefJson = Schema.Union(
  Schema.Struct({ kind: Schema.Literal("movie"), movieId: Schema.Number }),
  Schema.Struct({
    kind: Schema.Literal("episode"),
    seriesId: Schema.Number,
    seasonNumber: Schema.Number,
    episodeId: Schema.Number
  }),
  Schema.Struct({ kind: Schema.Literal("album"), artistId: Schema.Number, albumId: Schema.Number }),
  Schema.Struct({ kind: Schema.Literal("book"), authorId: Schema.Number, bookId: Schema.Number })
) satisfies Schema.Schema<MediaRef>

export const TargetJson = Schema.Union(
  MediaRefJson,
  Schema.Struct({ kind: Schema.Literal("season"), seriesId: Schema.Number, seasonNumber: Schema.Number }),
  Schema.Struct({ kind: Schema.Literal("series"), seriesId: Schema.Number })
) satisfies Schema.Schema<SearchTarget>

/** Reads a JSON column; undefined when it is not what we wrote. */
export const reader = <A, I>(schema: Schema.Schema<A, I>): ((text: string) => A | undefined) => {
  const decode = Schema.decodeUnknownEither(Schema.parseJson(schema))
  return (text) => Either.getOrUndefined(decode(text))
}

/** Equal for equal targets, in whatever order their fields were written. */
export const targetKey = (target: SearchTarget): string => {
  switch (target.kind) {
    case "movie":
      return `movie ${target.movieId}`
    case "episode":
      return `episode ${target.seriesId} ${target.seasonNumber} ${target.episodeId}`
    case "album":
      return `album ${target.artistId} ${target.albumId}`
    case "book":
      return `book ${target.authorId} ${target.bookId}`
    case "season":
      return `season ${target.seriesId} ${target.seasonNumber}`
    case "series":
      return `series ${target.seriesId}`
  }
}
