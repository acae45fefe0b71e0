import * as Clock from "effect/Clock"
import * as Console from "effect/Console"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import * as Ref from "effect/Ref"
import * as Runtime from "effect/Runtime"
import type * as Scope from "effect/Scope"

/** The signals of the operating system, and the one way to end at once; only `main.ts` has the real one. */
export interface OsProcess {
  readonly on: (signal: NodeJS.Signals, listener: () => void) => void
  readonly off: (signal: NodeJS.Signals, listener: () => void) => void
  readonly exitNow: (code: number) => void
}

export class Os extends Context.Tag("qbitrr/cli/Os")<Os, OsProcess>() {}

/** What signals mean to a running daemon. Being interrupted by the first one is the business of `runMain`. */
export interface SignalHooks {
  /** `ShutdownTimeout`: longest time between the first signal and the end. */
  readonly timeout: Duration.Duration
  /** Writes a line to the log of the daemon, as far as it has one. */
  readonly log: (line: string) => Effect.Effect<void>
  /** Names of what has not stopped. */
  readonly unfinished: Effect.Effect<ReadonlyArray<string>>
  /** SIGHUP. */
  readonly reload: Effect.Effect<void>
}

/**
 * Ctrl-C under npm arrives twice, from the terminal and from npm; so a repetition this soon after the first signal is
 * the same wish and not impatience.
 */
const echo = Duration.seconds(1)

/** Listens for the scope. Design "Shutdown", step 1: a second signal or the timeout ends the process at once. */
export const listen = (hooks: SignalHooks): Effect.Effect<void, never, Os | Scope.Scope> =>
  Effect.gen(function* () {
    const os = yield* Os
    const runFork = Runtime.runFork(yield* Effect.runtime<never>())
    const firstAt = yield* Ref.make(Option.none<number>())
    const deadline = yield* Ref.make(Option.none<Fiber.RuntimeFiber<void>>())

    const giveUp = (why: string) =>
      Effect.gen(function* () {
        const names = yield* hooks.unfinished
        const what = names.length === 0 ? "" : ` Not stopped: ${names.join(", ")}.`
        yield* Console.error(`${why}, ending at once.${what}`)
        yield* Effect.sync(() => os.exitNow(1))
      })

    const stop = (signal: NodeJS.Signals) =>
      Effect.gen(function* () {
        const now = yield* Clock.currentTimeMillis
        const first = yield* Ref.getAndUpdate(firstAt, (at) => Option.orElseSome(at, () => now))
        if (Option.isSome(first)) {
          if (now - first.value < Duration.toMillis(echo)) return
          return yield* giveUp(`${signal} received again`)
        }
        yield* hooks.log(`${signal} received, shutting down`)
        const timer = runFork(
          Effect.delay(giveUp(`Shutdown has taken ${Duration.format(hooks.timeout)} (ShutdownTimeout)`), hooks.timeout)
        )
        yield* Ref.set(deadline, Option.some(timer))
      })

    const on = (signal: NodeJS.Signals, effect: Effect.Effect<void>) =>
      Effect.acquireRelease(
        Effect.sync(() => {
          const listener = () => void runFork(effect)
          os.on(signal, listener)
          return listener
        }),
        (listener) => Effect.sync(() => os.off(signal, listener))
      )

    yield* Effect.addFinalizer(() =>
      Effect.flatMap(Ref.get(deadline), Option.match({ onNone: () => Effect.void, onSome: Fiber.interrupt }))
    )
    yield* on("SIGTERM", stop("SIGTERM"))
    yield* on("SIGINT", stop("SIGINT"))
    yield* on("SIGHUP", hooks.reload)
  })
