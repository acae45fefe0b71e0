import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as NodeContext from "@effect/platform-node/NodeContext"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as ArrClient from "../../../../src/clients/arr/ArrClient.ts"
import * as QbittorrentClient from "../../../../src/clients/qbittorrent/QbittorrentClient.ts"
import * as FakeArr from "../../../../src/demo/FakeArr.ts"
import * as FakeQbittorrent from "../../../../src/demo/FakeQbittorrent.ts"
import * as Searches from "../../../../src/search/Searches.ts"
import { DecisionLog } from "../../../../src/store/DecisionLog.ts"
import { RemovalJournal } from "../../../../src/store/RemovalJournal.ts"
import * as StoreLive from "../../../../src/store/StoreLive.ts"
import { SearchLog } from "../../../../src/store/search/SearchLog.ts"
import { SearchMarks } from "../../../../src/store/search/SearchMarks.ts"
import { Wishes } from "../../../../src/store/search/Wishes.ts"
import { Heartbeat, type HeartbeatService } from "../../../../src/supervision/Heartbeat.ts"
import type { ApplyContext } from "../../../../src/torrents/apply/ApplyContext.ts"
import { Apply, layer as applyLayer, type Planned } from "../../../../src/torrents/apply.ts"
import { decide } from "../../../../src/torrents/decide.ts"
import { normalise } from "../../../../src/torrents/normalise.ts"
import { facts, rules } from "../samples.ts"

const beating = (isCurrent: () => boolean): HeartbeatService => ({
  worker: "Radarr-Movies",
  life: 1,
  ready: Effect.void,
  beat: () => Effect.void,
  extend: () => Effect.void,
  release: () => Effect.void,
  degrade: () => Effect.void,
  recover: () => Effect.void,
  isCurrent: Effect.sync(isCurrent)
})

/** A door with a simulated qBittorrent and Radarr behind it. */
const world = (
  options: { readonly dryRun?: boolean; readonly maxRemovals?: number; readonly searchesPerHour?: number } = {}
) =>
  Effect.gen(function* () {
    const fake = yield* FakeQbittorrent.make({ webApi: "2.11.4", username: "admin", password: "pw" })
    const radarr = yield* FakeArr.make({
      kind: "radarr",
      apiKey: "key",
      category: "radarr",
      client: fake,
      commandDelay: "10 millis",
      autoImportAfter: "never",
      refreshEvery: "1 hours"
    })
    const client = yield* QbittorrentClient.make({
      name: "qBit",
      url: fake.url,
      username: "admin",
      password: Redacted.make("pw"),
      apiKey: Option.none(),
      skipTlsVerify: false,
      timeout: "5 seconds"
    })
    const arr = yield* ArrClient.make({
      name: "Radarr-Movies",
      kind: "radarr",
      url: radarr.url,
      apiKey: Redacted.make("key"),
      skipTlsVerify: false,
      timeout: "5 seconds"
    })
    const context: ApplyContext = {
      section: "Radarr-Movies",
      rulesFor: () => rules(),
      dryRun: options.dryRun ?? false,
      dryInstances: new Set(),
      maxRemovals: options.maxRemovals ?? 10,
      searchesPerHour: () => options.searchesPerHour ?? 20,
      outagePercent: 30,
      pingHosts: [],
      ownerOf: () => undefined,
      qbittorrent: () => client,
      arr: () => Effect.succeed({ client: arr, snapshot: Effect.orDie(arr.queue), refresh: Effect.void })
    }
    const longAgo = Math.floor(Date.now() / 1000) - 7_200
    /** A stalled torrent and what `decide` says of it. */
    const dead = (name: string, movieId: number, tags: ReadonlyArray<string> = []) =>
      Effect.gen(function* () {
        const spec = { name, category: "radarr", tags, progress: 0.2, addedOn: longAgo, lastActivity: longAgo }
        const hash = yield* fake.add(spec)
        yield* radarr.grab({ hash, media: { kind: "movie", movieId }, title: name })
        return yield* planOf(hash)
      })
    const planOf = (hash: string) =>
      Effect.gen(function* () {
        const info = (yield* client.torrents([hash]))[0]
        if (info === undefined) return yield* Effect.dieMessage("no such torrent")
        const torrent = normalise("qBit", hash, info)
        const decision = decide({ torrent, facts: facts(), rules: rules(), memory: {}, now: Date.now() })
        const planned: Planned = { torrent, decision }
        return planned
      })
    return { fake, radarr, context, dead }
  })

/** Runs a test with a store of its own; `isCurrent` false is an abandoned life. */
const door = <A, E>(
  test: Effect.Effect<A, E, Apply | StoreLive.Store | Searches.Searches | Heartbeat>,
  isCurrent: () => boolean = () => true
) =>
  Effect.gen(function* () {
    const folder = yield* Effect.acquireRelease(
      Effect.sync(() => mkdtempSync(join(tmpdir(), "qbitrr-apply-"))),
      (path) => Effect.sync(() => rmSync(path, { recursive: true, force: true }))
    )
    const store = StoreLive.layer({ file: join(folder, "qbitrr.db") })
    return yield* test.pipe(
      Effect.provide(
        applyLayer.pipe(Layer.provideMerge(Layer.merge(store, Searches.layer)), Layer.provide(NodeContext.layer))
      ),
      Effect.provideService(Heartbeat, beating(isCurrent)),
      Effect.provide(Logger.remove(Logger.defaultLogger))
    )
  })

const deletions = (fake: FakeQbittorrent.FakeQbittorrent) =>
  Effect.map(fake.log, (log) =>
    log
      .filter(({ endpoint }) => endpoint === "torrents/delete")
      .map(({ params }) => params["hashes"]?.split("|").length)
  )

describe("apply", () => {
  it.scopedLive("check 27: removes three in one call, then blocklists and searches each once, and records why", () =>
    Effect.gen(function* () {
      const { context, dead, fake, radarr } = yield* world()
      const planned = [yield* dead("A", 1), yield* dead("B", 2), yield* dead("C", 3)]
      yield* door(
        Effect.gen(function* () {
          const results = yield* (yield* Apply).run(context, planned)
          assert.deepStrictEqual(
            results.map(({ result }) => result),
            ["done", "done", "done"]
          )
          assert.isEmpty(yield* (yield* RemovalJournal).pending)
          const rows = yield* (yield* DecisionLog).recent({ limit: 10 })
          assert.strictEqual(rows.length, 3)
          for (const row of rows) {
            assert.strictEqual(row.rule, "stalled")
            assert.match(row.reason, /stalled at 20 % for 2\.0 h, StalledDelay is 15 min/)
            assert.strictEqual(row.action, "remove (with files, blocklist, search again)")
            assert.strictEqual(row.facts["progress"], 0.2)
          }
        })
      )
      assert.deepStrictEqual(yield* deletions(fake), [3])
      assert.strictEqual((yield* radarr.blocklist).length, 3)
      yield* Effect.sleep("100 millis")
      assert.deepStrictEqual([...(yield* radarr.searches).values()], [1, 1, 1])
    })
  )

  it.scopedLive("asks the ignore gate again, whatever was decided", () =>
    Effect.gen(function* () {
      const { context, dead, fake } = yield* world()
      const planned = yield* dead("A", 1)
      const late = { ...planned, torrent: { ...planned.torrent, tags: ["qBitrr-ignored"] } }
      yield* door(
        Effect.gen(function* () {
          const [result] = yield* (yield* Apply).run(context, [late])
          assert.strictEqual(result?.result, "ignored")
        })
      )
      assert.isEmpty(yield* fake.log)
    })
  )

  it.scopedLive("looks at the client once more: tagged ignored or moved meanwhile is spared", () =>
    Effect.gen(function* () {
      const { context, dead, fake, radarr } = yield* world()
      const tagged = yield* dead("A", 1)
      const moved = yield* dead("B", 2)
      yield* fake.update(tagged.torrent.hash, { tags: ["qBitrr-ignored"] })
      yield* fake.update(moved.torrent.hash, { category: "keep" })
      yield* door(
        Effect.gen(function* () {
          const results = yield* (yield* Apply).run(context, [tagged, moved])
          assert.deepStrictEqual(
            results.map(({ result }) => result),
            ["cancelled: ignored", "deferred: its category changed meanwhile"]
          )
        })
      )
      assert.strictEqual((yield* fake.torrents).length, 2)
      assert.isEmpty(yield* radarr.log)
    })
  )

  it.scopedLive("dry run decides and records, and sends nothing", () =>
    Effect.gen(function* () {
      const { context, dead, fake, radarr } = yield* world({ dryRun: true })
      const planned = yield* dead("A", 1)
      yield* door(
        Effect.gen(function* () {
          const apply = yield* Apply
          for (let pass = 0; pass < 3; pass++) {
            const [result] = yield* apply.run(context, [planned])
            assert.strictEqual(result?.result, "dry run")
          }
          const rows = yield* (yield* DecisionLog).recent({ limit: 10 })
          assert.deepStrictEqual(
            rows.map(({ result }) => result),
            ["dry run"],
            "recorded once, not every pass"
          )
        })
      )
      assert.isEmpty(yield* fake.log)
      assert.isEmpty(yield* radarr.log)
    })
  )

  it.scopedLive("never removes more than MaxRemovalsPerPass; the rest waits for the next pass", () =>
    Effect.gen(function* () {
      const { context, dead, fake } = yield* world({ maxRemovals: 2 })
      const planned = yield* Effect.forEach([1, 2, 3, 4, 5], (id) => dead(`M${id}`, id))
      yield* door(
        Effect.gen(function* () {
          const results = yield* (yield* Apply).run(context, planned)
          assert.strictEqual(results.filter(({ result }) => result === "done").length, 2)
          assert.strictEqual(results.filter(({ result }) => result.includes("MaxRemovalsPerPass = 2")).length, 3)
        })
      )
      assert.strictEqual((yield* fake.torrents).length, 3)
    })
  )

  it.scopedLive("what is removed is searched for again within SearchesPerHour; the rest waits in the journal", () =>
    Effect.gen(function* () {
      const { context, dead, fake, radarr } = yield* world({ searchesPerHour: 2 })
      const planned = yield* Effect.forEach([1, 2, 3], (id) => dead(`M${id}`, id))
      yield* door(
        Effect.gen(function* () {
          const results = yield* (yield* Apply).run(context, planned)
          assert.strictEqual(results.filter(({ result }) => result === "done").length, 2)
          assert.match(
            results.map(({ result }) => result).find((result) => result !== "done") ?? "",
            /^deferred: 2 of 2 searches an hour are spent in Radarr-Movies/
          )
          const pending = yield* (yield* RemovalJournal).pending
          assert.deepStrictEqual(
            pending.map(({ step }) => step),
            ["reported"]
          )
          const log = yield* SearchLog
          assert.lengthOf(log.sentSince("Radarr-Movies", 0), 2)
          assert.deepStrictEqual(
            log.open("Radarr-Movies").map(({ reason, state }) => [reason, state]),
            [
              ["Replacement", "running"],
              ["Replacement", "running"]
            ]
          )
          assert.lengthOf([...(yield* SearchMarks).all("Radarr-Movies")], 2, "not searched for once more as missing")
        })
      )
      assert.strictEqual((yield* fake.torrents).length, 0, "all three are removed")
      assert.lengthOf((yield* radarr.searchLog).arrivals, 2)
    })
  )

  it.scopedLive(
    "where a section searches by itself, what is over SearchesPerHour is left to it and the removal is done",
    () =>
      Effect.gen(function* () {
        const { context, dead, radarr } = yield* world({ searchesPerHour: 1 })
        const planned = yield* Effect.forEach([1, 2], (id) => dead(`M${id}`, id))
        yield* door(
          Effect.gen(function* () {
            yield* (yield* Searches.Searches).register({
              section: "Radarr-Movies",
              status: Effect.never,
              wake: Effect.void,
              askRequests: Effect.void,
              refresh: Effect.void
            })
            const results = yield* (yield* Apply).run(context, planned)
            assert.deepStrictEqual(
              results.map(({ result }) => result),
              ["done", "done"]
            )
            assert.isEmpty(yield* (yield* RemovalJournal).pending)
            assert.deepStrictEqual(
              (yield* Wishes).of("Radarr-Movies").map(({ reason, target, title }) => [reason, target, title]),
              [["Replacement", { kind: "movie", movieId: 2 }, "M2"]]
            )
          }).pipe(Effect.scoped)
        )
        assert.lengthOf((yield* radarr.searchLog).arrivals, 1)
      })
  )

  it.scopedLive("with SearchesPerHour = 0 nothing is searched for again, and nothing waits", () =>
    Effect.gen(function* () {
      const { context, dead, radarr } = yield* world({ searchesPerHour: 0 })
      const planned = yield* dead("A", 1)
      yield* door(
        Effect.gen(function* () {
          const [result] = yield* (yield* Apply).run(context, [planned])
          assert.strictEqual(result?.result, "done")
          assert.isEmpty(yield* (yield* RemovalJournal).pending)
        })
      )
      assert.isEmpty((yield* radarr.searchLog).arrivals)
    })
  )

  it.scopedLive(
    "an Arr that is away: the torrent is gone, the report waits in the journal and is sent once later",
    () =>
      Effect.gen(function* () {
        const { context, dead, radarr } = yield* world()
        const planned = yield* dead("A", 1)
        yield* door(
          Effect.gen(function* () {
            const apply = yield* Apply
            const journal = yield* RemovalJournal
            yield* radarr.fault("500", { paths: /queue\/\d+$/ })
            const [result] = yield* apply.run(context, [planned])
            assert.match(result?.result ?? "", /^failed: .*500/)
            const [pending] = yield* journal.pending
            assert.strictEqual(pending?.step, "deleted")
            assert.match(pending?.lastError ?? "", /500/)
            assert.isTrue(apply.isBeingRemoved(planned.torrent.id))
            yield* radarr.fault("none")
            assert.deepStrictEqual(yield* apply.resume(context, "Radarr-Movies"), ["done"])
            assert.deepStrictEqual(yield* apply.resume(context, "Radarr-Movies"), [])
            assert.isFalse(apply.isBeingRemoved(planned.torrent.id))
          })
        )
        yield* Effect.sleep("100 millis")
        assert.strictEqual((yield* radarr.blocklist).length, 1)
        assert.deepStrictEqual([...(yield* radarr.searches)], [["movie:1", 1]])
      })
  )

  it.scopedLive("a download the Arr has forgotten is failed by its history, and searched once all the same", () =>
    Effect.gen(function* () {
      for (const arrSearches of [true, false]) {
        const { context, dead, fake, radarr } = yield* world()
        yield* radarr.setAutoRedownloadFailed(arrSearches)
        const planned = yield* dead("A", 1)
        // The Arr looks at a client without the torrent: its row is gone before the report.
        const spec = (yield* fake.torrents)[0]
        yield* fake.remove(planned.torrent.hash)
        yield* radarr.refresh
        if (spec !== undefined) yield* fake.add({ ...spec, files: [{ name: "a.mkv", size: 1 }], category: "radarr" })
        yield* door(
          Effect.gen(function* () {
            const [result] = yield* (yield* Apply).run(context, [planned])
            assert.strictEqual(result?.result, "done")
          })
        )
        yield* Effect.sleep("150 millis")
        const paths = (yield* radarr.log).map(({ path }) => path)
        assert.isTrue(paths.some((path) => /history\/failed\/\d+$/.test(path)))
        assert.deepStrictEqual([...(yield* radarr.searches)], [["movie:1", 1]], `Arr searches itself: ${arrSearches}`)
      }
    })
  )

  it.scopedLive("what is not monitored any more is not searched", () =>
    Effect.gen(function* () {
      const { context, dead, radarr } = yield* world()
      const planned = yield* dead("A", 1)
      yield* radarr.setMedia({ kind: "movie", movieId: 1 }, { monitored: false })
      yield* door(Effect.flatMap(Apply, (apply) => apply.run(context, [planned])))
      yield* Effect.sleep("100 millis")
      assert.strictEqual((yield* radarr.blocklist).length, 1)
      assert.strictEqual((yield* radarr.searches).size, 0)
    })
  )

  it.scopedLive("an abandoned life changes nothing any more", () =>
    Effect.gen(function* () {
      const { context, dead, fake, radarr } = yield* world()
      const planned = yield* dead("A", 1)
      yield* Effect.exit(
        door(
          Effect.flatMap(Apply, (apply) => apply.run(context, [planned])),
          () => false
        )
      )
      assert.isEmpty(yield* fake.log)
      assert.isEmpty(yield* radarr.log)
    })
  )
})
