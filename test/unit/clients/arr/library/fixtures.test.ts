import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type { ArrKind } from "../../../../../src/clients/arr/ArrKind.ts"
import { hasShared, readShared } from "../../../../harness/openapi/shared.ts"
import { arrWith } from "./library.ts"

type Row = Readonly<Record<string, unknown>>

const isRow = (value: unknown): value is Row => typeof value === "object" && value !== null && !Array.isArray(value)

/** Rows of a recorded answer: a list, a page or one resource. */
const rowsOf = (path: string): ReadonlyArray<Row> => {
  const value = readShared(`api/fixtures/${path}`)
  const list =
    isRow(value) && Array.isArray(value["records"]) ? value["records"] : Array.isArray(value) ? value : [value]
  return list.filter(isRow)
}

/** The samples of two libraries have 0 for every id, and one id for several rows: what no database gives. */
const withIds = (rows: ReadonlyArray<Row>, more: Row = {}): ReadonlyArray<Row> =>
  rows.map((row, index) => ({ ...row, id: index + 1, ...more }))

const owners: ReadonlyArray<readonly [ArrKind, string, number]> = [
  ["radarr", "ruddarr/movies.json", 265],
  ["radarr", "ruddarr/movie-lookup.json", 20],
  ["radarr", "pyarr/radarr/movie.json", 1],
  ["radarr", "pyarr/radarr/movie_all.json", 1],
  ["radarr", "aiopyarr/radarr/movie.json", 1],
  ["radarr", "aiopyarr/radarr/movie-list.json", 1],
  ["sonarr", "ruddarr/series.json", 300],
  ["sonarr", "pyarr/sonarr/series.json", 1],
  ["sonarr", "pyarr/sonarr/series_all.json", 2],
  ["sonarr", "aiopyarr/sonarr/series.json", 1],
  ["lidarr", "pyarr/lidarr/artist.json", 1],
  ["lidarr", "pyarr/lidarr/artist_all.json", 1],
  ["lidarr", "aiopyarr/lidarr/artist.json", 1],
  ["readarr", "pyarr/readarr/author.json", 1],
  ["readarr", "pyarr/readarr/author_all.json", 1],
  ["readarr", "aiopyarr/readarr/author.json", 1]
]

const items: ReadonlyArray<readonly [ArrKind, string, string]> = [
  ["sonarr", "ruddarr/series-episodes.json", "aiopyarr/sonarr/episodefile.json"],
  ["sonarr", "ruddarr/calendar-episodes.json", "aiopyarr/sonarr/episodefile.json"],
  ["sonarr", "pyarr/sonarr/episode.json", "pyarr/sonarr/episodefile_series.json"],
  ["sonarr", "pyarr/sonarr/episode_series.json", "pyarr/sonarr/episodefile_series.json"],
  ["sonarr", "aiopyarr/sonarr/episode.json", "pyarr/sonarr/episodefile.json"],
  ["lidarr", "pyarr/lidarr/album.json", "aiopyarr/lidarr/trackfile.json"],
  ["lidarr", "pyarr/lidarr/album_all.json", "aiopyarr/lidarr/trackfile-details.json"],
  ["lidarr", "aiopyarr/lidarr/album.json", "aiopyarr/lidarr/trackfile.json"],
  ["readarr", "pyarr/readarr/book.json", "aiopyarr/readarr/book-file.json"],
  ["readarr", "pyarr/readarr/book_all.json", "aiopyarr/readarr/book-file.json"],
  ["readarr", "aiopyarr/readarr/book.json", "aiopyarr/readarr/book-file.json"]
]

const resources = {
  radarr: { owner: "/movie", ownerField: "movieId", items: "/movie", files: "/moviefile" },
  sonarr: { owner: "/series", ownerField: "seriesId", items: "/episode", files: "/episodefile" },
  lidarr: { owner: "/artist", ownerField: "artistId", items: "/album", files: "/trackfile" },
  readarr: { owner: "/author", ownerField: "authorId", items: "/book", files: "/bookfile" }
} as const

const histories: ReadonlyArray<readonly [ArrKind, string]> = [
  ["radarr", "ruddarr/movie-history.json"],
  ["radarr", "pyarr/radarr/movie_history.json"],
  ["radarr", "aiopyarr/radarr/history.json"],
  ["radarr", "aiopyarr/radarr/history-movie.json"],
  ["sonarr", "ruddarr/sonarr-history.json"],
  ["sonarr", "ruddarr/series-episode-history.json"],
  ["sonarr", "pyarr/sonarr/history.json"],
  ["sonarr", "aiopyarr/sonarr/history.json"],
  ["lidarr", "aiopyarr/lidarr/history.json"],
  ["readarr", "aiopyarr/readarr/history.json"]
]

const profiles: ReadonlyArray<readonly [ArrKind, string]> = [
  ["radarr", "ruddarr/quality-profiles.json"],
  ["radarr", "aiopyarr/common/qualityprofile.json"],
  ["lidarr", "pyarr/common/qualityprofileall.json"],
  ["lidarr", "pyarr/common/qualityprofile.json"],
  ["sonarr", "pyarr/sonarr/quality_profile_all.json"],
  ["sonarr", "pyarr/sonarr/quality_profile.json"],
  ["readarr", "pyarr/readarr/qualityprofile.json"]
]

/** What the samples have where a real answer has a word or a date. */
const isSample = (problem: string): boolean => problem.includes('"string"')

describe.skipIf(!hasShared("api/fixtures/sources.tsv"))("recorded answers load whole", () => {
  for (const [kind, path, count] of owners) {
    it.effect(`${resources[kind].owner}: ${path}`, () =>
      Effect.gen(function* () {
        const rows = rowsOf(path)
        assert.lengthOf(rows, count)
        const { reads } = arrWith(kind, { [resources[kind].owner]: rows[0]?.["id"] === 1 ? rows : withIds(rows) })
        const { odd, rows: read } = yield* reads.containers
        assert.deepStrictEqual(
          odd.filter((one) => !isSample(one.problem)),
          []
        )
        assert.lengthOf(read, count)
        assert.isTrue(read.every((one) => one.title !== "" && one.revision !== ""))
      })
    )
  }

  for (const [kind, path, files] of items) {
    it.effect(`${resources[kind].items}: ${path}`, () =>
      Effect.gen(function* () {
        const { owner, ownerField } = resources[kind]
        const rows = withIds(rowsOf(path), { [ownerField]: 1 })
        const row = {
          id: 1,
          title: "X",
          monitored: true,
          qualityProfileId: 1,
          seasons: [],
          statistics: { sizeOnDisk: 1 }
        }
        const { reads } = arrWith(kind, {
          [owner]: [row],
          [resources[kind].items]: rows,
          [resources[kind].files]: rowsOf(files)
        })
        const { odd, rows: read } = yield* reads.itemsOf((yield* reads.containers).rows)
        assert.deepStrictEqual(
          odd.filter((one) => !isSample(one.problem)),
          []
        )
        assert.lengthOf(read, rows.length)
        assert.isNotEmpty(read)
        assert.isTrue(read.every((one) => one.title !== "" && one.containerTitle === "X"))
      })
    )
  }

  for (const path of [
    "ruddarr/movie-files.json",
    "pyarr/radarr/moviefiles.json",
    "aiopyarr/radarr/moviefile-list.json"
  ]) {
    it.effect(`/moviefile: ${path}`, () =>
      Effect.gen(function* () {
        const files = withIds(rowsOf(path), { movieId: 1 })
        const movie = { id: 1, title: "X", monitored: true, minimumAvailability: "released", hasFile: true }
        const { reads } = arrWith("radarr", { "/movie": [movie], "/moviefile": files })
        const { odd, rows } = yield* reads.itemsOf((yield* reads.containers).rows)
        assert.isEmpty(odd)
        assert.strictEqual(rows[0]?.file?.id, files.length)
        assert.isBoolean(rows[0]?.file?.cutoffUnmet)
      })
    )
  }

  for (const [kind, path] of histories) {
    it.effect(`/history/since: ${path}`, () =>
      Effect.gen(function* () {
        const rows = rowsOf(path)
        const { reads } = arrWith(kind, { "/history/since": withIds(rows) })
        const events = yield* reads.historySince(0)
        assert.lengthOf(events, rows.length)
        assert.isTrue(events.every((event, index) => index === 0 || event.at >= (events[index - 1]?.at ?? 0)))
        assert.notMatch(JSON.stringify(events), /https?:|apikey/i)
      })
    )
  }

  for (const [kind, path] of profiles) {
    it.effect(`/qualityprofile: ${path}`, () =>
      Effect.gen(function* () {
        const rows = rowsOf(path)
        const { reads } = arrWith(kind, { "/qualityprofile": withIds(rows) })
        const read = yield* reads.profiles
        assert.deepStrictEqual(
          read.map((one) => [one.name, one.upgradeAllowed]),
          rows.map((row) => [row["name"], row["upgradeAllowed"]])
        )
      })
    )
  }

  for (const path of ["aiopyarr/common/health.json", "pyarr/sonarr/health.json"]) {
    it.effect(`/health: ${path}`, () =>
      Effect.gen(function* () {
        const rows = rowsOf(path)
        const { reads } = arrWith("sonarr", { "/health": rows })
        assert.deepStrictEqual(
          (yield* reads.health).map((check) => [check.source, check.type]),
          rows.map((row) => [row["source"], row["type"]])
        )
      })
    )
  }
})

describe.skipIf(!hasShared("api/fixtures/sources.tsv"))("what the recorded answers mean", () => {
  it.effect("movies: files, dates, availability and years of a real library", () =>
    Effect.gen(function* () {
      const { reads } = arrWith("radarr", { "/movie": rowsOf("ruddarr/movies.json") })
      const movies = (yield* reads.containers).rows.flatMap((row) => row.movie ?? [])
      const raw = rowsOf("ruddarr/movies.json")
      const count = (test: (row: Row) => boolean) => raw.filter(test).length
      assert.strictEqual(
        movies.filter((movie) => movie.file !== undefined).length,
        count((row) => row["hasFile"] === true)
      )
      assert.strictEqual(
        movies.filter((movie) => movie.monitored).length,
        count((row) => row["monitored"] === true)
      )
      assert.strictEqual(
        movies.filter((movie) => movie.releases?.digital !== undefined).length,
        count((row) => "digitalRelease" in row)
      )
      assert.isTrue(movies.every((movie) => movie.year === undefined || movie.year > 1900))
      assert.isTrue(movies.every((movie) => movie.file?.score === undefined))
    })
  )

  it.effect("history: what was grabbed from whom, and what a search of ours brought", () =>
    Effect.gen(function* () {
      const { reads } = arrWith("sonarr", { "/history/since": rowsOf("ruddarr/sonarr-history.json") })
      const events = yield* reads.historySince(0)
      const count = (type: string) => events.filter((event) => event.type === type).length
      assert.deepStrictEqual(
        { grabbed: count("grabbed"), imported: count("imported"), failed: count("failed") },
        { grabbed: 106, imported: 81, failed: 17 }
      )
      const grabs = events.filter((event) => event.type === "grabbed")
      assert.isTrue(grabs.every((event) => event.indexer !== undefined && event.containerId !== undefined))
      assert.includeMembers(
        ["rss", "search", "userInvokedSearch", "interactiveSearch", "unknown"],
        [...new Set(grabs.flatMap((event) => event.source ?? []))]
      )
    })
  )
})
