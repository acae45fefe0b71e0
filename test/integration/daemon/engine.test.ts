import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Arrs from "../../harness/daemon/arrs.ts"
import * as Daemon from "../../harness/daemon/Daemon.ts"
import { poll } from "../../harness/daemon/poll.ts"
import type { Admin, Row } from "../../harness/qbittorrent/Admin.ts"
import { hint, isMissing, matrix } from "../../harness/qbittorrent/binaries.ts"
import * as Real from "../../harness/qbittorrent/RealQbittorrent.ts"
import { makeTorrent, onlyExe, realMovie, type TorrentFile, writeData } from "../../harness/qbittorrent/torrentFile.ts"

const rowOf = (admin: Admin, hash: string): Effect.Effect<Row | undefined> =>
  Effect.map(admin.rows, (rows) => rows.find((row) => row.hash === hash))

const isGone = (admin: Admin, { hash }: TorrentFile) => Effect.map(rowOf(admin, hash), (row) => row === undefined)

const tagsOf = (row: Row | undefined): ReadonlyArray<string> => String(row?.["tags"] ?? "").split(", ")

const tracked = (name: string): TorrentFile =>
  makeTorrent({ name, files: [{ path: `${name}.mkv`, size: 5_000_000 }], tracker: "http://tracker.example:1/announce" })

/** Requests by which an Arr would learn of a failure or a search. */
const telling = (log: ReadonlyArray<{ readonly method: string; readonly path: string }>) =>
  log.filter(({ method, path }) => method === "DELETE" || path.includes("/history/failed"))

const complete = (real: Real.RealQbittorrent, torrent: TorrentFile, category: string, tags: ReadonlyArray<string>) =>
  Effect.suspend(() => {
    writeData(torrent, real.downloads)
    return real.admin.add([torrent], { category, tags, skipChecking: true, savePath: real.downloads })
  })

const trackers = `[[qBit.Trackers]]
URI = "tracker.example"
AddTags = ["example"]
DownloadRateLimit = 100
UploadRateLimit = "1M"
`

describe.skipIf(isMissing).each(matrix)(`the torrent engine on a real qBittorrent, %s${hint}`, (binary) => {
  it.scopedLive(
    "seeding limits, managed categories, subcategories, limits, labels; every decision can be explained",
    () =>
      Effect.gen(function* () {
        const real = yield* Real.start({ binary })
        const { admin } = real
        const radarr = yield* Arrs.arr({ kind: "radarr", category: "radarr", client: Arrs.clientView(admin) })

        const seeded = realMovie("Seeded.Movie")
        const longer = realMovie("Longer.Movie")
        const linux = realMovie("Linux.Image")
        const kept = realMovie("Kept.Image")
        const handsOff = realMovie("Hands.Off")
        const fake = onlyExe("Fake.In.4K")
        const download = tracked("Tracked.Movie")

        yield* complete(real, seeded, "radarr", ["qBitrr-imported"])
        yield* complete(real, longer, "radarr", ["qBitrr-imported"])
        yield* complete(real, linux, "seed/linux", [])
        yield* complete(real, kept, "seed/keep", [])
        yield* complete(real, handsOff, "seed", ["qBitrr-ignored"])
        yield* admin.add([fake], { category: "radarr/4k" })
        yield* radarr.grab({ hash: fake.hash, media: { kind: "movie", movieId: 1 }, title: "Fake.In.4K" })
        yield* admin.add([download], { category: "radarr", tags: ["mine", "qBitrr-imported"] })
        // Its own share limit: an hour. It can only raise what the config says.
        yield* admin.call("torrents/setShareLimits", {
          hashes: longer.hash,
          ratioLimit: "-2",
          seedingTimeLimit: "60",
          inactiveSeedingTimeLimit: "-2",
          shareLimitAction: "Default",
          shareLimitsMode: "Default"
        })

        const seedingMode = "[Radarr-Movies.Torrent.SeedingMode]\nRemoveTorrent = 2\nMaxSeedingTime = 8\n"
        const managed = [
          "[qBit.CategorySeeding]\nRemoveTorrent = 2\nMaxSeedingTime = 8",
          '[[qBit.CategorySeeding.Categories]]\nName = "seed/keep"\nRemoveTorrent = -1\n'
        ].join("\n")
        const daemon = yield* Daemon.make(
          [
            Arrs.settings({ IgnoreTorrentsYoungerThan: 1 }),
            `${Arrs.qbit(real)}ManagedCategories = ["seed"]\nMatchSubcategories = true\n`,
            managed,
            trackers,
            Arrs.section("Radarr-Movies", radarr, "radarr", {}),
            seedingMode
          ].join("\n")
        )
        yield* daemon.start
        yield* daemon.waitState("Radarr-Movies", "running")

        yield* poll(
          "the tracked download has its limits and its label",
          Effect.map(
            rowOf(admin, download.hash),
            (row) => row?.["dl_limit"] === 102_400 && row["up_limit"] === 1_048_576 && tagsOf(row).includes("example")
          )
        )
        yield* poll("the fake in the subcategory is gone", isGone(admin, fake))
        yield* poll("what has seeded long enough is gone", isGone(admin, seeded))
        yield* poll("so is the managed one", isGone(admin, linux))
        yield* poll(
          "the fake is searched for again",
          Effect.map(radarr.searches, (all) => all.get("movie:1") === 1)
        )

        // Only the fake was a failure; nothing that had seeded its time is blocklisted.
        assert.deepStrictEqual(
          (yield* radarr.blocklist).map(({ title }) => title),
          ["Fake.In.4K"]
        )
        assert.isFalse(yield* isGone(admin, longer))
        assert.isFalse(yield* isGone(admin, kept))
        const spared = yield* rowOf(admin, handsOff.hash)
        assert.strictEqual(spared?.["tags"], "qBitrr-ignored")
        assert.includeMembers([...tagsOf(yield* rowOf(admin, download.hash))], ["mine", "example"])

        const { json } = yield* daemon.call("GET", `/api/torrents/qBit/${seeded.hash}/decisions`)
        assert.match(JSON.stringify(json), /seeding done/)
        assert.match(JSON.stringify(json), /"result":"done"/)

        // A person's own limit stays: a limit is only written where it differs from what the config asks for.
        yield* admin.call("torrents/setUploadLimit", { hashes: kept.hash, limit: "4096" })
        yield* Effect.sleep("3 seconds")
        assert.strictEqual((yield* rowOf(admin, kept.hash))?.["up_limit"], 4096)
        assert.isEmpty(yield* radarr.violations)
        assert.strictEqual((yield* daemon.stop("SIGTERM")).code, 0)
      }),
    180_000
  )

  it.scopedLive(
    "the same torrent on two qBittorrents: each is acted on by itself, and the Arr hears of no failure while its twin goes on",
    () =>
      Effect.gen(function* () {
        const [one, two] = yield* Effect.all([Real.start({ binary }), Real.start({ binary })])
        const radarr = yield* Arrs.arr({ kind: "radarr", category: "radarr", client: Arrs.clientView(one.admin) })
        const twin = onlyExe("Twin.Fake")
        const single = onlyExe("Single.Fake")
        for (const [torrent, movieId] of [
          [twin, 1],
          [single, 2]
        ] as const) {
          yield* one.admin.add([torrent], { category: "radarr" })
          yield* radarr.grab({ hash: torrent.hash, media: { kind: "movie", movieId }, title: torrent.name })
        }
        yield* two.admin.add([twin], { category: "radarr", tags: ["qBitrr-ignored"] })
        const daemon = yield* Daemon.make(
          [
            Arrs.settings({ Tagless: true }),
            Arrs.qbit(one),
            Arrs.qbit(two, "qBit-two"),
            Arrs.section("Radarr-Movies", radarr, "radarr")
          ].join("\n")
        )
        yield* daemon.start
        yield* poll("the single one is gone", isGone(one.admin, single))
        yield* poll("the twin is gone from the first", isGone(one.admin, twin))
        yield* poll(
          "the single one is searched for again",
          Effect.map(radarr.searches, (all) => all.get("movie:2") === 1)
        )
        assert.isFalse(yield* isGone(two.admin, twin))
        assert.deepStrictEqual(
          (yield* radarr.blocklist).map(({ title }) => title),
          ["Single.Fake"]
        )
        assert.strictEqual(telling(yield* radarr.log).length, 1)
        assert.strictEqual((yield* daemon.stop("SIGTERM")).code, 0)
      }),
    120_000
  )
})
