import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as TorrentId from "../../../src/clients/qbittorrent/TorrentId.ts"
import { torrent } from "../torrents/samples.ts"
import { call, dependency, start, worker } from "./fakes.ts"

const one = (instance: string, n: number, change: Parameters<typeof torrent>[0] = {}) => {
  const hash = String(n).padStart(40, "0")
  return torrent({ id: TorrentId.make(instance, hash), instance, hash, ...change })
}

const torrents = [
  one("qBit", 1, { category: "radarr", size: 10, ratio: 1, state: "uploading", seedingTime: 100 }),
  one("qBit", 2, { category: "radarr/sub", size: 20, ratio: 2 }),
  one("qBit", 3, { category: "seed", size: 5, ratio: undefined, state: "stalledUP" }),
  one("qBit-4K", 4, { category: "radarr", size: 1, ratio: 0 }),
  one("qBit-4K", 5, { category: "" })
]

describe("GET /api/status and /web/status", () => {
  it.scopedLive("tell who answers, without asking anybody", () =>
    Effect.gen(function* () {
      const port = yield* start({
        torrents,
        dependencies: [dependency(), dependency({ name: "Radarr-Movies", kind: "arr", state: "down" })]
      })
      for (const path of ["/api/status", "/web/status"]) {
        assert.deepStrictEqual((yield* call(port, "GET", path)).json, {
          qbit: { alive: true, host: "localhost", port: 8080, version: null },
          qbitInstances: {
            qBit: { alive: true, host: "localhost", port: 8080, version: null },
            "qBit-4K": { alive: false, host: "localhost", port: 8080, version: null }
          },
          arrs: [{ category: "radarr", name: "Radarr-Movies", type: "radarr", alive: false }],
          ready: false,
          webui: { LiveArr: true, Theme: "Dark", ViewDensity: "Comfortable" }
        })
      }
    })
  )
})

describe("GET /api/torrents/distribution", () => {
  it.scopedLive("counts torrents by category and instance", () =>
    Effect.gen(function* () {
      const port = yield* start({ torrents })
      assert.deepStrictEqual((yield* call(port, "GET", "/api/torrents/distribution")).json, {
        distribution: {
          radarr: { qBit: 1, "qBit-4K": 1 },
          "radarr/sub": { qBit: 1 },
          seed: { qBit: 1 },
          "": { "qBit-4K": 1 }
        }
      })
    })
  )
})

describe("GET /web/qbit/categories", () => {
  it.scopedLive("shows what each section looks after", () =>
    Effect.gen(function* () {
      const port = yield* start({ torrents })
      const { json } = yield* call(port, "GET", "/web/qbit/categories")
      const { categories } = json as { categories: ReadonlyArray<Record<string, unknown>> }
      assert.deepStrictEqual(
        categories.map(({ seedingConfig: _, ...rest }) => rest),
        [
          {
            category: "seed",
            instance: "qBit",
            managedBy: "qbit",
            torrentCount: 1,
            seedingCount: 1,
            totalSize: 5,
            avgRatio: 0,
            avgSeedingTime: 0
          },
          {
            category: "radarr",
            instance: "Radarr-Movies",
            managedBy: "arr",
            torrentCount: 2,
            seedingCount: 1,
            totalSize: 11,
            avgRatio: 0.5,
            avgSeedingTime: 50
          }
        ]
      )
      assert.deepStrictEqual(categories[0]?.["seedingConfig"], {
        maxRatio: -1,
        maxTime: -1,
        removeMode: -1,
        downloadLimit: -1,
        uploadLimit: -1
      })
    })
  )
})

describe("the older names of processes", () => {
  const workers = [
    worker({ name: "Radarr-Movies", category: "radarr", role: "manager" }),
    worker({ name: "Search-Radarr-Movies", category: "radarr", role: "search", state: "failed" }),
    worker({ name: "qBit", category: "qBit", role: "category" }),
    worker({ name: "Feed-qBit", category: "Feed-qBit", role: "background" })
  ]

  it.scopedLive("GET /web/processes has the old fields beside the new ones", () =>
    Effect.gen(function* () {
      const port = yield* start({ workers })
      const { json } = yield* call(port, "GET", "/web/processes")
      const { processes } = json as { processes: ReadonlyArray<Record<string, unknown>> }
      assert.deepStrictEqual(
        processes.map(({ alive, kind, rebuilding, status }) => [kind, alive, rebuilding, status]),
        [
          ["torrent", true, false, "running"],
          ["search", false, false, "stopped"],
          ["category", true, false, "running"],
          ["background", true, false, "running"]
        ]
      )
    })
  )

  it.scopedLive("restart by category and kind, under both names", () =>
    Effect.gen(function* () {
      const commands: Array<string> = []
      const port = yield* start({ commands, workers })
      for (const [path, restarted] of [
        ["/api/processes/radarr/torrent/restart", ["Radarr-Movies"]],
        ["/web/processes/radarr/search/restart", ["Search-Radarr-Movies"]],
        ["/api/processes/radarr/all/restart", ["Radarr-Movies", "Search-Radarr-Movies"]],
        ["/api/processes/qBit/category/restart", ["qBit"]],
        ["/api/arr/radarr/restart", ["Radarr-Movies", "Search-Radarr-Movies"]],
        ["/web/arr/Radarr-Movies/restart", ["Radarr-Movies"]]
      ] as const) {
        commands.length = 0
        const answer = yield* call(port, "POST", path)
        assert.deepStrictEqual(answer.json, { status: "ok", restarted: [...restarted] }, path)
        assert.deepStrictEqual(
          commands,
          restarted.map((name) => `restart ${name}`),
          path
        )
      }
      commands.length = 0
      for (const path of ["/web/processes/restart_all", "/api/arr/rebuild", "/web/arr/rebuild"]) {
        assert.strictEqual((yield* call(port, "POST", path)).status, 200, path)
      }
      assert.deepStrictEqual(commands, ["restartAll", "restartAll", "restartAll"])
      for (const [path, status] of [
        ["/api/processes/radarr/everything/restart", 400],
        ["/api/processes/nobody/all/restart", 404],
        ["/api/processes/qBit/search/restart", 404],
        ["/api/arr/qBit/restart", 404]
      ] as const) {
        assert.strictEqual((yield* call(port, "POST", path)).status, status, path)
      }
      const ending = yield* start({ shuttingDown: true, workers })
      assert.strictEqual((yield* call(ending, "POST", "/web/processes/radarr/all/restart")).status, 503)
    })
  )
})

describe("GET /api/meta and /web/meta", () => {
  it.scopedLive("tell the version and how one gets in, and need a login", () =>
    Effect.gen(function* () {
      const port = yield* start()
      for (const path of ["/api/meta", "/web/meta"]) {
        const { json } = yield* call(port, "GET", path)
        assert.deepInclude(json as object, { latest_version: null, update_available: false, auth_required: true })
        assert.strictEqual((yield* call(port, "GET", path, { anonymous: true })).status, 401)
      }
    })
  )
})
