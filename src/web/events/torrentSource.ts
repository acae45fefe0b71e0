import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import type * as Scope from "effect/Scope"
import { monotonicMillis } from "../../supervision/Monotonic.ts"
import type { Torrent } from "../../torrents/Torrent.ts"
import type { TorrentFeedsService } from "../../torrents/TorrentFeeds.ts"
import type { TorrentEvent } from "./eventViews.ts"

type Torrents = ReadonlyMap<string, Torrent>

/** Of more, fetching the list is cheaper than naming them. */
export const mostHashes = 200

/** Least time between two events of one instance. */
export const apart = Duration.seconds(1)

/**
 * Hashes of torrents that differ, are new or are gone; null when they are more than `mostHashes`. A torrent that did not
 * change keeps its object, so nothing is compared but identities.
 */
export const differing = (before: Torrents, after: Torrents): ReadonlyArray<string> | null => {
  if (before === after) return []
  const hashes: Array<string> = []
  for (const [hash, torrent] of after) if (before.get(hash) !== torrent) hashes.push(hash)
  for (const hash of before.keys()) if (!after.has(hash)) hashes.push(hash)
  return hashes.length > mostHashes ? null : hashes
}

interface Told {
  readonly torrents: Torrents
  /** Monotonic milliseconds. */
  readonly at: number
}

/**
 * Tells which torrents look different, until the scope ends. The feeds say at once when something happens that a rule may
 * decide on; progress and speed they keep to themselves, so their snapshots, which are in memory, are looked at every
 * second too.
 */
export const torrentSource = (
  feeds: TorrentFeedsService,
  publish: (event: TorrentEvent) => void
): Effect.Effect<void, never, Scope.Scope> =>
  Effect.gen(function* () {
    const changes = yield* feeds.changes
    const told = new Map<string, Told>()
    for (const [instance, { torrents }] of yield* feeds.snapshots) {
      told.set(instance, { torrents, at: Number.NEGATIVE_INFINITY })
    }

    const look = Effect.gen(function* () {
      const at = yield* monotonicMillis
      const snapshots = yield* feeds.snapshots
      for (const [instance, { torrents }] of snapshots) {
        const before = told.get(instance)
        if (before !== undefined && at - before.at < Duration.toMillis(apart)) continue
        const hashes = before === undefined ? null : differing(before.torrents, torrents)
        if (hashes?.length === 0) continue
        told.set(instance, { torrents, at })
        publish({ instance, hashes })
      }
      for (const instance of told.keys()) {
        if (snapshots.has(instance)) continue
        told.delete(instance)
        publish({ instance, hashes: null })
      }
    })

    yield* Effect.raceFirst(Queue.take(changes), Effect.sleep(apart)).pipe(
      Effect.zipRight(Queue.takeAll(changes)),
      Effect.zipRight(look),
      Effect.forever,
      Effect.interruptible,
      Effect.forkScoped
    )
  })
