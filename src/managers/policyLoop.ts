import * as Effect from "effect/Effect"
import { Dependencies } from "../supervision/Dependencies.ts"
import { Heartbeat } from "../supervision/Heartbeat.ts"
import type { FeedSnapshot } from "../torrents/TorrentFeed.ts"
import { TorrentFeeds } from "../torrents/TorrentFeeds.ts"

/** A worker that looks at one qBittorrent as a whole. */
export interface PolicyLoopOptions<R> {
  /** qBittorrent section. */
  readonly instance: string
  /** Of the heartbeat. */
  readonly track: string
  /** `LoopSleepTimer`, milliseconds. */
  readonly interval: number
  /** One look at the newest picture; only asked while qBittorrent answers. */
  readonly round: (snapshot: FeedSnapshot) => Effect.Effect<void, never, R>
}

/** What its services are, besides those of the round. */
export type PolicyServices = Dependencies | Heartbeat | TorrentFeeds

/** Pictures older than this after a change of ours may not show it yet: two of qBittorrent's samples. Milliseconds. */
export const settle = 3_000

/**
 * One life: looks at the feed's newest picture every `interval`, which asks qBittorrent nothing. A look is cheap, so no
 * change has to wake it, and many changes at once are one look. Degraded while qBittorrent is away.
 */
export const policyLoop = <R>(options: PolicyLoopOptions<R>): Effect.Effect<never, never, R | PolicyServices> =>
  Effect.gen(function* () {
    const { instance } = options
    const feeds = yield* TorrentFeeds
    const heartbeat = yield* Heartbeat
    const dependencies = yield* Dependencies
    let absent = false
    yield* heartbeat.ready
    const look = Effect.gen(function* () {
      const feed = (yield* feeds.all).get(instance)
      const snapshot = feed === undefined ? undefined : yield* feed.snapshot
      if (snapshot?.online === true) {
        if (absent) yield* heartbeat.recover(instance)
        absent = false
        yield* options.round(snapshot)
      } else {
        const status = (yield* dependencies.all).find(({ name }) => name === instance)
        absent = true
        yield* heartbeat.degrade(instance, status?.reason ?? "has not answered yet")
      }
      yield* heartbeat.beat(options.track)
    })
    return yield* Effect.forever(Effect.zipRight(look, Effect.sleep(options.interval)))
  })
