import type * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as FiberRef from "effect/FiberRef"
import * as HashMap from "effect/HashMap"
import { makeAftermath, type Occasion } from "./Aftermath.ts"
import { withExit } from "./DeathTally.ts"
import type { Life } from "./Life.ts"
import { endedByItself, endedByOrder, type LifeEnd } from "./LifeEnd.ts"
import * as LogLines from "./LogLines.ts"
import type { Goal, Supervised } from "./Supervised.ts"
import type { WorkerExit } from "./WorkerStatus.ts"

/** Longest time the tally may take for one exit: a stuck database must not keep a worker from being restarted. */
const tallyTimeout = "5 seconds"

/**
 * The tally normally answers at once, so the timeout and its fibers are only paid for when it does not: they would make
 * up most of the cost of stopping thousands of workers.
 */
const promptly = <A>(ask: Effect.Effect<A>): Effect.Effect<A, Cause.TimeoutException> =>
  Effect.gen(function* () {
    const fiber = yield* Effect.fork(ask)
    yield* Effect.yieldNow()
    const exit = fiber.unsafePoll()
    if (exit !== null) return yield* exit
    return yield* Fiber.join(fiber).pipe(Effect.disconnect, Effect.timeout(tallyTimeout))
  })

const loadExits = (supervised: Supervised): Effect.Effect<ReadonlyArray<WorkerExit>> =>
  promptly(supervised.ground.tally.load(supervised.name)).pipe(
    Effect.catchAllCause((cause) => Effect.as(Effect.logWarning("Past exits cannot be read", cause), []))
  )

const record = (supervised: Supervised, life: Life, end: LifeEnd): Effect.Effect<void> =>
  Effect.suspend(() => {
    const exit: WorkerExit = {
      worker: supervised.name,
      life: life.number,
      at: supervised.ground.clock.unsafeCurrentTimeMillis(),
      kind: end.kind,
      message: end.message,
      lived: life.lived,
      attempt: supervised.restartCount,
      drill: life.drilled
    }
    supervised.exits = withExit(supervised.exits, exit)
    return promptly(supervised.ground.tally.append(exit)).pipe(
      Effect.catchAllCause((cause) => Effect.logWarning("An exit could not be recorded", cause))
    )
  })

/** Interrupts a life and waits; one that does not end in time is abandoned and loses its right to write. */
const end = (supervised: Supervised, life: Life): Effect.Effect<void> =>
  Effect.gen(function* () {
    const { abandoned } = supervised.ground
    const { name, stopTimeout } = life.worker
    yield* life.interrupt
    yield* Effect.yieldNow()
    if (life.exit !== undefined) return
    yield* Effect.timeoutOption(
      supervised.until(() => life.exit !== undefined),
      stopTimeout
    )
    if (life.exit !== undefined) return
    abandoned.add(life)
    yield* LogLines.abandoned(name, life.number, stopTimeout)
    yield* Effect.forkDaemon(
      Effect.zipRight(
        life.ended,
        Effect.suspend(() => {
          abandoned.delete(life)
          return LogLines.endedAtLast(name, life.number)
        })
      )
    )
  })

/** Waits until a life has ended, by itself or because the goal or the watchdog asks for it. */
const outlive = (supervised: Supervised, goal: Goal, life: Life): Effect.Effect<LifeEnd> =>
  Effect.gen(function* () {
    yield* supervised.until(() => life.exit !== undefined || life.sentence !== undefined || supervised.goal !== goal)
    supervised.ground.watchdog.unwatch(life)
    if (life.exit !== undefined && life.sentence === undefined) return endedByItself(life.exit)
    const { sentence } = life
    const { wanted, why } = supervised.goal
    if (sentence !== undefined) supervised.show("restarting", sentence.message)
    else supervised.show(wanted === "up" ? "restarting" : "stopping", why)
    yield* end(supervised, life)
    return sentence === undefined ? endedByOrder("interrupted", why) : endedByOrder(sentence.kind, sentence.message)
  })

const before = (supervised: Supervised, occasion: Occasion): Effect.Effect<void> => {
  switch (occasion._tag) {
    case "Start":
      return LogLines.starting(supervised.worker)
    case "Restart":
      return LogLines.restarting(supervised.name, occasion.why)
    case "Retry":
      return Effect.void
  }
}

const after = (supervised: Supervised, occasion: Occasion): Effect.Effect<void> => {
  switch (occasion._tag) {
    case "Start":
      return LogLines.started(supervised.name)
    case "Restart":
      return LogLines.restarted(supervised.name)
    case "Retry":
      return Effect.void
  }
}

/** Keeps the worker alive for as long as the goal holds. */
const keepUp = (supervised: Supervised, goal: Goal): Effect.Effect<void> =>
  Effect.gen(function* () {
    supervised.clearRestarts()
    const aftermath = makeAftermath(supervised, goal, supervised.worker)
    let occasion: Occasion | undefined =
      goal.again && !supervised.isFirstLife ? { _tag: "Restart", why: goal.why, counted: false } : { _tag: "Start" }
    while (occasion !== undefined) {
      yield* before(supervised, occasion)
      if (occasion._tag === "Restart") supervised.noteRestart(occasion.counted)
      const life = supervised.conceive()
      yield* life.begin
      yield* after(supervised, occasion)
      supervised.reach(goal)
      const lifeEnd: LifeEnd = yield* outlive(supervised, goal, life)
      supervised.life = undefined
      yield* record(supervised, life, lifeEnd)
      occasion = supervised.goal === goal ? yield* aftermath.next(life, lifeEnd) : undefined
    }
  })

/** A defect of the supervision itself: the life must not go on without it, and the worker waits for a person. */
const fault = (supervised: Supervised, goal: Goal) => (cause: Cause.Cause<never>) =>
  Effect.gen(function* () {
    yield* Effect.logError(`The supervision of ${supervised.name} failed`, cause)
    const { life } = supervised
    if (life !== undefined) yield* end(supervised, life)
    supervised.life = undefined
    supervised.show("failed", "the supervision itself failed, see the log")
    supervised.reach(goal)
    yield* supervised.until(() => supervised.goal !== goal)
  })

/** The one fiber of a worker: it alone begins and ends lives, so there are never two. Ends when the worker is gone. */
export const workerFiber = (supervised: Supervised): Effect.Effect<void> =>
  Effect.gen(function* () {
    // Set and not `annotateLogs`, which would keep its frames as long as the fiber lasts; lives inherit it.
    yield* FiberRef.update(FiberRef.currentLogAnnotations, HashMap.set("worker", supervised.name as unknown))
    supervised.exits = yield* loadExits(supervised)
    while (true) {
      const { goal } = supervised
      if (goal.wanted === "up") {
        yield* Effect.catchAllCause(keepUp(supervised, goal), fault(supervised, goal))
        continue
      }
      supervised.show("stopped", goal.why)
      yield* LogLines.stopped(supervised.name, goal.why)
      if (supervised.goal !== goal) continue
      if (goal.wanted === "gone") supervised.ground.forget(supervised)
      supervised.reach(goal)
      if (goal.wanted === "gone") return
      yield* supervised.until(() => supervised.goal !== goal)
    }
  })
