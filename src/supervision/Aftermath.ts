import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type { Life } from "./Life.ts"
import type { LifeEnd } from "./LifeEnd.ts"
import * as LogLines from "./LogLines.ts"
import type { ReadyWorker } from "./ReadyWorker.ts"
import { type RestartDriver, restartDriver } from "./RestartSchedule.ts"
import type { Goal, Supervised } from "./Supervised.ts"

/** How long a misconfigured worker rests before it is tried again by itself. */
export const misconfiguredRetry: Duration.Duration = Duration.seconds(300)

/** Why the next life begins, as the log tells it. */
export type Occasion =
  | { readonly _tag: "Start" }
  | { readonly _tag: "Restart"; readonly why: string; readonly counted: boolean }
  /** The slow retry of a misconfigured worker: every 300 s, perhaps for days, so it is told to nobody. */
  | { readonly _tag: "Retry" }

/** What follows after lives that ended unasked, for as long as one goal holds. */
export interface Aftermath {
  /** Waits as the policy says. Undefined when the goal changed meanwhile: nothing follows then. */
  readonly next: (life: Life, end: LifeEnd) => Effect.Effect<Occasion | undefined>
}

/** A fresh budget for one goal. */
export const makeAftermath = (supervised: Supervised, goal: Goal, worker: ReadyWorker): Aftermath => {
  const { name, restart: policy } = worker
  const superseded = supervised.until(() => supervised.goal !== goal)
  const parked = Effect.as(superseded, undefined)
  let driver: RestartDriver | undefined
  let isProbing = false
  let lastComplaint: string | undefined
  let lastReason = ""

  /** Waits, unless the goal changes first. */
  const unlessSuperseded = (wait: Duration.Duration, occasion: Occasion): Effect.Effect<Occasion | undefined> =>
    Effect.map(Effect.timeoutOption(superseded, wait), (changed) => (Option.isSome(changed) ? undefined : occasion))

  const announce = (attempt: number, delay: Duration.Duration): Effect.Effect<void> =>
    Effect.suspend(() => {
      supervised.show("restarting", lastReason, delay)
      return LogLines.scheduled(name, delay, attempt, policy)
    })

  const misconfigured = (life: Life, { message, retry }: LifeEnd): Effect.Effect<Occasion | undefined> =>
    Effect.gen(function* () {
      if (life.pulse.isReady) lastComplaint = undefined
      const wait = retry && policy.enabled ? misconfiguredRetry : undefined
      supervised.show("failed", message, wait)
      if (message !== lastComplaint) yield* LogLines.misconfigured(name, message, wait)
      lastComplaint = message
      return yield* wait === undefined ? parked : unlessSuperseded(wait, { _tag: "Retry" })
    })

  const probe = ({ message }: LifeEnd): Effect.Effect<Occasion | undefined> =>
    Effect.suspend(() => {
      supervised.show("restarting", `probing after ${LogLines.limit(policy)}: ${message}`, policy.probeInterval)
      return unlessSuperseded(policy.probeInterval, { _tag: "Restart", why: "probe", counted: true })
    })

  const exhausted = (end: LifeEnd): Effect.Effect<Occasion | undefined> =>
    Effect.gen(function* () {
      yield* LogLines.exceeded(name, policy)
      if (policy.onLimit === "probe") {
        isProbing = true
        yield* LogLines.probing(name, policy)
        return yield* probe(end)
      }
      yield* LogLines.disabled(name)
      supervised.show("failed", `exceeded restart limit (${LogLines.limit(policy)}): ${end.message}`)
      return yield* parked
    })

  const crashed = (life: Life, end: LifeEnd): Effect.Effect<Occasion | undefined> =>
    Effect.gen(function* () {
      lastComplaint = undefined
      yield* LogLines.terminated(name, end)
      if (!policy.enabled) {
        yield* LogLines.disabled(name)
        supervised.show("stopped", end.message)
        return yield* parked
      }
      const proved = life.steadiest >= Duration.toMillis(policy.resetAfter)
      if (proved && isProbing) supervised.clearRestarts()
      if (proved && (isProbing || policy.backoff === "exponential")) {
        driver = undefined
        isProbing = false
      }
      if (isProbing) return yield* probe(end)
      lastReason = end.message
      driver ??= yield* restartDriver(policy, announce)
      const attempt = yield* Effect.raceFirst(Effect.option(driver.next(undefined)), Effect.as(superseded, undefined))
      if (attempt === undefined) return undefined
      if (Option.isNone(attempt)) return yield* exhausted(end)
      return { _tag: "Restart", why: `attempt ${attempt.value}/${policy.maxRestarts}`, counted: true }
    })

  return { next: (life, end) => (end.kind === "misconfigured" ? misconfigured(life, end) : crashed(life, end)) }
}
