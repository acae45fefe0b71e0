import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import type * as Scope from "effect/Scope"
import { Heartbeat } from "../supervision/Heartbeat.ts"
import type { ApplyContext } from "../torrents/apply/ApplyContext.ts"
import { ensureCategory } from "../torrents/apply/prepare.ts"
import { TorrentFeeds } from "../torrents/TorrentFeeds.ts"

/** A category that a person or an Arr is to find in qBittorrent. */
export interface WantedCategory {
  readonly category: string
  readonly savePath: string
}

/**
 * Creates missing categories, once per instance, as soon as it answers (engine §1.4). A failure is only noted: the
 * Arr creates its category as well, and nothing depends on it.
 */
export const ensureCategories = (
  context: Effect.Effect<ApplyContext>,
  wanted: ReadonlyArray<WantedCategory>,
  instance?: string
): Effect.Effect<never, never, TorrentFeeds | Heartbeat | Scope.Scope> =>
  Effect.gen(function* () {
    const feeds = yield* TorrentFeeds
    const heartbeat = yield* Heartbeat
    const done = new Set<string>()
    const changes = yield* feeds.changes
    const once = Effect.gen(function* () {
      const { dryRun } = yield* context
      if (dryRun || !(yield* heartbeat.isCurrent)) return
      for (const feed of (yield* feeds.all).values()) {
        const { online } = yield* feed.snapshot
        if (!online || done.has(feed.instance) || (instance !== undefined && feed.instance !== instance)) continue
        done.add(feed.instance)
        yield* Effect.forEach(wanted, ({ category, savePath }) => ensureCategory(feed.client, category, savePath)).pipe(
          Effect.catchAll((error) => Effect.logWarning(`Cannot prepare categories: ${error.message}`))
        )
      }
    })
    return yield* Effect.forever(Effect.zipLeft(once, Queue.take(changes)))
  })
