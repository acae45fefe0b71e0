import { assert, describe, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/TestClock"
import { Heartbeat, type HeartbeatService, progressDeadlineFor } from "../../../src/supervision/Heartbeat.ts"
import { Supervisor } from "../../../src/supervision/Supervisor.ts"
import {
  closingWithin,
  counting,
  idle,
  Lines,
  readyThen,
  Supervised,
  statusOf,
  supervising,
  warped,
  worker
} from "./support.ts"

const deadlines = { startDeadline: Duration.minutes(10), progressDeadline: Duration.seconds(120) }

/** Starts a worker with the usual deadlines and says after how many seconds its first life was found hung, if it was. */
const hungAt = (run: Effect.Effect<never, unknown, Heartbeat>, within: Duration.DurationInput) =>
  supervising(
    Effect.gen(function* () {
      yield* (yield* Supervisor).start(worker("A", run, deadlines))
      yield* TestClock.adjust(within)
      const exit = (yield* statusOf("A")).exits[0]
      return exit === undefined ? undefined : { kind: exit.kind, at: exit.lived / 1000, message: exit.message }
    })
  )

const every = (seconds: number, effect: Effect.Effect<void>) =>
  Effect.forever(Effect.zipRight(Effect.sleep(Duration.seconds(seconds)), effect))

describe("the watchdog", () => {
  it.effect("a life that is not ready after the start deadline is hung", () =>
    Effect.gen(function* () {
      const seen = yield* hungAt(Effect.never, "11 minutes")
      assert.strictEqual(seen?.kind, "hung")
      assert.strictEqual(seen?.at, 600)
      assert.include(seen?.message ?? "", "not ready")
    })
  )

  it.effect("a ready life that never beats is hung after the progress deadline", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* hungAt(idle, "3 minutes"))?.at, 120)
    })
  )

  it.effect("a life that beats is left alone; the deadline runs from the last beat", () =>
    Effect.gen(function* () {
      assert.isUndefined(
        yield* hungAt(
          readyThen((heartbeat) => every(119, heartbeat.beat())),
          "20 minutes"
        )
      )
      const once = yield* hungAt(
        readyThen((heartbeat) => Effect.delay(heartbeat.beat(), "100 seconds")),
        "20 minutes"
      )
      assert.deepStrictEqual(once, {
        kind: "hung",
        at: 220,
        message: 'no heartbeat of "main" (deadline 120 seconds)'
      })
    })
  )

  it.effect("judges the slowest track", () =>
    Effect.gen(function* () {
      const run = readyThen((heartbeat) =>
        Effect.zipRight(heartbeat.beat("search"), every(5, heartbeat.beat("torrents")))
      )
      const seen = yield* hungAt(run, "5 minutes")
      assert.strictEqual(seen?.at, 120)
      assert.include(seen?.message ?? "", '"search"')
    })
  )

  it.effect("a long job may extend its track; a later extension replaces it, a beat does not shorten it", () =>
    Effect.gen(function* () {
      const job = (f: (heartbeat: HeartbeatService) => Effect.Effect<void>) =>
        hungAt(
          readyThen((heartbeat) => Effect.zipRight(heartbeat.extend("search", "10 minutes"), f(heartbeat))),
          "20 minutes"
        )
      assert.strictEqual((yield* job(() => Effect.void))?.at, 600)
      assert.strictEqual((yield* job((heartbeat) => heartbeat.beat("search")))?.at, 600)
      assert.strictEqual(
        (yield* job((heartbeat) => Effect.delay(heartbeat.extend("search", 0), "200 seconds")))?.at,
        200
      )
      assert.strictEqual((yield* job((heartbeat) => Effect.delay(heartbeat.beat("search"), "590 seconds")))?.at, 710)
    })
  )

  it.effect("a released track no longer has to beat", () =>
    Effect.gen(function* () {
      const run = readyThen((heartbeat) => Effect.zipRight(heartbeat.beat("once"), heartbeat.release("once")))
      assert.isUndefined(yield* hungAt(run, "20 minutes"))
    })
  )

  it.effect("signs of life while starting renew the start deadline", () =>
    Effect.gen(function* () {
      const run = Effect.flatMap(Heartbeat, (heartbeat) => every(500, heartbeat.beat("waiting")))
      assert.isUndefined(yield* hungAt(run, "20 minutes"))
    })
  )

  it.effect("a hung life is interrupted and then treated as a crash", () =>
    supervising(
      Effect.gen(function* () {
        yield* (yield* Supervisor).start(worker("A", idle, deadlines))
        yield* TestClock.adjust("120 seconds")
        const status = yield* statusOf("A")
        assert.strictEqual(status.state, "restarting")
        assert.strictEqual(status.nextAttemptAt, 125_000)
        yield* TestClock.adjust("5 seconds")
        assert.strictEqual((yield* statusOf("A")).life, 2)
        assert.include(
          yield* Lines,
          "WARNING - A process (PID PID) terminated unexpectedly: no heartbeat (deadline 120 seconds)"
        )
      })
    )
  )

  it.effect("a process that stood still, as under SIGSTOP, makes nobody hung", () =>
    Effect.gen(function* () {
      const test = yield* TestClock.testClock()
      const { clock, pause } = warped(test)
      const body = supervising(
        Effect.gen(function* () {
          const beating = readyThen((heartbeat) => every(40, heartbeat.beat()))
          yield* (yield* Supervisor).start(worker("A", beating, deadlines))
          yield* (yield* Supervisor).start(worker("B", idle, deadlines))
          yield* test.adjust("15 seconds")
          pause(600_000)
          yield* test.adjust("104 seconds")
          assert.strictEqual((yield* statusOf("A")).life, 1)
          assert.strictEqual((yield* statusOf("A")).state, "running")
          assert.strictEqual((yield* statusOf("B")).exits.length, 0)
          assert.include((yield* Lines).join("\n"), "stood still for about 600 seconds")
          yield* test.adjust("20 seconds")
          assert.strictEqual((yield* statusOf("B")).exits[0]?.kind, "hung")
        })
      )
      yield* Effect.withClock(body, clock)
    })
  )

  it("gives a loop three rounds, at least 120 s", () => {
    assert.strictEqual(Duration.toSeconds(progressDeadlineFor("5 seconds")), 120)
    assert.strictEqual(Duration.toSeconds(progressDeadlineFor("2 minutes")), 360)
  })
})

describe("a life that ignores interruption", () => {
  const stubborn = (seen: Array<boolean>) =>
    readyThen((heartbeat) =>
      Effect.uninterruptible(
        Effect.zipRight(
          Effect.sleep("200 seconds"),
          Effect.flatMap(heartbeat.isCurrent, (current) => Effect.sync(() => seen.push(current)))
        )
      )
    )

  it.effect("is abandoned after its stopTimeout, loses isCurrent, and a new life begins", () =>
    closingWithin(
      Supervised,
      "1 minute"
    )(
      Effect.gen(function* () {
        const seen: Array<boolean> = []
        yield* (yield* Supervisor).start(worker("A", stubborn(seen), deadlines))
        yield* TestClock.adjust("129 seconds")
        assert.strictEqual((yield* statusOf("A")).life, 1)
        yield* TestClock.adjust("6 seconds")
        assert.strictEqual((yield* statusOf("A")).life, 2)
        assert.strictEqual((yield* statusOf("A")).state, "running")
        yield* TestClock.adjust("70 seconds")
        assert.deepStrictEqual(seen, [false])
        assert.strictEqual((yield* statusOf("A")).state, "running")
        const lines = yield* Lines
        assert.include(lines.join("\n"), "(PID PID, life 1) did not stop within 10 seconds and was abandoned")
        assert.include(lines, "INFO - A process: abandoned life 1 has ended at last")
      })
    )
  )

  it.effect("beats of an abandoned life do not speak for the new one", () =>
    supervising(
      Effect.gen(function* () {
        let lives = 0
        const run = readyThen((heartbeat) => {
          lives += 1
          return lives === 1
            ? Effect.uninterruptible(
                Effect.zipRight(
                  Effect.sleep("140 seconds"),
                  Effect.zipRight(heartbeat.degrade("X", "old news"), every(10, heartbeat.beat()))
                )
              )
            : Effect.never
        })
        yield* (yield* Supervisor).start(worker("A", run, deadlines))
        yield* TestClock.adjust("200 seconds")
        const status = yield* statusOf("A")
        assert.strictEqual(status.life, 2)
        assert.strictEqual(status.state, "running")
        yield* TestClock.adjust("60 seconds")
        assert.strictEqual((yield* statusOf("A")).exits.length, 2)
      })
    )
  )

  it.effect("while one life is stopped in time the next begins only after its scope is closed", () =>
    closingWithin(
      Supervised,
      "1 minute"
    )(
      Effect.gen(function* () {
        const { count, counted } = counting()
        const slow = Effect.zipRight(
          Effect.addFinalizer(() => Effect.sleep("3 seconds")),
          idle
        )
        const supervisor = yield* Supervisor
        yield* supervisor.start(worker("A", counted(slow)))
        yield* Effect.fork(supervisor.restart("A"))
        yield* TestClock.adjust("1 second")
        assert.strictEqual((yield* statusOf("A")).state, "restarting")
        assert.strictEqual(count.born, 1)
        yield* TestClock.adjust("2 seconds")
        assert.deepStrictEqual(count, { now: 1, most: 1, born: 2 })
      })
    )
  )
})

describe("drills", () => {
  it.effect("crash: the life dies with a defect, counted like the real thing and marked as a drill", () =>
    supervising(
      Effect.gen(function* () {
        const exits: Array<string> = []
        const run = Effect.zipRight(
          Effect.addFinalizer((exit) =>
            Effect.sync(() => exits.push(exit._tag === "Failure" ? exit.cause._tag : "ok"))
          ),
          idle
        )
        const supervisor = yield* Supervisor
        yield* supervisor.start(worker("A", run))
        yield* TestClock.adjust("1 second")
        yield* supervisor.drill("A", { kind: "crash" })
        yield* TestClock.adjust("5 seconds")
        const status = yield* statusOf("A")
        assert.deepStrictEqual(exits, ["Die"])
        assert.strictEqual(status.life, 2)
        assert.strictEqual(status.restartCount, 1)
        assert.strictEqual(status.exits[0]?.kind, "crashed")
        assert.isTrue(status.exits[0]?.drill)
        assert.include(yield* Lines, "WARNING - Drill: crashing A process")
      })
    )
  )

  it.effect("hang: it stops beating, is found, and is abandoned when it ignores interruption for long enough", () =>
    supervising(
      Effect.gen(function* () {
        const supervisor = yield* Supervisor
        const run = readyThen((heartbeat) => every(5, heartbeat.beat()))
        yield* supervisor.start(worker("A", run, deadlines))
        yield* TestClock.adjust("61 seconds")
        yield* supervisor.drill("A", { kind: "hang", ignoreFor: "20 seconds" })
        yield* TestClock.adjust("119 seconds")
        const found = yield* statusOf("A")
        assert.strictEqual(found.state, "restarting")
        assert.strictEqual(found.life, 1)
        yield* TestClock.adjust("16 seconds")
        const status = yield* statusOf("A")
        assert.strictEqual(status.life, 2)
        assert.strictEqual(status.exits[0]?.kind, "hung")
        assert.isTrue(status.exits[0]?.drill)
        assert.include((yield* Lines).join("\n"), "was abandoned")
        yield* TestClock.adjust("10 seconds")
        assert.include(yield* Lines, "INFO - A process: abandoned life 1 has ended at last")
      })
    )
  )

  it.effect("hang without ignoreFor: found and restarted without being abandoned", () =>
    supervising(
      Effect.gen(function* () {
        const supervisor = yield* Supervisor
        yield* supervisor.start(
          worker(
            "A",
            readyThen((heartbeat) => every(5, heartbeat.beat())),
            deadlines
          )
        )
        yield* supervisor.drill("A", { kind: "hang", ignoreFor: 0 })
        yield* TestClock.adjust("130 seconds")
        assert.strictEqual((yield* statusOf("A")).life, 2)
        assert.notInclude((yield* Lines).join("\n"), "abandoned")
      })
    )
  )

  it.effect("on a worker without a life nothing happens", () =>
    supervising(
      Effect.gen(function* () {
        const supervisor = yield* Supervisor
        yield* supervisor.start(worker("A", idle))
        yield* supervisor.stop("A")
        yield* supervisor.drill("A", { kind: "crash" })
        assert.strictEqual((yield* statusOf("A")).state, "stopped")
        assert.include(yield* Lines, "WARNING - Drill: A process has no life to end")
      })
    )
  )
})
