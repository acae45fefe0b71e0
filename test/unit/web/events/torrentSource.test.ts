import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as PubSub from "effect/PubSub"
import * as TestClock from "effect/TestClock"
import type { Torrent } from "../../../../src/torrents/Torrent.ts"
import type { FeedChange, FeedSnapshot } from "../../../../src/torrents/TorrentFeed.ts"
import * as TorrentFeeds from "../../../../src/torrents/TorrentFeeds.ts"
import type { TorrentEvent } from "../../../../src/web/events/eventViews.ts"
import { differing, mostHashes, torrentSource } from "../../../../src/web/events/torrentSource.ts"
import { torrent } from "../../torrents/samples.ts"
import { settle } from "./support.ts"

const mapOf = (torrents: ReadonlyArray<Torrent>) => new Map(torrents.map((one) => [one.hash, one]))
const named = (hash: string) => torrent({ hash })

/** Feeds in the hands of the test, and what the source told. */
const scene = Effect.gen(function* () {
  const hub = yield* PubSub.unbounded<FeedChange>()
  const pictures = new Map<string, ReadonlyMap<string, Torrent>>([["qBit", mapOf([named("a"), named("b")])]])
  let looks = 0
  const feeds: TorrentFeeds.TorrentFeedsService = {
    ...(yield* TorrentFeeds.make),
    changes: PubSub.subscribe(hub),
    snapshots: Effect.sync(() => {
      looks += 1
      return new Map(
        [...pictures].map(([instance, torrents]): [string, FeedSnapshot] => [
          instance,
          {
            instance,
            torrents,
            online: true,
            at: 0,
            version: 1,
            connection: "connected",
            freeSpace: undefined,
            queueing: false
          }
        ])
      )
    })
  }
  const told: Array<TorrentEvent> = []
  yield* torrentSource(feeds, (event) => told.push(event))
  yield* settle
  const set = (instance: string, torrents: ReadonlyArray<Torrent>) => pictures.set(instance, mapOf(torrents))
  const push = (instance: string) =>
    Effect.zipRight(
      PubSub.publish(hub, { instance, full: false, changed: new Set<string>(), removed: new Set<string>() }),
      settle
    )
  return { told, set, push, pictures, looks: () => looks }
})

describe("what differs between two pictures", () => {
  it("is what is another object, new or gone", () => {
    const [a, b, c] = [named("a"), named("b"), named("c")]
    const before = mapOf([a, b])
    assert.deepStrictEqual(differing(before, before), [])
    assert.deepStrictEqual(differing(before, mapOf([a, b])), [])
    assert.deepStrictEqual(differing(before, mapOf([{ ...a, progress: 0.5 }, c])), ["a", "c", "b"])
  })

  it("is not listed when it is nearly everything", () => {
    const many = (count: number) => mapOf(Array.from({ length: count }, (_, i) => named(`h${i}`)))
    assert.lengthOf(differing(new Map(), many(mostHashes)) ?? [], mostHashes)
    assert.isNull(differing(new Map(), many(mostHashes + 1)))
    assert.isNull(differing(many(mostHashes + 1), new Map()))
  })
})

describe("the source of torrent events", () => {
  it.scoped("tells at once what the feed pushes, and what it keeps to itself within a second", () =>
    Effect.gen(function* () {
      const { push, set, told } = yield* scene
      set("qBit", [named("a"), named("c")])
      yield* push("qBit")
      assert.deepStrictEqual(told, [{ instance: "qBit", hashes: ["a", "c", "b"] }])
      yield* TestClock.adjust("1 seconds")
      const [a, c] = [named("a"), named("c")]
      set("qBit", [a, c])
      yield* TestClock.adjust("1 seconds")
      assert.deepStrictEqual(told.slice(1), [{ instance: "qBit", hashes: ["a", "c"] }])
      set("qBit", [a, { ...c, progress: 0.7 }])
      yield* TestClock.adjust("1 seconds")
      assert.deepStrictEqual(told.slice(2), [{ instance: "qBit", hashes: ["c"] }])
    })
  )

  it.scoped("tells nothing while nothing changes, and looks once a second only", () =>
    Effect.gen(function* () {
      const { looks, told } = yield* scene
      const before = looks()
      yield* TestClock.adjust("1 minutes")
      assert.isEmpty(told)
      assert.isAtMost(looks() - before, 61)
    })
  )

  it.scoped("tells at most once a second of one instance, and loses nothing of what came between", () =>
    Effect.gen(function* () {
      const { push, set, told } = yield* scene
      const all = ["a", "b", "c", "d"].map(named)
      for (let count = 1; count <= 4; count++) {
        set("qBit", all.slice(0, count))
        yield* push("qBit")
        yield* TestClock.adjust("100 millis")
      }
      assert.lengthOf(told, 1)
      set("qBit-4K", [named("x")])
      yield* push("qBit-4K")
      assert.deepStrictEqual(told[1], { instance: "qBit-4K", hashes: null })
      yield* TestClock.adjust("1 seconds")
      assert.deepStrictEqual(told.slice(2), [{ instance: "qBit", hashes: ["b", "c", "d"] }])
    })
  )

  it.scoped("tells of an instance that is gone, once", () =>
    Effect.gen(function* () {
      const { pictures, told } = yield* scene
      pictures.delete("qBit")
      yield* TestClock.adjust("5 seconds")
      assert.deepStrictEqual(told, [{ instance: "qBit", hashes: null }])
    })
  )
})
