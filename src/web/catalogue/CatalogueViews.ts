import * as Schema from "effect/Schema"

const told = <A, I>(schema: Schema.Schema<A, I>) => Schema.NullOr(schema)
const Count = Schema.Int

/** Beside every page (surface.md §3.7). Pages count from 0; `total` is of what matches. */
const page = { category: Schema.String, total: Count, page: Count, page_size: Count }

const profile = { qualityProfileId: told(Count), qualityProfileName: told(Schema.String) }

const improvable = {
  qualityMet: Schema.Boolean,
  isRequest: Schema.Boolean,
  upgrade: Schema.Boolean,
  customFormatScore: told(Schema.Number),
  minCustomFormatScore: told(Schema.Number),
  customFormatMet: Schema.Boolean,
  reason: told(Schema.String),
  ...profile
}

const Totals = Schema.Struct({ available: Count, monitored: Count, missing: Count })
const AllCounts = Schema.Struct({ ...Totals.fields, quality_met: Count, requests: Count })

export const OldMovie = Schema.Struct({
  id: Count,
  title: Schema.String,
  year: told(Count),
  monitored: Schema.Boolean,
  hasFile: Schema.Boolean,
  ...improvable
}).annotations({ identifier: "OldMovie" })

export const OldMovies = Schema.Struct({ ...page, counts: AllCounts, movies: Schema.Array(OldMovie) }).annotations({
  identifier: "OldMovies"
})

const OldEpisode = Schema.Struct({
  episodeNumber: told(Count),
  title: Schema.String,
  monitored: Schema.Boolean,
  hasFile: Schema.Boolean,
  airDateUtc: told(Schema.String),
  reason: told(Schema.String)
})

export const OldSeries = Schema.Struct({
  series: Schema.Struct({ id: Count, title: Schema.String, ...profile }),
  totals: Totals,
  seasons: Schema.Record({
    key: Schema.String,
    value: Schema.Struct({
      monitored: Count,
      available: Count,
      missing: Count,
      episodes: Schema.Array(OldEpisode)
    })
  })
}).annotations({ identifier: "OldSeries" })

export const OldSeriesList = Schema.Struct({ ...page, counts: Totals, series: Schema.Array(OldSeries) }).annotations({
  identifier: "OldSeriesList"
})

/** An album or a book. Tracks are not read, so that there are none. */
const work = { id: Count, title: Schema.String, monitored: Schema.Boolean, hasFile: Schema.Boolean, ...improvable }

export const OldAlbum = Schema.Struct({
  album: Schema.Struct({
    ...work,
    artistId: Count,
    artistName: Schema.String,
    releaseDate: told(Schema.String)
  }),
  totals: Totals,
  tracks: Schema.Array(Schema.Unknown).annotations({
    jsonSchema: { type: "array", maxItems: 0, description: "tracks are not read" }
  })
}).annotations({ identifier: "OldAlbum" })

export const OldAlbums = Schema.Struct({ ...page, counts: AllCounts, albums: Schema.Array(OldAlbum) }).annotations({
  identifier: "OldAlbums"
})

const person = {
  id: Count,
  name: Schema.String,
  monitored: Schema.Boolean,
  qualityProfileName: told(Schema.String),
  searched: Schema.Boolean.annotations({ description: "nothing of it is searched for any more" })
}

const Artist = Schema.Struct({
  ...person,
  albumCount: Count,
  albumsMonitored: Count,
  albumsAvailable: Count,
  albumsMissing: Count
})

const Author = Schema.Struct({
  ...person,
  bookCount: Count,
  booksMonitored: Count,
  booksAvailable: Count,
  booksMissing: Count
})

export const OldArtists = Schema.Struct({
  ...page,
  counts: Totals,
  artists: Schema.Array(Schema.Struct({ artist: Artist }))
}).annotations({ identifier: "OldArtists" })

export const OldAuthors = Schema.Struct({
  ...page,
  counts: Totals,
  authors: Schema.Array(Schema.Struct({ author: Author }))
}).annotations({ identifier: "OldAuthors" })

export const OldArtist = Schema.Struct({
  category: Schema.String,
  artist: Artist,
  albums: Schema.Array(OldAlbum)
}).annotations({ identifier: "OldArtist" })

export const OldBook = Schema.Struct({
  book: Schema.Struct({ ...work, releaseDate: told(Schema.String) })
}).annotations({ identifier: "OldBook" })

export const OldAuthor = Schema.Struct({
  category: Schema.String,
  author: Author,
  books: Schema.Array(OldBook)
}).annotations({ identifier: "OldAuthor" })

/** `GET /api/arr`. */
export const OldArrs = Schema.Struct({
  arr: Schema.Array(Schema.Struct({ category: Schema.String, name: Schema.String, type: Schema.String })),
  ready: Schema.Boolean
}).annotations({ identifier: "OldArrs" })
