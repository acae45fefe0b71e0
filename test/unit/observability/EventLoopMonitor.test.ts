import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as LogLevel from "effect/LogLevel"
import * as Metric from "effect/Metric"
import * as TestClock from "effect/TestClock"
import * as EventLoopMonitor from "../../../src/observability/EventLoopMonitor.ts"

const watch = (delays: Array<number>) => {
  const warnings: Array<string> = []
  let stopped = 0
  const logger = Logger.make<unknown, void>(({ logLevel, message }) => {
    if (logLevel === LogLevel.Warning) warnings.push(String(message))
  })
  const layer = EventLoopMonitor.layer(() => ({
    take: () => delays.shift() ?? 0,
    stop: () => {
      stopped += 1
    }
  })).pipe(Layer.provide(Logger.replace(Logger.defaultLogger, logger)))
  return { warnings, layer, stops: () => stopped }
}

const gauge = Effect.map(Metric.value(EventLoopMonitor.delayGauge), (state) => state.value)

describe("the event loop monitor", () => {
  it.effect("ignores the first five seconds, then shows the longest delay of each ten", () => {
    const { layer, warnings } = watch([900, 30, 45])
    return Effect.gen(function* () {
      yield* TestClock.adjust("15 seconds")
      assert.strictEqual(yield* gauge, 0.03)
      yield* TestClock.adjust("10 seconds")
      assert.strictEqual(yield* gauge, 0.045)
      assert.deepStrictEqual(warnings, [])
    }).pipe(Effect.provide(layer))
  })

  it.effect("warns with the figure when something blocked longer than 50 ms, once a minute at most", () => {
    const { layer, warnings } = watch([0, 120, 130, 140, 150, 160, 170, 180])
    return Effect.gen(function* () {
      yield* TestClock.adjust("15 seconds")
      assert.strictEqual(warnings.length, 1)
      assert.include(warnings[0], "120 ms")
      yield* TestClock.adjust("50 seconds")
      assert.strictEqual(warnings.length, 1)
      yield* TestClock.adjust("10 seconds")
      assert.strictEqual(warnings.length, 2)
      assert.include(warnings[1], "180 ms")
    }).pipe(Effect.provide(layer))
  })

  it.effect("stops measuring with its scope", () => {
    const { layer, stops } = watch([])
    return Effect.gen(function* () {
      yield* Effect.scoped(Layer.build(layer))
      assert.strictEqual(stops(), 1)
    })
  })

  it.live("sees a real block, also one right after it was asked", () =>
    Effect.gen(function* () {
      const source = EventLoopMonitor.nodeDelays()
      yield* Effect.sleep("100 millis")
      source.take()
      const until = performance.now() + 400
      while (performance.now() < until);
      yield* Effect.sleep("100 millis")
      const delay = source.take()
      yield* Effect.sleep("100 millis")
      const calm = source.take()
      source.stop()
      assert.isAbove(delay, 350)
      assert.isBelow(calm, delay)
    })
  )
})
