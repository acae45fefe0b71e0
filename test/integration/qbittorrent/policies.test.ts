import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as NodeContext from "@effect/platform-node/NodeContext"
import { assert, describe, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import type * as Scope from "effect/Scope"
import * as QbittorrentClient from "../../../src/clients/qbittorrent/QbittorrentClient.ts"
import * as TorrentId from "../../../src/clients/qbittorrent/TorrentId.ts"
import { queueOrder } from "../../../src/managers/QueueOrder.ts"
import { spacePolicy } from "../../../src/managers/SpacePolicy.ts"
import * as Searches from "../../../src/search/Searches.ts"
import { DecisionLog } from "../../../src/store/DecisionLog.ts"
import * as StoreLive from "../../../src/store/StoreLive.ts"
import { TorrentMemories } from "../../../src/store/TorrentMemories.ts"
import type { Dependencies } from "../../../src/supervision/Dependencies.ts"
import type { Heartbeat } from "../../../src/supervision/Heartbeat.ts"
import type { ApplyContext } from "../../../src/torrents/apply/ApplyContext.ts"
import { applyOrder, queueingOff } from "../../../src/torrents/apply/ordering.ts"
import { type Apply, layer as applyLayer } from "../../../src/torrents/apply.ts"
import { freeBytes } from "../../../src/torrents/space/freeBytes.ts"
import * as TorrentFeed from "../../../src/torrents/TorrentFeed.ts"
import * as TorrentFeeds from "../../../src/torrents/TorrentFeeds.ts"
import { hint, isMissing, matrix } from "../../harness/qbittorrent/binaries.ts"
import * as Real from "../../harness/qbittorrent/RealQbittorrent.ts"
import { recorder } from "../../harness/qbittorrent/recorder.ts"
import { fakeMovie, magnet, makeTorrent, type TorrentFile } from "../../harness/qbittorrent/torrentFile.ts"
import { stage } from "../../unit/managers/policySupport.ts"
import { trackerRule } from "../../unit/torrents/samples.ts"

const mark = "qBitrr-free_space_paused"
const MB = 1_000_000

interface World {
  readonly real: Real.RealQbittorrent
  readonly feed: TorrentFeed.TorrentFeed
  readonly context: ApplyContext
  /** Paths of all requests that changed something, in order. */
  readonly posts: ReadonlyArray<string>
}

type Services =
  | Apply
  | DecisionLog
  | Dependencies
  | Heartbeat
  | Scope.Scope
  | TorrentFeeds.TorrentFeeds
  | TorrentMemories

/** A real qBittorrent with its feed, a store, and the one door; nothing of the loops runs yet. */
const world = <A, E>(binary: string, test: (world: World) => Effect.Effect<A, E, Services>) =>
  Effect.gen(function* () {
    const real = yield* Real.start({ binary, bypass: true })
    const client = yield* QbittorrentClient.make(real.options("qBit"))
    const posts: Array<string> = []
    const counting: QbittorrentClient.QbittorrentClient = {
      ...client,
      post: (path, form) =>
        Effect.suspend(() => {
          posts.push(path.replace("/api/v2/", ""))
          return client.post(path, form)
        })
    }
    const feed = yield* TorrentFeed.make(counting, { interval: "500 millis", activeInterval: "500 millis" })
    const folder = yield* Effect.acquireRelease(
      Effect.sync(() => mkdtempSync(join(tmpdir(), "qbitrr-policies-"))),
      (path) => Effect.sync(() => rmSync(path, { recursive: true, force: true }))
    )
    const store = StoreLive.layer({ file: join(folder, "qbitrr.db") })
    const recording = recorder()
    const quiet = Logger.remove(Logger.defaultLogger)
    yield* Effect.forkScoped(feed.run.pipe(Effect.provide(recording.layer), Effect.provide(quiet)))
    return yield* test({ real, feed, context: stage().context(counting), posts }).pipe(
      Effect.provide(
        applyLayer.pipe(Layer.provideMerge(Layer.merge(store, Searches.layer)), Layer.provide(NodeContext.layer))
      ),
      Effect.provide(TorrentFeeds.layer([feed])),
      Effect.provide(recording.layer),
      Effect.provide(quiet)
    )
  })

/** The rows of the client once they satisfy `wanted`; dies after `seconds`. */
const rowsWhen = (
  { real }: World,
  seconds: number,
  what: string,
  wanted: (rows: ReadonlyMap<string, Readonly<Record<string, unknown>>>) => boolean
) =>
  Effect.gen(function* () {
    const end = (yield* Clock.currentTimeMillis) + seconds * 1000
    while (true) {
      const all = yield* real.admin.rows
      if (wanted(new Map(all.map((row) => [row.hash, row])))) return
      if ((yield* Clock.currentTimeMillis) > end) {
        const seen = all.map(({ name, priority, state, tags }) => `${name} ${state} [${tags}] ${priority}`)
        return yield* Effect.dieMessage(`${what}: not within ${seconds} s: ${seen.join(", ")}`)
      }
      yield* Effect.sleep("200 millis")
    }
  })

const isStopped = (row: Readonly<Record<string, unknown>> | undefined): boolean =>
  row?.["state"] === "pausedDL" || row?.["state"] === "stoppedDL"

const isHeld = (row: Readonly<Record<string, unknown>> | undefined): boolean =>
  isStopped(row) && String(row?.["tags"]).includes(mark)

const runs = (row: Readonly<Record<string, unknown>> | undefined): boolean =>
  row !== undefined && !isStopped(row) && !String(row["tags"]).includes(mark)

const queueing = (real: Real.RealQbittorrent, on: boolean) =>
  real.admin.call("app/setPreferences", {
    json: JSON.stringify({ queueing_enabled: on, max_active_downloads: 2, max_active_torrents: 9 })
  })

const withTracker = (name: string, host: string): TorrentFile =>
  makeTorrent({ name, files: [{ path: `${name}.mkv`, size: 8 * MB }], tracker: `http://${host}/announce` })

/** Added one after the other, since the clock of `added_on` counts seconds. */
const addInTurn = (real: Real.RealQbittorrent, torrents: ReadonlyArray<TorrentFile>) =>
  Effect.forEach(
    torrents,
    (one) => Effect.zipRight(real.admin.add([one], { category: "radarr" }), Effect.sleep("1100 millis")),
    {
      discard: true
    }
  )

describe.skipIf(isMissing).each(matrix)(`Policies against %s${hint}`, (binary) => {
  it.scopedLive(
    "checks 13 and 31: what does not fit is stopped and stays so; with more room only that starts again",
    () =>
      world(binary, (scene) =>
        Effect.gen(function* () {
          const { context, feed, posts, real } = scene
          yield* queueing(real, true)
          const [first, second, third, persons, older] = ["First", "Second", "Third", "Persons", "Older"].map((name) =>
            fakeMovie(`${name}.2024`)
          )
          if (!first || !second || !third || !persons || !older) return assert.fail("five torrents")
          yield* addInTurn(real, [first, second, third])
          yield* real.admin.add([persons], { category: "radarr", stopped: true })
          yield* real.admin.add([older], { category: "radarr", stopped: true, tags: [mark] })
          yield* real.admin.add([magnet("a".repeat(40), "Magnet")], { category: "radarr" })
          yield* real.admin.waitFor(
            [persons.hash, older.hash],
            (state) => state === "pausedDL" || state === "stoppedDL"
          )

          // Room for two of 8 MB and a little.
          let free = 100 * MB + 20 * MB
          yield* Effect.forkScoped(
            spacePolicy({
              instance: "qBit",
              interval: 500,
              context: Effect.succeed(context),
              settings: Effect.succeed({ enabled: true, threshold: 100 * MB, folder: "/measured" }),
              measure: () => Effect.sync(() => free)
            })
          )
          yield* rowsWhen(scene, 20, "the third is held", (rows) => isHeld(rows.get(third.hash)))
          const memories = yield* TorrentMemories
          const id = TorrentId.make("qBit", third.hash)
          assert.strictEqual(memories.get(id).stoppedBy?.reason, "free space")
          const sent = posts.length
          yield* Effect.sleep("8 seconds")
          assert.strictEqual(posts.length, sent, "it comes to rest")
          yield* rowsWhen(
            scene,
            1,
            "only the third is held, and the magnet of unknown size is left alone",
            (rows) =>
              isHeld(rows.get(third.hash)) &&
              isHeld(rows.get(older.hash)) &&
              isStopped(rows.get(persons.hash)) &&
              runs(rows.get(first.hash)) &&
              runs(rows.get(second.hash)) &&
              runs(rows.get("a".repeat(40)))
          )

          // It has rested for long enough; 5 % of 100 MB more than the 24 MB of three are wanted.
          const at = (yield* Clock.currentTimeMillis) - 120_000
          yield* memories.set(id, { ...memories.get(id), stoppedBy: { reason: "free space", at } })
          free = 100 * MB + 28 * MB
          yield* Effect.sleep("4 seconds")
          assert.strictEqual(posts.length, sent, "it would fit, but not with 5 % to spare")
          free = 100 * MB + 45 * MB
          yield* rowsWhen(
            scene,
            20,
            "both that were ours run",
            (rows) => runs(rows.get(third.hash)) && runs(rows.get(older.hash))
          )
          yield* rowsWhen(scene, 1, "the person's stays", (rows) => isStopped(rows.get(persons.hash)))
          assert.isUndefined(memories.get(id).stoppedBy)
          const after = posts.length
          yield* Effect.sleep("6 seconds")
          assert.strictEqual(posts.length, after)

          const log = yield* (yield* DecisionLog).recent({ search: "Third", limit: 10 })
          assert.deepStrictEqual(
            log.map(({ action, result, rule }) => [rule, action, result]),
            [
              ["free space", `start; remove tag ${mark}`, "done"],
              ["free space", `add tag ${mark}; stop`, "done"]
            ]
          )
          // What qBittorrent says of its own disk is the disk of its folder.
          const told = (yield* feed.snapshot).freeSpace
          const own = yield* freeBytes(real.downloads)
          assert.isBelow(Math.abs((told ?? 0) - own) / own, 0.2)
        })
      )
  )

  it.scopedLive("check 32: the queue is sorted by priority with the fewest calls, and once", () =>
    world(binary, (scene) =>
      Effect.gen(function* () {
        const { context, posts, real } = scene
        yield* queueing(real, true)
        const none = fakeMovie("None.2024")
        const low = withTracker("Low.2024", "b.example")
        const high = withTracker("High.2024", "a.example")
        const late = withTracker("Late.2024", "b.example")
        yield* addInTurn(real, [none, low, high, late])
        const rules = [
          trackerRule({ host: "a.example", priority: 10, sortTorrents: true }),
          trackerRule({ host: "b.example", priority: 5 })
        ]
        yield* Effect.forkScoped(
          queueOrder({
            instance: "qBit",
            interval: 500,
            context: Effect.succeed(context),
            settings: Effect.succeed({ enabled: true, rulesFor: () => rules })
          })
        )
        const places = (rows: ReadonlyMap<string, Readonly<Record<string, unknown>>>) =>
          [high, late, low, none].map(({ hash }) => rows.get(hash)?.["priority"]).join()
        yield* rowsWhen(scene, 40, "sorted", (rows) => places(rows) === "1,2,3,4")
        yield* Effect.sleep("16 seconds")
        yield* rowsWhen(scene, 1, "still sorted", (rows) => places(rows) === "1,2,3,4")
        assert.deepStrictEqual(posts, ["torrents/topPrio", "torrents/topPrio", "torrents/topPrio"])
        const log = yield* (yield* DecisionLog).recent({ limit: 10 })
        assert.strictEqual(log.length, posts.length)
        assert.isTrue(log.every(({ result, rule }) => rule === "queue order" && result === "done"))
      })
    )
  )

  it.scopedLive("without queueing the answer says so, and nothing is recorded as done", () =>
    world(binary, (scene) =>
      Effect.gen(function* () {
        const { context, feed, posts, real } = scene
        const one = fakeMovie("One.2024")
        yield* real.admin.add([one], { category: "radarr" })
        yield* real.admin.waitFor([one.hash], (state) => state === "stalledDL")
        yield* Effect.sleep("2 seconds")
        const { queueing: queues, torrents } = yield* feed.snapshot
        assert.isFalse(queues)
        const torrent = torrents.get(one.hash)
        if (torrent === undefined) return assert.fail("the feed does not show it")
        assert.strictEqual(yield* applyOrder(context, "qBit", [{ torrent, reason: "because" }]), queueingOff)
        assert.deepStrictEqual(posts, ["torrents/topPrio"])
        assert.isEmpty(yield* (yield* DecisionLog).recent({ limit: 10 }))
      })
    )
  )
})
