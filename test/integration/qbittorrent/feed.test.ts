import { assert, describe, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Queue from "effect/Queue"
import * as Redacted from "effect/Redacted"
import * as mutations from "../../../src/clients/qbittorrent/mutations.ts"
import * as QbittorrentClient from "../../../src/clients/qbittorrent/QbittorrentClient.ts"
import * as TorrentFeed from "../../../src/torrents/TorrentFeed.ts"
import { hint, isMissing, matrix } from "../../harness/qbittorrent/binaries.ts"
import * as Real from "../../harness/qbittorrent/RealQbittorrent.ts"
import { recorder } from "../../harness/qbittorrent/recorder.ts"
import { fakeMovie, realMovie, writeData } from "../../harness/qbittorrent/torrentFile.ts"

const intervals = { interval: "1 second", activeInterval: "500 millis" } as const

/** The snapshot once it satisfies `wanted`; dies after `seconds`. */
const snapshotWhen = (
  feed: TorrentFeed.TorrentFeed,
  seconds: number,
  wanted: (snapshot: TorrentFeed.FeedSnapshot) => boolean
) =>
  Effect.gen(function* () {
    const end = (yield* Clock.currentTimeMillis) + seconds * 1000
    while (true) {
      const snapshot = yield* feed.snapshot
      if (wanted(snapshot)) return snapshot
      if ((yield* Clock.currentTimeMillis) > end) {
        const states = [...snapshot.torrents.values()].map(({ name, state }) => `${name} ${state}`)
        return yield* Effect.dieMessage(`not within ${seconds} s; online ${snapshot.online}: ${states.join(", ")}`)
      }
      yield* Effect.sleep("20 millis")
    }
  })

describe.skipIf(isMissing).each(matrix)(`TorrentFeed against %s${hint}`, (binary) => {
  it.scopedLive("follows additions, completions, tags and removals by deltas", () =>
    Effect.gen(function* () {
      const real = yield* Real.start({ binary, bypass: true })
      const client = yield* QbittorrentClient.make(real.options("qBit"))
      const feed = yield* TorrentFeed.make(client, intervals)
      const changes = yield* feed.changes
      const recording = recorder()
      yield* Effect.forkScoped(Effect.provide(feed.run, recording.layer))

      const first = yield* Queue.take(changes)
      assert.isTrue(first.full)
      assert.strictEqual(recording.count("ready"), 1)

      const fake = fakeMovie("Slow.2024")
      const done = realMovie("Done.2024")
      writeData(done, real.downloads)
      yield* real.admin.add([fake], { category: "radarr", tags: ["one", "two"] })
      yield* real.admin.add([done], { skipChecking: true })
      const { torrents } = yield* snapshotWhen(
        feed,
        10,
        (now) =>
          now.torrents.get(fake.hash)?.state === "stalledDL" && now.torrents.get(done.hash)?.state === "stalledUP"
      )
      const slow = torrents.get(fake.hash)
      assert.strictEqual(slow?.id, `qBit/${fake.hash}`)
      assert.strictEqual(slow?.category, "radarr")
      assert.sameMembers([...(slow?.tags ?? [])], ["one", "two"])
      assert.isUndefined(slow?.completedAt)
      assert.isUndefined(slow?.eta)
      assert.strictEqual(slow?.totalSize, 8_000_000)
      assert.strictEqual(torrents.get(done.hash)?.amountLeft, 0)

      yield* Queue.takeAll(changes)
      yield* mutations.addTags(client, [fake.hash], ["three"])
      yield* feed.refresh
      const tagged = yield* Queue.take(changes)
      assert.isFalse(tagged.full)
      assert.isTrue(tagged.changed.has(fake.hash))

      yield* mutations.deleteTorrents(client, [fake.hash], { deleteFiles: true })
      yield* snapshotWhen(feed, 5, (now) => !now.torrents.has(fake.hash))
      assert.strictEqual(recording.count("down"), 0)
    })
  )

  it.scopedLive("is offline while qBittorrent is killed and right again within 5 s of its return", () =>
    Effect.gen(function* () {
      const real = yield* Real.start({ binary })
      const client = yield* QbittorrentClient.make(real.options("qBit"))
      const feed = yield* TorrentFeed.make(client, intervals)
      const recording = recorder()
      const torrent = fakeMovie("Kept.2024")
      yield* real.admin.add([torrent], { category: "radarr" })
      yield* Effect.forkScoped(Effect.provide(feed.run, recording.layer))
      yield* snapshotWhen(feed, 10, (now) => now.torrents.get(torrent.hash)?.state === "stalledDL")

      yield* real.kill
      const away = yield* snapshotWhen(feed, 5, (now) => !now.online)
      assert.isTrue(away.torrents.has(torrent.hash))
      yield* Effect.sleep("30 seconds")
      assert.isTrue(recording.said.some((one) => one.what === "degrade" && one.detail.includes("connection refused")))

      yield* real.startAgain
      const returned = yield* Clock.currentTimeMillis
      const back = yield* snapshotWhen(feed, 5, (now) => now.online && now.torrents.has(torrent.hash))
      assert.isBelow(back.at - returned, 5_000)
      assert.strictEqual(back.torrents.get(torrent.hash)?.category, "radarr")
      assert.strictEqual(recording.count("recover"), 1)
      assert.strictEqual(recording.count("ready"), 1)
    })
  )

  it.scopedLive("stops after one refused login, for a person to look at it, and without a ban", () =>
    Effect.gen(function* () {
      const real = yield* Real.start({ binary, maxFailures: 2 })
      const client = yield* QbittorrentClient.make(real.options("qBit", { password: Redacted.make("wrong") }))
      const feed = yield* TorrentFeed.make(client, intervals)
      for (let life = 0; life < 4; life++) {
        const fiber = yield* Effect.fork(Effect.provide(feed.run, recorder().layer))
        const exit = yield* Fiber.await(fiber)
        const reason = yield* Effect.flip(exit)
        assert.isTrue(Exit.isFailure(exit))
        assert.isFalse(reason.retry)
        assert.include(reason.message, "UserName and Password in [qBit]")
      }
      const right = yield* QbittorrentClient.make(real.options("qBit"))
      assert.deepStrictEqual(yield* right.torrents(), [])
    })
  )
})
