import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import type { ClientError } from "../../ClientError.ts"
import { type Endpoint, read } from "../request.ts"
import {
  countIn,
  dateIn,
  flagIn,
  idIn,
  isRow,
  nameIn,
  type Row,
  required,
  rowIn,
  rowsIn,
  type Say,
  spokenDateIn,
  textIn,
  wrong,
  yearOf
} from "./fields.ts"
import { fileOf, filesBy, together, untoldFile } from "./files.ts"
import type { LibraryAdapter } from "./LibraryAdapter.ts"
import type { LibraryContainer, LibraryFile, LibraryItem, Listing } from "./LibraryItem.ts"
import { eachOf, listingOf, nothing, type ReadRow, readingOf } from "./listing.ts"
import { countsIn, sizeOnDisk } from "./statistics.ts"

/** What the row of a series tells for each of its episodes. Kept in the revision, as only changes of it matter below. */
const SeriesFacts = Schema.Struct({
  tvdbId: Schema.optional(Schema.Number),
  tmdbId: Schema.optional(Schema.Number),
  imdbId: Schema.optional(Schema.String),
  /** Numbers of the seasons that are not monitored. */
  unmonitored: Schema.Array(Schema.Number)
})
type SeriesFacts = typeof SeriesFacts.Type

const factsIn = Schema.decodeUnknownEither(Schema.parseJson(Schema.Struct({ facts: SeriesFacts })))

const unmonitoredIn = (row: Row, say: Say): ReadonlyArray<number> => {
  const seasons = rowsIn(row, "seasons")
  if (seasons === undefined) say(wrong("seasons", "no list", row["seasons"]))
  return (seasons ?? []).flatMap((season) => {
    const number = countIn(season, "seasonNumber")
    if (number === undefined) return []
    const monitored = flagIn(season, "monitored")
    if (monitored === undefined)
      say(wrong(`monitored of season ${number}`, "neither true nor false", season["monitored"]))
    return monitored === true ? [] : [number]
  })
}

const readContainer: LibraryAdapter["readContainer"] = (row, id, say) => {
  const monitored = required(row, "monitored", "neither true nor false", flagIn(row, "monitored"), say)
  if (monitored === undefined) return undefined
  const title = nameIn(row) ?? `series ${id}`
  const profileId = idIn(row, "qualityProfileId")
  const facts: SeriesFacts = {
    tvdbId: idIn(row, "tvdbId"),
    tmdbId: idIn(row, "tmdbId"),
    imdbId: textIn(row, "imdbId"),
    unmonitored: unmonitoredIn(row, say)
  }
  const seasons = (rowsIn(row, "seasons") ?? []).map((season) => [countIn(season, "seasonNumber"), countsIn(season)])
  return {
    id,
    title,
    monitored,
    profileId,
    hasFiles: sizeOnDisk(row, say) > 0,
    revision: JSON.stringify({
      facts,
      series: [monitored, title, profileId, textIn(row, "nextAiring"), textIn(row, "previousAiring"), countsIn(row)],
      seasons
    }),
    movie: undefined
  }
}

const claimsFile = (row: Row): boolean => flagIn(row, "hasFile") ?? idIn(row, "episodeFileId") !== undefined

const embeddedFile = (row: Row): Row | undefined => {
  const file = rowIn(row, "episodeFile")
  return file !== undefined && idIn(file, "id") !== undefined ? file : undefined
}

type Files = ReadonlyMap<number, ReadonlyArray<LibraryFile>>

const fileIn = (row: Row, files: Files): LibraryFile | undefined => {
  if (!claimsFile(row)) return undefined
  const embedded = embeddedFile(row)
  if (embedded !== undefined) return fileOf(embedded)
  const id = idIn(row, "episodeFileId")
  return together(id === undefined ? [] : (files.get(id) ?? [])) ?? untoldFile(id)
}

const readEpisode =
  (series: LibraryContainer, facts: SeriesFacts, files: Files): ReadRow<LibraryItem> =>
  (row, id, say) => {
    const seasonNumber = required(row, "seasonNumber", "no number of a season", countIn(row, "seasonNumber"), say)
    const monitored = required(row, "monitored", "neither true nor false", flagIn(row, "monitored"), say)
    const seriesId = idIn(row, "seriesId") ?? series.id
    if (seriesId !== series.id) say(`it belongs to series ${seriesId} and not to series ${series.id} (${series.title})`)
    if (seasonNumber === undefined || monitored === undefined || seriesId !== series.id) return undefined
    const airsAt = spokenDateIn(row, "airDateUtc", say)
    return {
      ref: { kind: "episode", seriesId, seasonNumber, episodeId: id },
      id,
      containerId: seriesId,
      title: nameIn(row) ?? `episode ${id}`,
      containerTitle: series.title,
      episodeNumber: countIn(row, "episodeNumber"),
      year: yearOf(airsAt),
      airsAt,
      releases: undefined,
      monitored: monitored && series.monitored && !facts.unmonitored.includes(seasonNumber),
      file: fileIn(row, files),
      profileId: series.profileId,
      tmdbId: facts.tmdbId,
      tvdbId: facts.tvdbId,
      imdbId: facts.imdbId,
      lastSearchedAt: dateIn(row, "lastSearchTime")
    }
  }

const seriesQuery = (series: LibraryContainer): readonly [string, string] => ["seriesId", String(series.id)]

/** The series itself again when its revision is not one of ours, so that no season is taken for monitored unseen. */
const withFacts = (endpoint: Endpoint, series: LibraryContainer) => {
  const kept = factsIn(series.revision)
  if (Either.isRight(kept)) return Effect.succeed({ series, facts: kept.right.facts })
  return read(endpoint, `/series/${series.id}`, Schema.Unknown).pipe(
    Effect.map((resource) => {
      const fresh = readingOf("series", resource, readContainer).row
      const facts = fresh === undefined ? undefined : Either.getOrUndefined(factsIn(fresh.revision))
      return fresh === undefined || facts === undefined ? undefined : { series: fresh, facts: facts.facts }
    })
  )
}

/** Sonarr v3 embeds no files in a list of episodes: they are asked for together then. */
const missingFiles = (endpoint: Endpoint, series: LibraryContainer, rows: ReadonlyArray<unknown>) =>
  rows.some((row) => isRow(row) && claimsFile(row) && embeddedFile(row) === undefined)
    ? Effect.map(read(endpoint, "/episodefile", Schema.Array(Schema.Unknown), [seriesQuery(series)]), (files) =>
        filesBy("id", files)
      )
    : Effect.succeed(filesBy("id", []))

const episodesOf = (
  endpoint: Endpoint,
  container: LibraryContainer
): Effect.Effect<Listing<LibraryItem>, ClientError> =>
  Effect.gen(function* () {
    const known = yield* withFacts(endpoint, container)
    if (known === undefined) return nothing
    const { facts, series } = known
    const rows = yield* read(endpoint, "/episode", Schema.Array(Schema.Unknown), [
      seriesQuery(series),
      ["includeEpisodeFile", "true"]
    ])
    const files = yield* missingFiles(endpoint, series, rows)
    return listingOf("episode", rows, readEpisode(series, facts, files))
  })

/** Sonarr: two requests for a series at most, whatever it contains. */
export const episodes: LibraryAdapter = {
  container: "series",
  query: [],
  readContainer,
  portion: 1,
  itemsOf: (endpoint, containers) => eachOf(endpoint, containers, (series) => episodesOf(endpoint, series)),
  containerIdOf: (event) => idIn(event, "seriesId")
}
