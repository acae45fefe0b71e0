import { assert, describe, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as TestClock from "effect/TestClock"
import * as fc from "fast-check"
import { awaitDependency, dependencyDelay } from "../../../src/supervision/awaitDependency.ts"
import { Dependencies, layer } from "../../../src/supervision/Dependencies.ts"
import { Heartbeat } from "../../../src/supervision/Heartbeat.ts"
import { Supervisor } from "../../../src/supervision/Supervisor.ts"
import { Misconfigured } from "../../../src/supervision/Worker.ts"
import { Captured, Lines, Supervised, statusOf, worker } from "./support.ts"

const stateOf = (name: string) =>
  Effect.flatMap(Dependencies, (dependencies) =>
    Effect.map(dependencies.all, (all) => all.find((one) => one.name === name))
  )

describe("dependencyDelay", () => {
  it("is a tenth of the time away, at least 1 s, at most 60 s", () => {
    assert.strictEqual(dependencyDelay(0, 0.5), 1_000)
    assert.strictEqual(dependencyDelay(100_000, 0.5), 10_000)
    assert.strictEqual(dependencyDelay(86_400_000, 0.5), 60_000)
  })

  it("strays by at most 20 %", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 10_000_000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (away, random) => {
          const middle = dependencyDelay(away, 0.5)
          const delay = dependencyDelay(away, random)
          return delay >= middle * 0.8 - 1 && delay <= middle * 1.2 + 1
        }
      )
    )
  })

  it("what comes back after 30 s is noticed within 4 s", () => {
    assert.isBelow(dependencyDelay(30_000, 1), 4_000)
  })
})

describe("Dependencies", () => {
  const services = Layer.provideMerge(layer, Captured)

  it.effect("logs one line when one connects, one when it goes and one when it is back", () =>
    Effect.gen(function* () {
      const dependencies = yield* Dependencies
      yield* dependencies.register("qBit", "qbittorrent")
      assert.strictEqual((yield* stateOf("qBit"))?.state, "unknown")
      yield* dependencies.up("qBit")
      yield* dependencies.up("qBit")
      yield* TestClock.adjust("10 seconds")
      yield* dependencies.down("qBit", "connection refused", 11_000)
      yield* dependencies.down("qBit", "timeout", 12_000)
      assert.deepStrictEqual(yield* stateOf("qBit"), {
        name: "qBit",
        kind: "qbittorrent",
        state: "down",
        since: 10_000,
        reason: "timeout",
        nextAttemptAt: 12_000,
        latency: null,
        version: null
      })
      yield* TestClock.adjust("32 seconds")
      yield* dependencies.up("qBit")
      assert.strictEqual((yield* stateOf("qBit"))?.reason, null)
      assert.deepStrictEqual(yield* Lines, [
        "INFO - qBit connected",
        "WARNING - qBit is away: connection refused",
        "INFO - qBit is back after 32 seconds"
      ])
    }).pipe(Effect.provide(services))
  )

  it.effect("a late report does not bring back what was forgotten, and registering twice changes nothing", () =>
    Effect.gen(function* () {
      const dependencies = yield* Dependencies
      yield* dependencies.register("Radarr", "arr")
      yield* dependencies.up("Radarr")
      yield* dependencies.register("Radarr", "arr")
      assert.strictEqual((yield* stateOf("Radarr"))?.state, "up")
      yield* dependencies.forget("Radarr")
      yield* dependencies.down("Radarr", "refused", null)
      assert.deepStrictEqual(yield* dependencies.all, [])
    }).pipe(Effect.provide(services))
  )
})

describe("a worker whose dependency is away", () => {
  const services = Layer.merge(layer, Supervised).pipe(Layer.provideMerge(Captured))
  const deadlines = { startDeadline: Duration.minutes(10), progressDeadline: Duration.seconds(30) }

  /** Waits for Radarr, which is refused while `away()`, then asks again every 5 s. */
  const client = (away: () => boolean, tries: Array<number>) =>
    Effect.gen(function* () {
      const heartbeat = yield* Heartbeat
      yield* (yield* Dependencies).register("Radarr", "arr")
      const ask = awaitDependency({
        name: "Radarr",
        track: "queue",
        attempt: Effect.clockWith((clock) =>
          Effect.suspend(() => {
            tries.push(clock.unsafeCurrentTimeMillis())
            return away() ? Effect.fail("refused" as const) : Effect.void
          })
        ),
        isDown: (error) => error
      })
      yield* ask
      yield* heartbeat.ready
      return yield* Effect.forever(Effect.zipRight(ask, Effect.sleep("5 seconds")))
    })

  it.effect("is degraded and stays alive; forty minutes of it burn no budget and nobody finds it hung", () =>
    Effect.gen(function* () {
      let away = true
      const tries: Array<number> = []
      yield* (yield* Supervisor).start(
        worker(
          "A",
          client(() => away, tries),
          deadlines
        )
      )
      yield* TestClock.adjust("1 second")
      assert.strictEqual((yield* statusOf("A")).state, "degraded")
      assert.strictEqual((yield* statusOf("A")).reason, "Radarr: refused")
      yield* TestClock.adjust("40 minutes")
      const status = yield* statusOf("A")
      assert.strictEqual(status.state, "degraded")
      assert.deepStrictEqual(status.exits, [])
      assert.strictEqual(status.life, 1)
      const next = (yield* stateOf("Radarr"))?.nextAttemptAt ?? 0
      assert.isTrue(next > 2_400_000 && next < 2_401_000 + 72_000, `next attempt at ${next}`)
      away = false
      yield* TestClock.adjust("73 seconds")
      assert.strictEqual((yield* statusOf("A")).state, "running")
      assert.strictEqual((yield* stateOf("Radarr"))?.state, "up")
      away = true
      yield* TestClock.adjust("10 seconds")
      assert.strictEqual((yield* statusOf("A")).state, "degraded")
      assert.isBelow(tries.length, 250)
      assert.strictEqual((yield* Lines).filter((line) => line.includes("Radarr is away")).length, 2)
    }).pipe(Effect.provide(services))
  )

  it.effect("an answer that is an error ends the wait with that error", () =>
    Effect.gen(function* () {
      let tries = 0
      const run = Effect.gen(function* () {
        yield* (yield* Dependencies).register("Radarr", "arr")
        return yield* awaitDependency({
          name: "Radarr",
          attempt: Effect.suspend(() => {
            tries += 1
            return Effect.fail(
              tries < 3
                ? { _tag: "Refused" as const, message: "connection refused" }
                : { _tag: "Auth" as const, message: "401" }
            )
          }),
          isDown: (error) => (error._tag === "Refused" ? error.message : undefined)
        }).pipe(
          Effect.mapError((error) => new Misconfigured({ reason: error.message, retry: true })),
          Effect.zipRight(Effect.never)
        )
      })
      yield* (yield* Supervisor).start(worker("A", run))
      yield* TestClock.adjust("3 seconds")
      const status = yield* statusOf("A")
      assert.strictEqual(status.state, "failed")
      assert.strictEqual(status.reason, "401")
      assert.strictEqual((yield* stateOf("Radarr"))?.state, "up")
    }).pipe(Effect.provide(services))
  )

  it.effect("is running again only when no dependency is missing any more", () =>
    Effect.gen(function* () {
      const run = Effect.gen(function* () {
        const heartbeat = yield* Heartbeat
        yield* heartbeat.degrade("qBit", "refused")
        yield* heartbeat.degrade("Radarr", "timeout")
        yield* heartbeat.ready
        yield* Effect.sleep("10 seconds")
        yield* heartbeat.recover("qBit")
        yield* Effect.sleep("10 seconds")
        yield* heartbeat.recover("Radarr")
        return yield* Effect.never
      })
      yield* (yield* Supervisor).start(worker("A", run))
      yield* TestClock.adjust("1 second")
      assert.strictEqual((yield* statusOf("A")).reason, "qBit: refused; Radarr: timeout")
      yield* TestClock.adjust("10 seconds")
      assert.strictEqual((yield* statusOf("A")).state, "degraded")
      assert.strictEqual((yield* statusOf("A")).reason, "Radarr: timeout")
      yield* TestClock.adjust("10 seconds")
      assert.strictEqual((yield* statusOf("A")).state, "running")
      assert.strictEqual((yield* statusOf("A")).reason, null)
    }).pipe(Effect.provide(services))
  )
})
