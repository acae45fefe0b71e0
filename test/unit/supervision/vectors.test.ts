import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/TestClock"
import * as fc from "fast-check"
import { Supervisor } from "../../../src/supervision/Supervisor.ts"
import {
  anyLives,
  births,
  idle,
  Lines,
  lasting,
  naive,
  simulate,
  statusOf,
  supervising,
  warped,
  worker,
  yields
} from "./support.ts"

describe("the default restart policy: 5 restarts within 300 s, 5 s apart", () => {
  it.effect("a worker that dies at once is restarted at 5, 10, 15, 20 and 25 s and given up at 25 s", () =>
    supervising(
      Effect.gen(function* () {
        const times: Array<number> = []
        const supervisor = yield* Supervisor
        yield* supervisor.start(worker("Radarr-Movies", lasting(0).pipe(births(times))))
        yield* TestClock.adjust("24 seconds")
        const waiting = yield* statusOf("Radarr-Movies")
        assert.strictEqual(waiting.state, "restarting")
        assert.strictEqual(waiting.nextAttemptAt, 25_000)
        assert.strictEqual(waiting.restartCount, 4)
        yield* TestClock.adjust("1 hour")
        const status = yield* statusOf("Radarr-Movies")
        assert.deepStrictEqual(times, [0, 5, 10, 15, 20, 25])
        assert.strictEqual(status.state, "failed")
        assert.strictEqual(status.since, 25_000)
        assert.strictEqual(status.nextAttemptAt, null)
        assert.strictEqual(status.reason, "exceeded restart limit (5 restarts in 300 seconds): boom")
      })
    )
  )

  it.effect("lives of 55 s are given up at 355 s", () =>
    supervising(
      Effect.gen(function* () {
        const times: Array<number> = []
        const supervisor = yield* Supervisor
        yield* supervisor.start(worker("A", lasting(55).pipe(births(times))))
        yield* TestClock.adjust("2 hours")
        assert.deepStrictEqual(times, [0, 60, 120, 180, 240, 300])
        assert.strictEqual((yield* statusOf("A")).since, 355_000)
        assert.strictEqual((yield* statusOf("A")).state, "failed")
      })
    )
  )

  it.effect("lives of 56 s are restarted for ever: the oldest of five restarts is exactly 300 s old and has left", () =>
    supervising(
      Effect.gen(function* () {
        const times: Array<number> = []
        const supervisor = yield* Supervisor
        yield* supervisor.start(worker("A", lasting(56).pipe(births(times))))
        yield* TestClock.adjust("61 minutes")
        assert.strictEqual(times.length, 61)
        assert.strictEqual((yield* statusOf("A")).restartCount, 5)
      })
    )
  )

  it.effect("the count in the status shrinks as restarts leave the window", () =>
    supervising(
      Effect.gen(function* () {
        const times: Array<number> = []
        const supervisor = yield* Supervisor
        const run = Effect.suspend(() => (times.length < 2 ? lasting(0) : Effect.never)).pipe(births(times))
        yield* supervisor.start(worker("A", run))
        yield* TestClock.adjust("304999 millis")
        assert.strictEqual((yield* statusOf("A")).restartCount, 1)
        yield* TestClock.adjust("1 millis")
        assert.strictEqual((yield* statusOf("A")).restartCount, 0)
        assert.strictEqual((yield* statusOf("A")).lastRestart, 5_000)
      })
    )
  )

  it.effect("two workers that crash together each wait their own delay", () =>
    supervising(
      Effect.gen(function* () {
        const a: Array<number> = []
        const b: Array<number> = []
        const supervisor = yield* Supervisor
        yield* supervisor.start(worker("A", lasting(10).pipe(births(a))))
        yield* supervisor.start(worker("B", lasting(10).pipe(births(b))))
        yield* TestClock.adjust("16 seconds")
        assert.deepStrictEqual(a, [0, 15])
        assert.deepStrictEqual(b, [0, 15])
      })
    )
  )

  it.effect("a wall clock that steps forth and back changes neither the delay nor the window", () =>
    Effect.gen(function* () {
      const test = yield* TestClock.testClock()
      const { clock, stepWall } = warped(test)
      const body = supervising(
        Effect.gen(function* () {
          const supervisor = yield* Supervisor
          yield* supervisor.start(worker("A", lasting(0)))
          for (const step of [86_400_000, -3 * 86_400_000, 600_000, 301_000]) {
            stepWall(step)
            yield* test.adjust("5 seconds")
          }
          assert.strictEqual((yield* statusOf("A")).restartCount, 4)
          yield* test.adjust("5 seconds")
          const status = yield* statusOf("A")
          assert.strictEqual(status.state, "failed")
          assert.strictEqual(status.life, 6)
          assert.strictEqual(yield* clock.currentTimeNanos, 25_000_000_000n)
        })
      )
      yield* Effect.withClock(body, clock)
    })
  )
})

describe("any lives under any limit", () => {
  it.effect("are restarted and given up when a naive model says so", () =>
    Effect.promise(() =>
      fc.assert(
        fc.asyncProperty(anyLives, async ({ lengths, policy }) => {
          const times: Array<number> = []
          const run = Effect.suspend(() => {
            const length = lengths[times.length - 1]
            return length === undefined ? Effect.never : lasting(length)
          }).pipe(births(times))
          const status = await simulate(
            supervising(
              Effect.gen(function* () {
                yield* (yield* Supervisor).start(worker("A", run, { policy }))
                while (times.length <= lengths.length && (yield* statusOf("A")).state !== "failed") yield* yields(1)
                return yield* statusOf("A")
              }).pipe(Effect.orDie)
            )
          )
          const expected = naive(policy, lengths)
          assert.deepStrictEqual(times, [0, ...expected.restarts])
          assert.strictEqual(status.state === "failed" ? status.since / 1000 : undefined, expected.gaveUpAt)
        }),
        { numRuns: 200 }
      )
    )
  )
})

describe("the seed's scenarios", () => {
  it.effect("a worker that crashes is restarted after the delay, and every step stands in the log", () =>
    supervising(
      Effect.gen(function* () {
        const supervisor = yield* Supervisor
        let lives = 0
        const run = Effect.suspend(() => {
          lives += 1
          return lives === 1 ? Effect.die(new Error("socket gone")) : Effect.never
        })
        yield* supervisor.start(worker("Radarr-Movies", run, { category: "radarr-movies" }))
        yield* TestClock.adjust("4999 millis")
        assert.strictEqual(lives, 1)
        yield* TestClock.adjust("1 millis")
        assert.strictEqual(lives, 2)
        assert.deepStrictEqual(yield* Lines, [
          "INFO - Starting Radarr-Movies process (category: radarr-movies, role: manager)",
          "INFO - Radarr-Movies process started with PID PID",
          "WARNING - Radarr-Movies process (PID PID) terminated unexpectedly: socket gone",
          "INFO - Scheduling restart for Radarr-Movies in 5 seconds (attempt 1/5)",
          "INFO - Restarting Radarr-Movies process (attempt 1/5)",
          "INFO - Radarr-Movies process restarted successfully (PID PID)"
        ])
      })
    )
  )

  it.effect("a worker that exceeds the limit is left alone with two ERROR lines; its siblings notice nothing", () =>
    supervising(
      Effect.gen(function* () {
        const supervisor = yield* Supervisor
        yield* supervisor.start(worker("Sibling", idle))
        yield* supervisor.start(worker("Radarr-Movies", lasting(0)))
        yield* TestClock.adjust("1 day")
        const errors = (yield* Lines).filter((line) => line.startsWith("ERROR"))
        assert.deepStrictEqual(errors, [
          "ERROR - Radarr-Movies process exceeded restart limit (5 restarts in 300 seconds)",
          "ERROR - Auto-restart disabled for Radarr-Movies; manual intervention required"
        ])
        assert.strictEqual((yield* statusOf("Radarr-Movies")).state, "failed")
        const sibling = yield* statusOf("Sibling")
        assert.strictEqual(sibling.state, "running")
        assert.strictEqual(sibling.life, 1)
      })
    )
  )

  it.effect("with restarts off the first crash leaves it stopped, and a person can still start it", () =>
    supervising(
      Effect.gen(function* () {
        const times: Array<number> = []
        const supervisor = yield* Supervisor
        yield* supervisor.start(worker("A", lasting(1).pipe(births(times)), { policy: { enabled: false } }))
        yield* TestClock.adjust("1 hour")
        const status = yield* statusOf("A")
        assert.strictEqual(status.state, "stopped")
        assert.strictEqual(status.reason, "boom")
        assert.include(yield* Lines, "ERROR - Auto-restart disabled for A; manual intervention required")
        yield* supervisor.restart("A")
        assert.deepStrictEqual(times, [0, 3600])
      })
    )
  )
})
