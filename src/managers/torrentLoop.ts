import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import type * as Scope from "effect/Scope"
import * as TorrentId from "../clients/qbittorrent/TorrentId.ts"
import { TorrentMemories } from "../store/TorrentMemories.ts"
import { Dependencies } from "../supervision/Dependencies.ts"
import { Heartbeat } from "../supervision/Heartbeat.ts"
import type { ApplyContext } from "../torrents/apply/ApplyContext.ts"
import { Apply } from "../torrents/apply.ts"
import { Connectivity } from "../torrents/Connectivity.ts"
import type { Facts } from "../torrents/Rule.ts"
import type { Torrent } from "../torrents/Torrent.ts"
import type { FeedSnapshot } from "../torrents/TorrentFeed.ts"
import { TorrentFeeds } from "../torrents/TorrentFeeds.ts"
import { alongside } from "./alongside.ts"
import { OutageWatch } from "./OutageWatch.ts"
import { pass, resolve } from "./pass.ts"
import { Recorder } from "./Recorder.ts"
import type { Readers } from "./readers.ts"
import * as Watch from "./Watch.ts"

/** What one pass sees of the clients. */
export interface Sight {
  readonly context: ApplyContext
  readonly snapshots: ReadonlyMap<string, FeedSnapshot>
  /** Whether this machine has a connection; undefined when every client could tell by itself. */
  readonly pinged: boolean | undefined
}

/** What makes one manager's loop its own. */
export interface LoopOptions<R> {
  /** Read anew for every pass, so a pass uses one snapshot of the config from start to end. */
  readonly context: Effect.Effect<ApplyContext>
  /** `LoopSleepTimer`, milliseconds: longest time between two passes. */
  readonly interval: number
  readonly owns: (context: ApplyContext, torrent: Torrent) => boolean
  /** Whether this qBittorrent matters to it: without its answers the worker is degraded. */
  readonly needs: (instance: string) => boolean
  /** Prepares the facts of one pass. */
  readonly facts: (sight: Sight) => Effect.Effect<(torrent: Torrent) => Facts, never, R>
  readonly readers: Readers
  /** Sections whose journalled removals this loop continues. */
  readonly resumes: string | undefined
  /** Fed by others (the queue) with hashes to look at. */
  readonly hints: ReadonlyArray<Queue.Dequeue<ReadonlySet<string>>>
  /** After each pass: all torrents it owns. */
  readonly afterPass: (owned: ReadonlyArray<Torrent>) => Effect.Effect<void, never, R>
  /** A torrent left its client for good. */
  readonly gone: (id: TorrentId.TorrentId) => Effect.Effect<void, never, R>
}

/** What every loop needs. */
export type LoopServices =
  | Apply
  | Connectivity
  | Dependencies
  | Heartbeat
  | OutageWatch
  | Recorder
  | Scope.Scope
  | TorrentFeeds
  | TorrentMemories

/** Everything is looked at again this often, whatever was missed. Milliseconds. */
const fullEvery = 300_000

/** Journalled removals that could not be finished are tried again this often. Milliseconds. */
const resumeEvery = 10_000

/**
 * Wakes on change, on a torrent's own time, and every `interval` at the latest; looks only at what may have a new
 * answer. Beats as track "torrents".
 */
export const torrentLoop = <R>(options: LoopOptions<R>): Effect.Effect<never, never, R | LoopServices> =>
  Effect.gen(function* () {
    const feeds = yield* TorrentFeeds
    const heartbeat = yield* Heartbeat
    const apply = yield* Apply
    const memories = yield* TorrentMemories
    const outages = yield* OutageWatch
    const recorder = yield* Recorder
    const connectivity = yield* Connectivity
    const watch = Watch.make()
    /** Left their client; what is remembered of them goes once no removal needs it any more. */
    const leaving = new Set<TorrentId.TorrentId>()
    const wake = yield* Queue.sliding<void>(1)

    const changes = yield* feeds.changes
    const followChanges = Effect.forever(
      Effect.gen(function* () {
        const change = yield* Queue.take(changes)
        if (change.full) watch.all = true
        for (const hash of change.changed) watch.dirty.add(TorrentId.make(change.instance, hash))
        for (const hash of change.removed) {
          const id = TorrentId.make(change.instance, hash)
          Watch.forget(watch, id)
          leaving.add(id)
        }
        yield* Queue.offer(wake, undefined)
      })
    )
    const followHints = (hints: Queue.Dequeue<ReadonlySet<string>>) =>
      Effect.forever(
        Effect.gen(function* () {
          const hashes = yield* Queue.take(hints)
          const instances = [...(yield* feeds.all).keys()]
          for (const hash of hashes) for (const instance of instances) watch.dirty.add(TorrentId.make(instance, hash))
          yield* Queue.offer(wake, undefined)
        })
      )

    const dependencies = yield* Dependencies
    const absent = new Set<string>()
    const tellAbsence = (snapshots: ReadonlyMap<string, FeedSnapshot>) =>
      Effect.gen(function* () {
        for (const instance of absent) {
          if (snapshots.get(instance)?.online === false) continue
          absent.delete(instance)
          yield* heartbeat.recover(instance)
        }
        for (const { instance, online } of snapshots.values()) {
          if (online || !options.needs(instance)) continue
          const status = (yield* dependencies.all).find(({ name }) => name === instance)
          absent.add(instance)
          yield* heartbeat.degrade(instance, status?.reason ?? "has not answered yet")
        }
      })

    const ping = (context: ApplyContext, snapshots: ReadonlyMap<string, FeedSnapshot>) =>
      [...snapshots.values()].some(({ connection, online }) => online && connection === "unknown")
        ? connectivity.check(context.pingHosts)
        : Effect.succeed(undefined)

    let fullAt = 0
    let resumeAt = 0
    const round = Effect.gen(function* () {
      const now = yield* Clock.currentTimeMillis
      const context = yield* options.context
      if (now >= resumeAt) {
        yield* apply.resume(context, options.resumes)
        resumeAt = now + resumeEvery
      }
      if (now >= fullAt) watch.all = true
      const snapshots = yield* feeds.snapshots
      yield* tellAbsence(snapshots)
      const ids = Watch.take(watch, now)
      if (ids === undefined) fullAt = now + fullEvery
      const owned: Array<Torrent> = []
      for (const snapshot of snapshots.values()) {
        for (const torrent of snapshot.torrents.values()) if (options.owns(context, torrent)) owned.push(torrent)
      }
      const find = (id: TorrentId.TorrentId): Torrent | undefined => {
        const torrent = snapshots.get(TorrentId.instanceOf(id))?.torrents.get(TorrentId.hashOf(id))
        return torrent !== undefined && options.owns(context, torrent) ? torrent : undefined
      }
      for (const id of leaving) {
        if (apply.isBeingRemoved(id)) continue
        leaving.delete(id)
        if (snapshots.get(TorrentId.instanceOf(id))?.torrents.has(TorrentId.hashOf(id)) !== true)
          yield* options.gone(id)
      }
      const torrents = ids === undefined ? owned : resolve(watch, ids, find)
      if (torrents.length > 0) {
        const factsOf = yield* options.facts({ context, snapshots, pinged: yield* ping(context, snapshots) })
        yield* pass({
          watch,
          context,
          torrents,
          factsOf,
          readers: options.readers,
          outagesOf: (instance) => outages.outages(instance, context.outagePercent),
          note: (input, decision) => recorder.note(context.section, input, decision),
          interval: options.interval
        })
      }
      yield* options.afterPass(owned)
      yield* heartbeat.beat("torrents")
    }).pipe(Effect.provideService(Apply, apply), Effect.provideService(TorrentMemories, memories))

    const rounds = Effect.forever(
      Effect.gen(function* () {
        yield* round
        const now = yield* Clock.currentTimeMillis
        const sleep = Watch.sleepFor(watch, now, options.interval)
        // A short rest even when something is due at once, so that a rule that never settles cannot spin.
        yield* Queue.take(wake).pipe(Effect.timeoutOption(Math.max(sleep, 50)))
      })
    )
    return yield* options.hints.reduce(
      (loop, hints) => loop.pipe(alongside(followHints(hints))),
      rounds.pipe(alongside(followChanges))
    )
  })
