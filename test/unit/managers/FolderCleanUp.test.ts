import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as PubSub from "effect/PubSub"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/TestClock"
import { Transient } from "../../../src/clients/ClientError.ts"
import { Ffprobe } from "../../../src/clients/ffprobe/Ffprobe.ts"
import { cleanUpSettingsOf } from "../../../src/managers/cleanUpSettings.ts"
import { folderCleanUp } from "../../../src/managers/FolderCleanUp.ts"
import { DecisionLog } from "../../../src/store/DecisionLog.ts"
import { ImportLedger } from "../../../src/store/ImportLedger.ts"
import { Heartbeat } from "../../../src/supervision/Heartbeat.ts"
import type { ApplyContext } from "../../../src/torrents/apply/ApplyContext.ts"
import * as Tags from "../../../src/torrents/Tags.ts"
import type { Torrent } from "../../../src/torrents/Torrent.ts"
import type { FeedChange, FeedSnapshot, TorrentFeed } from "../../../src/torrents/TorrentFeed.ts"
import { TorrentFeeds } from "../../../src/torrents/TorrentFeeds.ts"
import { clientStub } from "../../harness/qbittorrent/clientStub.ts"
import { good, radarr } from "../config/support.ts"
import { collectLogs } from "../store/support.ts"
import { complete, rules } from "../torrents/samples.ts"

const section = "Radarr-Movies"
const away = new Transient({ service: "qBit", request: "GET /x", detail: "refused", kind: "connection" })

/** One qBittorrent whose /q is our temporary folder, its torrents, and the loop beside it. */
const world = (config: { readonly text?: string; readonly dryRun?: boolean; readonly noFiles?: boolean } = {}) =>
  Effect.gen(function* () {
    const base = yield* Effect.acquireRelease(
      Effect.sync(() => mkdtempSync(join(tmpdir(), "qbitrr-loop-"))),
      (path) => Effect.sync(() => rmSync(path, { recursive: true, force: true }))
    )
    const put = (path: string) => {
      const full = join(base, "radarr", path)
      mkdirSync(dirname(full), { recursive: true })
      writeFileSync(full, path)
    }
    const there = (path: string) => existsSync(join(base, "radarr", path))
    let torrents: ReadonlyArray<Torrent> = []
    let online = true
    let version = 1
    const set = (next: ReadonlyArray<Torrent>, isOnline = true) => {
      torrents = next
      online = isOnline
      version++
    }
    const movie = (change: Partial<Torrent> = {}) =>
      complete({
        category: "radarr-movies",
        savePath: "/q/radarr",
        contentPath: "/q/radarr/Film",
        name: "Film",
        ...change
      })
    const snapshot = Effect.sync(
      (): FeedSnapshot => ({
        instance: "qBit",
        online,
        at: 0,
        version,
        torrents: new Map(torrents.map((one) => [one.hash, one])),
        connection: "connected",
        freeSpace: undefined,
        queueing: false
      })
    )
    const hub = yield* PubSub.unbounded<FeedChange>()
    const feed: TorrentFeed = {
      instance: "qBit",
      client: clientStub({
        categories: Effect.succeed(new Map([["radarr-movies", "/q/radarr"]])),
        files: () =>
          config.noFiles === true
            ? Effect.fail(away)
            : Effect.succeed([{ index: 0, name: "a.exe", size: 1, progress: 1, priority: 1 }])
      }),
      snapshot,
      changes: PubSub.subscribe(hub),
      run: Effect.never,
      refresh: Effect.void
    }
    const logs = collectLogs()
    const services = Layer.mergeAll(
      Layer.succeed(TorrentFeeds, {
        register: () => Effect.void,
        forget: () => Effect.void,
        nudge: () => Effect.void,
        all: Effect.succeed(new Map([["qBit", feed]])),
        snapshots: Effect.map(snapshot, (now) => new Map([["qBit", now]])),
        changes: PubSub.subscribe(hub)
      }),
      Layer.succeed(Ffprobe, {
        probe: () => Effect.succeed({ _tag: "Playable" }),
        playableOf: () => Effect.succeed({ _tag: "Playable" }),
        options: { dataFolder: "", searchPath: undefined },
        program: Effect.succeed(undefined)
      }),
      Layer.succeed(DecisionLog, {
        record: () => Effect.void,
        recent: () => Effect.succeed([]),
        changes: Stream.empty
      }),
      Layer.succeed(ImportLedger, { get: () => undefined, put: () => Effect.void, forget: () => Effect.void }),
      Layer.succeed(Heartbeat, {
        worker: section,
        life: 1,
        ready: Effect.void,
        beat: () => Effect.void,
        extend: () => Effect.void,
        release: () => Effect.void,
        degrade: () => Effect.void,
        recover: () => Effect.void,
        isCurrent: Effect.succeed(true)
      }),
      logs.layer
    )
    const context: ApplyContext = {
      section,
      rulesFor: () => rules(),
      dryRun: config.dryRun ?? false,
      dryInstances: new Set(),
      maxRemovals: 10,
      searchesPerHour: () => 20,
      outagePercent: 30,
      pingHosts: [],
      ownerOf: () => undefined,
      qbittorrent: () => undefined,
      arr: () => Effect.succeed(undefined)
    }
    const text =
      config.text ??
      `[qBit]\nHost = "qbit"\n[[qBit.LocalPathMappings]]\nfrom = "/q"\nto = "${base}"\n${radarr(section, `Category = "radarr-movies"\n[${section}.Torrent]\nAutoDelete = true\n`)}`
    const settings = cleanUpSettingsOf(good(text).config, section)
    yield* TestClock.setTime(Date.now() + 7_200_000)
    const fiber = yield* Effect.forkScoped(
      Effect.provide(
        folderCleanUp({ section, context: Effect.succeed(context), settings: Effect.succeed(settings) }),
        services
      )
    )
    /** Real files take real time: lets the loop work until it waits again. */
    const settle = Effect.forEach(
      Array.from({ length: 40 }),
      () => Effect.promise(() => new Promise((resolve) => setTimeout(resolve, 5))),
      { discard: true }
    )
    const pass = (duration: "59 seconds" | "1 seconds" | "61 seconds" | "60 minutes") =>
      Effect.zipRight(TestClock.adjust(duration), settle)
    yield* settle
    const tell = (change: Partial<FeedChange>) =>
      Effect.zipRight(
        PubSub.publish(hub, {
          instance: "qBit",
          full: false,
          changed: new Set<string>(),
          removed: new Set<string>(),
          ...change
        }),
        settle
      )
    return { fiber, logs, movie, pass, put, set, tell, there }
  })

describe("folderCleanUp", () => {
  it.scoped("cleans every hour what no torrent owns, and nothing else", () =>
    Effect.gen(function* () {
      const { fiber, movie, pass, put, set, there } = yield* world()
      put("Film/x.exe")
      put("Gone/x.exe")
      set([movie()])
      yield* pass("59 seconds")
      assert.isTrue(there("Gone/x.exe"))
      yield* pass("60 minutes")
      assert.isFalse(there("Gone/x.exe"))
      assert.isTrue(there("Film/x.exe"))
      assert.isNull(fiber.unsafePoll())
    })
  )

  it.scoped("cleans a minute after a torrent went away", () =>
    Effect.gen(function* () {
      const { pass, put, tell, there } = yield* world()
      put("Gone/x.exe")
      yield* tell({ removed: new Set(["aa"]) })
      yield* pass("59 seconds")
      assert.isTrue(there("Gone/x.exe"))
      yield* pass("1 seconds")
      assert.isFalse(there("Gone/x.exe"))
    })
  )

  it.scoped("cleans a minute after an import was confirmed, once for each torrent", () =>
    Effect.gen(function* () {
      const { movie, pass, put, set, tell, there } = yield* world()
      put("Film/film.mkv")
      put("Gone/x.exe")
      const film = movie()
      set([film])
      yield* tell({ changed: new Set([film.hash]) })
      yield* pass("61 seconds")
      assert.isTrue(there("Gone/x.exe"))
      set([movie({ tags: [Tags.imported] })])
      yield* tell({ changed: new Set([film.hash]) })
      yield* pass("61 seconds")
      assert.isFalse(there("Gone/x.exe"))
      put("Gone/y.exe")
      yield* tell({ changed: new Set([film.hash]) })
      yield* pass("61 seconds")
      assert.isTrue(there("Gone/y.exe"))
    })
  )

  it.scoped("does nothing while qBittorrent is away", () =>
    Effect.gen(function* () {
      const { pass, put, set, there } = yield* world()
      put("Gone/x.exe")
      set([], false)
      yield* pass("60 minutes")
      assert.isTrue(there("Gone/x.exe"))
      set([])
      yield* pass("60 minutes")
      assert.isFalse(there("Gone/x.exe"))
    })
  )

  it.scoped("does nothing when a complete torrent is not where it should be, and warns once", () =>
    Effect.gen(function* () {
      const { logs, movie, pass, put, set, there } = yield* world()
      put("Gone/x.exe")
      set([movie()])
      yield* pass("60 minutes")
      yield* pass("60 minutes")
      assert.isTrue(there("Gone/x.exe"))
      assert.lengthOf(logs.lines, 1)
      assert.include(logs.lines[0], "LocalPathMappings")
    })
  )

  it.scoped("a torrent without a root folder owns its files, or everything while they cannot be read", () =>
    Effect.gen(function* () {
      for (const noFiles of [false, true]) {
        const { movie, pass, put, set, there } = yield* world({ noFiles })
        put("a.exe")
        put("Gone/x.exe")
        set([movie({ contentPath: "/q/radarr" })])
        yield* pass("60 minutes")
        assert.isTrue(there("a.exe"))
        assert.strictEqual(there("Gone/x.exe"), noFiles)
      }
    })
  )

  it.scoped("a dry run moves nothing", () =>
    Effect.gen(function* () {
      const { pass, put, there } = yield* world({ dryRun: true })
      put("Gone/x.exe")
      yield* pass("60 minutes")
      assert.isTrue(there("Gone/x.exe"))
    })
  )
})

describe("cleanUpSettingsOf", () => {
  const text = (autoDelete: boolean) =>
    `[Settings]\nTrashFolder = "/trash"\nTrashDays = 3\n[qBit]\nHost = "one"\nMatchSubcategories = true\n[qBit-two]\nDisabled = true\nHost = "two"\n[qBit-none]\nDisabled = true\n${radarr(section, `Category = "radarr"\n[${section}.Torrent]\nAutoDelete = ${autoDelete}\nFileExtensionAllowlist = [".mkv"]\n`)}`

  it("is nothing without AutoDelete", () => {
    assert.isUndefined(cleanUpSettingsOf(good(text(false)).config, section))
    assert.isUndefined(cleanUpSettingsOf(good(text(true)).config, "Radarr-Other"))
  })

  it("counts disabled instances, and knows own categories, extensions and the trash", () => {
    const settings = cleanUpSettingsOf(good(text(true)).config, section)
    assert.isDefined(settings)
    if (settings === undefined) return
    assert.deepStrictEqual(settings.instances, ["qBit", "qBit-two"])
    assert.isTrue(settings.owns("qBit", "radarr/4k"))
    assert.isFalse(settings.owns("qBit-two", "radarr/4k"))
    assert.isFalse(settings.owns("qBit", "failed"))
    assert.isTrue(settings.allows("A.MKV"))
    assert.isFalse(settings.allows("a.exe"))
    assert.deepInclude(settings, { trashFolder: "/trash", trashDays: 3 })
  })
})
