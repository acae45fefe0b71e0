import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { Api } from "../../../src/web/Api.ts"
import { declarations } from "../../../src/web/access/Scope.ts"
import { problem } from "../../../src/web/Problem.ts"
import { call, dependency, start, token, worker } from "./fakes.ts"

const at = "2024-01-15T10:30:00.000Z"

describe("GET /api/processes", () => {
  it.scopedLive("shows every field of the contract", () =>
    Effect.gen(function* () {
      const exit = {
        worker: "Radarr-Movies",
        life: 2,
        at: Date.UTC(2024, 0, 15, 10, 29, 55),
        kind: "crashed" as const,
        message: "boom at http://arr/?apikey=0123secret",
        lived: 56_500,
        attempt: 1,
        drill: false
      }
      const port = yield* start({
        workers: [
          worker({
            exits: [exit],
            state: "restarting",
            lifeStartedAt: null,
            reason: "boom",
            nextAttemptAt: Date.UTC(2024, 0, 15, 10, 30, 5)
          })
        ]
      })
      const answer = yield* call(port, "GET", "/api/processes")
      assert.strictEqual(answer.status, 200)
      assert.deepStrictEqual(answer.json, {
        processes: [
          {
            name: "Radarr-Movies",
            category: "radarr-movies",
            status: "restarting",
            pid: process.pid,
            uptime: 0,
            restart_count: 2,
            last_restart: at,
            role: "manager",
            state: "restarting",
            life: 3,
            since: at,
            reason: "boom",
            next_attempt_at: "2024-01-15T10:30:05.000Z",
            last_beat: "2024-01-15T10:31:00.000Z",
            restart_limit: 5,
            restart_window: 300,
            searchSummary: null,
            searchTimestamp: null,
            exits: [
              {
                at: "2024-01-15T10:29:55.000Z",
                kind: "crashed",
                message: "boom at http://arr/?apikey=<redacted>",
                lived: 56.5,
                attempt: 1,
                life: 2,
                drill: false
              }
            ]
          }
        ]
      })
    })
  )

  it.scopedLive("counts uptime in whole seconds of this life and says null where nothing has happened", () =>
    Effect.gen(function* () {
      const port = yield* start({
        workers: [worker({ lifeStartedAt: Date.now() - 90_500, lastRestart: null, lastBeat: null })]
      })
      const { json } = yield* call(port, "GET", "/api/processes")
      const [first] = (json as { processes: Array<Record<string, unknown>> }).processes
      assert.include([90, 91], first?.["uptime"])
      assert.isNull(first?.["last_restart"])
      assert.isNull(first?.["last_beat"])
    })
  )
})

describe("the bearer token", () => {
  const refused = problem("unauthorized", "unauthorized")

  it.scopedLive("is asked for on every process endpoint", () =>
    Effect.gen(function* () {
      const commands: Array<string> = []
      const port = yield* start({ commands, allowDrills: true })
      for (const [method, path] of [
        ["GET", "/api/processes"],
        ["POST", "/api/processes/restart_all"],
        ["POST", "/api/processes/Radarr-Movies/restart"],
        ["POST", "/api/processes/Radarr-Movies/stop"],
        ["POST", "/api/processes/Radarr-Movies/start"],
        ["POST", "/api/processes/Radarr-Movies/drill"],
        ["POST", "/api/processes/nobody/restart"]
      ] as const) {
        const answer = yield* call(port, method, path, { anonymous: true, body: '{"kind":"crash"}' })
        assert.strictEqual(answer.status, 401, path)
        assert.deepStrictEqual(answer.json, refused)
      }
      assert.deepStrictEqual(commands, [])
    })
  )

  it.scopedLive("must be exactly the one of the config, in the Bearer scheme", () =>
    Effect.gen(function* () {
      const port = yield* start()
      const status = (authorization: string) =>
        Effect.map(call(port, "GET", "/api/processes", { headers: { authorization } }), (answer) => answer.status)
      assert.strictEqual(yield* status(`Bearer ${token}`), 200)
      assert.strictEqual(yield* status(`bearer ${token}`), 200)
      assert.strictEqual(yield* status(`Bearer ${token}x`), 401)
      assert.strictEqual(yield* status(`Bearer ${token.slice(1)}`), 401)
      assert.strictEqual(yield* status(`Digest ${token}`), 401)
      assert.strictEqual(yield* status(`xxxxxxx${token}`), 401)
      assert.strictEqual(yield* status("Bearer "), 401)
    })
  )

  it.scopedLive("is not asked for with AuthDisabled", () =>
    Effect.gen(function* () {
      const port = yield* start({ authDisabled: true })
      assert.strictEqual((yield* call(port, "GET", "/api/processes", { anonymous: true })).status, 200)
    })
  )
})

describe("manual commands", () => {
  it.scopedLive("reach the supervisor and name what they reached; names may hold blanks and slashes", () =>
    Effect.gen(function* () {
      const commands: Array<string> = []
      const port = yield* start({ commands })
      const name = encodeURIComponent("Sonarr TV/4K")
      const restart = yield* call(port, "POST", `/api/processes/${name}/restart`)
      const stop = yield* call(port, "POST", `/api/processes/${name}/stop`)
      const resume = yield* call(port, "POST", "/api/processes/Radarr-Movies/start")
      const all = yield* call(port, "POST", "/api/processes/restart_all")
      assert.deepStrictEqual(
        [restart, stop, resume, all].map(({ status, json }) => [status, json]),
        [
          [200, { status: "ok", restarted: ["Sonarr TV/4K"] }],
          [200, { status: "ok", stopped: ["Sonarr TV/4K"] }],
          [200, { status: "ok", started: ["Radarr-Movies"] }],
          [200, { status: "ok", restarted: ["Radarr-Movies", "Sonarr TV/4K"] }]
        ]
      )
      assert.deepStrictEqual(commands, [
        "restart Sonarr TV/4K",
        "stop Sonarr TV/4K",
        "resume Radarr-Movies",
        "restartAll"
      ])
    })
  )

  it.scopedLive("answer 404 with the known names for an unknown one", () =>
    Effect.gen(function* () {
      const port = yield* start()
      const answer = yield* call(port, "POST", "/api/processes/Radarr/restart")
      assert.strictEqual(answer.status, 404)
      assert.deepStrictEqual(
        answer.json,
        problem("unknown-process", 'There is no process "Radarr". Known: Radarr-Movies, Sonarr TV/4K.')
      )
    })
  )

  it.scopedLive("answer 503 while the daemon shuts down", () =>
    Effect.gen(function* () {
      const port = yield* start({ shuttingDown: true })
      for (const path of ["/api/processes/restart_all", "/api/processes/Radarr-Movies/stop"]) {
        const answer = yield* call(port, "POST", path)
        assert.strictEqual(answer.status, 503)
        assert.deepStrictEqual(
          answer.json,
          problem("unavailable", "The daemon is shutting down and accepts no more commands.")
        )
      }
    })
  )

  it.scopedLive("are refused to pages of other sites", () =>
    Effect.gen(function* () {
      const commands: Array<string> = []
      const port = yield* start({ commands, authDisabled: true })
      const from = (headers: Record<string, string>) =>
        Effect.map(call(port, "POST", "/api/processes/restart_all", { headers }), ({ status }) => status)
      assert.strictEqual(yield* from({ origin: "http://evil.example" }), 403)
      assert.strictEqual(yield* from({ origin: "null" }), 403)
      assert.strictEqual(yield* from({ "sec-fetch-site": "cross-site" }), 403)
      assert.deepStrictEqual(commands, [])
      assert.strictEqual(yield* from({ origin: `http://127.0.0.1:${port}` }), 200)
      assert.strictEqual(yield* from({ "sec-fetch-site": "same-origin" }), 200)
    })
  )
})

describe("drills", () => {
  const drill = (port: number, body: string) =>
    call(port, "POST", "/api/processes/Radarr-Movies/drill", { body, headers: { "content-type": "application/json" } })

  it.scopedLive("are refused unless Settings.AllowDrills", () =>
    Effect.gen(function* () {
      const commands: Array<string> = []
      const port = yield* start({ commands })
      const answer = yield* drill(port, '{"kind":"crash"}')
      assert.strictEqual(answer.status, 403)
      assert.deepStrictEqual(
        answer.json,
        problem("forbidden", "Drills are switched off. Set AllowDrills = true in [Settings] to allow them.")
      )
      assert.deepStrictEqual(commands, [])
    })
  )

  it.scopedLive("reach the supervisor", () =>
    Effect.gen(function* () {
      const commands: Array<string> = []
      const port = yield* start({ commands, allowDrills: true })
      assert.deepStrictEqual((yield* drill(port, '{"kind":"crash"}')).json, {
        status: "ok",
        drilled: ["Radarr-Movies"]
      })
      yield* drill(port, '{"kind":"hang"}')
      yield* drill(port, '{"kind":"hang","seconds":2.5}')
      assert.deepStrictEqual(commands, [
        "crash Radarr-Movies",
        "hang(Duration(0)) Radarr-Movies",
        "hang(Duration(2s 500ms)) Radarr-Movies"
      ])
    })
  )

  it.scopedLive("need a body that makes sense", () =>
    Effect.gen(function* () {
      const commands: Array<string> = []
      const port = yield* start({ commands, allowDrills: true })
      for (const body of [
        "",
        "{",
        "[]",
        '{"kind":"explode"}',
        '{"kind":"hang","seconds":-1}',
        '{"kind":"hang","x":1}'
      ]) {
        const answer = yield* drill(port, body)
        assert.strictEqual(answer.status, 400, body)
        assert.match((answer.json as { error: string }).error, /Send \{"kind": "crash"\}/)
      }
      assert.deepStrictEqual(commands, [])
    })
  )
})

describe("probes", () => {
  it.scopedLive("liveness is public, under both paths, also for HEAD", () =>
    Effect.gen(function* () {
      const port = yield* start({ dependencies: [dependency({ state: "down", reason: "away" })] })
      for (const path of ["/api/health", "/health"]) {
        const answer = yield* call(port, "GET", path, { anonymous: true })
        assert.strictEqual(answer.status, 200)
        assert.deepStrictEqual(answer.json, { status: "ok" })
        assert.strictEqual((yield* call(port, "HEAD", path, { anonymous: true })).status, 200)
      }
    })
  )

  it.scopedLive("ready when everything is up and no process has failed", () =>
    Effect.gen(function* () {
      const port = yield* start({
        workers: [worker(), worker({ state: "starting" }), worker({ state: "stopped" })]
      })
      const answer = yield* call(port, "GET", "/api/ready", { anonymous: true })
      assert.strictEqual(answer.status, 200)
      assert.deepStrictEqual(answer.json, {
        ready: true,
        dependencies: [
          {
            name: "qBit",
            kind: "qbittorrent",
            state: "up",
            since: at,
            reason: null,
            next_attempt_at: null,
            latency: null
          }
        ],
        processes: { running: 2, degraded: 0, restarting: 0, failed: 0, stopped: 1 }
      })
    })
  )

  it.scopedLive("not ready with a dependency that is down, or never asked, or a failed process", () =>
    Effect.gen(function* () {
      const down = yield* start({
        dependencies: [dependency({ state: "down", reason: "no connection; token=abc", nextAttemptAt: 0 })]
      })
      const answer = yield* call(down, "GET", "/api/ready", { anonymous: true })
      assert.strictEqual(answer.status, 503)
      assert.deepStrictEqual((answer.json as { dependencies: unknown }).dependencies, [
        {
          name: "qBit",
          kind: "qbittorrent",
          state: "down",
          since: at,
          reason: "no connection; token=<redacted>",
          next_attempt_at: "1970-01-01T00:00:00.000Z",
          latency: null
        }
      ])
      const unknown = yield* start({ dependencies: [dependency({ state: "unknown" })] })
      assert.strictEqual((yield* call(unknown, "GET", "/api/ready")).status, 503)
      const failed = yield* start({ workers: [worker(), worker({ role: "background", state: "failed" })] })
      assert.strictEqual((yield* call(failed, "GET", "/api/ready")).status, 503)
    })
  )
})

describe("the server", () => {
  it.scopedLive("describes itself as OpenAPI", () =>
    Effect.gen(function* () {
      const port = yield* start()
      const answer = yield* call(port, "GET", "/api/openapi.json")
      const document = answer.json as { openapi: string; paths: Record<string, Record<string, { responses: object }>> }
      assert.match(document.openapi, /^3\.1/)
      const declared = new Set(declarations(Api).map(({ path }) => path.replaceAll(/:(\w+)/g, "{$1}")))
      assert.deepStrictEqual(Object.keys(document.paths).sort(), [...declared].sort())
      assert.include([...declared], "/api/processes/{name}/restart")
      assert.includeMembers(Object.keys(document.paths["/api/processes/{name}/drill"]?.["post"]?.responses ?? {}), [
        "200",
        "400",
        "401",
        "403",
        "404",
        "503"
      ])
    })
  )

  it.scopedLive("answers unknown paths and broken names with JSON", () =>
    Effect.gen(function* () {
      const port = yield* start()
      const unknown = yield* call(port, "GET", "/api/nothing?x=1")
      assert.strictEqual(unknown.status, 404)
      assert.deepStrictEqual(
        unknown.json,
        problem("unknown-address", "There is nothing at GET /api/nothing. See /api/openapi.json.")
      )
      const broken = yield* call(port, "POST", "/api/processes/%zz/restart")
      assert.strictEqual(broken.status, 404)
      assert.property(broken.json, "error")
    })
  )

  it.scopedLive("understands its URL base kept or stripped by a proxy", () =>
    Effect.gen(function* () {
      const port = yield* start({ urlBase: "/qbitrr" })
      for (const path of ["/qbitrr/api/health", "/api/health"]) {
        assert.strictEqual((yield* call(port, "GET", path)).status, 200, path)
      }
      assert.strictEqual((yield* call(port, "GET", "/qbitrrx/api/health")).status, 404)
    })
  )

  it.scopedLive("forbids caching and framing", () =>
    Effect.gen(function* () {
      const { headers } = yield* Effect.flatMap(start(), (port) => call(port, "GET", "/api/processes"))
      assert.strictEqual(headers["cache-control"], "no-store")
      assert.strictEqual(headers["x-frame-options"], "DENY")
      assert.strictEqual(headers["x-content-type-options"], "nosniff")
    })
  )
})
