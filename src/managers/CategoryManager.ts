import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import type * as Scope from "effect/Scope"
import type { QueueSnapshot } from "../clients/arr/QueueRecord.ts"
import { hashOf } from "../clients/qbittorrent/TorrentId.ts"
import { TorrentMemories } from "../store/TorrentMemories.ts"
import type { Dependencies } from "../supervision/Dependencies.ts"
import { Heartbeat } from "../supervision/Heartbeat.ts"
import type { ApplyContext } from "../torrents/apply/ApplyContext.ts"
import type { Apply } from "../torrents/apply.ts"
import { QueueFeeds } from "../torrents/QueueFeeds.ts"
import type { Owner } from "../torrents/Rule.ts"
import type { Torrent } from "../torrents/Torrent.ts"
import type { TorrentFeeds } from "../torrents/TorrentFeeds.ts"
import { alongside } from "./alongside.ts"
import { ensureCategories } from "./ensureCategories.ts"
import { clientFacts, rowsOf, unasked } from "./facts.ts"
import { torrentLoop } from "./torrentLoop.ts"

/** An Arr that may own what a person moved to a special category. */
export interface PossibleOwner {
  readonly section: string
  readonly category: string
  readonly research: boolean
}

export interface CategoryManagerOptions {
  /** qBittorrent section it works for. */
  readonly instance: string
  readonly failedCategory: string
  readonly recheckCategory: string
  /** Milliseconds. */
  readonly interval: number
  readonly arrs: ReadonlyArray<PossibleOwner>
  readonly context: Effect.Effect<ApplyContext>
}

/**
 * Whose download is it? The queue that lists it decides; else the section of its previous category; "nobody's" only
 * when every Arr has answered (W-2: one shared look over all queues).
 */
export const ownerOf = (
  arrs: ReadonlyArray<PossibleOwner>,
  queues: ReadonlyMap<string, QueueSnapshot | undefined>,
  hash: string,
  previousCategory: string | undefined
): Owner => {
  const listed = arrs.find((arr) => (rowsOf(queues.get(arr.section), hash)?.length ?? 0) > 0)
  if (listed !== undefined) return { _tag: "Known", ...listed }
  const previous = arrs.find((arr) => arr.category === previousCategory)
  if (previous !== undefined && rowsOf(queues.get(previous.section), hash) !== undefined)
    return { _tag: "Known", ...previous }
  const silent = arrs.filter((arr) => rowsOf(queues.get(arr.section), hash) === undefined)
  return silent.length === 0
    ? { _tag: "None" }
    : { _tag: "Unknown", reason: `${silent.map((arr) => arr.section).join(", ")} does not answer` }
}

/** One life of the worker that serves the failed and the recheck category of one qBittorrent. */
export const categoryManager = (
  options: CategoryManagerOptions
): Effect.Effect<
  never,
  never,
  Scope.Scope | Heartbeat | Apply | Dependencies | QueueFeeds | TorrentFeeds | TorrentMemories
> =>
  Effect.gen(function* () {
    const heartbeat = yield* Heartbeat
    const queueFeeds = yield* QueueFeeds
    const memories = yield* TorrentMemories
    const hints = yield* Queue.unbounded<ReadonlySet<string>>()
    yield* heartbeat.ready
    const loop = torrentLoop({
      context: options.context,
      interval: options.interval,
      owns: (torrent) =>
        torrent.instance === options.instance &&
        (torrent.category === options.failedCategory || torrent.category === options.recheckCategory),
      needs: (instance) => instance === options.instance,
      resumes: undefined,
      hints,
      facts: (snapshots) =>
        Effect.gen(function* () {
          const queues = new Map<string, QueueSnapshot | undefined>()
          for (const { section } of options.arrs) {
            const feed = yield* queueFeeds.get(section)
            queues.set(section, feed === undefined ? undefined : yield* feed.snapshot)
          }
          return (torrent: Torrent) => {
            const hash = hashOf(torrent.id)
            const owner = ownerOf(options.arrs, queues, hash, memories.get(torrent.id).previousCategory)
            return {
              ...unasked,
              ...clientFacts(snapshots.get(torrent.instance)),
              owner,
              queue: owner._tag === "Known" ? rowsOf(queues.get(owner.section), hash) : undefined,
              importEntry: undefined
            }
          }
        }),
      afterPass: () => Effect.void,
      gone: (id) => (id.startsWith(`${options.instance}/`) ? memories.forget(id) : Effect.void)
    })
    const wanted = [options.failedCategory, options.recheckCategory].map((category) => ({ category, savePath: "" }))
    return yield* loop.pipe(alongside(ensureCategories(options.context, wanted, options.instance)))
  })
