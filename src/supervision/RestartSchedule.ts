import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import * as ScheduleDecision from "effect/ScheduleDecision"
import * as ScheduleInterval from "effect/ScheduleInterval"
import { monotonicMillis } from "./Monotonic.ts"
import type { RestartPolicy } from "./RestartPolicy.ts"

/**
 * Recurs at most `max` times within any sliding `window` and is done as soon as one more would not fit. Outputs how many
 * recurrences the window now holds, this one included. An entry exactly as old as the window has left it. The window is
 * measured in monotonic time: a step of the wall clock changes nothing.
 *
 * Not to be confused with `Schedule.windowed`, which aligns delays to a grid and forgets nothing.
 */
export const windowedRecurs = (max: number, window: Duration.DurationInput): Schedule.Schedule<number> => {
  const width = Duration.toMillis(window)
  const none: ReadonlyArray<number> = []
  return Schedule.makeWithState(none, (now, _input, times) =>
    Effect.map(monotonicMillis, (at) => {
      const inside = times.filter((time) => at - time < width)
      if (inside.length >= max) return [inside, inside.length, ScheduleDecision.done] as const
      const next = [...inside, at]
      return [next, next.length, ScheduleDecision.continueWith(ScheduleInterval.after(now))] as const
    })
  )
}

/** Windowed recurs ∩ spaced delay: both must agree, and the later of both decides when. */
const windowedPolicy = (policy: RestartPolicy): Schedule.Schedule<number> =>
  // A schedule is asked when a life ends, but the limit counts when the next one begins, which is `delay` later. A
  // restart that begins at `t + delay` leaves the window at `t + delay + window`, so counted from `t` the window is
  // longer by the delay.
  windowedRecurs(policy.maxRestarts, Duration.sum(policy.window, policy.delay)).pipe(
    Schedule.intersect(Schedule.spaced(policy.delay)),
    Schedule.map(([attempt]) => attempt)
  )

/** Backoff and a windowed limit cancel each other, so with backoff the limit counts consecutive crashes. */
const backoffPolicy = (policy: RestartPolicy): Schedule.Schedule<number> =>
  Schedule.recurs(policy.maxRestarts).pipe(
    Schedule.intersect(
      Schedule.exponential(policy.delay, 2).pipe(
        Schedule.modifyDelay((_, delay) => Duration.min(delay, policy.maxDelay)),
        Schedule.jitteredWith({ min: 0.8, max: 1.2 }),
        // The delay is shown to people and to a clock that counts milliseconds.
        Schedule.modifyDelay((_, delay) => Math.round(Duration.toMillis(delay)))
      )
    ),
    Schedule.map(([before]) => before + 1)
  )

/**
 * The restart policy as a `Schedule`: step it each time a life ends unasked; it waits the delay and outputs which
 * attempt inside the limit this is (1 for the first), or is done when the worker is to be given up. Its input does not
 * matter, so it composes with any other schedule and with `Effect.retry`. With `enabled: false` it is done at once.
 *
 * `RestartResetAfter` and `OnRestartLimit` are about lives and not about time between failures: the supervisor applies
 * them, by beginning the schedule anew.
 */
export const toSchedule = (policy: RestartPolicy): Schedule.Schedule<number> => {
  if (!policy.enabled) return Schedule.map(Schedule.recurs(0), () => 0)
  return policy.backoff === "exponential" ? backoffPolicy(policy) : windowedPolicy(policy)
}

/** Asks a schedule again and again; a new one has spent nothing. */
export type RestartDriver = Schedule.ScheduleDriver<number>

/** A driver of the policy's schedule that announces each attempt with its delay before it waits. */
export const restartDriver = (
  policy: RestartPolicy,
  announce: (attempt: number, delay: Duration.Duration) => Effect.Effect<void>
): Effect.Effect<RestartDriver> =>
  Schedule.driver(
    Schedule.modifyDelayEffect(toSchedule(policy), (attempt, delay) => Effect.as(announce(attempt, delay), delay))
  )
