import * as SqlClient from "@effect/sql/SqlClient"
import * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Queue from "effect/Queue"
import * as Schedule from "effect/Schedule"
import * as Backlog from "./Backlog.ts"
import { StoreFailure, type Write } from "./StoreFailure.ts"

/** The one writer of the database. */
export interface WriteBehindService {
  /**
   * Queues a write and returns; waits only while the queue is full. Of several queued writes with the same `key` the last
   * one counts, so it has to say the whole row. `label` names it in the log when it cannot be written.
   */
  readonly later: (label: string, write: Write, key?: string) => Effect.Effect<void>
  /**
   * Commits a write, after everything queued before it, and returns when it is on disk. Cannot be interrupted half-way.
   * Dies of `StoreFailure` when the database refuses: going on would be acting without a record.
   */
  readonly durable: <A>(label: string, write: Write<A>) => Effect.Effect<A>
  /** Returns when everything queued so far was tried. */
  readonly flush: Effect.Effect<void>
}

export class WriteBehind extends Context.Tag("qbitrr/store/WriteBehind")<WriteBehind, WriteBehindService>() {}

export interface WriteBehindOptions {
  /** Longest time a queued write waits. */
  readonly interval: Duration.DurationInput
  /** Rows in one transaction; as many waiting end the interval early. */
  readonly batch: number
  /** Queued writes; beyond it, `later` waits. */
  readonly capacity: number
}

export const defaults: WriteBehindOptions = { interval: "500 millis", batch: 200, capacity: 10_000 }

/** Seven attempts over 3.15 s: long enough for a backup that holds the file, short enough for a worker that waits. */
const retries = Schedule.intersect(Schedule.exponential("50 millis"), Schedule.recurs(6))

/** Between two attempts while the disk refuses. */
const firstPause = Duration.seconds(1)
const longestPause = Duration.seconds(30)

type Item =
  | ({ readonly _tag: "Row" } & Backlog.Row)
  /** Run once the rows before it were tried. */
  | { readonly _tag: "Then"; readonly run: Effect.Effect<void> }
  | { readonly _tag: "Close" }

const make = (options: WriteBehindOptions) =>
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    const queue = yield* Queue.unbounded<Item>()
    const room = yield* Effect.makeSemaphore(options.capacity)
    const hurry = yield* Effect.makeLatch(false)
    let closed = false
    let waiting = 0
    /** Set while the disk refuses. */
    let pause: Duration.Duration | undefined
    const backlog = Backlog.make(sql, options.batch, (count) =>
      Effect.suspend(() => {
        waiting -= count
        return room.release(count)
      })
    )

    const tryToDrain = Effect.matchEffect(backlog.drain, {
      onSuccess: () => {
        if (pause === undefined) return Effect.void
        pause = undefined
        return Effect.logInfo("The database can be written again; nothing was lost.")
      },
      onFailure: (failure) => {
        const first = pause === undefined
        pause = pause === undefined ? firstPause : Duration.min(Duration.times(pause, 2), longestPause)
        return first
          ? Effect.logError(
              `The database cannot be written: ${failure.message}. ${backlog.rows().length} rows wait in memory; qbitrr keeps trying.`
            )
          : Effect.void
      }
    })

    /** At the end nothing can wait any longer. */
    const finish = Effect.retry(backlog.drain, retries).pipe(
      Effect.catchAll((failure) =>
        Effect.logError(
          `${backlog.rows().length} rows are lost, the database cannot be written: ${failure.message} (the first: ${backlog.rows()[0]?.label}).`
        )
      )
    )

    const loop: Effect.Effect<void> = Effect.gen(function* () {
      while (true) {
        const first = pause === undefined ? [yield* Queue.take(queue)] : []
        yield* Effect.race(hurry.await, Effect.sleep(pause ?? options.interval))
        yield* hurry.close
        const items = [...first, ...(yield* Queue.takeAll(queue))]
        for (const item of items) if (item._tag === "Row") backlog.push(item)
        const closing = items.some((item) => item._tag === "Close")
        yield* closing ? finish : tryToDrain
        for (const item of items) if (item._tag === "Then") yield* item.run
        if (closing) return
      }
    })

    /** False once the end is queued: nothing can get in behind it. */
    const enqueue = (item: Item): boolean => !closed && queue.unsafeOffer(item)

    const later: WriteBehindService["later"] = (label, write, key) =>
      Effect.uninterruptibleMask((restore) =>
        Effect.zipRight(
          restore(room.take(1)),
          Effect.suspend(() => {
            if (!enqueue({ _tag: "Row", label, write, key })) {
              return Effect.logWarning(`The database is closed; ${label} is not stored.`)
            }
            waiting += 1
            return waiting >= options.batch && pause === undefined ? hurry.open : Effect.void
          })
        )
      )

    const durable = <A>(label: string, write: Write<A>): Effect.Effect<A> =>
      Effect.gen(function* () {
        const done = yield* Deferred.make<A, StoreFailure>()
        const run = Effect.retry(Backlog.transaction(sql, write), {
          schedule: retries,
          while: (failure) => failure.transient
        })
        if (!enqueue({ _tag: "Then", run: Effect.asVoid(Effect.intoDeferred(run, done)) })) {
          return yield* new StoreFailure({ message: "the database is closed", transient: false })
        }
        yield* hurry.open
        return yield* Deferred.await(done)
      }).pipe(
        Effect.catchAll((failure) =>
          Effect.die(
            new StoreFailure({
              message: `${label} cannot be recorded: ${failure.message}`,
              transient: failure.transient,
              cause: failure.cause
            })
          )
        ),
        Effect.uninterruptible
      )

    const writer = yield* Effect.forkScoped(loop)
    yield* Effect.addFinalizer(() =>
      Effect.suspend(() => {
        enqueue({ _tag: "Close" })
        closed = true
        return Effect.zipRight(hurry.open, Fiber.await(writer))
      })
    )
    const flush = Effect.gen(function* () {
      const done = yield* Deferred.make<void>()
      if (!enqueue({ _tag: "Then", run: Effect.asVoid(Deferred.succeed(done, undefined)) })) return
      yield* hurry.open
      yield* Deferred.await(done)
    })
    return WriteBehind.of({ later, durable, flush })
  })

/** Needs the database; what is still queued is committed when the layer is released, before the database closes. */
export const layer = (
  options: Partial<WriteBehindOptions> = {}
): Layer.Layer<WriteBehind, never, SqlClient.SqlClient> => Layer.scoped(WriteBehind, make({ ...defaults, ...options }))
