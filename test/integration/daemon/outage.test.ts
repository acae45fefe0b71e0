import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as FakeQbittorrent from "../../../src/demo/FakeQbittorrent.ts"
import * as Arrs from "../../harness/daemon/arrs.ts"
import * as Daemon from "../../harness/daemon/Daemon.ts"
import { poll } from "../../harness/daemon/poll.ts"
import { hint, isMissing, matrix } from "../../harness/qbittorrent/binaries.ts"
import * as Real from "../../harness/qbittorrent/RealQbittorrent.ts"
import { onlyExe } from "../../harness/qbittorrent/torrentFile.ts"

describe.skipIf(isMissing).each(matrix)(`a real qBittorrent that goes away, %s${hint}`, (binary) => {
  it.scopedLive(
    "killed for 30 s: the first torrent is handled within 5 s of its return, and no life is lost",
    () =>
      Effect.gen(function* () {
        const real = yield* Real.start({ binary })
        const radarr = yield* Arrs.arr({
          kind: "radarr",
          category: "radarr",
          client: Arrs.clientView(real.admin),
          refreshEvery: "1 seconds"
        })
        const fake = onlyExe("Handled.After.Return")
        const daemon = yield* Daemon.make(
          [Arrs.settings(), Arrs.qbit(real), Arrs.section("Radarr-Movies", radarr, "radarr")].join("\n")
        )
        yield* daemon.start
        yield* daemon.waitState("Feed-qBit", "running")
        yield* real.kill
        yield* daemon.waitState("Feed-qBit", "degraded")
        yield* Effect.sleep("30 seconds")
        yield* real.startAgain
        const back = performance.now()
        yield* real.admin.add([fake], { category: "radarr" })
        yield* radarr.grab({ hash: fake.hash, media: { kind: "movie", movieId: 1 }, title: "Handled.After.Return" })
        yield* poll(
          "the torrent is handled",
          Effect.map(real.admin.rows, (rows) => rows.every((row) => row.hash !== fake.hash)),
          30
        )
        const took = performance.now() - back
        assert.isBelow(took, 5_000, `handled ${Math.round(took)} ms after the return`)
        const feed = yield* daemon.waitState("Feed-qBit", "running")
        assert.strictEqual(feed.life, 1)
        assert.strictEqual(daemon.output().match(/qBit is away/g)?.length, 1)
        assert.strictEqual(daemon.output().match(/qBit is back/g)?.length, 1)
      }),
    120_000
  )
})

describe("a daemon that is started first", () => {
  it.scopedLive(
    "works as soon as qBittorrent and the Arr appear, in this order",
    () => startedFirst("qbittorrent"),
    90_000
  )
  it.scopedLive("works as soon as the Arr and qBittorrent appear, in this order", () => startedFirst("arr"), 90_000)
})

const startedFirst = (first: "qbittorrent" | "arr") =>
  Effect.gen(function* () {
    const qbittorrent = yield* FakeQbittorrent.make({ webApi: "2.11.4", username: "admin", password: "pw" })
    const radarr = yield* Arrs.arr({
      kind: "radarr",
      category: "radarr",
      client: qbittorrent,
      autoImportAfter: "200 millis"
    })
    const hash = yield* qbittorrent.add({ name: "Waiting.Movie", category: "radarr", state: "stalledUP" })
    yield* radarr.grab({ hash, media: { kind: "movie", movieId: 1 }, title: "Waiting.Movie" })
    yield* qbittorrent.goDown
    yield* radarr.goDown
    const daemon = yield* Daemon.make(
      [
        Arrs.settings(),
        Arrs.qbit({ url: qbittorrent.url, username: "admin", password: "pw" }),
        Arrs.section("Radarr-Movies", radarr, "radarr")
      ].join("\n")
    )
    yield* daemon.start
    yield* daemon.waitState("Radarr-Movies", "degraded")
    const ready = yield* daemon.ready
    assert.isFalse(ready?.ready)
    yield* Effect.orDie(first === "qbittorrent" ? qbittorrent.comeBack : radarr.comeBack)
    yield* Effect.sleep("2 seconds")
    const posted = Effect.map(radarr.log, (log) => log.filter(({ path }) => path.endsWith("/command")).length)
    assert.strictEqual(yield* posted, 0, "nothing is asked of the Arr before both answer")
    yield* Effect.orDie(first === "qbittorrent" ? radarr.comeBack : qbittorrent.comeBack)
    yield* poll(
      "it is imported",
      Effect.map(radarr.imports, (all) => all.get(hash) === 1),
      20
    )
    const manager = yield* daemon.waitState("Radarr-Movies", "running")
    assert.strictEqual(manager.life, 1)
    yield* poll(
      "everything is ready",
      Effect.map(daemon.ready, (now) => now?.ready === true)
    )
  })
