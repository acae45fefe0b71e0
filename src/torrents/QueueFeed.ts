import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as PubSub from "effect/PubSub"
import * as Queue from "effect/Queue"
import * as Random from "effect/Random"
import * as Ref from "effect/Ref"
import type * as Scope from "effect/Scope"
import type { ArrClient } from "../clients/arr/ArrClient.ts"
import type { QueueSnapshot } from "../clients/arr/QueueRecord.ts"
import { type ClientError, isDependencyDown } from "../clients/ClientError.ts"
import { dependencyDelay } from "../supervision/awaitDependency.ts"
import { Dependencies } from "../supervision/Dependencies.ts"
import { Heartbeat } from "../supervision/Heartbeat.ts"
import { monotonicMillis } from "../supervision/Monotonic.ts"
import { changedDownloads } from "./feed/changedDownloads.ts"

export interface QueueFeedOptions {
  /** `LoopSleepTimer`: between two questions while a download of the section moves or waits for its import. */
  readonly activeInterval: Duration.DurationInput
  /** Between two questions otherwise. Default one minute (decisions, "Timing"). */
  readonly idleInterval?: Duration.DurationInput
}

/** The queue of one Arr as it was last told, however many read it. */
export interface QueueFeed {
  /** Config section. */
  readonly section: string
  readonly client: ArrClient
  /** Undefined = unknown: the Arr has not answered since it was last away, or nobody asks it. Decide nothing. */
  readonly snapshot: Effect.Effect<QueueSnapshot | undefined>
  /**
   * Hashes whose rows changed, came or went, from now on; after an outage all of them. Subscribe first, then read
   * `snapshot`. A subscriber that lags behind misses the oldest.
   */
  readonly changes: Effect.Effect<Queue.Dequeue<ReadonlySet<string>>, never, Scope.Scope>
  /**
   * Asks the Arr for ever; one life of the manager. Beats as `queue`. An Arr that is away is waited for; a refused key
   * or an API that is not there ends it.
   */
  readonly run: Effect.Effect<never, ClientError, Heartbeat | Dependencies>
  /** Ask soon, not only after the interval. Returns at once; several calls are one question. */
  readonly refresh: Effect.Effect<void>
  /** Chooses the interval. Becoming active counts from the last answer. */
  readonly setActive: (active: boolean) => Effect.Effect<void>
}

/** Track of the heartbeat. */
const track = "queue"

/** `refresh` waits this long for others to join it, and leaves this much between two questions. Milliseconds. */
const debounce = 250
const leastGap = 1_000

/** While it waits, a feed says so at least this often. Milliseconds. */
const beatEvery = 30_000

/** Changes kept for a subscriber that is busy. */
const backlog = 256

/** What others want of the feed. `refreshAt` in monotonic milliseconds. */
interface Wish {
  readonly active: boolean
  readonly refreshAt: number | undefined
}

const waitBeating = (millis: number): Effect.Effect<void, never, Heartbeat> =>
  Effect.gen(function* () {
    const heartbeat = yield* Heartbeat
    for (let left = millis; left > 0; left -= beatEvery) {
      yield* heartbeat.beat(track)
      yield* Effect.sleep(Math.min(left, beatEvery))
    }
  })

export const make = (client: ArrClient, options: QueueFeedOptions): Effect.Effect<QueueFeed> =>
  Effect.gen(function* () {
    const section = client.name
    const activeInterval = Duration.toMillis(options.activeInterval)
    const idleInterval = Duration.toMillis(options.idleInterval ?? "1 minute")
    const snapshot = yield* Ref.make<QueueSnapshot | undefined>(undefined)
    const lastKnown = yield* Ref.make<QueueSnapshot | undefined>(undefined)
    const skipped = yield* Ref.make(0)
    const wish = yield* Ref.make<Wish>({ active: false, refreshAt: undefined })
    const wake = yield* Queue.dropping<void>(1)
    const hub = yield* PubSub.sliding<ReadonlySet<string>>(backlog)

    const tellSkipped = (count: number) =>
      Effect.gen(function* () {
        if ((yield* Ref.getAndSet(skipped, count)) === count) return
        yield* count === 0
          ? Effect.logInfo(`${section}: all rows of its queue can be read again`)
          : Effect.logWarning(`${section}: ${count} rows of its queue cannot be read and are left out`)
      })

    const take = (next: QueueSnapshot) =>
      Effect.gen(function* () {
        const blind = (yield* Ref.getAndSet(snapshot, next)) === undefined
        const changed = changedDownloads(yield* Ref.getAndSet(lastKnown, next), next, blind)
        yield* tellSkipped(next.skipped)
        if (changed.size > 0) yield* PubSub.publish(hub, changed)
      })

    /** Waits out the interval, or less when somebody wants an answer. */
    const pause = Effect.gen(function* () {
      const heartbeat = yield* Heartbeat
      const answeredAt = yield* monotonicMillis
      while (true) {
        yield* heartbeat.beat(track)
        const { active, refreshAt } = yield* Ref.get(wish)
        const regular = answeredAt + (active ? activeInterval : idleInterval)
        const due = refreshAt === undefined ? regular : Math.min(regular, Math.max(refreshAt, answeredAt + leastGap))
        const left = due - (yield* monotonicMillis)
        if (left <= 0) return
        yield* Effect.raceFirst(Effect.sleep(Math.min(left, beatEvery)), Queue.take(wake))
      }
    })

    /** One question and what follows. `away` and the result: since when the Arr does not answer, monotonic milliseconds. */
    const step = (away: number | undefined) =>
      Effect.gen(function* () {
        const heartbeat = yield* Heartbeat
        const dependencies = yield* Dependencies
        const asked = yield* monotonicMillis
        // Whoever asked for a refresh is answered by the question that starts now.
        yield* Ref.update(wish, (now) => ({ ...now, refreshAt: undefined }))
        const answer = yield* Effect.either(client.queue)
        if (Either.isRight(answer)) {
          yield* take(answer.right)
          yield* dependencies.up(section)
          if (away !== undefined) yield* heartbeat.recover(section)
          yield* pause
          return undefined
        }
        const error = answer.left
        yield* Ref.set(snapshot, undefined)
        if (!isDependencyDown(error)) {
          yield* dependencies.down(section, error.message, null)
          return yield* error
        }
        const since = away ?? asked
        // Whole milliseconds: a clock in tests knows no others.
        const wait = Math.round(dependencyDelay((yield* monotonicMillis) - since, yield* Random.next))
        yield* dependencies.down(section, error.message, (yield* Clock.currentTimeMillis) + wait)
        yield* heartbeat.degrade(section, error.message)
        yield* waitBeating(wait)
        return since
      })

    const run: QueueFeed["run"] = Effect.gen(function* () {
      yield* (yield* Dependencies).register(section, "arr")
      const away = yield* Ref.make<number | undefined>(undefined)
      return yield* Ref.get(away).pipe(
        Effect.flatMap(step),
        Effect.flatMap((since) => Ref.set(away, since)),
        Effect.forever
      )
    }).pipe(Effect.ensuring(Ref.set(snapshot, undefined)))

    return {
      section,
      client,
      snapshot: Ref.get(snapshot),
      changes: PubSub.subscribe(hub),
      run,
      refresh: Effect.gen(function* () {
        const at = (yield* monotonicMillis) + debounce
        yield* Ref.update(wish, (now) => (now.refreshAt === undefined ? { ...now, refreshAt: at } : now))
        yield* Queue.offer(wake, undefined)
      }),
      setActive: (active) =>
        Effect.gen(function* () {
          const before = yield* Ref.getAndUpdate(wish, (now) => ({ ...now, active }))
          if (before.active !== active) yield* Queue.offer(wake, undefined)
        })
    }
  })
