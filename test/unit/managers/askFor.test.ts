import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as NodeContext from "@effect/platform-node/NodeContext"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as Option from "effect/Option"
import * as Queue from "effect/Queue"
import * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import * as ArrClient from "../../../src/clients/arr/ArrClient.ts"
import * as QbittorrentClient from "../../../src/clients/qbittorrent/QbittorrentClient.ts"
import { assemble } from "../../../src/config/assemble.ts"
import { ConfigService } from "../../../src/config/ConfigService.ts"
import * as FakeArr from "../../../src/demo/FakeArr.ts"
import * as FakeQbittorrent from "../../../src/demo/FakeQbittorrent.ts"
import { type AskAnswer, askFor } from "../../../src/managers/askFor.ts"
import * as Searches from "../../../src/search/Searches.ts"
import { DecisionLog } from "../../../src/store/DecisionLog.ts"
import * as StoreLive from "../../../src/store/StoreLive.ts"
import { Wishes } from "../../../src/store/search/Wishes.ts"
import { TorrentMemories } from "../../../src/store/TorrentMemories.ts"
import { type Apply, layer as applyLayer } from "../../../src/torrents/apply.ts"
import type { Ask } from "../../../src/torrents/asked/Ask.ts"
import { normalise } from "../../../src/torrents/normalise.ts"
import type { QueueFeed } from "../../../src/torrents/QueueFeed.ts"
import { QueueFeeds } from "../../../src/torrents/QueueFeeds.ts"
import type { TorrentFeed } from "../../../src/torrents/TorrentFeed.ts"
import * as TorrentFeeds from "../../../src/torrents/TorrentFeeds.ts"

const section = "Radarr-Movies"

const config = (dryRun: boolean) => `
[Settings]
DryRun = ${dryRun}
[qBit]
Host = "localhost"
ManagedCategories = ["seed"]
[${section}]
URI = "http://localhost:7878"
APIKey = "0123456789abcdef0123456789abcdef"
Category = "radarr"
`

const configs = (dryRun: boolean) =>
  Effect.suspend(() => {
    const read = assemble({ file: "c.toml", text: config(dryRun), environment: {}, secretFiles: new Map() })
    return Either.isRight(read) ? Effect.succeed(read.right.config) : Effect.dieMessage(JSON.stringify(read.left))
  })

type Services = Apply | ConfigService | QueueFeeds | Searches.Searches | StoreLive.Store | TorrentFeeds.TorrentFeeds

/** A simulated qBittorrent and Radarr, the real door and a real store between them. */
const world = (options: { readonly dryRun?: boolean } = {}) =>
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
    const common = { skipTlsVerify: false, timeout: "5 seconds" } as const
    const client = yield* QbittorrentClient.make({
      ...common,
      name: "qBit",
      url: fake.url,
      username: "admin",
      password: Redacted.make("pw"),
      apiKey: Option.none()
    })
    const arr = yield* ArrClient.make({
      ...common,
      name: section,
      kind: "radarr",
      url: radarr.url,
      apiKey: Redacted.make("key")
    })
    const feed: TorrentFeed = {
      instance: "qBit",
      client,
      snapshot: Effect.never,
      changes: Effect.never,
      run: Effect.never,
      refresh: Effect.void
    }
    const queue: QueueFeed = {
      section,
      client: arr,
      snapshot: Effect.orDie(arr.queue),
      changes: Effect.never,
      run: Effect.never,
      refresh: Effect.void,
      setActive: () => Effect.void
    }
    const folder = yield* Effect.acquireRelease(
      Effect.sync(() => mkdtempSync(join(tmpdir(), "qbitrr-ask-"))),
      (path) => Effect.sync(() => rmSync(path, { recursive: true, force: true }))
    )
    const context = yield* Layer.build(
      applyLayer.pipe(
        Layer.provideMerge(
          Layer.mergeAll(
            StoreLive.layer({ file: join(folder, "qbitrr.db") }),
            Searches.layer,
            TorrentFeeds.layer(),
            Layer.succeed(QueueFeeds, {
              register: () => Effect.void,
              get: (name) => Effect.succeed(name === section ? queue : undefined),
              all: Effect.succeed(new Map([[section, queue]]))
            }),
            Layer.succeed(ConfigService, {
              current: configs(options.dryRun ?? false),
              changes: Stream.empty,
              reload: Effect.succeed({ _tag: "Unchanged" as const })
            })
          )
        ),
        Layer.provide(NodeContext.layer)
      )
    )
    const run = <A, E>(effect: Effect.Effect<A, E, Services | Scope.Scope>) =>
      effect.pipe(Effect.provide(context), Effect.provide(Logger.remove(Logger.defaultLogger)))
    // The feed is listed though nobody asks it: what it would tell is given to `ask` by hand.
    yield* run(
      Effect.flatMap(TorrentFeeds.TorrentFeeds, (feeds) => feeds.register({ ...feed, changes: Queue.unbounded() }))
    )
    const add = (change: Partial<Parameters<typeof fake.add>[0]> = {}) =>
      Effect.gen(function* () {
        const hash = yield* fake.add({ name: "Movie", category: "radarr", tags: [], progress: 0.2, ...change })
        yield* radarr.grab({ hash, media: { kind: "movie", movieId: 7 }, title: "Movie" })
        return hash
      })
    const see = (hash: string) =>
      Effect.flatMap(client.torrents([hash]), ([info]) =>
        info === undefined ? Effect.dieMessage("no such torrent") : Effect.succeed(normalise("qBit", hash, info))
      )
    const ask = (hash: string, wish: Ask) =>
      Effect.flatMap(see(hash), (torrent) => run(Effect.either(askFor(torrent, wish, "ada"))))
    const tags = (hash: string) => Effect.map(see(hash), (torrent) => torrent.tags)
    const records = run(Effect.flatMap(DecisionLog, ({ recent }) => recent({ limit: 10 })))
    return { fake, radarr, add, see, ask, tags, run, records }
  })

const right: AskAnswer = { outcome: "done", text: "Done." }

describe("askFor", () => {
  it.scopedLive("tags, remembers the end, records who asked, and wakes whoever looks after the torrent", () =>
    Effect.gen(function* () {
      const { add, ask, records, run, see, tags } = yield* world()
      const hash = yield* add()
      const changes = yield* run(Effect.flatMap(TorrentFeeds.TorrentFeeds, (feeds) => feeds.changes))
      assert.deepStrictEqual(yield* ask(hash, { action: "ignore", hours: 2 }), Either.right(right))
      assert.deepStrictEqual(yield* tags(hash), ["qBitrr-ignored"])
      const { id } = yield* see(hash)
      const memory = yield* run(Effect.map(TorrentMemories, (memories) => memories.get(id)))
      assert.strictEqual((memory.ignoredFor?.until ?? 0) - (memory.ignoredFor?.askedAt ?? 0), 7_200_000)
      assert.deepStrictEqual([...(yield* Queue.take(changes)).changed], [hash])
      const [row] = yield* records
      assert.deepInclude(row, {
        rule: "asked",
        reason: "ignore for 2 h, asked for by ada",
        action: "add tag qBitrr-ignored",
        result: "done",
        section
      })
      // The gate lets only this through.
      const refused = yield* ask(hash, { action: "recheck" })
      assert.match(Either.isLeft(refused) ? refused.left.message : "", /hands off/)
      assert.deepStrictEqual(yield* ask(hash, { action: "ignore" }), Either.right(right))
      assert.isUndefined((yield* run(Effect.map(TorrentMemories, (memories) => memories.get(id)))).ignoredFor)
      assert.deepStrictEqual(yield* ask(hash, { action: "unignore" }), Either.right(right))
      assert.deepStrictEqual(yield* tags(hash), [])
    })
  )

  it.scopedLive("fails a download as the failed category does, once", () =>
    Effect.gen(function* () {
      const { add, ask, fake, radarr, records, run, see } = yield* world()
      const hash = yield* add()
      const before = yield* see(hash)
      assert.deepStrictEqual(yield* ask(hash, { action: "fail" }), Either.right(right))
      assert.isEmpty(yield* fake.torrents)
      assert.strictEqual((yield* radarr.blocklist).length, 1)
      assert.deepInclude((yield* records)[0], {
        rule: "asked",
        reason: "fail, asked for by ada",
        action: "remove (with files, blocklist, search again)"
      })
      // Whoever still sees it and asks again changes nothing.
      const again = yield* run(askFor(before, { action: "fail" }, "ada"))
      assert.deepStrictEqual(again, { outcome: "waiting", text: "Not yet: it is gone already." })
      assert.strictEqual((yield* radarr.blocklist).length, 1)
    })
  )

  it.scopedLive("leaves a search to the section's own searching, as a wish that is kept", () =>
    Effect.gen(function* () {
      const { add, ask, run } = yield* world()
      const hash = yield* add()
      const answer: AskAnswer = { outcome: "done", text: `Done: kept until ${section} searches again.` }
      assert.deepStrictEqual(yield* ask(hash, { action: "search" }), Either.right(answer))
      assert.deepStrictEqual(yield* ask(hash, { action: "search" }), Either.right(answer))
      const wishes = yield* run(Effect.map(Wishes, (all) => all.of(section)))
      assert.deepStrictEqual(
        wishes.map(({ reason, target, title }) => ({ reason, target, title })),
        [{ reason: "Manual", target: { kind: "movie", movieId: 7 }, title: "Movie" }]
      )
    })
  )

  it.scopedLive("rechecks, and has a complete torrent imported", () =>
    Effect.gen(function* () {
      const { add, ask, fake, radarr } = yield* world()
      const hash = yield* add({ progress: 1, state: "stalledUP" })
      assert.deepStrictEqual(
        yield* ask(hash, { action: "import" }),
        Either.right({ outcome: "done", text: "Done: asked the Arr to import." })
      )
      assert.isTrue((yield* radarr.log).some(({ body }) => JSON.stringify(body).includes("RefreshMonitoredDownloads")))
      const again = yield* ask(hash, { action: "import" })
      assert.deepStrictEqual(again, Either.right({ outcome: "unchanged", text: `${section} was asked just now.` }))
      assert.deepStrictEqual(yield* ask(hash, { action: "recheck" }), Either.right(right))
      assert.isTrue((yield* fake.log).some(({ endpoint }) => endpoint === "torrents/recheck"))
    })
  )

  it.scopedLive("only records in dry run", () =>
    Effect.gen(function* () {
      const { add, ask, records, run, see, tags } = yield* world({ dryRun: true })
      const hash = yield* add()
      for (const action of ["ignore", "fail", "recheck", "search"] as const) {
        const answer = yield* ask(hash, { action })
        assert.deepInclude(Either.getOrThrow(answer), { outcome: "dry run" }, action)
      }
      assert.deepStrictEqual(yield* tags(hash), [])
      assert.isEmpty(yield* run(Effect.map(Wishes, (all) => all.of(section))))
      assert.strictEqual((yield* records).filter(({ result }) => result === "dry run").length, 4)
      assert.isUndefined(
        (yield* run(Effect.map(TorrentMemories, (all) => all.get(`qBit:${hash}` as never)))).ignoredFor
      )
      assert.strictEqual((yield* see(hash)).category, "radarr")
    })
  )

  it.scopedLive("does not touch what nobody looks after", () =>
    Effect.gen(function* () {
      const { add, ask, tags } = yield* world()
      for (const [category, text] of [
        ["mine", "Its category mine belongs to no section"],
        ["", "It has no category"]
      ] as const) {
        const hash = yield* add({ category })
        const answer = yield* ask(hash, { action: "ignore" })
        assert.isTrue(Either.isLeft(answer) && answer.left.message.startsWith(text), category)
        assert.deepStrictEqual(yield* tags(hash), [])
      }
      const seeding = yield* add({ category: "seed" })
      assert.deepStrictEqual(yield* ask(seeding, { action: "ignore" }), Either.right(right))
      assert.isTrue(Either.isLeft(yield* ask(yield* add({ category: "seed" }), { action: "search" })))
    })
  )
})
