import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import * as Ref from "effect/Ref"
import * as TestClock from "effect/TestClock"
import * as TorrentId from "../../../../src/clients/qbittorrent/TorrentId.ts"
import type { Torrent } from "../../../../src/torrents/Torrent.ts"
import type { FeedChange, FeedSnapshot } from "../../../../src/torrents/TorrentFeed.ts"
import { TorrentFeeds } from "../../../../src/torrents/TorrentFeeds.ts"
import type { AboutView, ThroughputView } from "../../../../src/web/status/overviewViews.ts"
import { keptSamples, layer, Throughput, throughputOf } from "../../../../src/web/status/Throughput.ts"
import { torrent } from "../../torrents/samples.ts"
import { call, dependency, start } from "../fakes.ts"

const snapshot = (instance: string, online: boolean, torrents: ReadonlyArray<Partial<Torrent>>): FeedSnapshot => ({
  instance,
  online,
  at: 0,
  version: 1,
  torrents: new Map(
    torrents.map((change, nth) => {
      const hash = String(nth).padStart(40, "0")
      return [hash, torrent({ id: TorrentId.make(instance, hash), instance, hash, ...change })]
    })
  ),
  connection: "connected",
  freeSpace: undefined,
  queueing: false
})

describe("the throughput", () => {
  it("is the sum over the torrents of every qBittorrent that answers", () => {
    const speeds = [
      { downloadSpeed: 100, uploadSpeed: 1 },
      { downloadSpeed: undefined, uploadSpeed: 2 }
    ]
    const both = [snapshot("qBit", true, speeds), snapshot("qBit-4K", true, speeds), snapshot("old", false, speeds)]
    assert.deepStrictEqual(throughputOf(both, 7), { at: 7, down: 200, up: 6 })
  })

  it("is not zero but unknown while none answers", () => {
    assert.deepStrictEqual(throughputOf([snapshot("qBit", false, [{ downloadSpeed: 9 }])], 7), {
      at: 7,
      down: null,
      up: null
    })
  })

  it.effect("is noted every ten seconds whether or not somebody looks, for a little more than an hour", () =>
    Effect.gen(function* () {
      const speed = yield* Ref.make(5)
      const feeds = TorrentFeeds.of({
        register: () => Effect.void,
        forget: () => Effect.void,
        nudge: () => Effect.void,
        all: Effect.succeed(new Map()),
        changes: Queue.unbounded<FeedChange>(),
        snapshots: Effect.map(
          Ref.get(speed),
          (downloadSpeed) => new Map([["qBit", snapshot("qBit", true, [{ downloadSpeed, uploadSpeed: 1 }])]])
        )
      })
      yield* Effect.gen(function* () {
        const { samples } = yield* Throughput
        yield* TestClock.adjust("25 seconds")
        yield* Ref.set(speed, 6)
        yield* TestClock.adjust("5 seconds")
        assert.deepStrictEqual(yield* samples, [
          { at: 10_000, down: 5, up: 1 },
          { at: 20_000, down: 5, up: 1 },
          { at: 30_000, down: 6, up: 1 }
        ])
        yield* TestClock.adjust("64 minutes")
        const all = yield* samples
        assert.lengthOf(all, keptSamples)
        assert.strictEqual(all.at(-1)?.at, 3_870_000)
        assert.isAtLeast((all.at(-1)?.at ?? 0) - (all[0]?.at ?? 0), 3_600_000)
      }).pipe(Effect.provide(layer), Effect.provideService(TorrentFeeds, feeds))
    })
  )
})

describe("GET /api/throughput", () => {
  const at = (n: number) => Date.UTC(2024, 0, 15, 12, n)
  const throughput = [0, 1, 2, 3].map((n) => ({ at: at(n), down: n === 1 ? null : n, up: n === 1 ? null : 0 }))

  it.scopedLive("gives all samples, the newest so many, or those after a time", () =>
    Effect.gen(function* () {
      const port = yield* start({ throughput })
      const downs = (query: string) =>
        Effect.map(call(port, "GET", `/api/throughput${query}`), ({ json }) =>
          (json as ThroughputView).samples.map(({ down }) => down)
        )
      assert.deepStrictEqual((yield* call(port, "GET", "/api/throughput?limit=1")).json, {
        every: 10,
        samples: [{ at: "2024-01-15T12:03:00.000Z", down: 3, up: 0 }]
      })
      assert.deepStrictEqual(yield* downs(""), [0, null, 2, 3])
      assert.deepStrictEqual(yield* downs("?since=2024-01-15T12:01:00Z"), [2, 3])
      assert.deepStrictEqual(yield* downs("?since=2024-01-15T12:00:00Z&limit=2"), [2, 3])
      for (const query of ["?limit=0", `?limit=${keptSamples + 1}`, "?since=soon"]) {
        assert.strictEqual((yield* call(port, "GET", `/api/throughput${query}`)).status, 400, query)
      }
    })
  )
})

describe("GET /api/about", () => {
  it.scopedLive("names versions and paths, and what those outside said they are", () =>
    Effect.gen(function* () {
      const port = yield* start({
        dependencies: [
          dependency({ version: "qBittorrent v5.0.2" }),
          dependency({ name: "Radarr-Movies", kind: "arr", state: "unknown" })
        ]
      })
      const about = (yield* call(port, "GET", "/api/about")).json as AboutView
      assert.strictEqual(about.node, process.version)
      assert.deepStrictEqual(about.paths, { config: "config.toml", data: "/data", logs: null })
      assert.deepStrictEqual(about.programs, [
        { name: "qBit", version: "qBittorrent v5.0.2" },
        { name: "Radarr-Movies", version: null }
      ])
    })
  )

  it.scopedLive("does not tell anybody who may look at the readiness only", () =>
    Effect.gen(function* () {
      const port = yield* start({ dependencies: [dependency({ version: "qBittorrent v5.0.2" })] })
      const ready = yield* call(port, "GET", "/api/ready", { anonymous: true })
      assert.strictEqual(ready.status, 200)
      assert.notInclude(ready.text, "5.0.2")
      assert.strictEqual((yield* call(port, "GET", "/api/about", { anonymous: true })).status, 401)
    })
  )
})

describe("readiness", () => {
  it.scopedLive("tells how fast each one answers, and does not depend on a service of requests", () =>
    Effect.gen(function* () {
      const port = yield* start({
        dependencies: [
          dependency({ latency: { last: 12, median: 9 } }),
          dependency({ name: "Overseerr of Radarr-Movies", kind: "requests", state: "down", reason: "refused" })
        ]
      })
      const { json, status } = yield* call(port, "GET", "/api/ready")
      assert.strictEqual(status, 200)
      const { dependencies } = json as { dependencies: ReadonlyArray<Record<string, unknown>> }
      assert.deepStrictEqual(
        dependencies.map(({ kind, latency }) => [kind, latency]),
        [
          ["qbittorrent", { last_ms: 12, median_ms: 9 }],
          ["requests", null]
        ]
      )
    })
  )
})
