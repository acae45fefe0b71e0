import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Logger from "effect/Logger"
import * as Scope from "effect/Scope"
import * as DeathTally from "../supervision/DeathTally.ts"
import { Heartbeat } from "../supervision/Heartbeat.ts"
import { defaultRestartPolicy } from "../supervision/RestartPolicy.ts"
import * as SupervisorLive from "../supervision/SupervisorLive.ts"
import type { Worker } from "../supervision/Worker.ts"
import { BenchFailed, type Measure } from "./Measure.ts"
import { rounded } from "./statistics.ts"

/** Ready, then a heartbeat every 30 s and nothing else. */
const idle = Effect.gen(function* () {
  const heartbeat = yield* Heartbeat
  yield* heartbeat.ready
  return yield* Effect.forever(Effect.zipRight(Effect.sleep("30 seconds"), heartbeat.beat()))
})

const worker = (index: number): Worker => ({
  name: `Idle-${index}`,
  category: `idle-${index}`,
  role: "manager",
  run: idle,
  restart: defaultRestartPolicy,
  progressDeadline: Duration.seconds(120),
  startDeadline: Duration.minutes(10),
  stopTimeout: Duration.seconds(4)
})

/** What is left after everything that can go is gone. Bytes. */
const settledMemory = Effect.gen(function* () {
  const collect = globalThis.gc
  if (collect === undefined) return yield* new BenchFailed({ message: "memory needs node --expose-gc" })
  yield* Effect.sleep("200 millis")
  for (let turn = 0; turn < 3; turn++) {
    collect()
    yield* Effect.sleep("20 millis")
  }
  return process.memoryUsage()
})

/** Memory of `count` supervised workers that do nothing, and how long it takes to begin and to end them in order. */
export const idleWorkers = (count: number): Measure => ({
  name: `workers-${count}`,
  run: () =>
    Effect.gen(function* () {
      const scope = yield* Scope.make()
      const supervisor = yield* Scope.extend(SupervisorLive.make, scope)
      const start = (one: Worker) =>
        Effect.mapError(supervisor.start(one), (error) => new BenchFailed({ message: error.message }))
      // A first worker, so that what is made once is not counted as the cost of one.
      yield* start(worker(count))
      const before = yield* settledMemory
      const begun = performance.now()
      for (let index = 0; index < count; index++) yield* start(worker(index))
      const spawned = performance.now() - begun
      const after = yield* settledMemory
      const alive = (yield* supervisor.status).filter(({ state }) => state === "running").length
      if (alive !== count + 1) {
        return yield* new BenchFailed({ message: `${alive} of ${count + 1} workers run` })
      }
      const stopping = performance.now()
      yield* Scope.close(scope, Exit.void)
      const stopped = performance.now() - stopping
      const heap = (after.heapUsed - before.heapUsed) / count / 1024
      const rss = (after.rss - before.rss) / count / 1024
      const of = `${count.toLocaleString("en")} idle workers`
      return [
        {
          name: `heap per worker, ${of}`,
          figure: rounded(heap),
          unit: "KiB",
          detail: `after collection; RSS ${rounded(rss)} KiB per worker, ${Math.round(after.rss / 2 ** 20)} MiB in all`
        },
        {
          name: `start of ${of}`,
          figure: rounded(spawned / 1000),
          unit: "s",
          detail: "one after another, each running"
        },
        { name: `ordered stop of ${of}`, figure: rounded(stopped / 1000), unit: "s", detail: "one group of managers" }
      ]
    }).pipe(
      Effect.provide(DeathTally.layerMemory),
      // Two lines per worker would be the console's cost, not the worker's.
      Effect.provide(Logger.replace(Logger.defaultLogger, Logger.none))
    )
})
