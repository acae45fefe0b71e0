import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { FeedSnapshot } from "../../torrents/TorrentFeed.ts"
import { TorrentFeeds } from "../../torrents/TorrentFeeds.ts"

/** What all qBittorrents together did at one time. Null: none of them answered. */
export interface ThroughputSample {
  /** Epoch milliseconds. */
  readonly at: number
  /** Bytes per second. */
  readonly down: number | null
  readonly up: number | null
}

/** How often the speeds are noted. */
export const sampleEvery = Duration.seconds(10)

/** Samples that are kept: a little more than an hour. */
export const keptSamples = 380

/** The speeds of the last hour, in memory: a page that is opened shows at once what was before. */
export interface ThroughputService {
  /** Oldest first. */
  readonly samples: Effect.Effect<ReadonlyArray<ThroughputSample>>
}

export class Throughput extends Context.Tag("qbitrr/web/Throughput")<Throughput, ThroughputService>() {}

/** The sum over all torrents of those that answer, as their feeds have it anyway: nobody is asked. Pure. */
export const throughputOf = (snapshots: Iterable<FeedSnapshot>, at: number): ThroughputSample => {
  let down = 0
  let up = 0
  let isKnown = false
  for (const { online, torrents } of snapshots) {
    if (!online) continue
    isKnown = true
    for (const { downloadSpeed = 0, uploadSpeed = 0 } of torrents.values()) {
      down += downloadSpeed
      up += uploadSpeed
    }
  }
  return isKnown ? { at, down, up } : { at, down: null, up: null }
}

/** Notes the speeds for as long as the daemon runs, whether or not somebody looks. */
export const layer: Layer.Layer<Throughput, never, TorrentFeeds> = Layer.scoped(
  Throughput,
  Effect.gen(function* () {
    const feeds = yield* TorrentFeeds
    let samples: ReadonlyArray<ThroughputSample> = []
    const note = Effect.gen(function* () {
      const sample = throughputOf((yield* feeds.snapshots).values(), yield* Clock.currentTimeMillis)
      samples = [...samples, sample].slice(-keptSamples)
    })
    yield* Effect.forkScoped(Effect.forever(Effect.delay(note, sampleEvery)))
    return { samples: Effect.sync(() => samples) }
  })
)
