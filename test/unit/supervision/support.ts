import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import type * as Scope from "effect/Scope"
import * as DeathTally from "../../../src/supervision/DeathTally.ts"
import { Heartbeat, type HeartbeatService } from "../../../src/supervision/Heartbeat.ts"
import { defaultRestartPolicy, type RestartPolicy } from "../../../src/supervision/RestartPolicy.ts"
import { Supervisor } from "../../../src/supervision/Supervisor.ts"
import { layer } from "../../../src/supervision/SupervisorLive.ts"
import type { Worker } from "../../../src/supervision/Worker.ts"
import type { WorkerStatus } from "../../../src/supervision/WorkerStatus.ts"

/** Log lines as `LEVEL - text`, with the process id taken out. */
export class Lines extends Context.Tag("test/Lines")<Lines, Array<string>>() {}

const capturing = (lines: Array<string>) =>
  Logger.replace(
    Logger.defaultLogger,
    Logger.make(({ logLevel, message }) => {
      const text = (Array.isArray(message) ? message : [message]).filter((part) => typeof part === "string").join(" ")
      lines.push(`${logLevel.label.replace("WARN", "WARNING")} - ${text.replaceAll(String(process.pid), "PID")}`)
    })
  )

const captured = Layer.unwrapEffect(
  Effect.sync(() => {
    const lines: Array<string> = []
    return Layer.provideMerge(Layer.succeed(Lines, lines), capturing(lines))
  })
)

/** A supervisor with a tally in memory, whose log can be read. */
export const Supervised = layer.pipe(Layer.provideMerge(DeathTally.layerMemory), Layer.provideMerge(captured))

/** Captured log lines without a supervisor. */
export const Captured = captured

/** A worker that needs nothing but what the test says. */
export const worker = <E, R>(
  name: string,
  run: Effect.Effect<never, E, R>,
  overrides: Partial<Worker> & { readonly policy?: Partial<RestartPolicy> } = {}
): Worker<E, R> => {
  const { policy, ...rest } = overrides
  return {
    name,
    category: name.toLowerCase(),
    role: "manager",
    restart: { ...defaultRestartPolicy, ...policy },
    progressDeadline: Duration.infinity,
    startDeadline: Duration.infinity,
    stopTimeout: Duration.seconds(10),
    ...rest,
    run
  } as Worker<E, R>
}

/** A life of so many seconds that ends with a failure. */
export const lasting = (seconds: number): Effect.Effect<never, string> =>
  Effect.zipRight(Effect.sleep(Duration.seconds(seconds)), Effect.fail("boom"))

/** Ready at once, then idle for ever. */
export const idle: Effect.Effect<never, never, Heartbeat> = Effect.flatMap(Heartbeat, (heartbeat) =>
  Effect.zipRight(heartbeat.ready, Effect.never)
)

/** Ready at once, then whatever the test does with the heartbeat. */
export const readyThen = <A, E, R>(
  f: (heartbeat: HeartbeatService) => Effect.Effect<A, E, R>
): Effect.Effect<never, E, R | Heartbeat> =>
  Effect.flatMap(Heartbeat, (heartbeat) =>
    heartbeat.ready.pipe(Effect.zipRight(f(heartbeat)), Effect.zipRight(Effect.never))
  )

/** The status of one worker; dies when there is none. */
export const statusOf = (name: string): Effect.Effect<WorkerStatus, never, Supervisor> =>
  Effect.flatMap(Supervisor, (supervisor) =>
    Effect.flatMap(supervisor.status, (all) => {
      const status = all.find((one) => one.name === name)
      return status === undefined ? Effect.dieMessage(`no worker ${name}`) : Effect.succeed(status)
    })
  )

/** Keeps when each life began, in seconds of the test clock. */
export const births =
  (times: Array<number>) =>
  <E, R>(run: Effect.Effect<never, E, R>): Effect.Effect<never, E, R> =>
    Effect.zipRight(
      Effect.clockWith((clock) => Effect.sync(() => times.push(clock.unsafeCurrentTimeMillis() / 1000))),
      run
    )

/** Runs a test in a supervisor of its own whose closing it can see: returns when the supervisor has closed. */
export const supervising = <A, E>(
  body: Effect.Effect<A, E, Supervisor | Lines | DeathTally.DeathTally | Scope.Scope>
): Effect.Effect<A, E> => Effect.scoped(body).pipe(Effect.provide(Supervised))
