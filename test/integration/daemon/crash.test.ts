import { existsSync } from "node:fs"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Random from "effect/Random"
import * as FakeQbittorrent from "../../../src/demo/FakeQbittorrent.ts"
import * as Arrs from "../../harness/daemon/arrs.ts"
import * as Daemon from "../../harness/daemon/Daemon.ts"
import { query } from "../../harness/daemon/database.ts"
import { poll } from "../../harness/daemon/poll.ts"

const world = Effect.gen(function* () {
  const qbittorrent = yield* FakeQbittorrent.make({ webApi: "2.11.4", username: "admin", password: "pw" })
  const radarr = yield* Arrs.arr({
    kind: "radarr",
    category: "radarr",
    client: qbittorrent,
    autoImportAfter: "100 millis",
    refreshEvery: "500 millis"
  })
  const daemon = yield* Daemon.make(
    [
      Arrs.settings({ SearchesPerHour: 1000 }),
      Arrs.qbit({ url: qbittorrent.url, username: "admin", password: "pw" }),
      Arrs.section("Radarr-Movies", radarr, "radarr")
    ].join("\n")
  )
  const grabbed = (name: string, movieId: number, kind: "dead" | "complete") =>
    Effect.gen(function* () {
      const now = Math.floor(Date.now() / 1000)
      const hash = yield* qbittorrent.add({
        name,
        category: "radarr",
        addedOn: now - 60,
        ...(kind === "complete"
          ? { state: "stalledUP" }
          : { state: "downloading", progress: 0.1, files: [{ name: `${name}/${name}.exe`, size: 1_000 }] })
      })
      yield* radarr.grab({ hash, media: { kind: "movie", movieId }, title: name })
      return hash
    })
  return { qbittorrent, radarr, daemon, grabbed }
})

describe("kill -9", () => {
  it.scopedLive(
    "check 30: at 20 random moments: every journalled removal is finished once, nothing is imported or searched twice",
    () =>
      Effect.gen(function* () {
        const { daemon, grabbed, qbittorrent, radarr } = yield* world
        const dead = new Map<string, number>()
        const complete: Array<string> = []
        let movieId = 0
        for (let round = 0; round < 20; round++) {
          for (let n = 0; n < 2; n++) {
            movieId++
            dead.set(yield* grabbed(`Dead.${movieId}`, movieId, "dead"), movieId)
          }
          movieId++
          complete.push(yield* grabbed(`Complete.${movieId}`, movieId, "complete"))
          yield* daemon.start
          yield* Effect.sleep(yield* Random.nextIntBetween(250, 1_800))
          yield* daemon.stop("SIGKILL")
          if (!existsSync(daemon.databaseFile)) continue
          const [check] = query(daemon.databaseFile, "PRAGMA integrity_check")
          assert.deepStrictEqual(Object.values(check ?? {}), ["ok"], `after kill ${round + 1}`)
        }
        yield* daemon.start
        yield* poll(
          "all dead torrents are gone",
          Effect.map(qbittorrent.torrents, (all) => all.every(({ hash }) => !dead.has(hash))),
          60
        )
        yield* poll(
          "all are searched",
          Effect.map(radarr.searches, (all) => all.size === dead.size),
          60
        )
        yield* poll(
          "all are imported",
          Effect.map(radarr.imports, (all) => complete.every((hash) => all.has(hash))),
          60
        )
        // Whatever was to happen twice would happen now.
        yield* Effect.sleep("3 seconds")
        const ended = yield* daemon.stop("SIGTERM")
        assert.strictEqual(ended.code, 0)

        const searches = yield* radarr.searches
        for (const id of dead.values()) assert.strictEqual(searches.get(`movie:${id}`), 1, `searches of movie ${id}`)
        const blocklist = yield* radarr.blocklist
        assert.strictEqual(blocklist.length, dead.size)
        assert.strictEqual(new Set(blocklist.map(({ title }) => title)).size, dead.size)
        for (const [hash, count] of yield* radarr.imports) assert.strictEqual(count, 1, `imports of ${hash}`)
        const { scans } = yield* radarr.state
        for (const [hash, count] of scans) assert.strictEqual(count, 1, `scans of ${hash}`)
        assert.deepStrictEqual(
          query(daemon.databaseFile, "SELECT count(*) AS open FROM removals WHERE step NOT IN ('done', 'cancelled')"),
          [{ open: 0 }]
        )
        assert.isEmpty(yield* radarr.violations)
      }),
    180_000
  )
})

describe("SIGTERM during a removal", () => {
  it.scopedLive(
    "exits 0 within 5 s though the Arr does not answer, and the next start finishes the removal from the journal",
    () =>
      Effect.gen(function* () {
        const { daemon, grabbed, qbittorrent, radarr } = yield* world
        yield* daemon.start
        yield* daemon.waitState("Radarr-Movies", "running")
        yield* radarr.fault("hang", { paths: /queue\/\d+$/ })
        const hash = yield* grabbed("Dead.Hanging", 1, "dead")
        yield* poll(
          "it is gone from the client",
          Effect.map(qbittorrent.torrent(hash), (one) => one === undefined)
        )
        const ended = yield* daemon.stop("SIGTERM")
        assert.strictEqual(ended.code, 0)
        assert.isBelow(ended.took, 5_000)
        assert.deepStrictEqual(
          query(daemon.databaseFile, "SELECT step FROM removals"),
          [{ step: "deleted" }],
          "journalled, not finished"
        )
        yield* radarr.fault("none")
        yield* daemon.start
        yield* poll(
          "searched",
          Effect.map(radarr.searches, (all) => all.get("movie:1") === 1)
        )
        yield* daemon.stop("SIGTERM")
        assert.strictEqual((yield* radarr.blocklist).length, 1)
        assert.deepStrictEqual(query(daemon.databaseFile, "SELECT step FROM removals"), [{ step: "done" }])
      }),
    90_000
  )

  it.scopedLive(
    "an answering Arr: the removal is completed before the exit",
    () =>
      Effect.gen(function* () {
        const { daemon, grabbed, qbittorrent, radarr } = yield* world
        yield* daemon.start
        yield* daemon.waitState("Radarr-Movies", "running")
        const hash = yield* grabbed("Dead.Quick", 1, "dead")
        yield* poll(
          "the deletion was sent",
          Effect.map(qbittorrent.log, (log) =>
            log.some((call) => call.endpoint.endsWith("delete") && JSON.stringify(call.params).includes(hash))
          )
        )
        const ended = yield* daemon.stop("SIGTERM")
        assert.strictEqual(ended.code, 0)
        assert.isBelow(ended.took, 5_000)
        const [row] = query(daemon.databaseFile, "SELECT step FROM removals")
        assert.strictEqual(row?.["step"], "done")
        yield* poll(
          "searched once",
          Effect.map(radarr.searches, (all) => all.get("movie:1") === 1)
        )
      }),
    60_000
  )

  it.scopedLive(
    "idle: exits within a second, only the database and its empty lock are left",
    () =>
      Effect.gen(function* () {
        const { daemon } = yield* world
        yield* daemon.start
        yield* daemon.waitState("Radarr-Movies", "running")
        const ended = yield* daemon.stop("SIGTERM")
        assert.strictEqual(ended.code, 0)
        assert.include(daemon.output(), "SIGTERM received, shutting down")
        assert.include(Daemon.mainLog(daemon), "SIGTERM received, shutting down")
        assert.notMatch(Daemon.mainLog(daemon), new RegExp(String.fromCharCode(27)))
      }),
    60_000
  )
})
