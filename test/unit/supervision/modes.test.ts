import { assert, describe, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/TestClock"
import { Supervisor } from "../../../src/supervision/Supervisor.ts"
import { births, Lines, readyThen, statusOf, supervising, worker } from "./support.ts"

/** Ready at once, crashes after so many seconds; the last length holds for all further lives. */
const crashing = (times: Array<number>, ...lengths: ReadonlyArray<number>) =>
  Effect.suspend(() =>
    readyThen(() =>
      Effect.zipRight(
        Effect.sleep(Duration.seconds(lengths[times.length - 1] ?? lengths.at(-1) ?? 0)),
        Effect.fail("boom")
      )
    )
  ).pipe(births(times))

describe("OnRestartLimit = probe", () => {
  it.effect("instead of giving up, one attempt per RestartProbeInterval", () =>
    supervising(
      Effect.gen(function* () {
        const times: Array<number> = []
        yield* (yield* Supervisor).start(worker("A", crashing(times, 0), { policy: { onLimit: "probe" } }))
        yield* TestClock.adjust("26 seconds")
        const status = yield* statusOf("A")
        assert.strictEqual(status.state, "restarting")
        assert.strictEqual(status.nextAttemptAt, 325_000)
        yield* TestClock.adjust("16 minutes")
        assert.deepStrictEqual(times, [0, 5, 10, 15, 20, 25, 325, 625, 925])
        const errors = (yield* Lines).filter((line) => line.startsWith("ERROR"))
        assert.deepStrictEqual(errors, ["ERROR - A process exceeded restart limit (5 restarts in 300 seconds)"])
      })
    )
  )

  it.effect("a life that stays ready for RestartResetAfter closes it again; a shorter one does not", () =>
    supervising(
      Effect.gen(function* () {
        const times: Array<number> = []
        const policy = { onLimit: "probe" as const }
        yield* (yield* Supervisor).start(worker("A", crashing(times, 0, 0, 0, 0, 0, 0, 599, 600, 0), { policy }))
        yield* TestClock.adjust("1 hour")
        // 25: limit. 325: lives 599 s, not proved. 1224: lives 600 s, proved: five new restarts, then probes again.
        assert.deepStrictEqual(times.slice(5, 15), [25, 325, 1224, 1829, 1834, 1839, 1844, 1849, 2149, 2449])
      })
    )
  )
})

describe("RestartBackoff = exponential", () => {
  it.effect("consecutive crashes wait longer and longer, and exhaust a limit that a window could not", () =>
    supervising(
      Effect.gen(function* () {
        const times: Array<number> = []
        const policy = { backoff: "exponential" as const, maxRestarts: 7 }
        yield* (yield* Supervisor).start(worker("A", crashing(times, 100), { policy }))
        yield* TestClock.adjust("3 hours")
        assert.strictEqual(times.length, 8)
        const waits = times.slice(1).map((at, index) => at - (times[index] ?? 0) - 100)
        for (const [index, middle] of [5, 10, 20, 40, 80, 160, 300].entries()) {
          const wait = waits[index] ?? 0
          assert.isTrue(wait > middle * 0.79 && wait < middle * 1.21, `wait ${index} is ${wait}`)
        }
        assert.strictEqual((yield* statusOf("A")).state, "failed")
        assert.include(yield* Lines, "ERROR - A process exceeded restart limit (7 consecutive restarts)")
      })
    )
  )

  it.effect("starts over after a life that was ready and beating for RestartResetAfter", () =>
    supervising(
      Effect.gen(function* () {
        const times: Array<number> = []
        const policy = { backoff: "exponential" as const }
        yield* (yield* Supervisor).start(worker("A", crashing(times, 0, 0, 0, 600, 0), { policy }))
        yield* TestClock.adjust("1000 seconds")
        const afterLong = (times[4] ?? 0) - (times[3] ?? 0) - 600
        assert.isTrue(afterLong >= 4 && afterLong <= 6, `waited ${afterLong}`)
      })
    )
  )

  it.effect("a life that never got ready proves nothing, however long it lasted", () =>
    supervising(
      Effect.gen(function* () {
        const times: Array<number> = []
        const run = Effect.suspend(() =>
          Effect.zipRight(Effect.sleep(times.length === 3 ? "700 seconds" : 0), Effect.fail("boom"))
        ).pipe(births(times))
        yield* (yield* Supervisor).start(worker("A", run, { policy: { backoff: "exponential" } }))
        yield* TestClock.adjust("1000 seconds")
        const wait = (times[3] ?? 0) - (times[2] ?? 0) - 700
        assert.isTrue(wait >= 16 && wait <= 24, `waited ${wait}`)
      })
    )
  )

  it.effect("time spent degraded does not count as recovered", () =>
    supervising(
      Effect.gen(function* () {
        const times: Array<number> = []
        const run = readyThen((heartbeat) =>
          times.length === 2
            ? heartbeat
                .degrade("Radarr", "refused")
                .pipe(
                  Effect.delay("1 second"),
                  Effect.zipRight(Effect.sleep("700 seconds")),
                  Effect.zipRight(Effect.fail("boom"))
                )
            : Effect.fail("boom")
        ).pipe(births(times))
        yield* (yield* Supervisor).start(worker("A", run, { policy: { backoff: "exponential" } }))
        yield* TestClock.adjust("1000 seconds")
        const wait = (times[2] ?? 0) - (times[1] ?? 0) - 701
        assert.isTrue(wait >= 8 && wait <= 12, `waited ${wait}`)
      })
    )
  )
})
