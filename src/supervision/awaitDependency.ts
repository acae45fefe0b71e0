import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Random from "effect/Random"
import { Dependencies } from "./Dependencies.ts"
import { Heartbeat } from "./Heartbeat.ts"
import { monotonicMillis } from "./Monotonic.ts"

const shortest = 1_000
const longest = 60_000
const jitter = 0.2

/**
 * How long to wait, whole milliseconds, before asking something again that has been away for `awayMillis`: a tenth of that
 * time, at least 1 s, at most 60 s, ±20 % so that many who wait do not knock together. `random01` from 0 to 1 places
 * the wait inside the jitter; 0.5 is its middle. What comes back after 30 s is noticed within 4 s.
 */
export const dependencyDelay = (awayMillis: number, random01: number): number =>
  Math.round(Math.min(Math.max(awayMillis / 10, shortest), longest) * (1 - jitter + 2 * jitter * random01))

/** What to wait for and how to see whether it is there. */
export interface AwaitDependencyOptions<A, E, R> {
  /** The name under which `Dependencies` knows it. */
  readonly name: string
  /** One try. It must have a timeout of its own and be interruptible. */
  readonly attempt: Effect.Effect<A, E, R>
  /** Why it is away, or undefined when this error is an answer. */
  readonly isDown: (error: E) => string | undefined
  /** The heartbeat track that waits; `main` when absent. */
  readonly track?: string
}

/** Longest silence while waiting, milliseconds: well inside any sensible progress deadline. */
const beatEvery = 10_000

/**
 * Tries until the dependency answers: with success, or with an error that is no sign of its absence, which is passed
 * on. Being away is no failure of the worker: it is `degraded` meanwhile, it beats, and no restart is spent.
 */
export const awaitDependency = <A, E, R>(
  options: AwaitDependencyOptions<A, E, R>
): Effect.Effect<A, E, R | Dependencies | Heartbeat> =>
  Effect.gen(function* () {
    const dependencies = yield* Dependencies
    const heartbeat = yield* Heartbeat

    const pause = Effect.fn("awaitDependency.pause")(function* (millis: number) {
      let left = millis
      while (left > 0) {
        const step = Math.min(left, beatEvery)
        yield* Effect.sleep(step)
        yield* heartbeat.beat(options.track)
        left -= step
      }
    })

    let awaySince: number | undefined
    const answered = Effect.suspend(() => {
      const recover = awaySince === undefined ? Effect.void : heartbeat.recover(options.name)
      return dependencies
        .up(options.name)
        .pipe(Effect.zipRight(recover), Effect.zipRight(heartbeat.beat(options.track)))
    })
    const attempt = options.attempt.pipe(
      Effect.matchEffect({
        onFailure: (error) => {
          const reason = options.isDown(error)
          return reason === undefined ? Effect.zipRight(answered, Effect.fail(error)) : Effect.succeed({ reason })
        },
        onSuccess: (value) => Effect.as(answered, { value })
      })
    )

    while (true) {
      yield* heartbeat.beat(options.track)
      const result = yield* attempt
      if ("value" in result) return result.value
      const now = yield* monotonicMillis
      awaySince ??= now
      const delay = dependencyDelay(now - awaySince, yield* Random.next)
      yield* heartbeat.degrade(options.name, result.reason)
      yield* dependencies.down(options.name, result.reason, (yield* Clock.currentTimeMillis) + delay)
      yield* pause(delay)
    }
  })
