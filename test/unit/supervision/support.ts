import { assert } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as Scope from "effect/Scope"
import * as TestClock from "effect/TestClock"
import * as fc from "fast-check"
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

/** Runs a test in a supervisor of its own. */
export const supervising = <A, E>(
  body: Effect.Effect<A, E, Supervisor | Lines | DeathTally.DeathTally | Scope.Scope>
): Effect.Effect<A, E> => Effect.scoped(body).pipe(Effect.provide(Supervised))

/** Builds a layer for a test and lets time pass while it closes again, for what does not stop at once. */
export const closingWithin =
  <S>(layer: Layer.Layer<S>, duration: Duration.DurationInput) =>
  <A, E>(body: Effect.Effect<A, E, S>): Effect.Effect<A, E> =>
    Effect.gen(function* () {
      const scope = yield* Scope.make()
      const services = yield* Layer.buildWithScope(layer, scope)
      const exit = yield* Effect.exit(Effect.provide(body, services))
      const closing = yield* Effect.fork(Scope.close(scope, Exit.void))
      yield* TestClock.adjust(duration)
      assert.isNotNull(closing.unsafePoll(), "closed in time")
      return yield* exit
    })

/** A clock whose wall time and monotonic time can be moved apart; what sleeps is left alone. */
export const warped = (clock: Clock.Clock) => {
  let wall = 0
  let mono = 0
  const warpedClock: Clock.Clock = {
    [Clock.ClockTypeId]: Clock.ClockTypeId,
    unsafeCurrentTimeMillis: () => clock.unsafeCurrentTimeMillis() + wall,
    unsafeCurrentTimeNanos: () => clock.unsafeCurrentTimeNanos() + BigInt(mono) * 1_000_000n,
    currentTimeMillis: Effect.map(clock.currentTimeMillis, (millis) => millis + wall),
    currentTimeNanos: Effect.map(clock.currentTimeNanos, (nanos) => nanos + BigInt(mono) * 1_000_000n),
    sleep: (duration) => clock.sleep(duration)
  }
  return {
    clock: warpedClock,
    /** As NTP or a person does it. */
    stepWall: (millis: number) => {
      wall += millis
    },
    /** As `SIGSTOP` does it: time passes for all clocks, and every timer fires late by so much. */
    pause: (millis: number) => {
      wall += millis
      mono += millis
    }
  }
}

/** Counts lives that go on at the same time; `most` must stay 1. */
export const counting = () => {
  const count = { now: 0, most: 0, born: 0 }
  const counted = <E, R>(run: Effect.Effect<never, E, R>): Effect.Effect<never, E, R | Scope.Scope> =>
    Effect.zipRight(
      Effect.acquireRelease(
        Effect.sync(() => {
          count.born += 1
          count.now += 1
          count.most = Math.max(count.most, count.now)
        }),
        () =>
          Effect.zipRight(
            Effect.yieldNow(),
            Effect.sync(() => {
              count.now -= 1
            })
          )
      ),
      run
    )
  return { count, counted }
}

/** Lets so many other turns of the scheduler go by. */
export const yields = (times: number): Effect.Effect<void> =>
  times <= 0 ? Effect.void : Effect.flatMap(Effect.yieldNow(), () => yields(times - 1))

/**
 * Runs with a clock that jumps to the end of each sleep: much faster than `TestClock` where one thing sleeps at a time.
 */
export const simulate = <A>(effect: Effect.Effect<A>): Promise<A> => {
  let now = 0
  const clock: Clock.Clock = {
    [Clock.ClockTypeId]: Clock.ClockTypeId,
    unsafeCurrentTimeMillis: () => now,
    unsafeCurrentTimeNanos: () => BigInt(now) * 1_000_000n,
    currentTimeMillis: Effect.sync(() => now),
    currentTimeNanos: Effect.sync(() => BigInt(now) * 1_000_000n),
    sleep: (duration) =>
      Effect.sync(() => {
        now += Duration.toMillis(duration)
      })
  }
  return Effect.runPromise(Effect.withClock(effect, clock))
}

/** The restart rule said naively: allowed while fewer than the maximum began within the window. Seconds. */
export const naive = ({ delay, maxRestarts, window }: RestartPolicy, lengths: ReadonlyArray<number>) => {
  const width = Duration.toSeconds(window)
  const restarts: Array<number> = []
  let now = 0
  for (const length of lengths) {
    now += length
    if (restarts.filter((at) => now - at < width).length >= maxRestarts) return { restarts, gaveUpAt: now }
    now += Duration.toSeconds(delay)
    restarts.push(now)
  }
  return { restarts, gaveUpAt: undefined }
}

/** Any lives and any policy of the default kind. */
export const anyLives = fc.record({
  lengths: fc.array(fc.integer({ min: 0, max: 120 }), { maxLength: 15 }),
  policy: fc
    .record({
      maxRestarts: fc.integer({ min: 0, max: 6 }),
      window: fc.integer({ min: 1, max: 400 }).map((seconds) => Duration.seconds(seconds)),
      delay: fc.integer({ min: 0, max: 60 }).map((seconds) => Duration.seconds(seconds))
    })
    .map((some): RestartPolicy => ({ ...defaultRestartPolicy, ...some }))
})
