import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type { LibraryItem } from "../../../../../src/clients/arr/library/LibraryItem.ts"
import { arrWith } from "./library.ts"

const season = (seasonNumber: number, monitored: unknown, statistics: object | undefined = { episodeCount: 2 }) => ({
  seasonNumber,
  monitored,
  statistics
})

const lost = {
  id: 3,
  title: "Lost",
  monitored: true,
  qualityProfileId: 4,
  tvdbId: 73739,
  tmdbId: 4607,
  imdbId: "tt0411008",
  seasons: [season(0, false), season(1, true), season(2, true)],
  statistics: { episodeFileCount: 1, episodeCount: 4, sizeOnDisk: 500 }
}

const pilot = {
  id: 31,
  seriesId: 3,
  seasonNumber: 1,
  episodeNumber: 1,
  title: "Pilot",
  airDateUtc: "2004-09-23T00:00:00Z",
  hasFile: true,
  monitored: true,
  episodeFileId: 310,
  episodeFile: { id: 310, customFormatScore: 15, qualityCutoffNotMet: false },
  lastSearchTime: "2024-02-01T10:00:00Z"
}
const { episodeFile: _, ...unembedded } = pilot
const missing = { ...unembedded, id: 32, episodeNumber: 2, title: "Tabula Rasa", hasFile: false, episodeFileId: 0 }

const item: LibraryItem = {
  ref: { kind: "episode", seriesId: 3, seasonNumber: 1, episodeId: 31 },
  id: 31,
  containerId: 3,
  title: "Pilot",
  containerTitle: "Lost",
  episodeNumber: 1,
  year: 2004,
  airsAt: Date.UTC(2004, 8, 23),
  releases: undefined,
  monitored: true,
  file: { id: 310, score: 15, cutoffUnmet: false },
  profileId: 4,
  tmdbId: 4607,
  tvdbId: 73739,
  imdbId: "tt0411008",
  lastSearchedAt: Date.UTC(2024, 1, 1, 10)
}

const sonarr = (series: unknown, episodes: unknown, files?: unknown) =>
  arrWith("sonarr", {
    "/series": [series],
    "/series/3": series,
    "/episode": episodes,
    ...(files === undefined ? {} : { "/episodefile": files })
  })

/** Everything in one series, the way the index reads it. */
const read = (series: unknown, episodes: unknown, files?: unknown) =>
  Effect.gen(function* () {
    const { paths, reads } = sonarr(series, episodes, files)
    const listed = yield* reads.containers
    return { listed, items: yield* reads.itemsOf(listed.rows), paths: paths() }
  })

describe("episodes", () => {
  it.effect("of a series come with one request, files and scores included", () =>
    Effect.gen(function* () {
      const { items, listed, paths } = yield* read(lost, [pilot, missing])
      assert.isEmpty([...listed.odd, ...items.odd])
      assert.deepStrictEqual(items.rows[0], item)
      assert.isUndefined(items.rows[1]?.file)
      assert.deepStrictEqual(paths, ["/series", "/episode?seriesId=3&includeEpisodeFile=true"])
    })
  )

  it.effect("files that are not embedded come with one more request", () =>
    Effect.gen(function* () {
      const files = [{ id: 310, seriesId: 3, qualityCutoffNotMet: true }]
      const { items, paths } = yield* read(lost, [unembedded, missing], files)
      assert.deepStrictEqual(items.rows[0]?.file, { id: 310, score: undefined, cutoffUnmet: true })
      assert.deepStrictEqual(paths.slice(2), ["/episodefile?seriesId=3"])
    })
  )

  it.effect("a file that is told nowhere is there all the same", () =>
    Effect.gen(function* () {
      const { items } = yield* read(lost, [unembedded], [])
      assert.deepStrictEqual(items.rows[0]?.file, { id: 310, score: undefined, cutoffUnmet: undefined })
    })
  )

  const wanted: ReadonlyArray<readonly [string, object, object, boolean]> = [
    ["the episode, its season and its series are", lost, pilot, true],
    ["the episode is not", lost, { ...pilot, monitored: false }, false],
    ["the season is not", lost, { ...pilot, seasonNumber: 0 }, false],
    ["the series is not", { ...lost, monitored: false }, pilot, false],
    ["the series does not name the season", lost, { ...pilot, seasonNumber: 9 }, true]
  ]
  for (const [when, series, episode, monitored] of wanted) {
    it.effect(`monitored is ${monitored} when ${when}`, () =>
      Effect.gen(function* () {
        const { items } = yield* read(series, [episode])
        assert.strictEqual(items.rows[0]?.monitored, monitored)
      })
    )
  }

  it.effect("a series that has gone meanwhile has none", () =>
    Effect.gen(function* () {
      const { reads } = arrWith("sonarr", { "/series": [lost] })
      const { rows } = yield* reads.containers
      assert.deepStrictEqual(yield* reads.itemsOf(rows), { rows: [], odd: [] })
    })
  )

  it.effect("a revision that is not ours makes the series be read again, for its seasons", () =>
    Effect.gen(function* () {
      const { paths, reads } = sonarr({ ...lost, seasons: [season(1, false)] }, [pilot])
      const known = (yield* reads.containers).rows.map((row) => ({ ...row, revision: "of another version" }))
      const { rows } = yield* reads.itemsOf(known)
      assert.deepStrictEqual(rows, [{ ...item, monitored: false }])
      assert.deepStrictEqual(paths().slice(1), ["/series/3", "/episode?seriesId=3&includeEpisodeFile=true"])
    })
  )

  it.effect("the revision of a series changes with what is in it, and with nothing else", () =>
    Effect.gen(function* () {
      const revisionOf = (changes: object) =>
        Effect.map(sonarr({ ...lost, ...changes }, []).reads.containers, ({ rows }) => rows[0]?.revision)
      const before = yield* revisionOf({})
      for (const changes of [
        { images: [1], ratings: { votes: 1 }, lastInfoSync: "2024-01-01T00:00:00Z", overview: "x", path: "/y" },
        { statistics: { sizeOnDisk: 500, episodeCount: 4, episodeFileCount: 1, percentOfEpisodes: 25 } }
      ]) {
        assert.strictEqual(yield* revisionOf(changes), before)
      }
      const seasons = lost.seasons.slice(1)
      for (const changes of [
        { monitored: false },
        { title: "Found" },
        { qualityProfileId: 5 },
        { tvdbId: 1 },
        { nextAiring: "2024-01-01T00:00:00Z" },
        { statistics: { ...lost.statistics, sizeOnDisk: 501 } },
        { seasons: [season(0, true), ...seasons] },
        { seasons: [season(0, false, { episodeCount: 3 }), ...seasons] },
        { seasons: [season(0, false, { episodeCount: 2, nextAiring: "2024-01-01T00:00:00Z" }), ...seasons] },
        { seasons: [season(0, false, { episodeCount: 2, previousAiring: "2024-01-01T00:00:00Z" }), ...seasons] }
      ]) {
        assert.notStrictEqual(yield* revisionOf(changes), before)
      }
    })
  )
})

describe("episodes and series that are told oddly", () => {
  const table: ReadonlyArray<readonly [string, object, string | undefined, Partial<LibraryItem> | undefined]> = [
    ["no air date", { airDateUtc: null }, undefined, { airsAt: undefined, year: undefined }],
    ["the date of nothing", { airDateUtc: "0001-01-01T00:00:00Z" }, undefined, { airsAt: undefined, year: undefined }],
    [
      "a date without a zone means UTC",
      { airDateUtc: "2004-09-23T00:00:00.1230" },
      undefined,
      { airsAt: item.airsAt === undefined ? 0 : item.airsAt + 123 }
    ],
    ["a day without a time", { airDateUtc: "2004-09-23" }, undefined, {}],
    [
      "a date that is none",
      { airDateUtc: "soon" },
      'episode 31 (Pilot): airDateUtc is no date: "soon".',
      { airsAt: undefined, year: undefined }
    ],
    [
      "a date that is a list",
      { airDateUtc: [] },
      "episode 31 (Pilot): airDateUtc is no date: a list.",
      { airsAt: undefined, year: undefined }
    ],
    ["no number", { episodeNumber: null }, undefined, { episodeNumber: undefined }],
    ["no title", { title: null }, undefined, { title: "episode 31" }],
    [
      "a score in letters",
      { episodeFile: { id: 310, customFormatScore: "15", qualityCutoffNotMet: 0 } },
      undefined,
      { file: { id: 310, score: undefined, cutoffUnmet: undefined } }
    ],
    ["no word on hasFile", { hasFile: null }, undefined, {}],
    ["no word on hasFile and no file", { hasFile: null, episodeFileId: 0 }, undefined, { file: undefined }],
    ["no season", { seasonNumber: null }, "episode 31 (Pilot): seasonNumber is missing.", undefined],
    [
      "half a season",
      { seasonNumber: 1.5 },
      "episode 31 (Pilot): seasonNumber is no number of a season: 1.5.",
      undefined
    ],
    [
      "no word on monitored",
      { monitored: {} },
      "episode 31 (Pilot): monitored is neither true nor false: an object.",
      undefined
    ],
    [
      "another series",
      { seriesId: 4 },
      "episode 31 (Pilot): it belongs to series 4 and not to series 3 (Lost).",
      undefined
    ]
  ]
  for (const [what, changes, problem, expected] of table) {
    it.effect(`an episode with ${what}`, () =>
      Effect.gen(function* () {
        const { items } = yield* read(lost, [{ ...pilot, ...changes }, missing], [])
        assert.deepStrictEqual(
          items.odd.map((one) => one.problem),
          problem === undefined ? [] : [problem]
        )
        const good = items.rows.filter((row) => row.id === 31)
        assert.deepStrictEqual(good, expected === undefined ? [] : [{ ...item, ...expected }])
        assert.isTrue(items.rows.some((row) => row.id === 32))
      })
    )
  }

  it.effect("a series without statistics, without seasons or with odd ones is read, with one sentence", () =>
    Effect.gen(function* () {
      const problemOf = (changes: object) =>
        Effect.map(read({ ...lost, ...changes }, [pilot]), ({ items, listed }) => {
          assert.lengthOf(listed.rows, 1)
          return [listed.odd[0]?.problem, listed.rows[0]?.hasFiles, items.rows[0]?.monitored]
        })
      assert.deepStrictEqual(yield* problemOf({ statistics: null }), [
        "series 3 (Lost): its statistics are missing, taken for having no files.",
        false,
        true
      ])
      assert.deepStrictEqual(yield* problemOf({ seasons: null }), ["series 3 (Lost): seasons is missing.", true, true])
      assert.deepStrictEqual(yield* problemOf({ seasons: [season(1, "yes"), 5, {}] }), [
        'series 3 (Lost): monitored of season 1 is neither true nor false: "yes".',
        true,
        false
      ])
    })
  )

  it.effect("a series of which nobody knows whether it is monitored is left out", () =>
    Effect.gen(function* () {
      const { items, listed } = yield* read({ ...lost, monitored: undefined }, [pilot])
      assert.deepStrictEqual(listed.odd, [{ id: 3, problem: "series 3 (Lost): monitored is missing." }])
      assert.isEmpty([...listed.rows, ...items.rows])
    })
  )
})
