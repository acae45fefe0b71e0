import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Candidate } from "../../../src/search/Candidate.ts"
import type { NewSearch } from "../../../src/store/search/SearchLog.ts"
import { problem } from "../../../src/web/Problem.ts"
import { ProcessList } from "../../../src/web/ProcessView.ts"
import { SearchList } from "../../../src/web/SearchesApi.ts"
import { type Answer, call, worker } from "./fakes.ts"
import { startSearching, status } from "./searchWorld.ts"

const at = Date.UTC(2024, 0, 15, 10, 30)
const iso = "2024-01-15T10:30:00.000Z"

/** By the API's own schema; nothing may stand in an answer that the schema does not know. */
const listOf = (answer: Answer) =>
  Effect.sync(() => {
    assert.strictEqual(answer.status, 200, answer.text)
    return Schema.decodeUnknownSync(SearchList, { onExcessProperty: "error" })(answer.json)
  })

const list = (port: number, query = "") => Effect.flatMap(call(port, "GET", `/api/searches${query}`), listOf)

const error = ({ json }: Answer): string =>
  Schema.decodeUnknownSync(Schema.Struct({ error: Schema.String }))(json).error

const search = (section: string, id: number, changes: Partial<NewSearch> = {}): NewSearch => ({
  section,
  reason: "Missing",
  target: { kind: "movie", movieId: id },
  items: [id],
  title: `Movie ${id} (2020)`,
  sentAt: at + id * 1000,
  ...changes
})

const candidate = (id: number, changes: Partial<Candidate> = {}): Candidate => ({
  reason: "Missing",
  target: { kind: "movie", movieId: id },
  items: [id],
  marks: [],
  title: `Movie ${id} (2020)`,
  wish: undefined,
  ...changes
})

describe("GET /api/searches", () => {
  it.scopedLive("shows all of a section: what it does, waits for, does next, passes over, and what came of it", () =>
    Effect.gen(function* () {
      const running = { ...search("Sonarr-TV", 9), key: 9, state: "running", commandId: 77 } as const
      const { port } = yield* startSearching({
        sections: [
          status("Sonarr-TV", {
            activity: { text: "Dark S01E05 · Truths · Missing", at },
            held: { why: "hourly limit", until: at + 60_000, text: "20 of 20 searches an hour are spent" },
            queue: [
              candidate(1, {
                reason: "Request",
                target: { kind: "season", seriesId: 3, seasonNumber: 2 },
                items: [1, 2, 3],
                title: "Dark S02 (3 episodes)"
              }),
              candidate(4)
            ],
            skipped: new Map([
              ["complete", 100],
              ["cooling down", 7]
            ]),
            wanted: 11,
            nextAt: at + 1,
            cycle: { number: 3, startedAt: at },
            running: [{ ...running, message: undefined, endedAt: undefined, grabs: [] }],
            hour: { used: 20, limit: 20 },
            sync: { phase: "items", done: 5, total: 10, startedAt: at, lastFullAt: undefined, lastError: "slow" }
          })
        ]
      })
      const [section] = (yield* list(port)).sections
      assert.deepStrictEqual(section, {
        section: "Sonarr-TV",
        searches: true,
        activity: { text: "Dark S01E05 · Truths · Missing", at: iso },
        held: { why: "hourly limit", until: "2024-01-15T10:31:00.000Z", text: "20 of 20 searches an hour are spent" },
        next: [
          {
            title: "Dark S02 (3 episodes)",
            reason: "Request",
            target: { kind: "season", seriesId: 3, seasonNumber: 2 },
            items: 3
          },
          { title: "Movie 4 (2020)", reason: "Missing", target: { kind: "movie", movieId: 4 }, items: 1 }
        ],
        queued: { Request: 1, Missing: 1 },
        eligible: 4,
        skipped: { complete: 100, "cooling down": 7 },
        wanted: 11,
        nextAt: "2024-01-15T10:30:00.001Z",
        cycle: { number: 3, startedAt: iso },
        running: [
          {
            key: 9,
            section: "Sonarr-TV",
            title: "Movie 9 (2020)",
            reason: "Missing",
            target: { kind: "movie", movieId: 9 },
            sentAt: "2024-01-15T10:30:09.000Z",
            state: "running",
            commandId: 77,
            message: null,
            endedAt: null,
            grabs: []
          }
        ],
        hour: { used: 20, limit: 20 },
        sync: { phase: "items", done: 5, total: 10, lastFullAt: null, lastError: "slow" },
        yields: []
      })
    })
  )

  it.scopedLive("says null where there is nothing, and whether anything is searched for at all", () =>
    Effect.gen(function* () {
      const { port } = yield* startSearching({ sections: [status("Radarr-Old"), status("Radarr-Movies")] })
      const { history, sections, total } = yield* list(port)
      assert.deepStrictEqual(
        sections.map((one) => [one.section, one.searches, one.activity, one.held, one.nextAt, one.cycle, one.sync]),
        [
          ["Radarr-Movies", true, null, null, null, null, null],
          ["Radarr-Old", false, null, null, null, null, null]
        ]
      )
      assert.deepStrictEqual([total, history], [0, []])
    })
  )

  it.scopedLive("shows 25 of the queue and counts all of it", () =>
    Effect.gen(function* () {
      const queue = Array.from({ length: 60 }, (_, id) => candidate(id + 1, id < 10 ? { reason: "Today" } : {}))
      const { port } = yield* startSearching({ sections: [status("Sonarr-TV", { queue })] })
      const [section] = (yield* list(port)).sections
      assert.strictEqual(section?.next.length, 25)
      assert.deepStrictEqual([section?.queued, section?.eligible], [{ Today: 10, Missing: 50 }, 60])
    })
  )

  it.scopedLive("shows the history newest first, in pages, with what each search brought", () =>
    Effect.gen(function* () {
      const grab = { at, hash: "ab", title: "Rel", indexer: "I", importedAt: at, failedAt: undefined }
      const { port } = yield* startSearching({
        sections: [status("Radarr-Movies"), status("Sonarr-TV")],
        history: [
          ...Array.from({ length: 120 }, (_, id) => [search("Radarr-Movies", id), { state: "done" }] as const),
          [search("Sonarr-TV", 200, { sentAt: Date.now() }), { state: "done", endedAt: at, grabs: [grab] }],
          [search("Sonarr-TV", 201, { sentAt: Date.now() }), { state: "failed", message: "unsuccessful" }]
        ]
      })
      const first = yield* list(port)
      assert.strictEqual(first.total, 122)
      assert.strictEqual(first.history.length, 50)
      assert.deepInclude(first.history[0], { key: 122, state: "failed", message: "unsuccessful" })
      assert.deepStrictEqual(first.history[1]?.grabs, [
        { at: iso, hash: "ab", title: "Rel", indexer: "I", importedAt: iso, failedAt: null }
      ])
      assert.deepStrictEqual(first.sections[1]?.yields, [
        { reason: "Missing", searches: 2, failed: 1, grabbed: 1, imported: 1 }
      ])
      assert.deepStrictEqual(first.sections[0]?.yields, [], "those are older than 30 days")
      const last = yield* list(port, "?limit=100&offset=100")
      assert.deepStrictEqual([last.total, last.history.length, last.history.at(-1)?.key], [122, 22, 1])
      assert.deepStrictEqual((yield* list(port, "?limit=0")).history, [])
      for (const query of ["limit=501", "limit=-1", "limit=ten", "offset=-1"]) {
        const refused = yield* call(port, "GET", `/api/searches?${query}`)
        assert.strictEqual(refused.status, 400, query)
        assert.match(error(refused), /^(limit|offset) must be a whole number, /)
      }
    })
  )

  it.scopedLive("is about one section if you like, in any case", () =>
    Effect.gen(function* () {
      const { port } = yield* startSearching({
        sections: [status("Radarr-Movies"), status("Sonarr-TV")],
        history: [
          [search("Radarr-Movies", 1), {}],
          [search("Sonarr-TV", 2), {}],
          [search("Radarr-Gone", 3), {}]
        ]
      })
      for (const name of ["Sonarr-TV", "sonarr-tv"]) {
        const one = yield* list(port, `?section=${name}`)
        assert.deepStrictEqual(
          [one.sections.map(({ section }) => section), one.history.map(({ key }) => key), one.total],
          [["Sonarr-TV"], [2], 1]
        )
      }
      // Managed, but its worker does not live at the moment; gone from the config, but not from the history.
      assert.deepStrictEqual(yield* list(port, "?section=Lidarr-Music"), { sections: [], total: 0, history: [] })
      assert.strictEqual((yield* list(port, "?section=Radarr-Gone")).total, 1)
      for (const name of ["Radar", "Lidarr-Not"]) {
        const unknown = yield* call(port, "GET", `/api/searches?section=${name}`)
        assert.strictEqual(unknown.status, 404)
        assert.strictEqual(
          error(unknown),
          `No section ${name} searches. Sections that do: Lidarr-Music, Radarr-4K, Radarr-Movies, Radarr-Old, Sonarr-TV.`
        )
      }
    })
  )

  it.scopedLive("keeps secrets to itself, wherever they were planted", () =>
    Effect.gen(function* () {
      const passkey = "0123456789abcdef0123456789abcdef"
      const planted = `https://tracker.example/${passkey}/announce?apikey=s3cr3t`
      const { port } = yield* startSearching({
        sections: [
          status("Radarr-Movies", {
            activity: { text: planted, at },
            held: { why: "Arr away", until: undefined, text: planted },
            queue: [candidate(1, { title: planted })],
            running: [
              {
                ...search("Radarr-Movies", 1, { title: planted }),
                key: 1,
                state: "running",
                commandId: 1,
                message: planted,
                endedAt: undefined,
                grabs: []
              }
            ],
            sync: {
              phase: "idle",
              done: 0,
              total: 0,
              startedAt: undefined,
              lastFullAt: undefined,
              lastError: planted
            }
          })
        ],
        history: [
          [
            search("Radarr-Movies", 2, { title: planted }),
            {
              state: "failed",
              message: planted,
              grabs: [
                { at, hash: undefined, title: planted, indexer: planted, importedAt: undefined, failedAt: undefined }
              ]
            }
          ]
        ]
      })
      const queries = ["", `?section=${encodeURIComponent(planted)}`]
      for (const query of queries) {
        const { text } = yield* call(port, "GET", `/api/searches${query}`)
        assert.include(text, "tracker.example", query)
        for (const secret of [passkey, "s3cr3t"]) assert.notInclude(text, secret, query)
      }
    })
  )
})

describe("GET /api/processes", () => {
  it.scopedLive("says of a search worker what it does, and of no other", () =>
    Effect.gen(function* () {
      const { port } = yield* startSearching({
        sections: [
          status("Radarr-Movies", { activity: { text: "The Matrix (1999) · Missing apikey=s3cr3t", at } }),
          status("Sonarr-TV")
        ],
        world: {
          workers: ["Search-Radarr-Movies", "Search-Sonarr-TV", "Radarr-Movies"].map((name) => worker({ name }))
        }
      })
      const { json } = yield* call(port, "GET", "/api/processes")
      const { processes } = Schema.decodeUnknownSync(ProcessList, { onExcessProperty: "error" })(json)
      assert.deepStrictEqual(
        processes.map(({ searchSummary, searchTimestamp }) => [searchSummary, searchTimestamp]),
        [
          ["The Matrix (1999) · Missing apikey=<redacted>", iso],
          [null, null],
          [null, null]
        ]
      )
    })
  )
})

describe("every endpoint about searches", () => {
  const order = JSON.stringify({ query: "The Matrix" })
  const webhook = JSON.stringify({ type: "movie", tmdbId: 603 })

  it.scopedLive("asks for the token", () =>
    Effect.gen(function* () {
      const { events, port } = yield* startSearching({ sections: [status("Radarr-Movies")] })
      for (const [method, path, body] of [
        ["GET", "/api/searches", undefined],
        ["POST", "/api/searches", order],
        ["POST", "/api/webhooks/requests", webhook]
      ] as const) {
        const answer = yield* call(port, method, path, { anonymous: true, ...(body === undefined ? {} : { body }) })
        assert.deepStrictEqual([answer.status, answer.json], [401, problem("unauthorized", "unauthorized")], path)
      }
      assert.isEmpty(events)
    })
  )

  it.scopedLive("changes nothing for a page of another site", () =>
    Effect.gen(function* () {
      const { events, port, requests } = yield* startSearching({
        sections: [status("Radarr-Movies")],
        world: { authDisabled: true }
      })
      for (const [path, body] of [
        ["/api/searches", order],
        ["/api/webhooks/requests", webhook]
      ] as const) {
        for (const headers of [{ origin: "http://evil.example" }, { "sec-fetch-site": "cross-site" }]) {
          assert.strictEqual((yield* call(port, "POST", path, { headers, body })).status, 403, path)
        }
      }
      assert.deepStrictEqual([events, requests.of("Radarr-Movies")], [[], []])
      const own = { headers: { origin: `http://127.0.0.1:${port}` }, body: webhook }
      assert.strictEqual((yield* call(port, "POST", "/api/webhooks/requests", own)).status, 202)
    })
  )
})
