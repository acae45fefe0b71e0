import { assert, describe, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import * as Schedule from "effect/Schedule"
import * as TestClock from "effect/TestClock"
import * as fc from "fast-check"
import { defaultRestartPolicy, type RestartPolicy } from "../../../src/supervision/RestartPolicy.ts"
import { toSchedule, windowedRecurs } from "../../../src/supervision/RestartSchedule.ts"
import { anyLives, naive, simulate, warped } from "./support.ts"

/** Steps a schedule at the given seconds; true where it recurs. */
const stepped = <Out>(schedule: Schedule.Schedule<Out>, at: ReadonlyArray<number>) =>
  Effect.gen(function* () {
    const driver = yield* Schedule.driver(schedule)
    const answers: Array<boolean> = []
    for (const second of at) {
      yield* TestClock.setTime(second * 1000)
      answers.push(Option.isSome(yield* Effect.option(driver.next(undefined))))
    }
    return answers
  })

/** Lives of the given seconds, one after the other: when each restart begins, and when it gave up. */
const lives = (schedule: Schedule.Schedule<number>, lengths: ReadonlyArray<number>) =>
  Effect.gen(function* () {
    const driver = yield* Schedule.driver(schedule)
    const restarts: Array<number> = []
    for (const length of lengths) {
      yield* Effect.sleep(Duration.seconds(length))
      const next = yield* Effect.option(driver.next(undefined))
      const now = yield* Effect.clockWith((clock) => clock.currentTimeMillis)
      if (Option.isNone(next)) return { restarts, gaveUpAt: now / 1000 }
      restarts.push(now / 1000)
    }
    return { restarts, gaveUpAt: undefined }
  })

const inTime = <A, E>(effect: Effect.Effect<A, E>) =>
  Effect.gen(function* () {
    const fiber = yield* Effect.fork(effect)
    yield* TestClock.adjust("100 days")
    return yield* Fiber.join(fiber)
  })

const times = (count: number, length: number) => Array.from({ length: count }, () => length)

describe("windowedRecurs", () => {
  it.effect("recurs at most max times in any sliding window", () =>
    Effect.gen(function* () {
      const answers = yield* stepped(windowedRecurs(3, "10 seconds"), [0, 9, 9.5, 10, 10.5, 11, 19, 19.5])
      assert.deepStrictEqual(answers, [true, true, true, true, false, false, true, true])
    })
  )

  it.effect("an entry exactly as old as the window has left it, one a millisecond younger has not", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* stepped(windowedRecurs(1, "300 seconds"), [0, 299.999]), [true, false])
      assert.deepStrictEqual(yield* stepped(windowedRecurs(1, "300 seconds"), [1000, 1300]), [true, true])
    })
  )

  it.effect("never recurs when nothing is allowed", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* stepped(windowedRecurs(0, "300 seconds"), [0, 1000]), [false, false])
    })
  )

  it.effect("does not care for steps of the wall clock", () =>
    Effect.gen(function* () {
      const test = yield* TestClock.testClock()
      const { clock, stepWall } = warped(test)
      const driver = yield* Schedule.driver(windowedRecurs(2, "300 seconds"))
      const next = Effect.withClock(Effect.map(Effect.option(driver.next(undefined)), Option.isSome), clock)
      assert.isTrue(yield* next)
      stepWall(86_400_000)
      assert.isTrue(yield* next)
      stepWall(86_400_000)
      assert.isFalse(yield* next)
      stepWall(-10 * 86_400_000)
      yield* TestClock.adjust("300 seconds")
      assert.isTrue(yield* next)
    })
  )

  it.effect("composes with other schedules as a value", () =>
    Effect.gen(function* () {
      let tries = 0
      const policy = windowedRecurs(3, "1 minute").pipe(Schedule.intersect(Schedule.spaced("1 second")))
      const attempt = Effect.suspend(() => {
        tries += 1
        return Effect.fail(tries)
      })
      const last = yield* inTime(Effect.flip(Effect.retry(attempt, policy)))
      assert.strictEqual(last, 4)
    })
  )
})

describe("toSchedule", () => {
  it.effect("instant deaths: restarts at 5, 10, 15, 20, 25 s, gives up at 25 s", () =>
    Effect.gen(function* () {
      const seen = yield* inTime(lives(toSchedule(defaultRestartPolicy), times(10, 0)))
      assert.deepStrictEqual(seen, { restarts: [5, 10, 15, 20, 25], gaveUpAt: 25 })
    })
  )

  it.effect("lives of 55 s: gives up at 355 s", () =>
    Effect.gen(function* () {
      const seen = yield* inTime(lives(toSchedule(defaultRestartPolicy), times(10, 55)))
      assert.deepStrictEqual(seen, { restarts: [60, 120, 180, 240, 300], gaveUpAt: 355 })
    })
  )

  it.effect("lives of 56 s: never gives up", () =>
    Effect.gen(function* () {
      const seen = yield* inTime(lives(toSchedule(defaultRestartPolicy), times(200, 56)))
      assert.strictEqual(seen.restarts.length, 200)
      assert.isUndefined(seen.gaveUpAt)
    })
  )

  it.effect("outputs which attempt inside the window it is", () =>
    Effect.gen(function* () {
      const driver = yield* Schedule.driver(toSchedule({ ...defaultRestartPolicy, delay: Duration.zero }))
      const attempts = [yield* driver.next(undefined), yield* driver.next(undefined)]
      yield* TestClock.adjust("300 seconds")
      attempts.push(yield* driver.next(undefined))
      assert.deepStrictEqual(attempts, [1, 2, 1])
    })
  )

  it.effect("is done at once when restarts are off", () =>
    Effect.gen(function* () {
      const seen = yield* lives(toSchedule({ ...defaultRestartPolicy, enabled: false }), [0])
      assert.deepStrictEqual(seen, { restarts: [], gaveUpAt: 0 })
    })
  )

  it.effect("exponential backoff doubles to the cap, ±20 %, and counts consecutive crashes only", () =>
    Effect.gen(function* () {
      const policy: RestartPolicy = { ...defaultRestartPolicy, backoff: "exponential", maxRestarts: 9 }
      const seen = yield* inTime(lives(toSchedule(policy), times(20, 0)))
      const delays = seen.restarts.map((at, index) => at - (seen.restarts[index - 1] ?? 0))
      const middles = [5, 10, 20, 40, 80, 160, 300, 300, 300]
      assert.strictEqual(delays.length, middles.length)
      for (const [index, middle] of middles.entries()) {
        const delay = delays[index] ?? 0
        assert.isTrue(delay >= middle * 0.799 && delay <= middle * 1.201, `delay ${index} is ${delay}`)
      }
      assert.isTrue(new Set(delays.slice(6)).size > 1, "jitter differs from one to the next")
    })
  )

  it.effect("agrees with a naive model for any lives, limit, window and delay", () =>
    Effect.promise(() =>
      fc.assert(
        fc.asyncProperty(anyLives, async ({ lengths, policy }) => {
          assert.deepStrictEqual(await simulate(lives(toSchedule(policy), lengths)), naive(policy, lengths))
        }),
        { numRuns: 300 }
      )
    )
  )
})
