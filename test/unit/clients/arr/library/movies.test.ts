import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type { LibraryItem } from "../../../../../src/clients/arr/library/LibraryItem.ts"
import { arrWith } from "./library.ts"

const dune = {
  id: 7,
  title: "Dune",
  year: 2021,
  tmdbId: 438631,
  imdbId: "tt1160419",
  monitored: true,
  minimumAvailability: "released",
  inCinemas: "2021-09-15T00:00:00Z",
  digitalRelease: "2021-10-22T00:00:00Z",
  qualityProfileId: 4,
  hasFile: true,
  sizeOnDisk: 100,
  lastSearchTime: "2024-02-01T10:00:00Z",
  movieFile: { id: 70, movieId: 7, qualityCutoffNotMet: true, customFormatScore: 0 }
}
const { hasFile: _, movieFile: __, sizeOnDisk: ___, ...bare } = dune
const missing = { ...bare, id: 8, title: "Dune: Part Three", hasFile: false }

const item: LibraryItem = {
  ref: { kind: "movie", movieId: 7 },
  id: 7,
  containerId: 7,
  title: "Dune",
  containerTitle: "",
  episodeNumber: undefined,
  year: 2021,
  airsAt: undefined,
  releases: {
    minimum: "released",
    inCinemas: Date.UTC(2021, 8, 15),
    digital: Date.UTC(2021, 9, 22),
    physical: undefined
  },
  monitored: true,
  file: { id: 70, score: undefined, cutoffUnmet: true },
  profileId: 4,
  tmdbId: 438631,
  tvdbId: undefined,
  imdbId: "tt1160419",
  lastSearchedAt: Date.UTC(2024, 1, 1, 10)
}

const listed = (rows: ReadonlyArray<unknown>) => arrWith("radarr", { "/movie": rows }).reads.containers

/** What one row becomes, and the sentence about it. */
const read = (changes: Readonly<Record<string, unknown>>) =>
  Effect.map(listed([{ ...dune, ...changes }]), ({ odd, rows }) => ({
    movie: rows[0]?.movie,
    problem: odd[0]?.problem,
    count: odd.length
  }))

describe("movies", () => {
  it.effect("all come with one request, each with everything but the score of its file", () =>
    Effect.gen(function* () {
      const { paths, reads } = arrWith("radarr", { "/movie": [dune, missing] })
      const { odd, rows } = yield* reads.containers
      assert.isEmpty(odd)
      assert.deepStrictEqual(
        rows.map(({ hasFiles, id, monitored, profileId, title }) => ({ hasFiles, id, monitored, profileId, title })),
        [
          { hasFiles: true, id: 7, monitored: true, profileId: 4, title: "Dune" },
          { hasFiles: false, id: 8, monitored: true, profileId: 4, title: "Dune: Part Three" }
        ]
      )
      assert.deepStrictEqual(rows[0]?.movie, item)
      assert.isUndefined(rows[1]?.movie?.file)
      assert.deepStrictEqual(paths(), ["/movie?excludeLocalCovers=true"])
    })
  )

  it.effect("scores come with one request for a hundred movies, and only for those that have a file", () =>
    Effect.gen(function* () {
      const library = Array.from({ length: 250 }, (_, index) => ({
        ...(index % 2 === 0 ? dune : missing),
        id: index + 1
      }))
      const files = library.map(({ id }) => ({
        id: id + 1000,
        movieId: id,
        customFormatScore: id,
        qualityCutoffNotMet: false
      }))
      const { calls, reads } = arrWith("radarr", { "/movie": library, "/moviefile": files })
      const { rows } = yield* reads.containers
      assert.strictEqual(reads.portion, 100)
      const items = yield* reads.itemsOf(rows)
      assert.lengthOf(items.rows, 250)
      assert.deepStrictEqual(items.rows[2]?.file, { id: 1003, score: 3, cutoffUnmet: false })
      assert.isUndefined(items.rows[1]?.file)
      assert.deepStrictEqual(
        calls.slice(1).map((call) => call.query?.length),
        [50, 50, 25]
      )
      yield* reads.itemsOf(rows.filter((row) => row.movie?.file === undefined))
      assert.lengthOf(calls, 4)
    })
  )

  it.effect("a file that is told no more keeps the movie complete, without a score", () =>
    Effect.gen(function* () {
      const { reads } = arrWith("radarr", { "/movie": [dune], "/moviefile": [] })
      const { rows } = yield* reads.itemsOf((yield* reads.containers).rows)
      assert.deepStrictEqual(rows, [item])
    })
  )

  it.effect("a movie that has gone since the list was read makes the scores of its portion unknown, no more", () =>
    Effect.gen(function* () {
      const { paths, reads } = arrWith("radarr", { "/movie": [dune] })
      const { rows } = yield* reads.itemsOf((yield* reads.containers).rows)
      assert.deepStrictEqual(rows, [item])
      assert.deepStrictEqual(paths().slice(1), ["/moviefile?movieId=7", "/system/status"])
    })
  )

  it.effect("a container that comes without its movie is read by itself", () =>
    Effect.gen(function* () {
      const { paths, reads } = arrWith("radarr", {
        "/movie": [dune],
        "/movie/7": dune,
        "/moviefile": [{ id: 70, movieId: 7, customFormatScore: -5, qualityCutoffNotMet: true }]
      })
      const containers = (yield* reads.containers).rows.map((row) => ({ ...row, movie: undefined }))
      const gone = containers.map((row) => ({ ...row, id: 9 }))
      const { rows } = yield* reads.itemsOf([...containers, ...gone])
      assert.deepStrictEqual(rows, [{ ...item, file: { id: 70, score: -5, cutoffUnmet: true } }])
      assert.deepStrictEqual(paths().slice(1), ["/movie/7", "/movie/9", "/system/status", "/moviefile?movieId=7"])
    })
  )

  it.effect("the revision changes with what is searched for, and with nothing else", () =>
    Effect.gen(function* () {
      const revisionOf = (changes: Readonly<Record<string, unknown>>) =>
        Effect.map(listed([{ ...dune, ...changes }]), ({ rows }) => rows[0]?.revision)
      const before = yield* revisionOf({})
      for (const changes of [{ images: [1] }, { ratings: {} }, { popularity: 3 }, { overview: "x" }, { path: "/x" }]) {
        assert.strictEqual(yield* revisionOf(changes), before)
      }
      for (const changes of [
        { monitored: false },
        { year: 2022 },
        { qualityProfileId: 5 },
        { digitalRelease: "2021-10-23T00:00:00Z" },
        { minimumAvailability: "announced" },
        { sizeOnDisk: 101 },
        { movieFile: { ...dune.movieFile, id: 71 } },
        { movieFile: { ...dune.movieFile, qualityCutoffNotMet: false } },
        { hasFile: false }
      ]) {
        assert.notStrictEqual(yield* revisionOf(changes), before)
      }
    })
  )
})

describe("movies that are told oddly", () => {
  const unread: ReadonlyArray<readonly [string, unknown, string]> = [
    ["no object", "Dune", "movie in row 1 is no object."],
    ["nothing at all", null, "movie in row 1 is no object."],
    ["no id", { ...bare, id: undefined }, "movie in row 1 (Dune): id is missing."],
    ["id 0", { ...bare, id: 0 }, "movie in row 1 (Dune): id is none that a database gives: 0."],
    ["an id in letters", { ...bare, id: "7" }, 'movie in row 1 (Dune): id is none that a database gives: "7".'],
    ["no word on monitored", { ...bare, monitored: null }, "movie 7 (Dune): monitored is missing."],
    [
      "monitored in letters",
      { ...bare, monitored: "yes" },
      'movie 7 (Dune): monitored is neither true nor false: "yes".'
    ]
  ]
  for (const [what, row, problem] of unread) {
    it.effect(`${what}: left out, with one sentence, and its neighbour is read`, () =>
      Effect.gen(function* () {
        const { odd, rows } = yield* listed([row, missing])
        assert.deepStrictEqual(
          odd.map((one) => one.problem),
          [problem]
        )
        assert.deepStrictEqual(
          odd.map((one) => one.id),
          [problem.startsWith("movie 7") ? 7 : undefined]
        )
        assert.deepStrictEqual(
          rows.map((one) => one.id),
          [8]
        )
      })
    )
  }

  const silent: ReadonlyArray<readonly [string, Readonly<Record<string, unknown>>, Partial<LibraryItem>]> = [
    ["year 0", { year: 0 }, { year: undefined }],
    ["no year", { year: null }, { year: undefined }],
    ["TMDB id 0", { tmdbId: 0 }, { tmdbId: undefined }],
    ["an IMDb id that is empty", { imdbId: "" }, { imdbId: undefined }],
    ["a profile in letters", { qualityProfileId: "4" }, { profileId: undefined }],
    [
      "null dates",
      { inCinemas: null, digitalRelease: null },
      { releases: { minimum: "released", inCinemas: undefined, digital: undefined, physical: undefined } }
    ],
    ["a last search that is no date", { lastSearchTime: "never" }, { lastSearchedAt: undefined }],
    ["no title", { title: 5 }, { title: "movie 7" }],
    ["a title of two lines", { title: "Du\nne" }, { title: "Du ne" }],
    [
      "a file that is not embedded",
      { movieFile: null, movieFileId: 71 },
      { file: { id: 71, score: undefined, cutoffUnmet: undefined } }
    ],
    [
      "a file of which only hasFile is told",
      { movieFile: "x" },
      { file: { id: 0, score: undefined, cutoffUnmet: undefined } }
    ],
    ["no word on hasFile", { hasFile: undefined }, {}],
    ["no file, by hasFile", { hasFile: false }, { file: undefined }]
  ]
  for (const [what, changes, expected] of silent) {
    it.effect(`${what}: read without a word`, () =>
      Effect.gen(function* () {
        const { movie, problem } = yield* read(changes)
        assert.isUndefined(problem)
        assert.deepStrictEqual(movie, { ...item, ...expected })
      })
    )
  }

  it.effect("dates and words that decide when it can be had: read, with one sentence for all of them", () =>
    Effect.gen(function* () {
      const { count, movie, problem } = yield* read({
        minimumAvailability: "someday",
        digitalRelease: "soon",
        physicalRelease: 20220101
      })
      assert.strictEqual(count, 1)
      assert.strictEqual(
        problem,
        'movie 7 (Dune): minimumAvailability is no word of Radarr\'s: "someday", taken for "released"; digitalRelease is no date: "soon"; physicalRelease is no date: 20220101.'
      )
      assert.deepStrictEqual(movie?.releases, {
        minimum: "released",
        inCinemas: Date.UTC(2021, 8, 15),
        digital: undefined,
        physical: undefined
      })
    })
  )

  it.effect("of two rows with one id the first that can be read counts", () =>
    Effect.gen(function* () {
      const { odd, rows } = yield* listed([{ ...dune, monitored: 1 }, dune, { ...dune, title: "Again" }])
      assert.deepStrictEqual(
        rows.map((row) => row.title),
        ["Dune"]
      )
      assert.deepStrictEqual(
        odd.map((one) => one.problem),
        [
          "movie 7 (Dune): monitored is neither true nor false: 1.",
          "movie 7 (Again): another row has the same id; the first one counts."
        ]
      )
    })
  )

  it.effect("what is quoted is short and names no secret", () =>
    Effect.gen(function* () {
      const { problem = "" } = yield* read({ digitalRelease: `apikey=0123456789abcdef ${"x".repeat(500)}` })
      assert.notInclude(problem, "0123456789abcdef")
      assert.isBelow(problem.length, 140)
    })
  )
})
