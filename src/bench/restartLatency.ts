import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as Data from "effect/Data"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as LogLevel from "effect/LogLevel"
import * as Option from "effect/Option"
import * as Logging from "../observability/Logging.ts"
import * as Redaction from "../observability/Redaction.ts"
import * as DeathTally from "../supervision/DeathTally.ts"
import { Heartbeat } from "../supervision/Heartbeat.ts"
import { defaultRestartPolicy, type RestartPolicy } from "../supervision/RestartPolicy.ts"
import { Supervisor } from "../supervision/Supervisor.ts"
import * as SupervisorLive from "../supervision/SupervisorLive.ts"
import type { Worker } from "../supervision/Worker.ts"
import { BenchFailed, type Figure, type Measure } from "./Measure.ts"
import { median, percentile, rounded } from "./statistics.ts"

/** What a crashing worker dies of. */
class Crash extends Data.TaggedError("Crash")<{ readonly message: string }> {}

/** Restarts without end; a short window, so that the schedule keeps no more timestamps than it does in earnest. */
const policy = (delay: number): RestartPolicy => ({
  ...defaultRestartPolicy,
  maxRestarts: 1_000_000,
  window: Duration.millis(20),
  delay: Duration.millis(delay)
})

/** The log files of the daemon, since every restart writes four lines. */
const logFiles = Layer.unwrapScoped(
  Effect.map(
    Effect.acquireRelease(
      Effect.sync(() => mkdtempSync(join(tmpdir(), "qbitrr-bench-"))),
      (folder) => Effect.sync(() => rmSync(folder, { recursive: true, force: true }))
    ),
    (folder) => Logging.layer({ folder: Option.some(folder), level: LogLevel.Info, console: false })
  )
).pipe(Layer.provide(Redaction.layer))

/** A worker that dies again and again, and notes how long it was dead beyond the delay, in milliseconds. */
const crashing = (name: string, delay: number, crashes: number, note: (latency: number) => void) =>
  Effect.map(Deferred.make<void>(), (done) => {
    let crashedAt: number | undefined
    let lives = 0
    const worker: Worker<Crash> = {
      name,
      category: name,
      role: "background",
      restart: policy(delay),
      progressDeadline: Duration.seconds(120),
      startDeadline: Duration.seconds(120),
      stopTimeout: Duration.seconds(4),
      run: Effect.gen(function* () {
        if (crashedAt !== undefined) note(performance.now() - crashedAt - delay)
        const heartbeat = yield* Heartbeat
        yield* heartbeat.ready
        if (lives++ === crashes) {
          yield* Deferred.succeed(done, undefined)
          return yield* Effect.never
        }
        // Lets the supervisor finish what follows a start, so that no crash overtakes it.
        yield* Effect.sleep("1 millis")
        crashedAt = performance.now()
        return yield* lives % 2 === 0
          ? Effect.die(new Crash({ message: "bench: defect" }))
          : Effect.fail(new Crash({ message: "bench: failure" }))
      })
    }
    return { worker, done: Deferred.await(done) }
  })

const latencies = (workers: number, delay: number, crashes: number) =>
  Effect.gen(function* () {
    const seen: Array<number> = []
    const supervisor = yield* Supervisor
    const all = yield* Effect.forEach(
      Array.from({ length: workers }, (_, index) => index),
      (index) => crashing(`Crash-${delay}-${index}`, delay, crashes / workers, (latency) => void seen.push(latency))
    )
    for (const { worker } of all) {
      yield* Effect.mapError(supervisor.start(worker), (error) => new BenchFailed({ message: error.message }))
    }
    yield* Effect.forEach(all, ({ done }) => done, { discard: true })
    yield* Effect.forEach(all, ({ worker }) => Effect.ignore(supervisor.remove(worker.name)), { discard: true })
    return seen
  })

const figure = (delay: number, workers: number, seen: ReadonlyArray<number>): Figure => ({
  name: `restart beyond a delay of ${delay} ms, p50`,
  figure: rounded(median(seen)),
  unit: "ms",
  ...(delay === 0 ? { reference: "2,200–5,400 (polls every 5 s)" } : {}),
  detail:
    `p99 ${rounded(percentile(seen, 0.99))} ms, max ${rounded(Math.max(...seen))} ms over ${seen.length} crashes ` +
    `(defects and failures alternating) of ${workers === 1 ? "one worker" : `${workers} workers at once`}, log files written`
})

/** From the crash of a life to the first instruction of the next one, less the configured delay. */
export const restartLatency: Measure = {
  name: "restart",
  run: ({ quick }) =>
    Effect.gen(function* () {
      const crashes = quick ? 400 : 2_000
      const atOnce = yield* latencies(1, 0, crashes)
      const delayed = yield* latencies(20, 50, crashes)
      return [figure(0, 1, atOnce), figure(50, 20, delayed)]
    }).pipe(
      Effect.provide(SupervisorLive.layer.pipe(Layer.provide(DeathTally.layerMemory), Layer.provideMerge(logFiles)))
    )
}
