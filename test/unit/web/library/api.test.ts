import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { IndexedContainer } from "../../../../src/store/search/LibraryIndex.ts"
import { Posters } from "../../../../src/web/library/Posters.ts"
import { album, file } from "../../search/planSupport.ts"
import { call, type World } from "../fakes.ts"
import { config, movieShelf, type SearchWorld, seriesShelf, shelf, startSearching, status } from "../searchWorld.ts"

const png = Buffer.from("89504e470d0a1a0a00", "hex")

const asked: Array<string> = []
const posters = Layer.succeed(Posters, {
  get: ({ name }, id) =>
    Effect.sync(() => {
      asked.push(`${name} ${id}`)
      return id === 1 ? { bytes: png, type: "image/png", etag: '"abc"' } : undefined
    })
})

const unmonitored = (one: IndexedContainer): IndexedContainer => ({
  ...one,
  container: { ...one.container, monitored: false }
})

const world = (change: World = {}): SearchWorld => ({
  libraries: {
    "Radarr-Movies": [
      movieShelf(1, "The Matrix", 1999),
      movieShelf(2, "Alien", 1979, { file: file({ score: 5 }) }),
      unmonitored(movieShelf(3, "matrix Reloaded", 2003, { monitored: false })),
      movieShelf(4, "Tomorrow", 2090)
    ],
    "Sonarr-TV": [seriesShelf(5, "Dark")],
    "Lidarr-Music": [shelf(1, "Artist", [album(11), album(12, { file: file() })])]
  },
  sections: [
    status("Radarr-Movies", {
      sync: {
        phase: "items",
        done: 3,
        total: 9,
        startedAt: 1,
        lastFullAt: 1,
        lastError: "apikey=0123456789abcdef0123456789abcdef"
      }
    })
  ],
  world: { posters, config, ...change }
})

const begin = Effect.map(
  startSearching(world()),
  ({ port }) =>
    (path: string, headers: Record<string, string> = {}) =>
      call(port, "GET", path, { headers })
)

const titles = ({ json }: { readonly json: unknown }) =>
  (json as { containers: ReadonlyArray<{ title: string }> }).containers.map(({ title }) => title)

describe("GET /api/library", () => {
  it.scopedLive("shows counts and how far each library is read", () =>
    Effect.gen(function* () {
      const get = yield* begin
      const { json, text } = yield* get("/api/library")
      const { sections } = json as { sections: ReadonlyArray<Record<string, unknown>> }
      assert.deepStrictEqual(
        sections.map(({ containers, kind, reads, section }) => [section, kind, containers, reads]),
        [
          ["Lidarr-Music", "lidarr", 1, true],
          ["Radarr-4K", "radarr", 0, true],
          ["Radarr-Movies", "radarr", 4, true],
          ["Radarr-Old", "radarr", 0, false],
          ["Sonarr-TV", "sonarr", 1, true]
        ]
      )
      assert.deepInclude(sections[2], {
        category: "movies",
        counts: { things: 4, available: 1, monitored: 3, missing: 2, qualityMet: 1, requested: 0 },
        readAt: "1970-01-01T00:00:00.001Z"
      })
      assert.deepInclude(sections[2]?.["sync"] as object, { phase: "items", done: 3, total: 9 })
      assert.isNull(sections[1]?.["sync"])
      assert.notInclude(text, "0123456789abcdef")
    })
  )
})

describe("GET /api/library/{section}", () => {
  it.scopedLive("is paged, sorted and filtered, with right totals", () =>
    Effect.gen(function* () {
      const get = yield* begin
      for (const [query, found] of [
        ["", ["Alien", "matrix Reloaded", "The Matrix", "Tomorrow"]],
        ["?q=MATRIX", ["matrix Reloaded", "The Matrix"]],
        ["?missing=true", ["The Matrix", "Tomorrow"]],
        ["?missing=false", ["Alien", "matrix Reloaded"]],
        ["?monitored=false", ["matrix Reloaded"]],
        ["?reason=Missing", ["The Matrix", "Tomorrow"]],
        ["?reason=not%20available", ["Tomorrow"]],
        ["?reason=unmonitored", ["matrix Reloaded"]],
        ["?sort=year", ["Alien", "The Matrix", "matrix Reloaded", "Tomorrow"]],
        ["?sort=year&order=desc", ["Tomorrow", "matrix Reloaded", "The Matrix", "Alien"]],
        ["?sort=missing&order=desc&limit=2", ["The Matrix", "Tomorrow"]],
        ["?limit=1&offset=1", ["matrix Reloaded"]],
        ["?offset=9", []]
      ] as const) {
        const answer = yield* get(`/api/library/radarr-movies${query}`)
        assert.deepStrictEqual(titles(answer), [...found], query)
      }
      const paged = yield* get("/api/library/Radarr-Movies?q=matrix&limit=1")
      assert.deepInclude(paged.json as object, { section: "Radarr-Movies", kind: "radarr", total: 2 })
      for (const query of ["sort=id", "order=x", "missing=1", "reason=Boredom", "limit=0", "offset=-1"]) {
        assert.strictEqual((yield* get(`/api/library/Radarr-Movies?${query}`)).status, 400, query)
      }
      assert.match((yield* get("/api/library/Nobody")).text, /No section Nobody searches/)
    })
  )
})

describe("GET /api/library/{section}/{containerId}", () => {
  it.scopedLive("shows all that is in it, and why each is or is not searched for", () =>
    Effect.gen(function* () {
      const get = yield* begin
      const { json } = yield* get("/api/library/Sonarr-TV/5")
      const { counts, items, reasons, title } = json as Record<string, unknown> & { items: ReadonlyArray<object> }
      assert.deepStrictEqual([title, reasons, (counts as { things: number }).things], ["Dark", { Missing: 4 }, 4])
      assert.deepInclude(items[1], {
        title: "E2",
        seasonNumber: 1,
        episodeNumber: 2,
        monitored: true,
        hasFile: false,
        reason: "Missing",
        skip: null,
        target: { kind: "episode", seriesId: 5, seasonNumber: 1, episodeId: 5102 }
      })
      const alien = (yield* get("/api/library/Radarr-Movies/2")).json as { items: ReadonlyArray<object> }
      assert.deepInclude(alien.items[0], {
        hasFile: true,
        qualityMet: true,
        formatScore: 5,
        reason: null,
        skip: "complete"
      })
      for (const id of ["99", "x", "-1", "1e0", "0x1", "9999999999999"]) {
        assert.strictEqual((yield* get(`/api/library/Radarr-Movies/${id}`)).status, 404, id)
      }
    })
  )
})

describe("GET /api/library/{section}/{containerId}/poster", () => {
  it.scopedLive("is the picture, and 304 when the browser has it; asked of the Arr only for what it holds", () =>
    Effect.gen(function* () {
      asked.length = 0
      const get = yield* begin
      const path = "/api/library/Radarr-Movies/1/poster"
      const answer = yield* get(path)
      assert.strictEqual(answer.status, 200)
      assert.deepInclude(answer.headers, {
        "content-type": "image/png",
        etag: '"abc"',
        "cache-control": "private, max-age=86400",
        "x-content-type-options": "nosniff"
      })
      for (const tag of ['"abc"', 'W/"abc"', '"x", "abc"', "*"]) {
        const same = yield* get(path, { "if-none-match": tag })
        assert.deepStrictEqual([same.status, same.text], [304, ""], tag)
      }
      assert.strictEqual((yield* get(path, { "if-none-match": '"x"' })).status, 200)
      assert.strictEqual((yield* get("/api/library/Radarr-Movies/2/poster")).status, 404)
      asked.length = 0
      assert.strictEqual((yield* get("/api/library/Radarr-Movies/77/poster")).status, 404)
      assert.strictEqual((yield* get("/api/library/Radarr-Movies/..%2F1/poster")).status, 404)
      assert.isEmpty(asked)
    })
  )
})
