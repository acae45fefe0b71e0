import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as QbittorrentClient from "../clients/qbittorrent/QbittorrentClient.ts"
import { Dependencies } from "../supervision/Dependencies.ts"
import type { Heartbeat } from "../supervision/Heartbeat.ts"
import type { Misconfigured } from "../supervision/Worker.ts"
import * as TorrentFeed from "../torrents/TorrentFeed.ts"
import { TorrentFeeds } from "../torrents/TorrentFeeds.ts"

export interface FeedWorkerOptions {
  readonly qbittorrent: QbittorrentClient.QbittorrentOptions
  /** `LoopSleepTimer`: between two polls while nothing moves. */
  readonly interval: Duration.Duration
  /** `FeedInterval`: between two polls while something downloads, checks or moves. */
  readonly activeInterval: Duration.Duration
}

/** One life of the worker that keeps the picture of one qBittorrent current. The session and the pool end with it. */
export const feedWorker = (
  options: FeedWorkerOptions
): Effect.Effect<never, Misconfigured, Scope.Scope | Heartbeat | Dependencies | TorrentFeeds> =>
  Effect.gen(function* () {
    yield* (yield* Dependencies).register(options.qbittorrent.name, "qbittorrent")
    const client = yield* QbittorrentClient.make(options.qbittorrent)
    const feed = yield* TorrentFeed.make(client, {
      interval: options.interval,
      activeInterval: options.activeInterval
    })
    yield* (yield* TorrentFeeds).register(feed)
    return yield* feed.run
  })
