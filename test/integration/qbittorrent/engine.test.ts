import { assert, describe, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as mutations from "../../../src/clients/qbittorrent/mutations.ts"
import * as QbittorrentClient from "../../../src/clients/qbittorrent/QbittorrentClient.ts"
import * as TorrentFeed from "../../../src/torrents/TorrentFeed.ts"
import * as TrackerReadings from "../../../src/torrents/TrackerReadings.ts"
import type { TrackerReading } from "../../../src/torrents/trackers/TrackerStatus.ts"
import { hint, isMissing, matrix } from "../../harness/qbittorrent/binaries.ts"
import * as Real from "../../harness/qbittorrent/RealQbittorrent.ts"
import { recorder } from "../../harness/qbittorrent/recorder.ts"
import { fakeMovie, makeTorrent, realMovie, writeData } from "../../harness/qbittorrent/torrentFile.ts"
import { trackerServer } from "../../harness/qbittorrent/trackerServer.ts"

/** One of our own with a client and a running feed. */
const open = (binary: string, options: Partial<Real.RealOptions> = {}) =>
  Effect.gen(function* () {
    const real = yield* Real.start({ binary, bypass: true, ...options })
    const client = yield* QbittorrentClient.make(real.options("qBit"))
    const feed = yield* TorrentFeed.make(client, { interval: "500 millis", activeInterval: "500 millis" })
    yield* Effect.forkScoped(Effect.provide(feed.run, recorder().layer))
    return { real, client, feed }
  })

/** The first answer that satisfies `wanted`; dies after 20 s with the last one. */
const when = <A, E>(read: Effect.Effect<A, E>, wanted: (value: A) => boolean) =>
  Effect.gen(function* () {
    const end = (yield* Clock.currentTimeMillis) + 20_000
    while (true) {
      const value = yield* read
      if (wanted(value)) return value
      if ((yield* Clock.currentTimeMillis) > end) return yield* Effect.dieMessage(`last seen: ${JSON.stringify(value)}`)
      yield* Effect.sleep("100 millis")
    }
  })

const torrentIn = (feed: TorrentFeed.TorrentFeed, hash: string) =>
  Effect.map(feed.snapshot, ({ torrents }) => torrents.get(hash))

const unregistered = "torrent not found"

describe.skipIf(isMissing).each(matrix)(`what the torrent engine needs, against %s${hint}`, (binary) => {
  it.scopedLive("speed limits are set, seen by the feed and taken away", () =>
    Effect.gen(function* () {
      const { client, feed, real } = yield* open(binary)
      const [one, two] = [fakeMovie("One.2024"), fakeMovie("Two.2024")]
      yield* real.admin.add([one, two])
      yield* real.admin.waitFor([one.hash, two.hash], (state) => state === "stalledDL")
      yield* mutations.setDownloadLimit(client, [one.hash, two.hash], 512_000)
      yield* mutations.setUploadLimit(client, [one.hash], 1_234)
      const set = yield* when(torrentIn(feed, one.hash), (torrent) => torrent?.uploadLimit === 1_234)
      assert.strictEqual(set?.downloadLimit, 512_000)
      assert.strictEqual((yield* torrentIn(feed, two.hash))?.uploadLimit, 0)
      yield* mutations.setDownloadLimit(client, [one.hash], 0)
      yield* mutations.setUploadLimit(client, [one.hash], 0)
      const cleared = yield* when(torrentIn(feed, one.hash), (torrent) => torrent?.uploadLimit === 0)
      assert.strictEqual(cleared?.downloadLimit, 0)
      yield* mutations.setUploadLimit(client, [one.hash], 2 ** 40)
      assert.strictEqual((yield* client.torrents([one.hash]))[0]?.up_limit, 2 ** 31 - 2)
    })
  )

  it.scopedLive("share limits of the torrent itself are seen by the feed, the time in milliseconds", () =>
    Effect.gen(function* () {
      const { feed, real } = yield* open(binary)
      const torrent = realMovie("Seeding.2024")
      writeData(torrent, real.downloads)
      yield* real.admin.add([torrent], { skipChecking: true })
      const before = yield* when(torrentIn(feed, torrent.hash), (seen) => seen?.state === "stalledUP")
      assert.isUndefined(before?.ratioLimit)
      assert.isUndefined(before?.seedingTimeLimit)
      yield* real.admin.setShareLimits([torrent.hash], 2.5, 4320)
      const limited = yield* when(torrentIn(feed, torrent.hash), (seen) => seen?.ratioLimit !== undefined)
      assert.strictEqual(limited?.ratioLimit, 2.5)
      assert.strictEqual(limited?.seedingTimeLimit, 3 * 86_400_000)
      yield* real.admin.setShareLimits([torrent.hash], -1, -2)
      const freed = yield* when(torrentIn(feed, torrent.hash), (seen) => seen?.ratioLimit === undefined)
      assert.isUndefined(freed?.seedingTimeLimit)
    })
  )

  it.scopedLive("super seeding shows in the feed, and asking for it of an incomplete torrent does no harm", () =>
    Effect.gen(function* () {
      const { client, feed, real } = yield* open(binary)
      const [whole, part] = [realMovie("Whole.2024"), fakeMovie("Part.2024")]
      writeData(whole, real.downloads)
      yield* real.admin.add([whole], { skipChecking: true })
      yield* real.admin.add([part])
      yield* real.admin.waitFor([whole.hash], (state) => state === "stalledUP")
      yield* real.admin.waitFor([part.hash], (state) => state === "stalledDL")
      yield* mutations.superSeed(client, [whole.hash, part.hash])
      yield* when(torrentIn(feed, whole.hash), (torrent) => torrent?.superSeeding === true)
    })
  )

  it.scopedLive("tags, file priorities, stop and start follow within the feed", () =>
    Effect.gen(function* () {
      const { client, feed, real } = yield* open(binary)
      const pack = makeTorrent({
        name: "Pack.S01",
        files: [
          { path: "e1.mkv", size: 400_000 },
          { path: "e2.mkv", size: 100_000 }
        ]
      })
      yield* real.admin.add([pack])
      yield* real.admin.waitFor([pack.hash], (state) => state === "stalledDL")
      yield* mutations.addTags(client, [pack.hash], ["one", "two"])
      yield* mutations.removeTags(client, [pack.hash], ["one"])
      yield* mutations.setFilePriority(client, pack.hash, [1], 0)
      yield* mutations.setFilePriority(client, pack.hash, [0], 7)
      assert.deepStrictEqual(
        (yield* client.files(pack.hash)).map(({ priority }) => priority),
        [7, 0]
      )
      yield* mutations.stop(client, [pack.hash])
      const stopped = yield* when(torrentIn(feed, pack.hash), (torrent) => torrent?.state === "stoppedDL")
      assert.deepStrictEqual(stopped?.tags, ["two"])
      // Wanted are whole pieces, also where one reaches into the skipped file.
      assert.strictEqual(stopped?.size, 7 * 65_536)
      assert.strictEqual(stopped?.totalSize, 500_000)
      yield* mutations.start(client, [pack.hash])
      yield* when(torrentIn(feed, pack.hash), (torrent) => torrent?.state === "stalledDL")
    })
  )

  it.scopedLive("trackers are added and removed, whatever is in their URLs, and the feed knows them", () =>
    Effect.gen(function* () {
      const { client, feed, real } = yield* open(binary)
      const first = "http://127.0.0.1:9/announce"
      const awkward = "http://127.0.0.1:9/announce?key=a%2Fb%20c+d&e=ä"
      const [one, two, none] = [
        makeTorrent({ name: "One.2024", files: [{ path: "a.mkv", size: 100_000 }], tracker: first }),
        makeTorrent({ name: "Two.2024", files: [{ path: "a.mkv", size: 100_000 }], tracker: first }),
        fakeMovie("None.2024")
      ]
      yield* real.admin.add([one, two, none])
      yield* when(torrentIn(feed, one.hash), (torrent) => torrent?.trackers?.length === 1)
      assert.deepStrictEqual((yield* torrentIn(feed, one.hash))?.trackers, [first])
      yield* when(torrentIn(feed, none.hash), (torrent) => torrent !== undefined)
      assert.deepStrictEqual((yield* torrentIn(feed, none.hash))?.trackers, [])

      yield* mutations.addTrackers(client, one.hash, [awkward, "udp://127.0.0.1:9"])
      yield* mutations.addTrackers(client, one.hash, [awkward])
      const more = yield* when(torrentIn(feed, one.hash), (torrent) => torrent?.trackers?.length === 3)
      assert.sameMembers([...(more?.trackers ?? [])], [first, awkward, "udp://127.0.0.1:9"])
      assert.deepStrictEqual((yield* torrentIn(feed, two.hash))?.trackers, [first])

      yield* mutations.removeTrackers(client, one.hash, [awkward, first, "http://never.example/there"])
      yield* mutations.removeTrackers(client, one.hash, [awkward])
      const less = yield* when(torrentIn(feed, one.hash), (torrent) => torrent?.trackers?.length === 1)
      assert.deepStrictEqual(less?.trackers, ["udp://127.0.0.1:9"])
      assert.deepStrictEqual((yield* torrentIn(feed, two.hash))?.trackers, [first])
      const unknown = yield* Effect.flip(mutations.addTrackers(client, "c".repeat(40), [first]))
      assert.strictEqual(unknown._tag, "NotFound")
      const gone = yield* Effect.flip(mutations.removeTrackers(client, "c".repeat(40), [first]))
      assert.strictEqual(gone._tag, "NotFound")
    })
  )

  it.scopedLive("what trackers say is read for many torrents at once, and of one that is gone nothing", () =>
    Effect.gen(function* () {
      const { client, feed, real } = yield* open(binary)
      const tracker = yield* trackerServer
      const file = (name: string, announce: string) =>
        makeTorrent({ name, files: [{ path: `${name}.mkv`, size: 100_000 }], tracker: announce, private: true })
      const good = file("Good.2024", tracker.announce())
      const gone = file("Gone.2024", tracker.announce(unregistered))
      const dead = file("Dead.2024", "http://127.0.0.1:9/announce")
      const torrents = [good, gone, dead]
      yield* real.admin.add(torrents)
      const hashes = torrents.map(({ hash }) => hash)
      yield* real.admin.waitFor(hashes, (state) => state === "stalledDL")
      const readings = yield* TrackerReadings.make
      const known = yield* when(feed.snapshot, ({ torrents: seen }) => hashes.every((hash) => seen.has(hash)))
      const seen = hashes.flatMap((hash) => known.torrents.get(hash) ?? [])
      const read = Effect.gen(function* () {
        yield* readings.refresh(client, seen)
        return seen.map(({ id }) => readings.get(id)?.trackers[0])
      })
      const said = yield* when(
        read,
        (all) => all[0]?.state === "working" && all[1]?.message === unregistered && (all[2]?.message ?? "") !== ""
      )
      assert.include(["notWorking", "error"], said[1]?.state)
      assert.strictEqual(said[1]?.host, "127.0.0.1")
      assert.include(["notWorking", "unreachable"], said[2]?.state)
      assert.notStrictEqual(said[2]?.message, unregistered)
      const all: ReadonlyMap<string, TrackerReading> = yield* readings.all
      assert.strictEqual(all.size, 3)
      const asked = yield* client.trackersOf([...hashes, "c".repeat(40)])
      assert.sameMembers([...asked.keys()], hashes)
      assert.deepStrictEqual(asked.get(gone.hash), yield* client.trackers(gone.hash))

      yield* mutations.deleteTorrents(client, [good.hash], { deleteFiles: true })
      yield* readings.refresh(client, seen)
      assert.strictEqual((yield* readings.all).size, 2)
    })
  )

  it.scopedLive(
    "the queue is put in order one torrent at a time, the last first; without queueing it is a conflict",
    () =>
      Effect.gen(function* () {
        const { client, feed, real } = yield* open(binary, { queueing: true })
        const torrents = ["A", "B", "C", "D"].map((name) => fakeMovie(`${name}.2024`))
        for (const torrent of torrents) yield* real.admin.add([torrent])
        const whole = realMovie("Whole.2024")
        writeData(whole, real.downloads)
        yield* real.admin.add([whole], { skipChecking: true })
        const hashes = torrents.map(({ hash }) => hash)
        const order = Effect.map(feed.snapshot, (snapshot) =>
          [...snapshot.torrents.values()]
            .filter(({ queuePosition }) => queuePosition !== undefined)
            .sort((a, b) => (a.queuePosition ?? 0) - (b.queuePosition ?? 0))
            .map(({ hash }) => hash)
        )
        yield* when(order, (seen) => hashes.every((hash) => seen.includes(hash)) && !seen.includes(whole.hash))
        assert.isTrue((yield* feed.snapshot).queueing)
        const wanted = [hashes[2] ?? "", hashes[0] ?? "", hashes[3] ?? "", hashes[1] ?? ""]
        for (const hash of [...wanted].reverse()) yield* mutations.toTop(client, hash)
        yield* when(order, (seen) => seen.join() === wanted.join())
        yield* mutations.toTop(client, whole.hash)
        yield* mutations.toTop(client, "c".repeat(40))
        yield* real.admin.call("app/setPreferences", { json: `{"queueing_enabled":false}` })
        yield* when(feed.snapshot, ({ queueing }) => !queueing)
        // Places stay as they are: only `queueing` tells whether they mean anything.
        assert.deepStrictEqual(yield* order, wanted)
        assert.strictEqual((yield* Effect.flip(mutations.toTop(client, hashes[0] ?? "")))._tag, "Conflict")
      })
  )

  it.scopedLive("the free space of the default save path is in the snapshot", () =>
    Effect.gen(function* () {
      const { feed } = yield* open(binary)
      // 4.5 tells 0 with the first answer of a session.
      const { queueing } = yield* when(feed.snapshot, ({ freeSpace, online }) => online && (freeSpace ?? 0) > 1_000_000)
      assert.isFalse(queueing)
    })
  )
})
