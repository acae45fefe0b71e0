import type * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { unsafeMonotonicMillis } from "./Monotonic.ts"
import type { Pulse, PulseDeadline } from "./Pulse.ts"

/** What the watchdog looks after: a pulse, and what to do when it stopped. */
export interface Watched {
  readonly pulse: Pulse
  /** The deadline has passed. Called once per `watch`. */
  readonly hung: (deadline: PulseDeadline) => void
}

/** One fiber that looks after all lives: ten thousand idle workers cost one timer. */
export interface Watchdog {
  readonly watch: (life: Watched) => void
  readonly unwatch: (life: Watched) => void
  /** A deadline may have become earlier than it was. */
  readonly look: (life: Watched) => void
}

/** The watchdog wakes at least this often, only to notice that the whole process stood still. */
const tick = 10_000
/** A wake-up later than this was no busy event loop but a stopped process (`SIGSTOP`, `docker pause`, a frozen VM). */
const pauseThreshold = 1_000

/** Starts the watchdog; it ends with the scope. */
export const makeWatchdog = (clock: Clock.Clock): Effect.Effect<Watchdog, never, Scope.Scope> =>
  Effect.gen(function* () {
    const lives = new Set<Watched>()
    const latch = Effect.unsafeMakeLatch(false)
    // When the next deadline may pass, monotonic milliseconds.
    let armed = Number.POSITIVE_INFINITY

    const look = (life: Watched): void => {
      const { at } = life.pulse.deadline
      if (at >= armed) return
      armed = at
      latch.unsafeOpen()
    }

    const patrol = (now: number): void => {
      armed = Number.POSITIVE_INFINITY
      for (const life of lives) {
        const deadline = life.pulse.deadline
        if (deadline.at <= now) {
          lives.delete(life)
          life.hung(deadline)
        } else if (deadline.at < armed) armed = deadline.at
      }
    }

    const forgive = (late: number): Effect.Effect<void> => {
      for (const life of lives) life.pulse.shift(late)
      armed += late
      return Effect.logWarning(
        `The whole program stood still for about ${Math.round(late / 1000)} seconds; no process counts as hung for it`
      )
    }

    const round = Effect.gen(function* () {
      latch.unsafeClose()
      const before = unsafeMonotonicMillis(clock)
      if (armed <= before) return patrol(before)
      if (armed === Number.POSITIVE_INFINITY) return yield* latch.await
      const wait = Math.min(armed - before, tick)
      const rang = yield* Effect.timeoutOption(latch.await, wait)
      const late = unsafeMonotonicMillis(clock) - before - wait
      if (rang._tag === "None" && late > pauseThreshold) yield* forgive(late)
    })

    yield* Effect.forkScoped(Effect.forever(round))

    return {
      look,
      watch: (life) => {
        lives.add(life)
        look(life)
      },
      unwatch: (life) => {
        lives.delete(life)
      }
    }
  })
