import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { ClientError } from "../../ClientError.ts"
import { type Endpoint, read } from "../request.ts"
import { lowerCamel } from "../wire.ts"
import {
  dateIn,
  flagIn,
  idIn,
  nameIn,
  numberIn,
  type Row,
  required,
  rowIn,
  type Say,
  spokenDateIn,
  textIn,
  wrong
} from "./fields.ts"
import { fileOf, filesBy, together, untoldFile } from "./files.ts"
import { unlessGone } from "./gone.ts"
import type { LibraryAdapter } from "./LibraryAdapter.ts"
import type { LibraryFile, LibraryItem, Listing, ReleaseDates } from "./LibraryItem.ts"
import { eachOf, type ReadRow, readingOf } from "./listing.ts"

/** `preDB` is what old builds had; a movie of TMDB's that was given up is `deleted`. */
const minima = new Set(["tba", "announced", "inCinemas", "released", "deleted", "preDB"])

/** Without a word that is known the latest that Radarr has holds, so that nothing is searched for too early. */
const minimumOf = (row: Row, say: Say): string => {
  const told = textIn(row, "minimumAvailability")
  const word = told === undefined ? undefined : lowerCamel(told)
  if (word !== undefined && minima.has(word)) return word
  say(`${wrong("minimumAvailability", "no word of Radarr's", row["minimumAvailability"])}, taken for "released"`)
  return "released"
}

const releasesOf = (row: Row, say: Say): ReleaseDates => ({
  minimum: minimumOf(row, say),
  inCinemas: spokenDateIn(row, "inCinemas", say),
  digital: spokenDateIn(row, "digitalRelease", say),
  physical: spokenDateIn(row, "physicalRelease", say)
})

/** Radarr does not work the score out for the embedded file and says 0 (arr-api §6). */
const listedFile = (row: Row): LibraryFile | undefined => {
  const embedded = rowIn(row, "movieFile")
  const fileId = (embedded === undefined ? undefined : idIn(embedded, "id")) ?? idIn(row, "movieFileId")
  if (!(flagIn(row, "hasFile") ?? fileId !== undefined)) return undefined
  return embedded === undefined ? untoldFile(fileId) : { ...fileOf(embedded), id: fileId ?? 0, score: undefined }
}

const readItem: ReadRow<LibraryItem> = (row, id, say) => {
  const monitored = required(row, "monitored", "neither true nor false", flagIn(row, "monitored"), say)
  if (monitored === undefined) return undefined
  return {
    ref: { kind: "movie", movieId: id },
    id,
    containerId: id,
    title: nameIn(row) ?? `movie ${id}`,
    containerTitle: "",
    episodeNumber: undefined,
    year: idIn(row, "year"),
    airsAt: undefined,
    releases: releasesOf(row, say),
    monitored,
    file: listedFile(row),
    profileId: idIn(row, "qualityProfileId"),
    tmdbId: idIn(row, "tmdbId"),
    tvdbId: undefined,
    imdbId: textIn(row, "imdbId"),
    lastSearchedAt: dateIn(row, "lastSearchTime")
  }
}

const readContainer: LibraryAdapter["readContainer"] = (row, id, say) => {
  const movie = readItem(row, id, say)
  if (movie === undefined) return undefined
  const statistics = rowIn(row, "statistics")
  const bytes =
    numberIn(row, "sizeOnDisk") ?? (statistics === undefined ? undefined : numberIn(statistics, "sizeOnDisk"))
  return {
    id,
    title: movie.title,
    monitored: movie.monitored,
    profileId: movie.profileId,
    hasFiles: movie.file !== undefined || (bytes ?? 0) > 0,
    revision: JSON.stringify([movie, bytes]),
    movie
  }
}

/** A movie whose row is not at hand (the index keeps containers, not always their movies) is read by itself. */
const movieOf = (endpoint: Endpoint, id: number): Effect.Effect<Listing<LibraryItem>, ClientError> =>
  Effect.map(read(endpoint, `/movie/${id}`, Schema.Unknown), (resource) => {
    const { odd, row } = readingOf("movie", resource, readItem)
    return { rows: row === undefined ? [] : [row], odd: odd === undefined ? [] : [odd] }
  })

/** Files with their scores, in one request. One movie that has gone meanwhile makes it a 404: nothing is known then. */
const scoredFiles = (endpoint: Endpoint, movies: ReadonlyArray<LibraryItem>) => {
  const query = movies.flatMap((movie) => (movie.file === undefined ? [] : [["movieId", String(movie.id)] as const]))
  const rows =
    query.length === 0
      ? Effect.succeed([])
      : unlessGone(endpoint, read(endpoint, "/moviefile", Schema.Array(Schema.Unknown), query), [])
  return Effect.map(rows, (files) => filesBy("movieId", files))
}

/** Radarr: a movie is its own container, and its row tells all but the score of its file. */
export const movies: LibraryAdapter = {
  container: "movie",
  // Radarr looks on its disk for the pictures of every movie otherwise.
  query: [["excludeLocalCovers", "true"]],
  readContainer,
  portion: 100,
  itemsOf: (endpoint, containers) =>
    Effect.gen(function* () {
      const { odd, rows } = yield* eachOf(endpoint, containers, ({ id, movie }) =>
        movie === undefined ? movieOf(endpoint, id) : Effect.succeed({ rows: [movie], odd: [] })
      )
      const files = yield* scoredFiles(endpoint, rows)
      return {
        rows: rows.map((movie) =>
          movie.file === undefined ? movie : { ...movie, file: together(files.get(movie.id) ?? []) ?? movie.file }
        ),
        odd
      }
    }),
  containerIdOf: (event) => idIn(event, "movieId")
}
