import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/TestClock"
import * as Overseerr from "../../../../src/clients/requests/overseerr.ts"
import * as FakeOverseerr from "../../../../src/demo/requests/FakeOverseerr.ts"
import { type AskedFor, rowOf } from "../../../../src/demo/requests/OverseerrState.ts"
import { apiKey, now, options } from "./support.ts"

const wanted = { approvedOnly: true, is4k: false }

const start = Effect.gen(function* () {
  yield* TestClock.setTime(now)
  return yield* FakeOverseerr.make({ apiKey })
})

const movie = (id: number, more: Partial<AskedFor> = {}): AskedFor => ({
  id,
  type: "movie",
  tmdbId: 1_000 + id,
  ...more
})

/** Ids of what comes through. */
const idsOf = (
  asked: ReadonlyArray<AskedFor>,
  { kind = "movie", ...more }: Partial<typeof wanted> & { readonly kind?: "movie" | "tv" } = {}
) =>
  Effect.gen(function* () {
    const server = yield* start
    yield* server.setRequests(asked)
    const client = yield* Overseerr.make(options(server.url), kind)
    const list = yield* client.requests({ ...wanted, ...more })
    return list.requests.map(({ id }) => id).sort()
  })

describe("requests of Overseerr: what comes through (check 42)", () => {
  it.scoped("a request for Radarr with nothing but a TMDB id comes through", () =>
    Effect.gen(function* () {
      const server = yield* start
      yield* server.setRequests([{ id: 12, type: "movie", tmdbId: 603, createdAt: "2026-08-01T10:00:00.000Z" }])
      const client = yield* Overseerr.make(options(server.url), "movie")
      assert.deepStrictEqual(yield* client.requests(wanted), {
        requests: [
          {
            id: "overseerr:12",
            source: "overseerr",
            title: undefined,
            tmdbId: 603,
            tvdbId: undefined,
            imdbId: undefined,
            seasons: undefined,
            requestedAt: Date.parse("2026-08-01T10:00:00Z")
          }
        ],
        skipped: 0
      })
    })
  )

  it.scoped(
    "ApprovedOnly: approved and not there as a whole; nothing that waits, was declined, failed or is done",
    () =>
      Effect.gen(function* () {
        const ids = yield* idsOf([
          movie(1),
          movie(2, { media: "partiallyAvailable" }),
          movie(3, { status: "pending", media: "pending" }),
          movie(4, { status: "declined" }),
          movie(5, { status: "failed" }),
          movie(6, { status: "completed", media: "available" }),
          movie(7, { media: "available" }),
          movie(8, { media: "deleted" }),
          movie(9, { media: "blocklisted" }),
          movie(10, { media: "unknown" }),
          movie(11, { media: "pending" })
        ])
        assert.deepStrictEqual(ids, ["overseerr:1", "overseerr:2"])
      })
  )

  it.scoped("without ApprovedOnly also what waits for approval; still nothing that is closed, there or deleted", () =>
    Effect.gen(function* () {
      const ids = yield* idsOf(
        [
          movie(1),
          movie(2, { media: "partiallyAvailable" }),
          movie(3, { status: "pending", media: "pending" }),
          movie(4, { status: "declined" }),
          movie(5, { status: "failed" }),
          movie(6, { status: "completed" }),
          movie(7, { media: "available" }),
          movie(8, { media: "deleted" }),
          movie(9, { status: "pending", media: "unknown" })
        ],
        { approvedOnly: false }
      )
      assert.deepStrictEqual(ids, ["overseerr:1", "overseerr:2", "overseerr:3", "overseerr:9"])
    })
  )

  it.scoped("a 4K section serves the 4K requests by the state of the 4K files, and only those", () =>
    Effect.gen(function* () {
      const asked = [movie(1), movie(2, { is4k: true }), movie(3, { is4k: true, media: "available" })]
      assert.deepStrictEqual(yield* idsOf(asked, { is4k: true }), ["overseerr:2"])
      assert.deepStrictEqual(yield* idsOf(asked), ["overseerr:1"])
    })
  )

  it.scoped("series go to Sonarr with their ids and the seasons asked for", () =>
    Effect.gen(function* () {
      const server = yield* start
      yield* server.setRequests([
        movie(1),
        { id: 2, type: "tv", tmdbId: 70523, tvdbId: 334824, seasons: [3, 1] },
        { id: 3, type: "tv", tmdbId: 1399 }
      ])
      yield* server.setTitles([
        { type: "tv", tmdbId: 1399, title: "Thrones", released: "2011-04-17", tvdbId: 121361, imdbId: "tt0944947" }
      ])
      const client = yield* Overseerr.make(options(server.url), "tv")
      const { requests } = yield* client.requests(wanted)
      assert.deepStrictEqual(
        requests.map(({ id, imdbId, seasons, title, tvdbId }) => ({ id, imdbId, seasons, title, tvdbId })),
        [
          { id: "overseerr:3", imdbId: "tt0944947", seasons: undefined, title: "Thrones", tvdbId: 121361 },
          { id: "overseerr:2", imdbId: undefined, seasons: [1, 3], title: undefined, tvdbId: 334824 }
        ]
      )
    })
  )
})

describe("requests of Overseerr: release dates (check 42)", () => {
  it.scoped("what is not out yet is left out; without a date, on its day or unknown it stays", () =>
    Effect.gen(function* () {
      const server = yield* start
      yield* server.setRequests([1, 2, 3, 4, 5].map((id) => movie(id)))
      yield* server.setTitles([
        { type: "movie", tmdbId: 1001, title: "Tomorrow", released: "2026-09-02" },
        { type: "movie", tmdbId: 1002, title: "Today", released: "2026-09-01" },
        { type: "movie", tmdbId: 1003, title: "Undated", released: "" },
        { type: "movie", tmdbId: 1004, title: "Odd", released: "soon" }
      ])
      const client = yield* Overseerr.make(options(server.url), "movie")
      const { requests } = yield* client.requests(wanted)
      assert.deepStrictEqual(
        requests.map(({ id, title }) => `${id} ${title}`),
        ["overseerr:5 undefined", "overseerr:4 Odd", "overseerr:3 Undated", "overseerr:2 Today"]
      )
    })
  )

  it.scoped("a look-up is remembered for a day, for six hours while it is not out, and not for ever", () =>
    Effect.gen(function* () {
      const server = yield* start
      yield* server.setRequests([movie(1), movie(2)])
      yield* server.setTitles([
        { type: "movie", tmdbId: 1001, title: "Out", released: "2020-01-01" },
        { type: "movie", tmdbId: 1002, title: "Tomorrow", released: "2026-09-02" }
      ])
      const client = yield* Overseerr.make(options(server.url), "movie")
      const counts = Effect.gen(function* () {
        const found = yield* client.requests(wanted)
        const seen = yield* server.requests
        return [found.requests.length, seen.get("/api/v1/movie/1001"), seen.get("/api/v1/movie/1002")]
      })
      assert.deepStrictEqual(yield* counts, [1, 1, 1])
      yield* TestClock.adjust("5 hours")
      assert.deepStrictEqual(yield* counts, [1, 1, 1])
      yield* TestClock.adjust("8 hours")
      assert.deepStrictEqual(yield* counts, [2, 1, 2])
      yield* TestClock.adjust("12 hours")
      assert.deepStrictEqual(yield* counts, [2, 2, 2])
    })
  )

  it.scoped("when the catalogue is away, all requests stay and only a few look-ups are tried in one round", () =>
    Effect.gen(function* () {
      const server = yield* start
      yield* server.setRequests(Array.from({ length: 60 }, (_, id) => movie(id + 1)))
      yield* server.fault("500", { paths: /movie/ })
      const client = yield* Overseerr.make(options(server.url), "movie")
      const { requests } = yield* client.requests(wanted)
      assert.lengthOf(requests, 60)
      const seen = [...(yield* server.requests).entries()].filter(([path]) => path.includes("/movie/"))
      assert.isAtMost(seen.length, 8)
    })
  )
})

describe("requests of Overseerr: the list", () => {
  it.scoped("more than a page is read to the end, each request once", () =>
    Effect.gen(function* () {
      const server = yield* start
      yield* server.setRequests(Array.from({ length: 250 }, (_, id) => movie(id + 1, { tmdbId: 5 })))
      const client = yield* Overseerr.make(options(server.url), "movie")
      const { requests } = yield* client.requests(wanted)
      assert.strictEqual(new Set(requests.map(({ id }) => id)).size, 250)
      assert.strictEqual((yield* server.requests).get("/api/v1/request"), 3)
    })
  )

  it.scoped("an odd row is left out and counted; the others come through", () =>
    Effect.gen(function* () {
      const server = yield* start
      const good = rowOf(movie(1))
      yield* server.setRows([
        good,
        { ...good, id: "x" },
        { ...good, id: 3, media: null },
        { ...good, id: 4, type: 7 },
        { ...good, id: 5, media: { status: 3, tmdbId: 0, tvdbId: null } },
        { ...good, id: 6, type: "music" }
      ])
      const client = yield* Overseerr.make(options(server.url), "movie")
      const list = yield* client.requests(wanted)
      assert.deepStrictEqual(
        list.requests.map(({ id }) => id),
        ["overseerr:1"]
      )
      assert.strictEqual(list.skipped, 4)
    })
  )

  it.scoped("nobody asked for anything: an empty list, not a failure", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* idsOf([]), [])
    })
  )
})
