import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as fc from "fast-check"
import * as Ombi from "../../../../src/clients/requests/ombi.ts"
import { movieOf, seriesOf } from "../../../../src/clients/requests/ombiRows.ts"
import * as FakeOmbi from "../../../../src/demo/requests/FakeOmbi.ts"
import type { AskedForMovie } from "../../../../src/demo/requests/OmbiState.ts"
import { apiKey, options } from "./support.ts"

const movie = (id: number, more: Partial<AskedForMovie> = {}): AskedForMovie => ({
  id,
  theMovieDbId: 1_000 + id,
  title: `Movie ${id}`,
  ...more
})

const idsOf = (movies: ReadonlyArray<AskedForMovie>, approvedOnly: boolean) =>
  Effect.gen(function* () {
    const server = yield* FakeOmbi.make({ apiKey })
    yield* server.setMovies(movies)
    const client = yield* Ombi.make(options(server.url), "movie")
    const { requests } = yield* client.requests({ approvedOnly })
    return requests.map(({ id }) => id)
  })

describe("requests of Ombi", () => {
  it.scoped("a total that is a bare number hides nothing (check 43): the total is not even asked for", () =>
    Effect.gen(function* () {
      const server = yield* FakeOmbi.make({ apiKey })
      yield* server.setMovies([
        movie(7, { theMovieDbId: 603, imdbId: "tt0133093", requestedDate: "2026-08-01T10:00:00Z" })
      ])
      const client = yield* Ombi.make(options(server.url), "movie")
      assert.deepStrictEqual(yield* client.requests({ approvedOnly: true }), {
        requests: [
          {
            id: "ombi:7",
            source: "ombi",
            title: "Movie 7",
            tmdbId: 603,
            tvdbId: undefined,
            imdbId: "tt0133093",
            seasons: undefined,
            requestedAt: Date.parse("2026-08-01T10:00:00Z")
          }
        ],
        skipped: 0
      })
      assert.deepStrictEqual([...(yield* server.requests).keys()], ["/api/v1/Request/movie"])
    })
  )

  const table = [
    movie(1),
    movie(2, { approved: false }),
    movie(3, { approved: false, denied: true }),
    movie(4, { denied: true }),
    movie(5, { available: true }),
    movie(6, { only4k: true })
  ]

  it.scoped("ApprovedOnly means approved: what is merely not denied waits", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* idsOf(table, true), ["ombi:1"])
    })
  )

  it.scoped("without ApprovedOnly what waits comes through; denied, available and 4K ones do not", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* idsOf(table, false), ["ombi:1", "ombi:2"])
    })
  )

  it.scoped("each request for some of a series is one, with its seasons and all ids of the series", () =>
    Effect.gen(function* () {
      const server = yield* FakeOmbi.make({ apiKey })
      yield* server.setSeries([
        {
          id: 1,
          tvDbId: 121361,
          externalProviderId: 1399,
          imdbId: "tt0944947",
          title: "Thrones",
          children: [
            { id: 11, seasons: [{ number: 2 }, { number: 1 }, { number: 3, available: true }] },
            { id: 12, approved: false, seasons: [{ number: 4 }] },
            { id: 13, available: true, seasons: [{ number: 5 }] },
            { id: 14, seasons: [{ number: 6, available: true }] },
            { id: 15, seasons: [] }
          ]
        }
      ])
      const client = yield* Ombi.make(options(server.url), "tv")
      const { requests } = yield* client.requests({ approvedOnly: true })
      assert.deepStrictEqual(
        requests.map(({ id, seasons }) => [id, seasons]),
        [
          ["ombi:11", [1, 2]],
          ["ombi:15", undefined]
        ]
      )
      assert.deepInclude(requests[0], { tmdbId: 1399, tvdbId: 121361, imdbId: "tt0944947", title: "Thrones" })
      assert.isFalse((yield* server.requests).has("/api/v1/Request/tvlite"))
    })
  )

  it.scoped("lists are found bare and in every container", () =>
    Effect.gen(function* () {
      const server = yield* FakeOmbi.make({ apiKey })
      yield* server.setMovies([movie(1)])
      const client = yield* Ombi.make(options(server.url), "movie")
      for (const container of [undefined, "result", "results", "requests", "data", "items", "collection"]) {
        yield* server.wrapIn(container)
        assert.lengthOf((yield* client.requests({ approvedOnly: true })).requests, 1, container)
      }
    })
  )

  it.scoped("odd rows are left out and counted", () =>
    Effect.gen(function* () {
      const server = yield* FakeOmbi.make({ apiKey })
      yield* server.setMovies([movie(1)])
      yield* server.setExtra([null, 7, { id: 1 }, { id: 2, approved: true, theMovieDbId: 0, imdbId: "603" }])
      const client = yield* Ombi.make(options(server.url), "movie")
      const list = yield* client.requests({ approvedOnly: true })
      assert.deepStrictEqual([list.requests.length, list.skipped], [1, 4])
    })
  )

  it("whatever a row holds, reading it does not fail", () => {
    const value = fc.oneof(fc.anything(), fc.integer(), fc.boolean(), fc.constant(null))
    const seasons = fc.array(fc.record({ seasonNumber: value, episodes: value }))
    const child = fc.record({ id: value, approved: value, seasonRequests: fc.oneof(seasons, value) })
    const row = fc.record({
      id: value,
      approved: value,
      tvDbId: value,
      childRequests: fc.oneof(fc.array(child), value)
    })
    fc.assert(
      fc.property(fc.oneof(row, value), fc.boolean(), (one, approvedOnly) => {
        movieOf(one, approvedOnly)
        return seriesOf(one, approvedOnly).requests.every(({ seasons: held }) => held?.length !== 0)
      })
    )
  })
})
