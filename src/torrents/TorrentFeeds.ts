import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as PubSub from "effect/PubSub"
import * as Queue from "effect/Queue"
import * as Ref from "effect/Ref"
import type * as Scope from "effect/Scope"
import * as TorrentId from "../clients/qbittorrent/TorrentId.ts"
import type { FeedChange, FeedSnapshot, TorrentFeed } from "./TorrentFeed.ts"

/** The feeds of all qBittorrent instances, by config section, e.g. `qBit`. */
export interface TorrentFeedsService {
  /**
   * Makes this the feed of its instance and passes its changes on until the scope ends. It stays listed afterwards,
   * offline, so that an instance between two lives is not taken for one that is no longer configured.
   */
  readonly register: (feed: TorrentFeed) => Effect.Effect<void, never, Scope.Scope>
  /** The section left the config. */
  readonly forget: (instance: string) => Effect.Effect<void>
  readonly all: Effect.Effect<ReadonlyMap<string, TorrentFeed>>
  readonly snapshots: Effect.Effect<ReadonlyMap<string, FeedSnapshot>>
  /** Changes of all of them from now on, later ones included. Subscribe first, then read `snapshots`. */
  readonly changes: Effect.Effect<Queue.Dequeue<FeedChange>, never, Scope.Scope>
  /** Says that a torrent is to be looked at, though its client has nothing new: something we remember of it changed. */
  readonly nudge: (id: TorrentId.TorrentId) => Effect.Effect<void>
}

export class TorrentFeeds extends Context.Tag("qbitrr/torrents/TorrentFeeds")<TorrentFeeds, TorrentFeedsService>() {}

export const make: Effect.Effect<TorrentFeedsService> = Effect.gen(function* () {
  const feeds = yield* Ref.make<ReadonlyMap<string, TorrentFeed>>(new Map())
  const hub = yield* PubSub.unbounded<FeedChange>()
  const service: TorrentFeedsService = {
    register: (feed) =>
      Effect.gen(function* () {
        const changes = yield* feed.changes
        yield* Effect.forkScoped(
          Effect.forever(Effect.flatMap(Queue.take(changes), (change) => PubSub.publish(hub, change)))
        )
        yield* Ref.update(feeds, (now) => new Map(now).set(feed.instance, feed))
      }),
    forget: (instance) =>
      Ref.update(feeds, (now) => {
        const next = new Map(now)
        next.delete(instance)
        return next
      }),
    all: Ref.get(feeds),
    snapshots: Effect.flatMap(Ref.get(feeds), (now) =>
      Effect.map(
        Effect.forEach(now, ([instance, feed]) =>
          Effect.map(feed.snapshot, (snapshot) => [instance, snapshot] as const)
        ),
        (snapshots) => new Map(snapshots)
      )
    ),
    changes: PubSub.subscribe(hub),
    nudge: (id) =>
      Effect.asVoid(
        PubSub.publish(hub, {
          instance: TorrentId.instanceOf(id),
          full: false,
          changed: new Set([TorrentId.hashOf(id)]),
          removed: new Set<string>()
        })
      )
  }
  return service
})

/** `feeds`: those that are there from the start. */
export const layer = (feeds: Iterable<TorrentFeed> = []): Layer.Layer<TorrentFeeds> =>
  Layer.scoped(
    TorrentFeeds,
    Effect.tap(make, (service) => Effect.forEach(feeds, service.register, { discard: true }))
  )
