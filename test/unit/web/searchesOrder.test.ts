import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { SearchTarget } from "../../../src/clients/arr/SearchTarget.ts"
import type { NewSearch } from "../../../src/store/search/SearchLog.ts"
import { SeveralMatches } from "../../../src/web/ApiError.ts"
import { problem } from "../../../src/web/Problem.ts"
import { SearchOrdered } from "../../../src/web/SearchesApi.ts"
import { album } from "../search/planSupport.ts"
import { call } from "./fakes.ts"
import { config, movieShelf, type SearchWorld, seriesShelf, shelf, startSearching, status } from "./searchWorld.ts"

const world: SearchWorld = {
  sections: ["Radarr-Movies", "Radarr-4K", "Radarr-Old", "Sonarr-TV", "Lidarr-Music"].map((section) => status(section)),
  libraries: {
    "Radarr-Movies": [movieShelf(1, "The Matrix", 1999), movieShelf(2, "The Matrix Reloaded", 2003)],
    "Radarr-4K": [movieShelf(8, "The Matrix", 1999)],
    "Sonarr-TV": [seriesShelf(1, "Dark"), seriesShelf(2, "Dark Matter")],
    "Lidarr-Music": [shelf(1, "Björk", [album(10, { title: "Debut", containerTitle: "Björk" })])]
  }
}

const post = (port: number, body: unknown) => call(port, "POST", "/api/searches", { body: JSON.stringify(body) })

const strict = { onExcessProperty: "error" } as const
const ordered = Schema.decodeUnknownSync(SearchOrdered, strict)
const several = Schema.decodeUnknownSync(SeveralMatches, strict)
const errorOf = (json: unknown): string => Schema.decodeUnknownSync(Schema.Struct({ error: Schema.String }))(json).error

describe("POST /api/searches", () => {
  it.scopedLive("finds what is meant, remembers it as a wish, and wakes its section", () =>
    Effect.gen(function* () {
      const { events, port, wishes } = yield* startSearching(world)
      for (const [body, section, title, target] of [
        [{ query: "matrix reloaded" }, "Radarr-Movies", "The Matrix Reloaded (2003)", { kind: "movie", movieId: 2 }],
        [
          { query: "The Matrix", section: "radarr-4k" },
          "Radarr-4K",
          "The Matrix (1999)",
          { kind: "movie", movieId: 8 }
        ],
        [{ query: "dark" }, "Sonarr-TV", "Dark", { kind: "series", seriesId: 1 }],
        [{ query: "Dark S02" }, "Sonarr-TV", "Dark S02", { kind: "season", seriesId: 1, seasonNumber: 2 }],
        [
          { query: "Dark S02E01" },
          "Sonarr-TV",
          "Dark S02E01 · E1",
          { kind: "episode", seriesId: 1, seasonNumber: 2, episodeId: 1201 }
        ],
        [{ query: "bjork debut" }, "Lidarr-Music", "Björk - Debut", { kind: "album", artistId: 1, albumId: 10 }]
      ] as const) {
        const { json, status: code } = yield* post(port, body)
        assert.strictEqual(code, 202, title)
        assert.deepStrictEqual(ordered(json), { status: "ok", section, title, target, held: null })
        const wish = wishes.of(section).at(-1)
        assert.deepInclude(wish, { section, title, target, reason: "Manual" })
        assert.isAbove(wish?.askedAt ?? 0, Date.now() - 60_000)
        assert.strictEqual(events.pop(), `wake ${section}`)
      }
      assert.isEmpty(events)
    })
  )

  it.scopedLive("takes a target as other answers show it, known to the library or not", () =>
    Effect.gen(function* () {
      const { port, wishes } = yield* startSearching(world)
      const targets: ReadonlyArray<readonly [section: string, target: SearchTarget, title: string]> = [
        ["Radarr-Movies", { kind: "movie", movieId: 1 }, "The Matrix (1999)"],
        ["Radarr-Movies", { kind: "movie", movieId: 99 }, "movie 99"],
        ["Sonarr-TV", { kind: "series", seriesId: 2 }, "Dark Matter"],
        ["Sonarr-TV", { kind: "season", seriesId: 2, seasonNumber: 0 }, "Dark Matter S00"],
        ["Sonarr-TV", { kind: "season", seriesId: 9, seasonNumber: 1 }, "series 9 S01"],
        ["Sonarr-TV", { kind: "episode", seriesId: 1, seasonNumber: 1, episodeId: 1102 }, "Dark S01E02 · E2"],
        ["Lidarr-Music", { kind: "album", artistId: 1, albumId: 10 }, "Björk - Debut"]
      ]
      for (const [section, target, title] of targets) {
        const { json, status: code } = yield* post(port, { section, target })
        assert.strictEqual(code, 202, title)
        assert.deepInclude(ordered(json), { section, target, title })
        assert.deepInclude(wishes.of(section).at(-1), { target, title })
      }
    })
  )

  it.scopedLive("says what it has to wait for, and not what only others wait for", () =>
    Effect.gen(function* () {
      const held = (why: "Arr away" | "outside the search window", text: string) =>
        status("Radarr-Movies", { held: { why, until: undefined, text } })
      const answer = (changed: Partial<SearchWorld>) =>
        Effect.gen(function* () {
          const { port } = yield* startSearching({ ...world, ...changed })
          return ordered((yield* post(port, { query: "matrix reloaded" })).json).held
        })
      assert.isNull(yield* answer({ sections: [held("outside the search window", "Outside")] }))
      assert.strictEqual(yield* answer({ sections: [held("Arr away", "Radarr is away")] }), "Radarr is away")
      const now = Date.now()
      const spent = Array.from(
        { length: 20 },
        (_, id): NewSearch => ({
          section: "Radarr-Movies",
          reason: "Missing",
          target: { kind: "movie", movieId: 1 },
          items: [1],
          title: "",
          sentAt: now - id
        })
      )
      assert.match(
        (yield* answer({ history: spent.map((search) => [search, { state: "done" }]) })) ?? "",
        /^20 of 20 searches an hour are spent; next at \d\d:\d\d$/
      )
      const dry = `${config}\n[Settings]\nDryRun = true\n`
      assert.include(yield* answer({ world: { config: dry } }), "Dry run")
    })
  )

  it.scopedLive("lists what may be meant when that is several things, and orders nothing", () =>
    Effect.gen(function* () {
      const { events, port, wishes } = yield* startSearching(world)
      const answer = yield* post(port, { query: "The Matrix" })
      assert.strictEqual(answer.status, 409)
      assert.deepStrictEqual(several(answer.json), {
        ...problem("ambiguous", '"The Matrix" may be 2 things. Say more of the title, or the section.'),
        matches: [
          { section: "Radarr-4K", title: "The Matrix (1999)", target: { kind: "movie", movieId: 8 } },
          { section: "Radarr-Movies", title: "The Matrix (1999)", target: { kind: "movie", movieId: 1 } }
        ],
        total: 2
      })
      assert.deepStrictEqual([events, wishes.of("Radarr-Movies"), wishes.of("Radarr-4K")], [[], [], []])
      const many = Array.from({ length: 55 }, (_, id) => movieShelf(id + 1, `Part ${id}`, 2000))
      const other = yield* startSearching({ ...world, libraries: { "Radarr-Movies": many } })
      const { matches, total } = several((yield* post(other.port, { query: "part" })).json)
      assert.deepStrictEqual([matches.length, total], [20, 55])
    })
  )

  it.scopedLive("answers 404 with where it looked, and why that may not be all", () =>
    Effect.gen(function* () {
      const { port } = yield* startSearching(world)
      const unknown = (body: unknown) =>
        Effect.map(post(port, body), ({ json, status: code }) => {
          assert.strictEqual(code, 404)
          return errorOf(json)
        })
      assert.strictEqual(
        yield* unknown({ query: "nothing  like it", section: "Sonarr-TV" }),
        'Nothing is named "nothing like it" in Sonarr-TV.'
      )
      assert.strictEqual(
        yield* unknown({ query: "nothing", section: "Radarr-Old" }),
        'Nothing is named "nothing" in Radarr-Old. Not read, as nothing is searched for there: Radarr-Old (see EntrySearch).'
      )
      assert.match(yield* unknown({ query: "x", section: "Radar" }), /^No section Radar searches\. Sections that do: /)
      const unread = yield* startSearching({ sections: [status("Radarr-Movies")] })
      assert.strictEqual(
        errorOf((yield* post(unread.port, { query: "matrix" })).json),
        'Nothing is named "matrix" in Radarr-Movies. Not read to the end yet: Radarr-Movies.'
      )
      const none = yield* startSearching({})
      assert.strictEqual(
        errorOf((yield* post(none.port, { query: "matrix" })).json),
        "Nothing can be found: no section searches at the moment. See GET /api/processes."
      )
    })
  )

  it.scopedLive("answers 503 for a section whose search worker does not live at the moment", () =>
    Effect.gen(function* () {
      const { port, wishes } = yield* startSearching({ sections: [status("Radarr-Movies")] })
      for (const body of [
        { section: "Sonarr-TV", query: "dark" },
        { section: "Sonarr-TV", target: { kind: "series", seriesId: 1 } }
      ]) {
        const answer = yield* post(port, body)
        assert.strictEqual(answer.status, 503)
        assert.match(errorOf(answer.json), /^Sonarr-TV does not search at the moment: /)
      }
      assert.isEmpty(wishes.of("Sonarr-TV"))
    })
  )

  it.scopedLive("refuses what makes no sense, and says what would", () =>
    Effect.gen(function* () {
      const { events, port } = yield* startSearching(world)
      const movie = { kind: "movie", movieId: 1 }
      for (const [body, expected] of [
        ["", /SearchOrder.*Send \{"query": "Dark S01E05"\}/s],
        ["{", /^The body is not JSON/],
        ["null", /Send \{"query"/],
        ["[]", /Send \{"query"/],
        ["7", /Send \{"query"/],
        ["{}", /^Say what to search for/],
        ['{"query":""}', /^Say what to search for/],
        ['{"query":"  "}', /^Say what to search for/],
        ['{"query":7}', /^query: .*Send \{"query"/],
        [JSON.stringify({ query: "x".repeat(301) }), /^query: a query has 300 characters at most/],
        ['{"query":"dark","x":1}', /^x: .*Send \{"query"/],
        [JSON.stringify({ query: "dark", section: "Radarr-Movies", target: movie }), /^Say what to search for/],
        [JSON.stringify({ target: movie }), /^A target needs its section/],
        [JSON.stringify({ section: "Sonarr-TV", target: movie }), /^Sonarr-TV has nothing of the kind movie/],
        [JSON.stringify({ section: "Radarr-Movies", target: { kind: "movie" } }), /^target\.movieId: is missing/],
        [JSON.stringify({ section: "Radarr-Movies", target: { kind: "movie", movieId: 0 } }), /^target\.movieId: /],
        [JSON.stringify({ section: "Radarr-Movies", target: { kind: "movie", movieId: 1.5 } }), /^target\.movieId: /],
        [JSON.stringify({ section: "Radarr-Movies", target: { ...movie, albumId: 1 } }), /^target\.albumId: /],
        [JSON.stringify({ section: "Sonarr-TV", target: { kind: "season", seriesId: 1 } }), /^target\.seasonNumber: /],
        [JSON.stringify({ section: "Sonarr-TV", target: { kind: "shelf" } }), /^target\.kind: /]
      ] as const) {
        const answer = yield* call(port, "POST", "/api/searches", { body })
        assert.strictEqual(answer.status, 400, body.slice(0, 80))
        assert.match(errorOf(answer.json), expected, body.slice(0, 80))
      }
      assert.isEmpty(events)
    })
  )

  it.scopedLive("keeps secrets to itself", () =>
    Effect.gen(function* () {
      const passkey = "0123456789abcdef0123456789abcdef"
      const planted = `https://tracker.example/${passkey}/announce`
      const { port } = yield* startSearching({
        ...world,
        libraries: { "Radarr-Movies": [movieShelf(1, planted, 1999), movieShelf(2, planted, 2000)] }
      })
      for (const body of [{ query: planted }, { query: `${planted} 1999` }, { query: `not ${planted}` }]) {
        const { text } = yield* post(port, body)
        assert.include(text, "tracker.example")
        assert.notInclude(text, passkey)
      }
    })
  )
})
