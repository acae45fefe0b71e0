import * as Effect from "effect/Effect"
import type { QueueSnapshot } from "../clients/arr/QueueRecord.ts"
import { hashOf, instanceOf } from "../clients/qbittorrent/TorrentId.ts"
import type { DecisionLog } from "../store/DecisionLog.ts"
import { TorrentMemories } from "../store/TorrentMemories.ts"
import { Heartbeat } from "../supervision/Heartbeat.ts"
import type { ApplyContext } from "../torrents/apply/ApplyContext.ts"
import type { CategoryRoot } from "../torrents/CategoryOwner.ts"
import { QueueFeeds } from "../torrents/QueueFeeds.ts"
import type { Owner } from "../torrents/Rule.ts"
import type { Torrent } from "../torrents/Torrent.ts"
import { TrackerReadings } from "../torrents/TrackerReadings.ts"
import { UnknownMessages } from "../torrents/trackers/UnknownMessages.ts"
import { alongside } from "./alongside.ts"
import { ensureCategories } from "./ensureCategories.ts"
import { clientFacts, rowsOf, unasked } from "./facts.ts"
import { type OrderSettings, queueOrder } from "./QueueOrder.ts"
import { Recorder } from "./Recorder.ts"
import { trackersReader } from "./readers.ts"
import { type SpaceSettings, spacePolicy } from "./SpacePolicy.ts"
import { type LoopServices, torrentLoop } from "./torrentLoop.ts"

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
  /** `ManagedCategories`, which belong to no Arr. */
  readonly managed: ReadonlyArray<string>
  /** Milliseconds. */
  readonly interval: number
  readonly arrs: ReadonlyArray<PossibleOwner>
  readonly context: Effect.Effect<ApplyContext>
  /** Both read anew for every look. */
  readonly space: Effect.Effect<SpaceSettings>
  readonly order: Effect.Effect<OrderSettings>
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

const isOurs = (root: CategoryRoot | undefined): boolean =>
  root?.owner._tag === "Special" || root?.owner._tag === "Managed"

/**
 * One life of the worker of one qBittorrent section: the failed and the recheck category, the managed categories, the
 * free space of its disk and the order of its queue.
 */
export const categoryManager = (
  options: CategoryManagerOptions
): Effect.Effect<never, never, LoopServices | DecisionLog | QueueFeeds | TrackerReadings | UnknownMessages> =>
  Effect.gen(function* () {
    const heartbeat = yield* Heartbeat
    const queueFeeds = yield* QueueFeeds
    const memories = yield* TorrentMemories
    const readings = yield* TrackerReadings
    const recorder = yield* Recorder
    yield* heartbeat.ready
    const loop = torrentLoop({
      context: options.context,
      interval: options.interval,
      owns: ({ ownerOf }, torrent) => torrent.instance === options.instance && isOurs(ownerOf(torrent)),
      needs: (instance) => instance === options.instance,
      resumes: undefined,
      hints: [],
      readers: { trackers: trackersReader(readings, yield* UnknownMessages) },
      facts: ({ pinged, snapshots }) =>
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
              ...clientFacts(snapshots.get(torrent.instance), pinged),
              trackers: readings.get(torrent.id),
              owner,
              queue: owner._tag === "Known" ? rowsOf(queues.get(owner.section), hash) : undefined,
              importEntry: undefined
            }
          }
        }),
      afterPass: () => Effect.void,
      gone: (id) =>
        instanceOf(id) === options.instance
          ? Effect.all([memories.forget(id), readings.forget(id), recorder.forget(id)], { discard: true })
          : Effect.void
    })
    const wanted = [options.failedCategory, options.recheckCategory, ...options.managed].map((category) => ({
      category,
      savePath: ""
    }))
    const { context, instance, interval } = options
    return yield* loop.pipe(
      alongside(ensureCategories(context, wanted, instance)),
      alongside(spacePolicy({ instance, interval, context, settings: options.space })),
      alongside(queueOrder({ instance, interval, context, settings: options.order }))
    )
  })
