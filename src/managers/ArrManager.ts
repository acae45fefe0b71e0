import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { type ArrClient, type ArrOptions, make as makeClient } from "../clients/arr/ArrClient.ts"
import { identify } from "../clients/arr/identify.ts"
import { type ClientError, isDependencyDown } from "../clients/ClientError.ts"
import type { Ffprobe } from "../clients/ffprobe/Ffprobe.ts"
import { hashOf } from "../clients/qbittorrent/TorrentId.ts"
import type { DecisionLog } from "../store/DecisionLog.ts"
import { ImportLedger } from "../store/ImportLedger.ts"
import { awaitDependency } from "../supervision/awaitDependency.ts"
import { Dependencies } from "../supervision/Dependencies.ts"
import { Heartbeat } from "../supervision/Heartbeat.ts"
import { Misconfigured } from "../supervision/Worker.ts"
import type { ApplyContext } from "../torrents/apply/ApplyContext.ts"
import * as QueueFeed from "../torrents/QueueFeed.ts"
import { QueueFeeds } from "../torrents/QueueFeeds.ts"
import * as Tags from "../torrents/Tags.ts"
import type { Torrent } from "../torrents/Torrent.ts"
import { isComplete, isMoving } from "../torrents/TorrentState.ts"
import { TrackerReadings } from "../torrents/TrackerReadings.ts"
import { UnknownMessages } from "../torrents/trackers/UnknownMessages.ts"
import { alongside } from "./alongside.ts"
import type { CleanUpSettings } from "./cleanUpSettings.ts"
import { ensureCategories } from "./ensureCategories.ts"
import { folderCleanUp } from "./FolderCleanUp.ts"
import { clientFacts, rowsOf, twinsOf, unasked } from "./facts.ts"
import { periodically } from "./periodically.ts"
import { make as makeProbing } from "./probing.ts"
import { filesReader, formatsReader, trackersReader } from "./readers.ts"
import { type LoopServices, torrentLoop } from "./torrentLoop.ts"

/** One Arr section as its manager needs it. Times in milliseconds. */
export interface ArrManagerOptions {
  readonly arr: ArrOptions
  /** qBittorrent category it owns. */
  readonly category: string
  /** Where qBittorrent puts a new category; "" = its default. */
  readonly savePath: string
  readonly interval: number
  /** `RssSyncTimer` and `RefreshDownloadsTimer`; undefined = off. */
  readonly rssEvery: number | undefined
  readonly refreshEvery: number | undefined
  readonly research: boolean
  readonly context: Effect.Effect<ApplyContext>
  /** `AutoDelete`; undefined = off. Read anew for every look. */
  readonly cleanUp: Effect.Effect<CleanUpSettings | undefined>
  /** Where this program sees the content of a torrent; read anew for every probe. */
  readonly localPathOf: Effect.Effect<(torrent: Torrent) => string>
}

/** An idle Arr is asked for its queue once a minute (decisions, "Timing"). */
const idleInterval = Duration.minutes(1)

/** A complete torrent of which we do not know yet whether it is imported keeps the queue interesting. */
const isWaitingForImport = (ledger: ImportLedger["Type"], section: string, torrent: Torrent): boolean => {
  if (!isComplete(torrent.state) || torrent.tags.includes(Tags.imported)) return false
  const state = ledger.get(section, torrent.id)?.state
  return state !== "imported" && state !== "stuck"
}

/** What a refused or wrong Arr means for the worker: nobody can work with it until the config changes. */
const misconfigured = (error: ClientError | { readonly message: string }): Misconfigured =>
  new Misconfigured({ reason: error.message, retry: true })

/**
 * One life of an Arr manager: wait until the Arr answers and is the right program, then its queue, its torrents and its
 * periodic commands until something breaks.
 */
export const arrManager = (
  options: ArrManagerOptions
): Effect.Effect<
  never,
  Misconfigured | ClientError,
  LoopServices | DecisionLog | Ffprobe | ImportLedger | QueueFeeds | TrackerReadings | UnknownMessages
> =>
  Effect.gen(function* () {
    const section = options.arr.name
    const heartbeat = yield* Heartbeat
    const ledger = yield* ImportLedger
    const readings = yield* TrackerReadings
    const dependencies = yield* Dependencies
    yield* dependencies.register(section, "arr")
    const client: ArrClient = yield* makeClient(options.arr)
    const system = yield* awaitDependency({
      name: section,
      track: "queue",
      attempt: identify(client),
      isDown: (error) => (error._tag !== "WrongApp" && isDependencyDown(error) ? error.message : undefined)
    }).pipe(Effect.mapError(misconfigured))
    yield* dependencies.identified(section, `${system.appName} ${system.version}`)
    yield* Effect.logInfo(`${section}: ${system.appName} ${system.version} answers`)

    const queue = yield* QueueFeed.make(client, {
      activeInterval: Duration.millis(options.interval),
      idleInterval
    })
    yield* (yield* QueueFeeds).register(queue)
    yield* heartbeat.ready
    const hints = yield* queue.changes
    const probing = yield* makeProbing(options.localPathOf)

    const loop = torrentLoop({
      context: options.context,
      interval: options.interval,
      owns: ({ ownerOf }, torrent) => {
        const owner = ownerOf(torrent)?.owner
        return owner?._tag === "Arr" && owner.section === section
      },
      needs: () => true,
      resumes: section,
      hints: [hints, probing.ended],
      readers: {
        files: filesReader,
        trackers: trackersReader(readings, yield* UnknownMessages),
        formats: formatsReader,
        playable: probing.reader
      },
      facts: ({ context, pinged, snapshots }) =>
        Effect.map(queue.snapshot, (rows) => (torrent: Torrent) => {
          return {
            ...unasked,
            ...clientFacts(snapshots.get(torrent.instance), pinged),
            trackers: readings.get(torrent.id),
            twins: twinsOf(torrent, snapshots, context.ownerOf),
            owner: { _tag: "Known", section, category: options.category, research: options.research } as const,
            queue: rowsOf(rows, hashOf(torrent.id)),
            importEntry: ledger.get(section, torrent.id)
          }
        }),
      afterPass: (owned) =>
        queue.setActive(
          owned.some((torrent) => isMoving(torrent.state) || isWaitingForImport(ledger, section, torrent))
        ),
      gone: (id) => ledger.forget(section, id)
    })

    const watched = Effect.mapError(queue.run, (error) =>
      error._tag === "AuthRejected" ? misconfigured(error) : error
    )
    const wanted = [{ category: options.category, savePath: options.savePath }]
    return yield* loop.pipe(
      alongside(watched),
      alongside(periodically({ ...options, client })),
      alongside(ensureCategories(options.context, wanted)),
      alongside(folderCleanUp({ section, context: options.context, settings: options.cleanUp }))
    )
  })
