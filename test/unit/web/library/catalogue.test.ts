import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { Posters } from "../../../../src/web/library/Posters.ts"
import { album, episode, file } from "../../search/planSupport.ts"
import { call } from "../fakes.ts"
import { config, movieShelf, shelf, startSearching } from "../searchWorld.ts"

const png = Buffer.from("89504e470d0a1a0a00", "hex")

const posters = Layer.succeed(Posters, {
  get: (_, id) => Effect.succeed(id === 1 ? { bytes: png, type: "image/png", etag: '"abc"' } : undefined)
})

const begin = Effect.map(
  startSearching({
    libraries: {
      "Radarr-Movies": [
        movieShelf(1, "The Matrix", 1999),
        movieShelf(2, "Alien", 1979, { file: file({ score: 5 }) }),
        movieShelf(3, "Reloaded", 2003, { monitored: false }),
        movieShelf(4, "Tomorrow", 2090)
      ],
      "Sonarr-TV": [
        shelf(1, "Dark", [
          episode(1, 1, 1, { containerTitle: "Dark", title: "Secrets", file: file() }),
          episode(1, 1, 2, { containerTitle: "Dark", title: "Lies" }),
          episode(1, 2, 1, { containerTitle: "Dark", title: "Later" })
        ]),
        shelf(2, "Complete", [episode(2, 1, 1, { file: file() })])
      ],
      "Lidarr-Music": [shelf(1, "Artist", [album(11), album(12, { file: file() })])]
    },
    world: { posters, config }
  }),
  ({ port }) =>
    (path: string) =>
      call(port, "GET", path)
)

const jsonOf = ({ json }: { readonly json: unknown }) => json as Readonly<Record<string, never>>
const titlesOf = ({ json }: { readonly json: unknown }) =>
  (json as { movies: ReadonlyArray<{ title: string }> }).movies.map(({ title }) => title)

describe("the catalogue of movies under its older names", () => {
  it.scopedLive("has the old fields, pages from 0 and totals of what matches, below /api and /web", () =>
    Effect.gen(function* () {
      const get = yield* begin
      for (const base of ["/api", "/web"]) {
        const answer = yield* get(`${base}/radarr/movies/movies?page=1&page_size=3`)
        const { movies, ...page } = jsonOf(answer) as Record<string, unknown>
        assert.deepStrictEqual(page, {
          category: "movies",
          counts: { available: 1, monitored: 3, missing: 2, quality_met: 1, requests: 0 },
          total: 4,
          page: 1,
          page_size: 3
        })
        assert.deepStrictEqual(titlesOf(answer), ["Tomorrow"])
      }
      const alien = yield* get("/web/radarr/movies/movies?q=alien")
      assert.deepStrictEqual(jsonOf(alien)["movies"], [
        {
          id: 2,
          title: "Alien",
          year: 1979,
          monitored: true,
          hasFile: true,
          qualityMet: true,
          isRequest: false,
          upgrade: false,
          customFormatScore: 5,
          minCustomFormatScore: null,
          customFormatMet: true,
          reason: null,
          qualityProfileId: 1,
          qualityProfileName: null
        }
      ])
      assert.strictEqual(jsonOf(alien)["total"], 1)
    })
  )

  it.scopedLive("is narrowed by the old filters", () =>
    Effect.gen(function* () {
      const get = yield* begin
      for (const [query, found] of [
        ["", ["Alien", "Reloaded", "The Matrix", "Tomorrow"]],
        ["?monitored=false", ["Reloaded"]],
        ["?has_file=1", ["Alien"]],
        ["?has_file=0&monitored=true", ["The Matrix", "Tomorrow"]],
        ["?quality_met=true", ["Alien"]],
        ["?is_request=true", []],
        ["?year_min=1999&year_max=2003", ["Reloaded", "The Matrix"]],
        ["?size=1", ["Alien"]]
      ] as const) {
        assert.deepStrictEqual(titlesOf(yield* get(`/api/radarr/movies/movies${query}`)), [...found], query)
      }
      for (const query of ["page=-1", "page_size=0", "page_size=1001", "size=x", "monitored=perhaps", "year_min=x"]) {
        assert.strictEqual((yield* get(`/api/radarr/movies/movies?${query}`)).status, 400, query)
      }
    })
  )

  it.scopedLive("knows a section by category, by name, and by its kind where it is the only one", () =>
    Effect.gen(function* () {
      const get = yield* begin
      for (const path of [
        "/api/radarr/Radarr-Movies/movies",
        "/api/lidarr/lidarr/albums",
        "/api/lidarr/music/artists",
        "/api/sonarr/tv/series"
      ]) {
        assert.strictEqual((yield* get(path)).status, 200, path)
      }
      for (const path of [
        "/api/radarr/radarr/movies",
        "/api/radarr/tv/movies",
        "/api/readarr/readarr/authors",
        "/api/lidarr/music/artist/9",
        "/api/lidarr/music/artist/1e0"
      ]) {
        assert.strictEqual((yield* get(path)).status, 404, path)
      }
    })
  )
})

describe("the catalogues of series, albums and artists under their older names", () => {
  it.scopedLive("show series by season, with what is missing", () =>
    Effect.gen(function* () {
      const get = yield* begin
      const all = jsonOf(yield* get("/web/sonarr/tv/series"))
      assert.deepInclude(all as object, { total: 2, page_size: 25, counts: { available: 2, monitored: 4, missing: 2 } })
      for (const name of ["missing", "only_missing"]) {
        const { series } = jsonOf(yield* get(`/web/sonarr/tv/series?${name}=1`)) as unknown as {
          series: ReadonlyArray<Record<string, Record<string, unknown>>>
        }
        assert.strictEqual(series.length, 1)
        assert.deepStrictEqual(series[0]?.["series"], {
          id: 1,
          title: "Dark",
          qualityProfileId: 1,
          qualityProfileName: null
        })
        assert.deepStrictEqual(series[0]?.["totals"], { available: 1, monitored: 3, missing: 2 })
        const seasons = series[0]?.["seasons"] as Record<string, { episodes: ReadonlyArray<Record<string, unknown>> }>
        assert.deepStrictEqual(Object.keys(seasons), ["1", "2"])
        assert.deepInclude(seasons["1"] as object, { monitored: 2, available: 1, missing: 1 })
        assert.deepInclude(seasons["1"]?.episodes[1], {
          episodeNumber: 2,
          title: "Lies",
          monitored: true,
          hasFile: false,
          reason: "Missing"
        })
      }
    })
  )

  it.scopedLive("show albums and artists", () =>
    Effect.gen(function* () {
      const get = yield* begin
      const { albums } = jsonOf(yield* get("/api/lidarr/music/albums")) as unknown as {
        albums: ReadonlyArray<Record<string, object>>
      }
      assert.deepInclude(albums[0]?.["album"], {
        id: 11,
        title: "Album 11",
        artistId: 1,
        hasFile: false,
        reason: "Missing"
      })
      assert.deepStrictEqual(albums[1]?.["totals"], { available: 1, monitored: 1, missing: 0 })
      const artist = {
        id: 1,
        name: "Artist",
        monitored: true,
        qualityProfileName: null,
        searched: false,
        albumCount: 2,
        albumsMonitored: 2,
        albumsAvailable: 1,
        albumsMissing: 1
      }
      assert.deepStrictEqual(jsonOf(yield* get("/api/lidarr/music/artists?reason=Missing"))["artists"], [{ artist }])
      assert.deepStrictEqual(jsonOf(yield* get("/api/lidarr/music/artists?reason=Quality"))["artists"], [])
      assert.deepInclude(jsonOf(yield* get("/web/lidarr/music/artist/1")) as object, { category: "music", artist })
    })
  )

  it.scopedLive("have thumbnails, and a list of the Arrs", () =>
    Effect.gen(function* () {
      const get = yield* begin
      assert.strictEqual((yield* get("/web/radarr/movies/movie/1/thumbnail")).status, 200)
      assert.strictEqual((yield* get("/api/sonarr/tv/series/1/thumbnail")).headers["content-type"], "image/png")
      assert.strictEqual((yield* get("/api/sonarr/tv/series/2/thumbnail")).status, 404)
      const { arr } = jsonOf(yield* get("/api/arr")) as unknown as { arr: ReadonlyArray<object> }
      assert.deepStrictEqual(arr[0], { category: "movies", name: "Radarr-Movies", type: "radarr" })
      assert.strictEqual(arr.length, 5)
    })
  )
})
