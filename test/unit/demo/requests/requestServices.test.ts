import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as FakeOmbi from "../../../../src/demo/requests/FakeOmbi.ts"
import * as FakeOverseerr from "../../../../src/demo/requests/FakeOverseerr.ts"
import { call } from "../support.ts"

const apiKey = "0123456789abcdef"

const Rows = Schema.Array(Schema.Struct({ id: Schema.Number }))
const Page = Schema.Struct({ pageInfo: Schema.Unknown, results: Rows })

/** Ids of the rows of a list, in its order. */
const idsIn = (list: unknown): ReadonlyArray<number> => Schema.decodeUnknownSync(Rows)(list).map(({ id }) => id)

describe("FakeOverseerr", () => {
  const start = Effect.gen(function* () {
    const server = yield* FakeOverseerr.make({ apiKey })
    const get = (path: string, key = apiKey) => call(`${server.url}/api/v1/${path}`, { headers: { "X-Api-Key": key } })
    return { server, get }
  })

  it.scopedLive("nobody is let in without the key, but anybody sees the version", () =>
    Effect.gen(function* () {
      const { get } = yield* start
      assert.strictEqual((yield* get("request", "wrong")).status, 403)
      assert.strictEqual((yield* get("status", "")).status, 200)
    })
  )

  it.scopedLive("pages and filters as the servers do: newest first, by the states of request and media", () =>
    Effect.gen(function* () {
      const { get, server } = yield* start
      yield* server.setRequests([
        { id: 1, type: "movie", tmdbId: 1 },
        { id: 2, type: "movie", tmdbId: 2, media: "available" },
        { id: 3, type: "movie", tmdbId: 3, status: "pending", media: "pending" },
        { id: 4, type: "movie", tmdbId: 4, status: "declined", media: "unknown" },
        { id: 5, type: "tv", tmdbId: 5, is4k: true, media: "partiallyAvailable", seasons: [1] }
      ])
      const listed = (query: string) =>
        Effect.map(get(`request?${query}`), ({ json }) => {
          const { pageInfo, results } = Schema.decodeUnknownSync(Page)(json)
          return { ids: idsIn(results), pageInfo }
        })
      assert.deepStrictEqual((yield* listed("take=10&filter=approved")).ids, [5, 2, 1])
      assert.deepStrictEqual((yield* listed("take=10&filter=unavailable")).ids, [5, 3, 1])
      assert.deepStrictEqual((yield* listed("take=10")).ids, [5, 4, 3, 2, 1])
      assert.deepStrictEqual(yield* listed("take=2&skip=2"), {
        ids: [3, 2],
        pageInfo: { pages: 3, pageSize: 2, results: 5, page: 2 }
      })
    })
  )

  it.scopedLive("titles are known or not; faults hit only their paths; everything is counted", () =>
    Effect.gen(function* () {
      const { get, server } = yield* start
      yield* server.setTitles([{ type: "movie", tmdbId: 603, title: "The Matrix", released: "1999-03-30" }])
      assert.include((yield* get("movie/603")).body, "1999-03-30")
      assert.strictEqual((yield* get("tv/603")).status, 500)
      yield* server.fault("html", { paths: /movie/ })
      assert.include((yield* get("movie/603")).body, "<html>")
      assert.strictEqual((yield* get("request")).status, 200)
      assert.deepStrictEqual(
        [...(yield* server.requests)],
        [
          ["/api/v1/movie/603", 2],
          ["/api/v1/tv/603", 1],
          ["/api/v1/request", 1]
        ]
      )
    })
  )
})

describe("FakeOmbi", () => {
  const start = Effect.gen(function* () {
    const server = yield* FakeOmbi.make({ apiKey })
    const get = (path: string, key = apiKey) =>
      call(`${server.url}/api/v1/Request/${path}`, { headers: { ApiKey: key } })
    return { server, get }
  })

  it.scopedLive("the key has a header of its own", () =>
    Effect.gen(function* () {
      const { get } = yield* start
      assert.strictEqual((yield* get("movie", "wrong")).status, 401)
      assert.strictEqual((yield* get("movie")).status, 200)
    })
  )

  it.scopedLive("totals are bare numbers, lists are bare lists, and only tv tells the seasons", () =>
    Effect.gen(function* () {
      const { get, server } = yield* start
      yield* server.setMovies([{ id: 1, theMovieDbId: 603, title: "The Matrix" }])
      yield* server.setSeries([
        { id: 2, tvDbId: 334824, title: "Dark", children: [{ id: 3, seasons: [{ number: 1 }] }] }
      ])
      assert.strictEqual((yield* get("movie/total")).body, "1")
      assert.strictEqual((yield* get("tv/total")).body, "1")
      assert.deepStrictEqual(idsIn((yield* get("movie")).json), [1])
      assert.deepStrictEqual(idsIn((yield* get("tv")).json), [2])
      assert.include((yield* get("tv")).body, '"seasonNumber":1')
      assert.notInclude((yield* get("tvlite")).body, "seasonNumber")
    })
  )

  it.scopedLive("it goes and comes back on the same port, with what it knew", () =>
    Effect.gen(function* () {
      const { get, server } = yield* start
      yield* server.setMovies([{ id: 1, theMovieDbId: 603, title: "The Matrix" }])
      yield* server.goDown
      assert.strictEqual(yield* Effect.flip(get("movie")), "unreachable")
      yield* server.comeBack
      assert.deepStrictEqual(idsIn((yield* get("movie")).json), [1])
    })
  )
})
