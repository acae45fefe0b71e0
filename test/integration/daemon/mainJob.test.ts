import { createHash } from "node:crypto"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type { FakeArr } from "../../../src/demo/FakeArr.ts"
import * as Arrs from "../../harness/daemon/arrs.ts"
import * as Daemon from "../../harness/daemon/Daemon.ts"
import { poll } from "../../harness/daemon/poll.ts"
import type { Row } from "../../harness/qbittorrent/Admin.ts"
import { hint, isMissing, matrix } from "../../harness/qbittorrent/binaries.ts"
import * as Real from "../../harness/qbittorrent/RealQbittorrent.ts"
import {
  fakeMovie,
  magnet,
  onlyExe,
  realMovie,
  type TorrentFile,
  writeData
} from "../../harness/qbittorrent/torrentFile.ts"

const magnetHash = (name: string): string => createHash("sha1").update(name).digest("hex")

const isThere = (rows: ReadonlyArray<Row>, hash: string): boolean => rows.some((row) => row.hash === hash)

/** Mutating requests of an Arr as `METHOD path`, ids replaced. */
const calls = (arr: FakeArr) =>
  Effect.map(arr.log, (log) =>
    log.map(({ body, method, path, query }) => {
      const name = typeof body === "object" && body !== null && "name" in body ? ` ${String(body.name)}` : ""
      return `${method} ${path.replace(/\d+$/, "{id}")}${name}${method === "DELETE" ? ` ${new URLSearchParams(query).toString()}` : ""}`
    })
  )

const blocklisting =
  "DELETE /api/v3/queue/{id} removeFromClient=false&blocklist=true&skipRedownload=true&changeCategory=false"

const markedFailed = "POST /api/v3/history/failed/{id}"
const searching = "POST /api/v3/command MoviesSearch"
const refreshing = "POST /api/v3/command RefreshMonitoredDownloads"

describe.skipIf(isMissing).each(matrix)(`the main job on a real qBittorrent, %s${hint}`, (binary) => {
  it.scopedLive(
    "each torrent ends as decided, the Arr saw exactly the right calls, nothing ignored was touched",
    () =>
      Effect.gen(function* () {
        const real = yield* Real.start({ binary })
        const { admin } = real
        const radarr = yield* Arrs.arr({
          kind: "radarr",
          category: "radarr",
          client: Arrs.clientView(admin),
          autoImportAfter: "500 millis",
          // A row outlives its torrent until the Arr looks again; the daemon is quicker than a look every minute.
          refreshEvery: "10 minutes"
        })
        const grab = (hash: string, movieId: number) =>
          radarr.grab({ hash, media: { kind: "movie", movieId }, title: `Movie.${movieId}` })
        const add = (torrent: TorrentFile, movieId: number, tags: ReadonlyArray<string> = []) =>
          Effect.zipRight(admin.add([torrent], { category: "radarr", tags }), grab(torrent.hash, movieId))
        const addComplete = (torrent: TorrentFile, movieId: number, tags: ReadonlyArray<string> = []) =>
          Effect.gen(function* () {
            writeData(torrent, real.downloads)
            yield* admin.add([torrent], { category: "radarr", tags, skipChecking: true, savePath: real.downloads })
            yield* grab(torrent.hash, movieId)
          })

        const stuck = magnetHash("stuck")
        const stalled = fakeMovie("Stalled.Movie")
        const failed = fakeMovie("Failed.Movie")
        const recheck = realMovie("Recheck.Movie")
        const complete = realMovie("Complete.Movie")
        const exes = ["A", "B", "C"].map((name) => onlyExe(`Fake.${name}`))
        const ignored = ["qBitrr-ignored"]
        const ignoredStuck = magnetHash("ignored stuck")
        const ignoredTorrents = {
          stalled: fakeMovie("Ignored.Stalled"),
          exe: onlyExe("Ignored.Exe"),
          failed: fakeMovie("Ignored.Failed"),
          complete: realMovie("Ignored.Complete")
        }

        yield* admin.add([magnet(stuck, "Stuck.Movie")], { category: "radarr" })
        yield* grab(stuck, 1)
        yield* add(stalled, 2)
        yield* add(failed, 3)
        yield* addComplete(recheck, 4, ["qBitrr-imported"])
        yield* Effect.forEach(exes, (exe, index) => add(exe, 6 + index))
        yield* admin.add([magnet(ignoredStuck, "Ignored.Stuck")], { category: "radarr", tags: ignored })
        yield* add(ignoredTorrents.stalled, 11, ignored)
        yield* add(ignoredTorrents.exe, 12, ignored)
        yield* add(ignoredTorrents.failed, 13, ignored)
        yield* addComplete(ignoredTorrents.complete, 14, ignored)
        const ignoredHashes = [ignoredStuck, ...Object.values(ignoredTorrents).map(({ hash }) => hash)]

        const daemon = yield* Daemon.make(
          [Arrs.settings(), Arrs.qbit(real), Arrs.section("Radarr-Movies", radarr, "radarr", { StalledDelay: 1 })].join(
            "\n"
          )
        )
        yield* daemon.start
        yield* daemon.waitState("Radarr-Movies", "running")

        yield* poll(
          "the three fakes are gone",
          Effect.map(admin.rows, (rows) => exes.every(({ hash }) => !isThere(rows, hash)))
        )
        yield* addComplete(complete, 5)
        yield* poll(
          "the complete movie is imported",
          Effect.map(radarr.imports, (all) => all.get(complete.hash) === 1)
        )
        yield* poll(
          "the complete movie is tagged",
          Effect.map(admin.rows, (rows) =>
            rows.some((row) => row.hash === complete.hash && String(row["tags"]).includes("qBitrr-imported"))
          )
        )
        for (const { hash } of [failed, ignoredTorrents.failed]) {
          yield* admin.call("torrents/setCategory", { hashes: hash, category: "failed" })
        }
        yield* admin.call("torrents/setCategory", { hashes: recheck.hash, category: "recheck" })
        yield* poll(
          "the failed movie is gone",
          Effect.map(admin.rows, (rows) => !isThere(rows, failed.hash))
        )
        yield* poll(
          "the rechecked movie is back in its category",
          Effect.map(admin.rows, (rows) =>
            rows.some((row) => row.hash === recheck.hash && row["category"] === "radarr")
          ),
          40
        )
        yield* poll(
          "the magnet and the stalled movie are gone after their grace of a minute",
          Effect.map(admin.rows, (rows) => !isThere(rows, stuck) && !isThere(rows, stalled.hash)),
          120
        )

        const removed = [1, 2, 3, 6, 7, 8]
        yield* poll(
          "each removed movie was searched",
          Effect.map(radarr.searches, (all) => removed.every((id) => all.get(`movie:${id}`) === 1))
        )
        assert.sameMembers(
          [...(yield* radarr.searches).keys()],
          removed.map((id) => `movie:${id}`)
        )
        assert.sameMembers(
          (yield* radarr.blocklist).map(({ title }) => title),
          removed.map((id) => `Movie.${id}`)
        )
        // Radarr imports complete torrents of its category by itself too; nothing is imported twice, nothing is scanned.
        assert.strictEqual((yield* radarr.imports).get(complete.hash), 1)
        assert.isTrue([...(yield* radarr.imports).values()].every((count) => count === 1))
        const seen = yield* calls(radarr)
        const counted = (call: string) => seen.filter((one) => one === call).length
        // A row is gone once Radarr has looked again after the deletion or the move to another category: then the grab is
        // marked as failed, and Radarr searches itself. Either way each release is reported once and searched once.
        assert.strictEqual(counted(blocklisting) + counted(markedFailed), removed.length)
        assert.strictEqual(counted(searching), counted(blocklisting))
        assert.isEmpty(seen.filter((call) => ![blocklisting, markedFailed, searching, refreshing].includes(call)))
        assert.isEmpty(yield* radarr.violations)

        const after = yield* admin.rows
        assert.sameMembers(
          after.map((row) => row.hash),
          [...ignoredHashes, recheck.hash, complete.hash]
        )
        for (const row of after.filter(({ hash }) => ignoredHashes.includes(hash))) {
          assert.strictEqual(row["tags"], "qBitrr-ignored")
          assert.strictEqual(row["category"], row.hash === ignoredTorrents.failed.hash ? "failed" : "radarr")
        }
        assert.strictEqual(daemon.output().match(/: recheck: done/g)?.length, 1)

        const ended = yield* daemon.stop("SIGTERM")
        assert.strictEqual(ended.code, 0)
        assert.isBelow(ended.took, 5_000)
      }),
    240_000
  )
})
