import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as TestClock from "effect/TestClock"
import { DeathTally, type DeathTallyService } from "../../../src/supervision/DeathTally.ts"
import { Supervisor } from "../../../src/supervision/Supervisor.ts"
import { layer } from "../../../src/supervision/SupervisorLive.ts"
import { Misconfigured } from "../../../src/supervision/Worker.ts"
import type { WorkerExit } from "../../../src/supervision/WorkerStatus.ts"
import { births, Captured, closingWithin, idle, Lines, lasting, statusOf, supervising, worker } from "./support.ts"

const exitOf = (run: Effect.Effect<never, unknown>) =>
  supervising(
    Effect.gen(function* () {
      yield* (yield* Supervisor).start(worker("A", run))
      yield* TestClock.adjust("1 second")
      const status = yield* statusOf("A")
      return { kind: status.exits[0]?.kind, message: status.exits[0]?.message, state: status.state }
    })
  )

describe("why a life ended", () => {
  it.effect("a typed failure and a defect are crashes", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* exitOf(Effect.fail({ _tag: "StoreFailure", message: "no such table" })), {
        kind: "crashed",
        message: "StoreFailure: no such table",
        state: "restarting"
      })
      assert.deepStrictEqual(yield* exitOf(Effect.die(new TypeError("x is undefined"))), {
        kind: "crashed",
        message: "TypeError: x is undefined",
        state: "restarting"
      })
    })
  )

  it.effect("a life that ends with success has crashed, for nobody asked it to end", () =>
    Effect.gen(function* () {
      const ends = Effect.void as unknown as Effect.Effect<never>
      const exit = yield* exitOf(ends)
      assert.deepStrictEqual(exit, { kind: "crashed", message: "ended without being asked to", state: "restarting" })
    })
  )

  it.effect("a life that interrupts itself has crashed", () =>
    Effect.gen(function* () {
      const exit = yield* exitOf(Effect.interrupt)
      assert.strictEqual(exit.kind, "crashed")
      assert.strictEqual(exit.state, "restarting")
    })
  )

  it.effect("a manual stop is an interruption: not counted, not restarted", () =>
    supervising(
      Effect.gen(function* () {
        const supervisor = yield* Supervisor
        yield* supervisor.start(worker("A", idle))
        yield* TestClock.adjust("90 seconds")
        yield* supervisor.stop("A")
        yield* TestClock.adjust("1 hour")
        const status = yield* statusOf("A")
        assert.strictEqual(status.state, "stopped")
        assert.strictEqual(status.restartCount, 0)
        assert.deepStrictEqual(status.exits, [
          {
            worker: "A",
            life: 1,
            at: 90_000,
            kind: "interrupted",
            message: "stop requested",
            lived: 90_000,
            attempt: 0,
            drill: false
          }
        ])
      })
    )
  )
})

describe("misconfigured", () => {
  const refused = (retry: boolean) => Effect.fail(new Misconfigured({ reason: "401 from Radarr", retry }))

  it.effect("fails at once with the reason, burns no budget, is tried every 300 s and complains once", () =>
    supervising(
      Effect.gen(function* () {
        const times: Array<number> = []
        yield* (yield* Supervisor).start(worker("A", refused(true).pipe(births(times))))
        yield* TestClock.adjust("1 second")
        const status = yield* statusOf("A")
        assert.strictEqual(status.state, "failed")
        assert.strictEqual(status.reason, "401 from Radarr")
        assert.strictEqual(status.nextAttemptAt, 300_000)
        yield* TestClock.adjust("1 hour")
        assert.deepStrictEqual(times.slice(0, 3), [0, 300, 600])
        assert.strictEqual(times.length, 13)
        assert.strictEqual((yield* statusOf("A")).restartCount, 0)
        const complaints = (yield* Lines).filter((line) => line.includes("401"))
        assert.deepStrictEqual(complaints, [
          "ERROR - A process cannot work: 401 from Radarr (next attempt in 300 seconds)"
        ])
      })
    )
  )

  it.effect("with retry false only a person or a new configuration tries again", () =>
    supervising(
      Effect.gen(function* () {
        const times: Array<number> = []
        const supervisor = yield* Supervisor
        yield* supervisor.start(worker("A", refused(false).pipe(births(times))))
        yield* TestClock.adjust("1 day")
        assert.deepStrictEqual(times, [0])
        assert.strictEqual((yield* statusOf("A")).nextAttemptAt, null)
        yield* supervisor.resume("A")
        assert.deepStrictEqual(times, [0, 86_400])
        yield* supervisor.start(worker("A", idle))
        yield* TestClock.adjust("1 second")
        assert.strictEqual((yield* statusOf("A")).state, "running")
      })
    )
  )

  it.effect("works once the other side accepts it again", () =>
    supervising(
      Effect.gen(function* () {
        let accepted = false
        const run = Effect.suspend(() => (accepted ? idle : refused(true)))
        yield* (yield* Supervisor).start(worker("A", run))
        yield* TestClock.adjust("299 seconds")
        accepted = true
        yield* TestClock.adjust("1 second")
        assert.strictEqual((yield* statusOf("A")).state, "running")
      })
    )
  )
})

describe("the death tally", () => {
  it.effect("keeps the last 100 exits, oldest first", () =>
    supervising(
      Effect.gen(function* () {
        yield* (yield* Supervisor).start(worker("A", lasting(60)))
        yield* TestClock.adjust("121 minutes")
        const { exits } = yield* statusOf("A")
        assert.strictEqual(exits.length, 100)
        assert.strictEqual(exits.at(-1)?.life, 111)
        assert.strictEqual(exits[0]?.life, 12)
        assert.deepStrictEqual(yield* (yield* DeathTally).load("A"), exits)
      })
    )
  )

  it.effect("says how many restarts the window held when the life ended", () =>
    supervising(
      Effect.gen(function* () {
        yield* (yield* Supervisor).start(worker("A", lasting(0)))
        yield* TestClock.adjust("30 seconds")
        assert.deepStrictEqual(
          (yield* statusOf("A")).exits.map((exit) => exit.attempt),
          [0, 1, 2, 3, 4, 5]
        )
      })
    )
  )

  const past: WorkerExit = {
    worker: "A",
    life: 7,
    at: 1,
    kind: "crashed",
    message: "in another process",
    lived: 5,
    attempt: 0,
    drill: false
  }

  const withTally = (tally: DeathTallyService) =>
    layer.pipe(Layer.provide(Layer.succeed(DeathTally, tally)), Layer.provideMerge(Captured))

  it.effect("begins with what was kept beyond this process", () =>
    Effect.gen(function* () {
      yield* (yield* Supervisor).start(worker("A", idle))
      assert.deepStrictEqual((yield* statusOf("A")).exits, [past])
    }).pipe(Effect.provide(withTally({ load: () => Effect.succeed([past]), append: () => Effect.void })))
  )

  const broken: DeathTallyService = { load: () => Effect.dieMessage("disk gone"), append: () => Effect.never }

  it.effect("one that is stuck or broken delays a restart by at most 5 s and never prevents it", () =>
    closingWithin(
      withTally(broken),
      "10 seconds"
    )(
      Effect.gen(function* () {
        const times: Array<number> = []
        const supervisor = yield* Supervisor
        yield* Effect.fork(supervisor.start(worker("A", lasting(0).pipe(births(times)))))
        yield* TestClock.adjust("9 seconds")
        assert.deepStrictEqual(times, [0])
        yield* TestClock.adjust("1 second")
        assert.deepStrictEqual(times, [0, 10])
        const warned = (yield* Lines).filter((line) => line.startsWith("WARNING") && line.includes("exit"))
        assert.isAtLeast(warned.length, 2)
      })
    )
  )
})
