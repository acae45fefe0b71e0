import { assert, describe, it } from "@effect/vitest"
import * as Chunk from "effect/Chunk"
import * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/TestClock"
import * as fc from "fast-check"
import { Supervisor, type SupervisorService } from "../../../src/supervision/Supervisor.ts"
import {
  births,
  closingWithin,
  counting,
  idle,
  Lines,
  lasting,
  Supervised,
  statusOf,
  supervising,
  worker,
  yields
} from "./support.ts"

describe("manual commands", () => {
  it.effect("restart is always allowed, is not counted, skips the delay and clears the window", () =>
    supervising(
      Effect.gen(function* () {
        const times: Array<number> = []
        const supervisor = yield* Supervisor
        yield* supervisor.start(worker("A", lasting(0).pipe(births(times))))
        yield* TestClock.adjust("22 seconds")
        yield* supervisor.restart("A")
        assert.deepStrictEqual(times, [0, 5, 10, 15, 20, 22])
        assert.strictEqual((yield* statusOf("A")).restartCount, 0)
        yield* TestClock.adjust("1 hour")
        assert.deepStrictEqual(times.slice(6), [27, 32, 37, 42, 47])
        assert.strictEqual((yield* statusOf("A")).state, "failed")
        yield* supervisor.restart("A")
        assert.strictEqual(times.length, 12)
      })
    )
  )

  it.effect("restart of a living worker is one interruption and says who asked", () =>
    supervising(
      Effect.gen(function* () {
        const supervisor = yield* Supervisor
        yield* supervisor.start(worker("A", idle))
        yield* TestClock.adjust("1 minute")
        yield* supervisor.restart("A")
        const status = yield* statusOf("A")
        assert.strictEqual(status.life, 2)
        assert.strictEqual(status.restartCount, 0)
        assert.strictEqual(status.lastRestart, 60_000)
        assert.deepStrictEqual(
          status.exits.map(({ kind, message }) => [kind, message]),
          [["interrupted", "restart requested"]]
        )
        assert.include(yield* Lines, "INFO - Restarting A process (restart requested)")
      })
    )
  )

  it.effect("resume starts what does not live with a fresh budget, and leaves alone what lives", () =>
    supervising(
      Effect.gen(function* () {
        const supervisor = yield* Supervisor
        yield* supervisor.start(worker("A", idle))
        yield* supervisor.resume("A")
        assert.strictEqual((yield* statusOf("A")).life, 1)
        yield* supervisor.stop("A")
        yield* supervisor.stop("A")
        assert.strictEqual((yield* statusOf("A")).state, "stopped")
        yield* supervisor.resume("A")
        assert.strictEqual((yield* statusOf("A")).life, 2)
        yield* supervisor.start(worker("B", lasting(0)))
        yield* TestClock.adjust("1 hour")
        assert.strictEqual((yield* statusOf("B")).state, "failed")
        yield* supervisor.resume("B")
        yield* TestClock.adjust("1 second")
        assert.strictEqual((yield* statusOf("B")).state, "restarting")
        assert.strictEqual((yield* statusOf("B")).restartCount, 0)
      })
    )
  )

  it.effect("restart all reaches every worker, also failed and stopped ones", () =>
    supervising(
      Effect.gen(function* () {
        const supervisor = yield* Supervisor
        yield* supervisor.start(worker("A", idle))
        yield* supervisor.start(worker("B", idle))
        yield* supervisor.start(worker("C", lasting(0)))
        yield* supervisor.stop("B")
        yield* TestClock.adjust("1 minute")
        yield* supervisor.restartAll
        const lives = (yield* supervisor.status).map(({ life, name }) => [name, life])
        assert.deepStrictEqual(lives, [
          ["A", 2],
          ["B", 2],
          ["C", 7]
        ])
      })
    )
  )

  it.effect("start with a known name replaces the definition, with a fresh budget and one life at a time", () =>
    supervising(
      Effect.gen(function* () {
        const { count, counted } = counting()
        const supervisor = yield* Supervisor
        yield* supervisor.start(worker("A", lasting(0)))
        yield* TestClock.adjust("1 hour")
        yield* supervisor.start(worker("A", counted(idle), { policy: { maxRestarts: 9 } }))
        yield* supervisor.start(worker("A", counted(idle), { policy: { maxRestarts: 7 } }))
        const status = yield* statusOf("A")
        assert.strictEqual(status.restartLimit, 7)
        assert.strictEqual(status.restartCount, 0)
        assert.strictEqual(status.exits.at(-1)?.message, "configuration changed")
        assert.deepStrictEqual(count, { now: 1, most: 1, born: 2 })
      })
    )
  )

  it.effect("remove stops and forgets", () =>
    supervising(
      Effect.gen(function* () {
        const { count, counted } = counting()
        const supervisor = yield* Supervisor
        yield* supervisor.start(worker("A", counted(idle)))
        yield* yields(3)
        yield* supervisor.remove("A")
        assert.strictEqual(count.now, 0)
        assert.deepStrictEqual(yield* supervisor.status, [])
        const error = yield* Effect.flip(supervisor.restart("A"))
        assert.strictEqual(error.message, 'There is no process "A". Known: none.')
        yield* supervisor.start(worker("A", counted(idle)))
        yield* yields(3)
        assert.deepStrictEqual(count, { now: 1, most: 1, born: 2 })
      })
    )
  )

  it.effect("a command on a stopping worker waits for it; a life is removed before it is resurrected", () =>
    closingWithin(
      Supervised,
      "1 minute"
    )(
      Effect.gen(function* () {
        const { count, counted } = counting()
        const supervisor = yield* Supervisor
        const slow = Effect.zipRight(
          Effect.addFinalizer(() => Effect.sleep("5 seconds")),
          idle
        )
        yield* supervisor.start(worker("A", counted(slow)))
        const stop = yield* Effect.fork(supervisor.stop("A"))
        yield* TestClock.adjust("1 second")
        assert.strictEqual((yield* statusOf("A")).state, "stopping")
        const resume = yield* Effect.fork(supervisor.resume("A"))
        yield* TestClock.adjust("3 seconds")
        assert.isNull(resume.unsafePoll())
        assert.isNull(stop.unsafePoll())
        yield* TestClock.adjust("1 second")
        yield* Fiber.join(resume)
        yield* Fiber.join(stop)
        assert.deepStrictEqual(count, { now: 1, most: 1, born: 2 })
        assert.strictEqual((yield* statusOf("A")).state, "running")
      })
    )
  )

  it.effect("a worker's own services are those it was started with", () =>
    supervising(
      Effect.gen(function* () {
        class Number extends Context.Tag("test/Number")<Number, number>() {}
        const seen: Array<number> = []
        const run = Effect.zipRight(
          Effect.flatMap(Number, (number) => Effect.sync(() => seen.push(number))),
          idle
        )
        const supervisor = yield* Supervisor
        yield* Effect.provideService(supervisor.start(worker("A", run)), Number, 42)
        yield* supervisor.restart("A")
        yield* yields(3)
        assert.deepStrictEqual(seen, [42, 42])
      })
    )
  )

  it.effect("changes tells every state in order", () =>
    supervising(
      Effect.gen(function* () {
        const supervisor = yield* Supervisor
        const states = yield* supervisor.changes.pipe(
          Stream.map(({ state }) => state),
          Stream.take(8),
          Stream.runCollect,
          Effect.fork
        )
        yield* yields(5)
        let lives = 0
        const run = Effect.suspend(() => {
          lives += 1
          return lives === 1 ? lasting(1) : idle
        })
        yield* supervisor.start(worker("A", run))
        yield* TestClock.adjust("10 seconds")
        yield* supervisor.stop("A")
        yield* supervisor.resume("A")
        assert.deepStrictEqual(Chunk.toReadonlyArray(yield* Fiber.join(states)), [
          "starting",
          "restarting",
          "starting",
          "running",
          "stopping",
          "stopped",
          "starting",
          "running"
        ])
      })
    )
  )
})

type Command = "restart" | "stop" | "resume" | "start" | "crash" | "restartAll"

const commandOf = (supervisor: SupervisorService, command: Command, run: Effect.Effect<never, unknown>) => {
  switch (command) {
    case "start":
      return supervisor.start(worker("A", run))
    case "crash":
      return supervisor.drill("A", { kind: "crash" })
    case "restartAll":
      return supervisor.restartAll
    default:
      return supervisor[command]("A")
  }
}

describe("races", () => {
  it.effect("restart against crash, in many interleavings: one life, and the restart is not lost", () =>
    Effect.forEach(
      Array.from({ length: 144 }, (_, index) => [index % 12, Math.floor(index / 12)] as const),
      ([before, later]) =>
        supervising(
          Effect.gen(function* () {
            const { count, counted } = counting()
            const crash = yield* Deferred.make<never, string>()
            const run = Effect.suspend(() => counted(count.born === 0 ? Deferred.await(crash) : idle))
            const supervisor = yield* Supervisor
            yield* supervisor.start(worker("A", run))
            yield* yields(4)
            const crashing = yield* Effect.fork(Effect.zipRight(yields(before), Deferred.fail(crash, "boom")))
            const restarting = yield* Effect.fork(Effect.zipRight(yields(later), supervisor.restart("A")))
            yield* Fiber.join(crashing)
            yield* Fiber.join(restarting)
            yield* yields(20)
            assert.strictEqual(count.most, 1)
            assert.strictEqual((yield* statusOf("A")).state, "running", `${before} against ${later}`)
            assert.strictEqual((yield* statusOf("A")).restartCount, 0)
            assert.strictEqual(count.now, 1)
          })
        ),
      { discard: true }
    )
  )

  it.effect("restart against stop, in many interleavings: the later command wins, and both return", () =>
    Effect.forEach(
      Array.from({ length: 144 }, (_, index) => [index % 12, Math.floor(index / 12)] as const),
      ([before, later]) =>
        supervising(
          Effect.gen(function* () {
            const { count, counted } = counting()
            const order: Array<string> = []
            const supervisor = yield* Supervisor
            yield* supervisor.start(worker("A", counted(idle)))
            const said = (word: string) => Effect.sync(() => order.push(word))
            const stop = yield* Effect.fork(
              yields(before).pipe(Effect.zipRight(said("stop")), Effect.zipRight(supervisor.stop("A")))
            )
            const restart = yield* Effect.fork(
              yields(later).pipe(Effect.zipRight(said("restart")), Effect.zipRight(supervisor.restart("A")))
            )
            yield* Fiber.join(stop)
            yield* Fiber.join(restart)
            yield* yields(20)
            const expected = order.at(-1) === "stop" ? ["stopped", 0] : ["running", 1]
            assert.deepStrictEqual([(yield* statusOf("A")).state, count.now], expected)
            assert.strictEqual(count.most, 1)
          })
        ),
      { discard: true }
    )
  )

  it.effect("any commands at once never give two lives, all return, and the last one decides", () =>
    Effect.promise(() =>
      fc.assert(
        fc.asyncProperty(
          fc.array(
            fc.tuple(
              fc.constantFrom<Command>("restart", "stop", "resume", "start", "crash", "restartAll"),
              fc.integer({ min: 0, max: 8 })
            ),
            { minLength: 1, maxLength: 10 }
          ),
          async (commands) => {
            const { count, counted } = counting()
            const run = Effect.scoped(counted(idle)) as unknown as Effect.Effect<never>
            const outcome = await Effect.runPromise(
              supervising(
                Effect.gen(function* () {
                  const supervisor = yield* Supervisor
                  yield* supervisor.start(worker("A", run, { policy: { delay: "0 seconds" as never } }))
                  const fibers = []
                  for (const [command, pause] of commands) {
                    fibers.push(yield* Effect.fork(commandOf(supervisor, command, run)))
                    yield* yields(pause)
                  }
                  yield* Effect.forEach(fibers, Fiber.join)
                  yield* supervisor.stop("A")
                  const afterStop = { state: (yield* statusOf("A")).state, lives: count.now }
                  yield* supervisor.resume("A")
                  yield* yields(10)
                  return { afterStop, state: (yield* statusOf("A")).state, lives: count.now }
                })
              )
            )
            assert.deepStrictEqual(outcome, {
              afterStop: { state: "stopped", lives: 0 },
              state: "running",
              lives: 1
            })
            assert.strictEqual(count.most, 1)
          }
        ),
        { numRuns: 150 }
      )
    )
  )
})
