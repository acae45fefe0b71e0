import * as OpenApi from "@effect/platform/OpenApi"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as TorrentId from "../../../src/clients/qbittorrent/TorrentId.ts"
import type { DecisionRow } from "../../../src/store/DecisionLog.ts"
import type { NotedDecision } from "../../../src/store/LastDecisions.ts"
import type { Torrent } from "../../../src/torrents/Torrent.ts"
import { Api } from "../../../src/web/Api.ts"
import { problem } from "../../../src/web/Problem.ts"
import { type Document, findOperation, jsonSchemaOf } from "../../harness/openapi/Document.ts"
import { schemasOf } from "../../harness/openapi/schemas.ts"
import { torrent } from "../torrents/samples.ts"
import { type Answer, call, start, type World } from "./fakes.ts"

const document: Document = JSON.parse(JSON.stringify(OpenApi.fromApi(Api)))
const check = schemasOf(document)

/** A GET that must be answered as the document says. */
const get = (port: number, path: string): Effect.Effect<Answer, Error> =>
  Effect.tap(call(port, "GET", path), ({ json, status }) => {
    const found = findOperation(document, "GET", path.split("?")[0] ?? "")
    if (typeof found === "string") return assert.fail(found)
    const response = found.operation.responses[String(status)]
    assert.isDefined(response, `${path} answers ${status}, which is not documented`)
    const schema = jsonSchemaOf(response?.content)
    assert.isDefined(schema)
    if (schema !== undefined) assert.deepStrictEqual(check(schema)(json), [], path)
  })

const one = (instance: string, n: number | string, change: Partial<Torrent> = {}): Torrent => {
  const hash = String(n).padStart(40, "a")
  return torrent({ id: TorrentId.make(instance, hash), instance, hash, name: `Movie.${n}`, ...change })
}

const passkey = "0123456789abcdef0123456789abcdef"
const announce = `https://tracker.example/${passkey}/announce`
const odd = "udp://other.example:80/s3cr3t/announce?x=1"

const noted = (change: Partial<NotedDecision> = {}): NotedDecision => ({
  at: Date.UTC(2024, 0, 15, 10, 30),
  section: "Radarr-Movies",
  name: "Movie.1",
  rule: "stalled",
  reason: "stalled for 3 min",
  again: Date.UTC(2024, 0, 15, 10, 42),
  facts: () => ({ state: "stalledDL" }),
  ...change
})

const acted = (id: Torrent["id"], change: Partial<DecisionRow> = {}): DecisionRow => ({
  at: Date.UTC(2024, 0, 15, 10, 45),
  section: "Radarr-Movies",
  torrent: id,
  name: "Movie.1",
  rule: "stalled",
  reason: "stalled for 15 min",
  action: "remove (with files, blocklist, search again)",
  facts: { progress: 0.1 },
  result: "done",
  ...change
})

const names = (answer: Answer): ReadonlyArray<string> =>
  (answer.json as { torrents: ReadonlyArray<{ name: string }> }).torrents.map(({ name }) => name)

const world: World = {
  torrents: [
    one("qBit", 2, { category: "sonarr", state: "uploading" }),
    one("qBit", 1),
    one("qBit", 3, { category: "seed", trackers: undefined, eta: undefined, addedAt: undefined }),
    one("qBit-4K", 1, { name: "MOVIE.4K", category: "seed" })
  ],
  lastDecisions: { [one("qBit", 1).id]: noted() }
}

describe("GET /api/torrents", () => {
  it.scopedLive("shows all torrents of all instances by name, with who looks after them and the last decision", () =>
    Effect.gen(function* () {
      const port = yield* start(world)
      const answer = yield* get(port, "/api/torrents")
      assert.strictEqual(answer.status, 200)
      assert.deepStrictEqual(names(answer), ["MOVIE.4K", "Movie.1", "Movie.2", "Movie.3"])
      const { torrents, total } = answer.json as { torrents: ReadonlyArray<Record<string, unknown>>; total: number }
      assert.strictEqual(total, 4)
      assert.deepStrictEqual(
        torrents.map(({ section }) => section),
        [null, "Radarr-Movies", null, "qBit"]
      )
      assert.deepStrictEqual(torrents[1], {
        instance: "qBit",
        hash: one("qBit", 1).hash,
        name: "Movie.1",
        category: "radarr",
        section: "Radarr-Movies",
        tags: [],
        state: "downloading",
        progress: 0.5,
        priority: null,
        eta: null,
        availability: 1,
        size: 1000,
        totalSize: 1000,
        amountLeft: 500,
        ratio: 0,
        dlspeed: 0,
        upspeed: 0,
        addedOn: "2026-11-22T20:00:00.000Z",
        completionOn: null,
        lastActivity: "2026-11-23T19:59:50.000Z",
        seedingTime: 0,
        ratioLimit: null,
        seedingTimeLimit: null,
        dlLimit: 0,
        upLimit: 0,
        superSeeding: false,
        trackers: ["tracker.example"],
        attention: null,
        lastDecision: {
          at: "2024-01-15T10:30:00.000Z",
          section: "Radarr-Movies",
          rule: "stalled",
          reason: "stalled for 3 min",
          again: "2024-01-15T10:42:00.000Z"
        }
      })
      assert.include(torrents[3], { trackers: null, addedOn: null, lastDecision: null })
    })
  )

  it.scopedLive("narrows by every filter, and by several at once", () =>
    Effect.gen(function* () {
      const port = yield* start(world)
      for (const [query, found] of [
        ["instance=qBit-4K", ["MOVIE.4K"]],
        ["category=seed", ["MOVIE.4K", "Movie.3"]],
        ["section=Radarr-Movies", ["Movie.1"]],
        ["section=qBit", ["Movie.3"]],
        ["state=uploading", ["Movie.2"]],
        ["rule=stalled", ["Movie.1"]],
        ["tag=mine", []],
        ["q=movie.4", ["MOVIE.4K"]],
        [`q=${"A".repeat(39)}2`, ["Movie.2"]],
        ["category=seed&instance=qBit", ["Movie.3"]],
        ["category=sonarr&category=seed", ["MOVIE.4K", "Movie.3"]],
        ["instance=nowhere", []]
      ] as const) {
        assert.deepStrictEqual(names(yield* get(port, `/api/torrents?${query}`)), [...found], query)
      }
    })
  )

  it.scopedLive("sorts by every column in both directions, with what is not known last, and equal ones by name", () =>
    Effect.gen(function* () {
      const torrents = [
        one("qBit", 1, { name: "b", size: 3, addedAt: 30, progress: 0.5, ratio: 1, state: "uploading" }),
        one("qBit", 2, { name: "a", size: undefined, addedAt: 10, progress: 1, ratio: 3, state: "error" }),
        one("qBit", 3, { name: "c", size: 1, addedAt: 20, progress: 0.5, ratio: undefined, state: "downloading" })
      ]
      const lastDecisions = {
        [one("qBit", 3).id]: noted({ at: 1 }),
        [one("qBit", 1).id]: noted({ at: 2 })
      }
      const port = yield* start({ torrents, lastDecisions })
      for (const [sort, up, down] of [
        ["name", "abc", "cba"],
        ["added", "acb", "bca"],
        ["progress", "bca", "abc"],
        ["size", "cba", "bca"],
        ["state", "cab", "bac"],
        ["ratio", "bac", "abc"],
        ["lastDecision", "cba", "bca"]
      ] as const) {
        assert.strictEqual(names(yield* get(port, `/api/torrents?sort=${sort}`)).join(""), up, sort)
        assert.strictEqual(names(yield* get(port, `/api/torrents?sort=${sort}&order=desc`)).join(""), down, sort)
        const second = yield* get(port, `/api/torrents?sort=${sort}&order=desc&limit=1&offset=1`)
        assert.strictEqual(names(second).join(""), down[1], sort)
      }
      for (const query of ["sort=hash", "order=up", "attention=yes"]) {
        const refused = yield* get(port, `/api/torrents?${query}`)
        assert.strictEqual(refused.status, 400, query)
        assert.match((refused.json as { error: string }).error, /^(sort|order|attention) must be one of /)
      }
    })
  )

  it.scopedLive("shows what waits for a person, and why, with right totals", () =>
    Effect.gen(function* () {
      const torrents = [
        one("qBit", 1, { tags: ["a"] }),
        one("qBit", 2, { state: "missingFiles", tags: ["a"] }),
        one("qBit", 3, { state: "error", category: "nobodys" }),
        one("qBit", 4, { state: "error", tags: ["qBitrr-ignored"] })
      ]
      const port = yield* start({ torrents })
      const waiting = yield* get(port, "/api/torrents?attention=true")
      assert.deepStrictEqual(names(waiting), ["Movie.2"])
      const { total, torrents: rows } = waiting.json as { total: number; torrents: ReadonlyArray<object> }
      assert.strictEqual(total, 1)
      assert.deepInclude(rows[0], { attention: "Its files are missing." })
      assert.deepStrictEqual(names(yield* get(port, "/api/torrents?attention=false")), [
        "Movie.1",
        "Movie.3",
        "Movie.4"
      ])
      assert.deepStrictEqual(names(yield* get(port, "/api/torrents?tag=a&attention=false")), ["Movie.1"])
    })
  )

  it.scopedLive("comes in pages, a hundred torrents each unless asked otherwise", () =>
    Effect.gen(function* () {
      const torrents = Array.from({ length: 250 }, (_, n) => one("qBit", n, { name: `T${String(n).padStart(3, "0")}` }))
      const port = yield* start({ torrents })
      const page = (query: string) => get(port, `/api/torrents${query}`)
      assert.strictEqual(names(yield* page("")).length, 100)
      assert.strictEqual(names(yield* page("?limit=1000")).length, 250)
      const last = yield* page("?limit=100&offset=200")
      assert.deepStrictEqual([names(last).length, names(last)[0]], [50, "T200"])
      assert.strictEqual((last.json as { total: number }).total, 250)
      for (const query of ["limit=0", "limit=1001", "limit=ten", "limit=1.5", "offset=-1"]) {
        const refused = yield* page(`?${query}`)
        assert.strictEqual(refused.status, 400, query)
        assert.match((refused.json as { error: string }).error, /^(limit|offset) must be a whole number, /)
      }
    })
  )
})

describe("GET /api/torrents/{instance}/{hash}", () => {
  it.scopedLive("shows what the last decision saw, and whether the picture is fresh", () =>
    Effect.gen(function* () {
      const port = yield* start(world)
      const { hash } = one("qBit", 1)
      const { json, status } = yield* get(port, `/api/torrents/qBit/${hash.toUpperCase()}`)
      assert.strictEqual(status, 200)
      assert.deepInclude(json, {
        name: "Movie.1",
        online: true,
        contentPath: "/downloads/radarr/Some.Movie.2024",
        lastFacts: { state: "stalledDL" }
      })
      const other = yield* get(port, `/api/torrents/qBit-4K/${hash}`)
      assert.deepInclude(other.json, { name: "MOVIE.4K", online: false, lastFacts: {} })
    })
  )

  it.scopedLive("answers 404 with where to look", () =>
    Effect.gen(function* () {
      const port = yield* start(world)
      for (const path of [
        "/api/torrents/qBit/beef",
        "/api/torrents/nowhere/beef",
        "/api/torrents/qBit/beef/decisions"
      ]) {
        const { json, status } = yield* get(port, path)
        assert.strictEqual(status, 404)
        assert.match(
          (json as { error: string }).error,
          /^There is no torrent beef in (qBit|nowhere)\. Instances: qBit, qBit-4K\. Find torrents with /
        )
      }
    })
  )
})

describe("GET /api/torrents/{instance}/{hash}/decisions", () => {
  it.scopedLive("shows the decisions that acted, also of a torrent that is gone, and the last one that did not", () =>
    Effect.gen(function* () {
      const gone = one("qBit", 9)
      const port = yield* start({
        ...world,
        decisions: [acted(gone.id, { at: 5, name: "Gone" }), acted(one("qBit", 1).id), acted(gone.id, { at: 3 })]
      })
      const { json } = yield* get(port, `/api/torrents/qBit/${gone.hash}/decisions`)
      const answer = json as { decisions: ReadonlyArray<Record<string, unknown>>; lastDecision: unknown }
      assert.isNull(answer.lastDecision)
      assert.deepStrictEqual(
        answer.decisions.map(({ at }) => at),
        ["1970-01-01T00:00:00.005Z", "1970-01-01T00:00:00.003Z"]
      )
      assert.deepStrictEqual(answer.decisions[0], {
        at: "1970-01-01T00:00:00.005Z",
        section: "Radarr-Movies",
        instance: "qBit",
        hash: gone.hash,
        name: "Gone",
        rule: "stalled",
        reason: "stalled for 15 min",
        action: "remove (with files, blocklist, search again)",
        result: "done",
        facts: { progress: 0.1 }
      })
      const one1 = yield* get(port, `/api/torrents/qBit/${gone.hash}/decisions?limit=1`)
      assert.strictEqual((one1.json as { decisions: ReadonlyArray<unknown> }).decisions.length, 1)
      const waiting = yield* get(port, `/api/torrents/qBit/${one("qBit", 1).hash}/decisions`)
      assert.deepInclude((waiting.json as { lastDecision: object }).lastDecision, { rule: "stalled" })
      const untouched = yield* get(port, `/api/torrents/qBit/${one("qBit", 2).hash}/decisions`)
      assert.deepStrictEqual(untouched.json, { lastDecision: null, decisions: [] })
    })
  )
})

describe("GET /api/decisions", () => {
  it.scopedLive("finds decisions on torrents that are gone by name or hash", () =>
    Effect.gen(function* () {
      const gone = one("qBit", 9)
      const port = yield* start({ decisions: [acted(gone.id, { name: "Gone" }), acted(one("qBit", 1).id)] })
      const found = (query: string) =>
        Effect.map(get(port, `/api/decisions${query}`), ({ json }) =>
          (json as { decisions: ReadonlyArray<{ name: string }> }).decisions.map(({ name }) => name)
        )
      assert.deepStrictEqual(yield* found(""), ["Gone", "Movie.1"])
      assert.deepStrictEqual(yield* found("?q=Gone"), ["Gone"])
      assert.deepStrictEqual(yield* found("?limit=1"), ["Gone"])
      assert.strictEqual((yield* get(port, "/api/decisions?limit=0")).status, 400)
    })
  )
})

describe("GET /api/trackers", () => {
  it.scopedLive("counts torrents by host and lists messages that nobody understands", () =>
    Effect.gen(function* () {
      const port = yield* start({
        torrents: [
          one("qBit", 1, { trackers: [announce, odd] }),
          one("qBit", 2, { trackers: [odd, odd] }),
          one("qBit-4K", 3, { trackers: undefined })
        ],
        unknownMessages: [{ host: "tracker.example", message: `huh ${announce}`, count: 3, lastAt: 0 }]
      })
      assert.deepStrictEqual((yield* get(port, "/api/trackers")).json, {
        hosts: [
          { host: "other.example", torrents: 2 },
          { host: "tracker.example", torrents: 1 }
        ],
        unknownMessages: [
          {
            host: "tracker.example",
            message: "huh https://tracker.example/",
            count: 3,
            lastAt: "1970-01-01T00:00:00.000Z"
          }
        ]
      })
    })
  )
})

describe("every endpoint about torrents", () => {
  const { hash, id } = one("qBit", 1)
  const paths = [
    "/api/torrents",
    `/api/torrents/qBit/${hash}`,
    `/api/torrents/qBit/${hash}/decisions`,
    "/api/decisions",
    "/api/trackers"
  ]

  it.scopedLive("asks for the token", () =>
    Effect.gen(function* () {
      const port = yield* start(world)
      for (const path of paths) {
        const answer = yield* call(port, "GET", path, { anonymous: true })
        assert.strictEqual(answer.status, 401, path)
        assert.deepStrictEqual(answer.json, problem("unauthorized", "unauthorized"))
      }
    })
  )

  it.scopedLive("keeps passkeys and announce URLs to itself, wherever they were planted", () =>
    Effect.gen(function* () {
      const facts = { trackers: [{ url: announce }, odd], actions: [{ urls: [announce, odd] }] }
      const texts = { reason: `says ${announce} and ${odd}`, rule: "dead", section: "Radarr-Movies" }
      const port = yield* start({
        torrents: [one("qBit", 1, { trackers: [announce, odd], name: announce, contentPath: odd, savePath: announce })],
        lastDecisions: { [id]: noted({ ...texts, name: announce, facts: () => facts }) },
        decisions: [
          acted(id, {
            ...texts,
            name: odd,
            facts,
            action: `add tracker ${announce}`,
            result: `failed: ${announce} ${odd}`
          })
        ],
        unknownMessages: [{ host: "tracker.example", message: `${odd} passkey=${passkey}`, count: 1, lastAt: 0 }]
      })
      for (const path of paths) {
        const { text } = yield* get(port, path)
        assert.include(text, "tracker.example", path)
        for (const secret of [passkey, "s3cr3t", "announce"]) assert.notInclude(text, secret, path)
      }
    })
  )
})
