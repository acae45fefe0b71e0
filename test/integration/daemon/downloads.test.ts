import { mkdirSync, rmSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type { Media } from "../../../src/demo/arr/Media.ts"
import type { FakeArr } from "../../../src/demo/FakeArr.ts"
import * as Arrs from "../../harness/daemon/arrs.ts"
import * as Daemon from "../../harness/daemon/Daemon.ts"
import { query } from "../../harness/daemon/database.ts"
import { poll } from "../../harness/daemon/poll.ts"
import { hint, isMissing, matrix } from "../../harness/qbittorrent/binaries.ts"
import * as Real from "../../harness/qbittorrent/RealQbittorrent.ts"
import { fakeMovie, realMovie, type TorrentFile, writeData } from "../../harness/qbittorrent/torrentFile.ts"
import {
  addComplete,
  blocklisted,
  fileName,
  grab,
  isGone,
  lastReason,
  movie,
  queued,
  searched,
  season,
  seasonPack,
  stopped
} from "./downloadSupport.ts"

/**
 * We search for the season, or, when Sonarr has dropped the rows before it was told, Sonarr itself searches for all of
 * its episodes: either, and not both.
 */
const searchedOnce = (sonarr: FakeArr, seriesId: number) =>
  Effect.map(sonarr.searches, (all) => {
    const episodes = [0, 1, 2].filter((nth) => all.get(`episode:${seriesId * 10 + nth}`) === 1)
    return all.get(`season:${seriesId}:1`) === 1 ? episodes.length === 0 : episodes.length === 3
  })

describe.skipIf(isMissing).each(matrix)(`downloads of an Arr on a real qBittorrent, %s${hint}`, (binary) => {
  it.scopedLive(
    "custom format unmet: what is worse than the file that is there is removed, blocklisted and searched once; what is better stays",
    () =>
      Effect.gen(function* () {
        const real = yield* Real.start({ binary })
        const { admin } = real
        const client = Arrs.clientView(admin)
        const radarr = yield* Arrs.arr({ kind: "radarr", category: "radarr", client, refreshEvery: "1 seconds" })
        const sonarr = yield* Arrs.arr({ kind: "sonarr", category: "sonarr", client, refreshEvery: "1 seconds" })
        const begin = (arr: FakeArr, torrent: TorrentFile, media: ReadonlyArray<Media>, score: number, file?: number) =>
          Effect.gen(function* () {
            yield* Effect.forEach(media, (one) =>
              arr.setMedia(one, file === undefined ? {} : { hasFile: true, fileScore: file })
            )
            yield* arr.setFormatScore(torrent.hash, score)
            yield* admin.add([torrent], { category: arr.kind })
            yield* grab(arr, torrent, media)
          })
        const worse = fakeMovie("Worse.Movie")
        const better = fakeMovie("Better.Movie")
        const first = fakeMovie("First.Movie")
        const enough = fakeMovie("Enough.S01")
        const tooLow = fakeMovie("Too.Low.S01")
        yield* begin(radarr, worse, [movie(1)], 10, 50)
        yield* begin(radarr, better, [movie(2)], 60, 50)
        yield* begin(radarr, first, [movie(3)], -10)
        // With ForceMinimumCustomFormat only what is below the minimum of the profile has to go.
        yield* sonarr.setMinFormatScore(5)
        yield* begin(sonarr, enough, season(1), 10, 50)
        yield* begin(sonarr, tooLow, season(2), 0, 50)

        const unmet = { SearchMissing: false, CustomFormatUnmetSearch: true }
        const daemon = yield* Daemon.make(
          [
            Arrs.settings(),
            Arrs.qbit(real),
            Arrs.section("Radarr-Movies", radarr, "radarr", {}, {}, unmet),
            Arrs.section("Sonarr-TV", sonarr, "sonarr", {}, {}, { ...unmet, ForceMinimumCustomFormat: true })
          ].join("\n")
        )
        yield* daemon.start
        yield* poll("the worse movie is gone", isGone(admin, worse))
        yield* poll("the season below the minimum is gone", isGone(admin, tooLow))
        yield* poll("the movie is searched for again", searched(radarr, "movie:1"))
        yield* poll("the season is searched for again", searched(sonarr, "season:2:1"))
        yield* poll(
          "the scores of all were looked at",
          Effect.all([radarr.requests, sonarr.requests]).pipe(
            Effect.map(
              ([movies, episodes]) =>
                (movies.get("/api/v3/moviefile") ?? 0) >= 3 && (episodes.get("/api/v3/episodefile") ?? 0) >= 2
            )
          )
        )
        for (const kept of [better, first, enough]) {
          yield* poll(
            `${kept.name} was looked at after that`,
            Effect.map(lastReason(daemon, kept), ({ rule }) => rule === "stalled")
          )
          assert.isFalse(yield* isGone(admin, kept), kept.name)
        }
        assert.deepStrictEqual(yield* blocklisted(radarr), ["Worse.Movie"])
        assert.deepStrictEqual(yield* blocklisted(sonarr), ["Too.Low.S01"])
        assert.deepStrictEqual([...(yield* radarr.searches)], [["movie:1", 1]])
        assert.deepStrictEqual([...(yield* sonarr.searches)], [["season:2:1", 1]])
        assert.match(daemon.output(), /custom format unmet: its score 10 is below 50 of the file that is there/)
        assert.match(daemon.output(), /its score 0 is below 50 of the file that is there and below the minimum 5/)
        assert.deepStrictEqual([...(yield* radarr.violations), ...(yield* sonarr.violations)], [])
        yield* stopped(daemon)
      }),
    90_000
  )

  it.scopedLive(
    "checks 28, 29: a season pack that Sonarr refuses for every episode is removed with all its rows; with one other complaint it stays",
    () =>
      Effect.gen(function* () {
        const real = yield* Real.start({ binary })
        const { admin } = real
        const sonarr = yield* Arrs.arr({
          kind: "sonarr",
          category: "sonarr",
          client: Arrs.clientView(admin),
          autoImportAfter: "never",
          refreshEvery: "1 seconds"
        })
        const sample = "Unable to determine if file is a sample"
        const complaints = (name: string, texts: ReadonlyArray<string>) => [
          // The headline that a real one puts first.
          { title: "One or more episodes expected in this release were not imported", messages: [] },
          ...texts.map((text, episode) => ({ title: fileName(name, episode), messages: [text] }))
        ]
        const refused = seasonPack("Refused.S01")
        const older = seasonPack("Refused.By.Older.S01")
        const mixed = seasonPack("Mixed.S01")
        for (const [seriesId, torrent, texts, word] of [
          [1, refused, [sample, sample, sample], "blocked"],
          [2, older, [sample, sample, sample], "importPending"],
          [3, mixed, [sample, sample, "Episode has a TBA title and recently aired"], "blocked"]
        ] as const) {
          yield* sonarr.blockImport(torrent.hash, complaints(torrent.name, texts), word)
          yield* addComplete(real, torrent, "sonarr")
          yield* grab(sonarr, torrent, season(seriesId))
          assert.strictEqual(yield* queued(sonarr, torrent), 3)
        }
        const daemon = yield* Daemon.make(
          [Arrs.settings(), Arrs.qbit(real), Arrs.section("Sonarr-TV", sonarr, "sonarr")].join("\n")
        )
        yield* daemon.start
        for (const [seriesId, torrent] of [
          [1, refused],
          [2, older]
        ] as const) {
          yield* poll(`${torrent.name} is gone`, isGone(admin, torrent))
          yield* poll(
            "with all its rows",
            Effect.map(queued(sonarr, torrent), (rows) => rows === 0)
          )
          yield* poll("its season is searched for again", searchedOnce(sonarr, seriesId))
        }
        yield* poll(
          "the other pack was looked at",
          Effect.map(lastReason(daemon, mixed), ({ rule }) => rule !== undefined)
        )
        assert.isFalse(yield* isGone(admin, mixed))
        assert.strictEqual(yield* queued(sonarr, mixed), 3)
        assert.sameMembers([...(yield* blocklisted(sonarr))], ["Refused.S01", "Refused.By.Older.S01"])
        // Nothing twice, nothing of the mixed pack.
        const searches = yield* sonarr.searches
        assert.isTrue([...searches.values()].every((times) => times === 1))
        assert.isFalse([...searches.keys()].some((key) => key === "season:3:1" || key.startsWith("episode:3")))
        assert.match(daemon.output(), /Sonarr-TV refuses it: Unable to determine if file is a sample/)
        assert.deepStrictEqual(yield* sonarr.violations, [])
        yield* stopped(daemon)
      }),
    90_000
  )

  it.scopedLive(
    "Tagless: imports are confirmed and remembered across a restart without any tag of ours in qBittorrent",
    () =>
      Effect.gen(function* () {
        const real = yield* Real.start({ binary })
        const { admin } = real
        const radarr = yield* Arrs.arr({
          kind: "radarr",
          category: "radarr",
          client: Arrs.clientView(admin),
          autoImportAfter: "300 millis",
          refreshEvery: "10 minutes"
        })
        const before = realMovie("Before.Restart")
        const after = realMovie("After.Restart")
        const handsOff = realMovie("Hands.Off")
        const stalled = fakeMovie("Stalled.Movie")
        yield* addComplete(real, before, "radarr", ["mine"])
        yield* grab(radarr, before, movie(1))
        yield* addComplete(real, handsOff, "radarr", ["qBitrr-ignored"])
        yield* admin.add([stalled], { category: "radarr" })
        yield* grab(radarr, stalled, movie(3))
        const daemon = yield* Daemon.make(
          [Arrs.settings({ Tagless: true }), Arrs.qbit(real), Arrs.section("Radarr-Movies", radarr, "radarr")].join(
            "\n"
          )
        )
        const marks = (torrent: TorrentFile) =>
          query(daemon.databaseFile, "SELECT torrent_id, memory_json FROM torrent_memories")
            .filter((row) => String(row["torrent_id"]).endsWith(torrent.hash))
            .flatMap((row) => (JSON.parse(String(row["memory_json"])) as { marks?: ReadonlyArray<string> }).marks ?? [])
        const imports = (torrent: TorrentFile) =>
          poll(
            `${torrent.name} is imported and known as such`,
            Effect.map(
              lastReason(daemon, torrent),
              ({ reason, rule }) => rule === "completed" && /^imported$|confirmed the import/.test(reason)
            )
          )

        yield* daemon.start
        yield* poll(
          "Radarr has it",
          Effect.map(radarr.imports, (all) => all.get(before.hash) === 1)
        )
        yield* imports(before)
        yield* poll(
          "the stalled one has its grace",
          Effect.map(lastReason(daemon, stalled), ({ rule }) => rule === "stalled")
        )
        yield* stopped(daemon)
        assert.include(marks(before), "qBitrr-imported")
        assert.include(marks(stalled), "qBitrr-allowed_stalled")
        const told = (yield* radarr.log).length

        yield* daemon.start
        yield* daemon.waitState("Radarr-Movies", "running")
        yield* addComplete(real, after, "radarr")
        yield* grab(radarr, after, movie(2))
        yield* poll(
          "the next one is imported too",
          Effect.map(radarr.imports, (all) => all.get(after.hash) === 1)
        )
        yield* imports(after)
        yield* stopped(daemon)

        // Exactly what the second import needed: the first one was not asked for again.
        assert.deepStrictEqual(
          (yield* radarr.log)
            .slice(told)
            .map(({ body, path }) => [path, (body as { name?: string } | undefined)?.name]),
          [["/api/v3/command", "RefreshMonitoredDownloads"]]
        )
        assert.deepStrictEqual([...(yield* radarr.imports).values()], [1, 1])
        assert.include(marks(before), "qBitrr-imported")
        const rows = yield* admin.rows
        const tags = new Map(rows.map((row) => [String(row["name"]), row["tags"]]))
        assert.deepStrictEqual(Object.fromEntries(tags), {
          "Before.Restart": "mine",
          "After.Restart": "",
          "Hands.Off": "qBitrr-ignored",
          "Stalled.Movie": ""
        })
        const { body } = yield* admin.call("torrents/tags")
        assert.sameMembers(JSON.parse(body) as Array<string>, ["mine", "qBitrr-ignored"])
        assert.deepStrictEqual(yield* radarr.violations, [])
      }),
    90_000
  )

  it.scopedLive(
    "a torrent with an error is rechecked once and kept; it is imported when it works again",
    () =>
      Effect.gen(function* () {
        const real = yield* Real.start({ binary })
        const { admin } = real
        const client = Arrs.clientView(admin)
        const radarr = yield* Arrs.arr({ kind: "radarr", category: "radarr", client, autoImportAfter: "300 millis" })
        const mended = realMovie("Mended.Movie")
        const broken = realMovie("Broken.Movie")
        const fileOf = ({ name }: TorrentFile) => join(real.downloads, name, `${name}.mkv`)
        for (const [movieId, torrent] of [
          [1, mended],
          [2, broken]
        ] as const) {
          // A folder where its file has to be: an error for root too, as an unwritable folder would not be.
          mkdirSync(fileOf(torrent), { recursive: true })
          yield* admin.add([torrent], { category: "radarr", savePath: real.downloads })
          yield* admin.waitFor([torrent.hash], (state) => state === "error")
          yield* grab(radarr, torrent, movie(movieId))
        }
        rmSync(fileOf(mended), { recursive: true })
        writeData(mended, real.downloads)
        const daemon = yield* Daemon.make(
          [Arrs.settings(), Arrs.qbit(real), Arrs.section("Radarr-Movies", radarr, "radarr", { StalledDelay: 1 })].join(
            "\n"
          )
        )
        const done = (torrent: TorrentFile) =>
          Effect.map(lastReason(daemon, torrent), ({ decisions }) =>
            decisions.map(({ action, result }) => `${action}: ${result}`)
          )
        yield* daemon.start
        for (const torrent of [mended, broken]) {
          yield* poll(
            `${torrent.name} was rechecked`,
            Effect.map(done(torrent), (all) => all.length > 0)
          )
        }
        // 4.5 does not check what it stopped for an error before somebody starts it.
        for (const call of ["resume", "start"]) yield* admin.call(`torrents/${call}`, { hashes: mended.hash })
        yield* poll(
          "the mended one is imported",
          Effect.map(radarr.imports, (all) => all.get(mended.hash) === 1)
        )
        assert.include(yield* done(mended), "recheck: done")
        assert.deepStrictEqual(yield* done(broken), ["recheck: done"])
        assert.isFalse(yield* isGone(admin, broken))
        assert.deepStrictEqual(yield* blocklisted(radarr), [])
        assert.deepStrictEqual(yield* radarr.violations, [])
        yield* stopped(daemon)
      }),
    90_000
  )
})
