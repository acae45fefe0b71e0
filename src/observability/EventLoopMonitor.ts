import { monitorEventLoopDelay } from "node:perf_hooks"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Metric from "effect/Metric"

/** Longest delay of the event loop within the last interval, seconds. */
export const delayGauge = Metric.gauge("qbitrr_event_loop_delay_seconds", {
  description: "Longest delay of the event loop within the last ten seconds."
})

/** Something that measures how late the event loop is. */
export interface DelaySource {
  /** Longest delay since the last call, milliseconds. */
  readonly take: () => number
  readonly stop: () => void
}

/** Grid of the measurement, milliseconds. A finer one would wake an idle daemon more often. */
const resolution = 20

/**
 * Node's own measurement. It records the time between two ticks of its grid, so one tick is no delay. After a reset it
 * ignores the first tick; two histograms in turn cover that for each other.
 */
export const nodeDelays = (): DelaySource => {
  let current = monitorEventLoopDelay({ resolution })
  let other = monitorEventLoopDelay({ resolution })
  let seen = 0
  current.enable()
  other.enable()
  return {
    take: () => {
      const longest = Math.max(current.max, other.max > seen ? other.max : 0) / 1e6
      const next = other
      other = current
      current = next
      seen = other.max
      current.reset()
      return Math.max(0, longest - resolution)
    },
    stop: () => {
      current.disable()
      other.disable()
    }
  }
}

/** Nothing may block the loop longer, design/supervision.md "Heartbeats". Milliseconds. */
export const limit = 50

const startUp = Duration.seconds(5)
const interval = Duration.seconds(10)
const betweenWarnings = Duration.toMillis(Duration.minutes(1))

const monitor = (source: DelaySource): Effect.Effect<never> => {
  let lastWarning = Number.NEGATIVE_INFINITY
  const sample = Effect.gen(function* () {
    yield* Effect.sleep(interval)
    const delay = source.take()
    yield* Metric.set(delayGauge, delay / 1000)
    const now = yield* Clock.currentTimeMillis
    if (delay <= limit || now - lastWarning < betweenWarnings) return
    lastWarning = now
    yield* Effect.logWarning(
      `The event loop was blocked for ${Math.round(delay)} ms (limit ${limit} ms): everything in this process waited meanwhile. A busy or suspended machine can be the cause.`
    )
  })
  return Effect.sleep(startUp).pipe(Effect.zipRight(Effect.sync(source.take)), Effect.zipRight(Effect.forever(sample)))
}

/** Measures as long as its scope lives; loading the program in the first five seconds does not count. */
export const layer = (makeSource: () => DelaySource = nodeDelays): Layer.Layer<never> =>
  Layer.scopedDiscard(
    Effect.acquireRelease(Effect.sync(makeSource), (source) => Effect.sync(source.stop)).pipe(
      Effect.flatMap((source) => Effect.forkScoped(monitor(source)))
    )
  )
