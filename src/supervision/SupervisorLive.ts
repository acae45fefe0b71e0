import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as PubSub from "effect/PubSub"
import * as Runtime from "effect/Runtime"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { DeathTally } from "./DeathTally.ts"
import type { Heartbeat } from "./Heartbeat.ts"
import type { Life } from "./Life.ts"
import * as LogLines from "./LogLines.ts"
import { bind, type ReadyWorker } from "./ReadyWorker.ts"
import { stopAll } from "./Shutdown.ts"
import { type Ground, Supervised } from "./Supervised.ts"
import { ShuttingDown, Supervisor, type SupervisorService, UnknownWorker } from "./Supervisor.ts"
import { makeWatchdog } from "./Watchdog.ts"
import type { Worker } from "./Worker.ts"
import { workerFiber } from "./WorkerFiber.ts"
import type { WorkerStatus } from "./WorkerStatus.ts"

/** A reader of `changes` that falls further behind than this loses the oldest. */
const changesKept = 4096

/** The supervisor of one scope: closing the scope stops every worker. */
export const make: Effect.Effect<SupervisorService, never, DeathTally | Scope.Scope> = Effect.gen(function* () {
  const clock = yield* Effect.clock
  const runFork = Runtime.runFork(yield* Effect.runtime<never>())
  const pubsub = yield* PubSub.sliding<WorkerStatus>(changesKept)
  const workers = new Map<string, Supervised>()
  const abandoned = new Set<Life>()
  let isClosing = false

  const ground: Ground = {
    clock,
    abandoned,
    tally: yield* DeathTally,
    watchdog: yield* makeWatchdog(clock),
    publish: (status) => {
      if (!pubsub.unsafeOffer(status)) runFork(pubsub.publish(status))
    },
    forget: ({ name }) => workers.delete(name)
  }

  yield* Effect.addFinalizer(() =>
    Effect.suspend(() => {
      isClosing = true
      return Effect.zipRight(stopAll(workers.values(), abandoned), pubsub.shutdown)
    })
  )

  const open = Effect.suspend(() => (isClosing ? Effect.fail(new ShuttingDown()) : Effect.void))

  const known = (name: string): Effect.Effect<Supervised, UnknownWorker | ShuttingDown> =>
    Effect.flatMap(open, () => {
      const supervised = workers.get(name)
      return supervised === undefined || supervised.goal.wanted === "gone"
        ? Effect.fail(new UnknownWorker({ name, known: Array.from(workers.keys()) }))
        : Effect.succeed(supervised)
    })

  /** A command that the shutdown overtook was not carried out. */
  const unlessClosed = (arrival: Effect.Effect<boolean>): Effect.Effect<void, ShuttingDown> =>
    Effect.flatMap(arrival, (done) => (done ? Effect.void : open))

  const begin = (worker: ReadyWorker): Effect.Effect<boolean> => {
    const existing = workers.get(worker.name)
    if (existing !== undefined) {
      existing.worker = worker
      return existing.aim("up", "configuration changed", true)
    }
    const supervised = new Supervised(worker, ground)
    workers.set(worker.name, supervised)
    runFork(workerFiber(supervised))
    return supervised.arrival
  }

  const again = (supervised: Supervised) => unlessClosed(supervised.aim("up", "restart requested", true))

  return {
    start: <E, R>(worker: Worker<E, R>) =>
      Effect.flatMap(Effect.context<Exclude<R, Scope.Scope | Heartbeat>>(), (services) =>
        Effect.zipRight(
          open,
          Effect.suspend(() => unlessClosed(begin(bind(worker, services))))
        )
      ),
    remove: (name) => Effect.flatMap(known(name), (supervised) => Effect.asVoid(supervised.aim("gone", "removed"))),
    status: Effect.sync(() => Array.from(workers.values(), (supervised) => supervised.status)),
    changes: Stream.fromPubSub(pubsub),
    restart: (name) => Effect.flatMap(known(name), again),
    restartAll: Effect.flatMap(open, () =>
      Effect.forEach(
        Array.from(workers.values()).filter(({ goal }) => goal.wanted !== "gone"),
        again,
        { concurrency: "unbounded", discard: true }
      )
    ),
    stop: (name) =>
      Effect.flatMap(known(name), (supervised) => Effect.asVoid(supervised.aim("down", "stop requested"))),
    resume: (name) =>
      Effect.flatMap(known(name), (supervised) =>
        supervised.goal.wanted === "up" && supervised.life !== undefined
          ? unlessClosed(supervised.arrival)
          : unlessClosed(supervised.aim("up", "start requested"))
      ),
    drill: (name, drill) =>
      Effect.flatMap(known(name), ({ life }) => {
        if (life === undefined || life.exit !== undefined) return LogLines.drill(`${name} process has no life to end`)
        if (drill.kind === "crash") {
          return Effect.zipRight(
            LogLines.drill(`crashing ${name} process`),
            Effect.sync(() => life.crash())
          )
        }
        const ignoreFor = Duration.toMillis(drill.ignoreFor)
        return Effect.zipRight(
          LogLines.drill(`hanging ${name} process`),
          Effect.sync(() => life.hang(ignoreFor))
        )
      })
  }
})

/** The supervisor; provide what the workers need (store, clients) beneath it, so that it is released after the last worker. */
export const layer: Layer.Layer<Supervisor, never, DeathTally> = Layer.scoped(Supervisor, make)
