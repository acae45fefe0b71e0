import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as PubSub from "effect/PubSub"
import * as Queue from "effect/Queue"
import * as Random from "effect/Random"
import * as Ref from "effect/Ref"
import type * as Scope from "effect/Scope"
import type { AuthRejected, ClientError } from "../clients/ClientError.ts"
import type { QbittorrentClient } from "../clients/qbittorrent/QbittorrentClient.ts"
import { mayPass } from "../clients/qbittorrent/refusals.ts"
import type { Connection, Maindata } from "../clients/qbittorrent/wire.ts"
import { dependencyDelay } from "../supervision/awaitDependency.ts"
import { Dependencies } from "../supervision/Dependencies.ts"
import { Heartbeat } from "../supervision/Heartbeat.ts"
import { monotonicMillis } from "../supervision/Monotonic.ts"
import { Misconfigured } from "../supervision/Worker.ts"
import { applyDelta, empty, type Picture } from "./feed/applyDelta.ts"
import type { Torrent } from "./Torrent.ts"
import { isMoving } from "./TorrentState.ts"

/** All torrents of one qBittorrent as last told. */
export interface FeedSnapshot {
  readonly instance: string
  /** False before the first answer, while qBittorrent is away and while nobody asks it: decide nothing destructive. */
  readonly online: boolean
  /** Epoch milliseconds of the last good answer, 0 before the first. */
  readonly at: number
  /** Grows whenever something in this snapshot but `at` and `freeSpace`, which tick by themselves, changes. */
  readonly version: number
  /** By lower-case hash. Kept while offline. */
  readonly torrents: ReadonlyMap<string, Torrent>
  readonly connection: Connection
  /** What qBittorrent reports of the disk of its default save path, bytes; undefined while not told. 4.5 tells 0 at first. */
  readonly freeSpace: number | undefined
  /** Whether downloads queue; false while not told. */
  readonly queueing: boolean
}

/** Hashes worth another look. */
export interface FeedChange {
  readonly instance: string
  /** The first picture, or the first one after an outage: look at everything. */
  readonly full: boolean
  /** Changed in something a rule may decide on, or new. */
  readonly changed: ReadonlySet<string>
  readonly removed: ReadonlySet<string>
}

export interface FeedOptions {
  /** `LoopSleepTimer`: between two questions while nothing moves. */
  readonly interval: Duration.DurationInput
  /** `FeedInterval`: while something downloads, is checked or moved. */
  readonly activeInterval: Duration.DurationInput
  /** Insurance: the full picture is asked for this often though deltas do. Default 5 minutes. */
  readonly fullEvery?: Duration.DurationInput
}

/** One stream per qBittorrent, however many read it. */
export interface TorrentFeed {
  readonly instance: string
  readonly client: QbittorrentClient
  readonly snapshot: Effect.Effect<FeedSnapshot>
  /** Changes from now on. Subscribe first, then read `snapshot`. */
  readonly changes: Effect.Effect<Queue.Dequeue<FeedChange>, never, Scope.Scope>
  /** Asks qBittorrent for ever; one life of the worker. Beats as `feed`, is ready after the first full picture. */
  readonly run: Effect.Effect<never, Misconfigured, Heartbeat | Dependencies>
  /** Ask soon, not only after the interval. Returns at once; does not shorten the wait for one that is away. */
  readonly refresh: Effect.Effect<void>
}

/** Track of the heartbeat. */
const track = "feed"

/** Least milliseconds between two questions, however often somebody calls `refresh`. */
const leastGap = 250

/** Longest silence while qBittorrent is away, milliseconds: well inside any progress deadline. */
const beatEvery = 10_000

/** State of one life of `run`, times on the monotonic clock. A new life knows no rid, so it asks for everything. */
interface Life {
  readonly rid: number
  readonly fullAt: number | undefined
  readonly downSince: number | undefined
  readonly complete: boolean
}

const firstLife: Life = { rid: 0, fullAt: undefined, downSince: undefined, complete: false }

const isMovingPicture = (picture: Picture): boolean => {
  for (const torrent of picture.torrents.values()) if (isMoving(torrent.state)) return true
  return false
}

export const make = (client: QbittorrentClient, options: FeedOptions): Effect.Effect<TorrentFeed> =>
  Effect.gen(function* () {
    const instance = client.name
    const fullEvery = Duration.toMillis(options.fullEvery ?? "5 minutes")
    const picture = yield* Ref.make(empty(instance))
    const snapshot = yield* Ref.make<FeedSnapshot>({
      instance,
      online: false,
      at: 0,
      version: 0,
      torrents: new Map(),
      connection: "unknown",
      freeSpace: undefined,
      queueing: false
    })
    const hub = yield* PubSub.unbounded<FeedChange>()
    const wake = yield* Queue.dropping<void>(1)

    const goOffline = Ref.update(snapshot, (now) =>
      now.online ? { ...now, online: false, version: now.version + 1 } : now
    )

    /** An idle connection may be closed under us: one more question at once, but for everything (§5.4). */
    const ask = (rid: number): Effect.Effect<Maindata, ClientError> =>
      Effect.catchIf(
        client.maindata(rid),
        (error) => rid !== 0 && error._tag === "Transient" && error.kind === "connection",
        () => client.maindata(0)
      )

    const take = (life: Life, data: Maindata) =>
      Effect.gen(function* () {
        const at = yield* Clock.currentTimeMillis
        const applied = applyDelta(yield* Ref.get(picture), data)
        yield* Ref.set(picture, applied.picture)
        const { connection, freeSpace, queueing, torrents } = applied.picture
        yield* Ref.update(snapshot, (old) => ({
          instance,
          online: life.complete || data.full,
          at,
          version:
            old.online && old.torrents === torrents && old.connection === connection && old.queueing === queueing
              ? old.version
              : old.version + 1,
          torrents,
          connection,
          freeSpace,
          queueing
        }))
        const full = data.full && (!life.complete || life.downSince !== undefined)
        if (full || applied.changed.size > 0 || applied.removed.size > 0) {
          yield* PubSub.publish(hub, { instance, full, changed: applied.changed, removed: applied.removed })
        }
        const next: Life = {
          // An API key has no rid; neither has a picture with a hole in it.
          rid: applied.incomplete ? 0 : data.rid,
          fullAt: data.full ? yield* monotonicMillis : life.fullAt,
          downSince: undefined,
          complete: life.complete || data.full
        }
        return next
      })

    /** One line per life, so that a log tells what was talked to. */
    const introduce = client.features.pipe(
      Effect.tap(({ version }) =>
        Effect.flatMap(Dependencies, (known) => known.identified(instance, `qBittorrent ${version}`))
      ),
      Effect.flatMap(({ supported, version, webapiVersion }) =>
        supported
          ? Effect.logInfo(`Connected to ${instance}: qBittorrent ${version}, Web API ${webapiVersion}`)
          : Effect.logWarning(
              `${instance} is qBittorrent ${version} (Web API ${webapiVersion}); 4.4 is the oldest that is supported`
            )
      ),
      Effect.catchAll((error) => Effect.logDebug(error.message))
    )

    const rejected = (error: AuthRejected) =>
      Effect.gen(function* () {
        const dependencies = yield* Dependencies
        yield* dependencies.down(instance, error.message, null)
        return yield* new Misconfigured({ reason: error.message, retry: mayPass(error) })
      })

    /** One question and what follows from it; gives the next state and how long to wait. */
    const step = (life: Life) =>
      Effect.gen(function* () {
        const heartbeat = yield* Heartbeat
        const dependencies = yield* Dependencies
        const asked = yield* monotonicMillis
        const everything = life.fullAt === undefined || asked - life.fullAt >= fullEvery
        const answer = yield* Effect.either(ask(everything ? 0 : life.rid))
        if (Either.isRight(answer)) {
          const next = yield* take(life, answer.right)
          yield* dependencies.up(instance)
          if (life.downSince !== undefined) yield* heartbeat.recover(instance)
          if (next.complete && !life.complete) {
            yield* heartbeat.ready
            yield* introduce
          }
          yield* heartbeat.beat(track)
          const moving = isMovingPicture(yield* Ref.get(picture))
          return { next, wait: Duration.toMillis(moving ? options.activeInterval : options.interval) }
        }
        const error = answer.left
        yield* goOffline
        if (error._tag === "AuthRejected") return yield* rejected(error)
        const downSince = life.downSince ?? asked
        const wait = Math.round(dependencyDelay((yield* monotonicMillis) - downSince, yield* Random.next))
        yield* dependencies.down(instance, error.message, (yield* Clock.currentTimeMillis) + wait)
        yield* heartbeat.degrade(instance, error.message)
        yield* heartbeat.beat(track)
        return { next: { ...life, rid: 0, fullAt: undefined, downSince }, wait }
      })

    const untilAsked = (wait: number) =>
      Effect.zipRight(
        Effect.sleep(Math.min(leastGap, wait)),
        Effect.raceFirst(Effect.sleep(Math.max(0, wait - leastGap)), Queue.take(wake))
      )

    const beating = Effect.fn("TorrentFeed.beating")(function* (wait: number) {
      const heartbeat = yield* Heartbeat
      for (let left = wait; left > 0; left -= beatEvery) {
        yield* Effect.sleep(Math.min(left, beatEvery))
        yield* heartbeat.beat(track)
      }
    })

    const run: TorrentFeed["run"] = Effect.gen(function* () {
      const dependencies = yield* Dependencies
      yield* dependencies.register(instance, "qbittorrent")
      const life = yield* Ref.make(firstLife)
      return yield* Effect.forever(
        Effect.gen(function* () {
          const { next, wait } = yield* step(yield* Ref.get(life))
          yield* Ref.set(life, next)
          yield* next.downSince === undefined ? untilAsked(wait) : beating(wait)
        })
      )
    }).pipe(Effect.ensuring(goOffline), Effect.annotateLogs({ instance }))

    return {
      instance,
      client,
      snapshot: Ref.get(snapshot),
      changes: PubSub.subscribe(hub),
      run,
      refresh: Effect.asVoid(Queue.offer(wake, undefined))
    }
  })
