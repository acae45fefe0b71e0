import { assert, describe, it } from "@effect/vitest"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Scope from "effect/Scope"
import * as TestClock from "effect/TestClock"
import * as DeathTally from "../../../src/supervision/DeathTally.ts"
import { Supervisor } from "../../../src/supervision/Supervisor.ts"
import { layer } from "../../../src/supervision/SupervisorLive.ts"
import type { Role } from "../../../src/supervision/Worker.ts"
import { Captured, idle, Lines, lasting, readyThen, worker } from "./support.ts"

class Database extends Context.Tag("test/Database")<Database, { readonly isOpen: () => boolean }>() {}

/** A supervisor above a database whose end is written down, in a scope the test closes. */
const house = (order: Array<string>) =>
  Effect.gen(function* () {
    const scope = yield* Scope.make()
    const database = Layer.scoped(
      Database,
      Effect.gen(function* () {
        let open = true
        yield* Effect.addFinalizer(() =>
          Effect.sync(() => {
            open = false
            order.push("database")
          })
        )
        return { isOpen: () => open }
      })
    )
    const all = layer.pipe(
      Layer.provideMerge(DeathTally.layerMemory),
      Layer.provideMerge(database),
      Layer.provideMerge(Captured)
    )
    const services = yield* Layer.buildWithScope(all, scope)
    return {
      supervisor: Context.get(services, Supervisor),
      database: Context.get(services, Database),
      lines: Context.get(services, Lines),
      close: Scope.close(scope, Exit.void)
    }
  })

const ends = (order: Array<string>, name: string, takes: number) =>
  Effect.zipRight(
    Effect.addFinalizer(() =>
      Effect.zipRight(
        Effect.sleep(takes),
        Effect.sync(() => order.push(name))
      )
    ),
    idle
  )

const stuck = readyThen(() => Effect.uninterruptible(Effect.never))

describe("shutdown", () => {
  it.effect("stops in reverse start order, neighbouring managers in parallel, the database last", () =>
    Effect.gen(function* () {
      const order: Array<string> = []
      const { close, lines, supervisor } = yield* house(order)
      const start = (name: string, role: Role, takes: number) =>
        supervisor.start(worker(name, ends(order, name, takes), { role }))
      yield* start("feed", "background", 1000)
      yield* start("category", "category", 1000)
      yield* start("radarr", "manager", 1000)
      yield* start("sonarr", "manager", 3000)
      yield* start("lidarr", "manager", 2000)
      yield* start("space", "policy", 1000)
      yield* yields
      const closing = yield* Effect.fork(close)
      yield* TestClock.adjust("1 second")
      assert.deepStrictEqual(order, ["space"])
      yield* TestClock.adjust("3 seconds")
      assert.deepStrictEqual(order, ["space", "radarr", "lidarr", "sonarr"])
      yield* TestClock.adjust("2 seconds")
      yield* Fiber.join(closing)
      assert.deepStrictEqual(order.slice(4), ["category", "feed", "database"])
      assert.strictEqual(lines.at(-1), "INFO - All processes stopped (6)")
    })
  )

  it.effect("a stuck worker costs only its own stopTimeout and is named in the report", () =>
    Effect.gen(function* () {
      const order: Array<string> = []
      const { close, lines, supervisor } = yield* house(order)
      yield* supervisor.start(worker("A", ends(order, "A", 0), { role: "background" }))
      yield* supervisor.start(worker("B", stuck, { role: "background" }))
      yield* supervisor.start(worker("C", ends(order, "C", 0), { role: "background" }))
      yield* yields
      const closing = yield* Effect.fork(close)
      yield* TestClock.adjust("9999 millis")
      assert.deepStrictEqual(order, ["C"])
      yield* TestClock.adjust("1 millis")
      yield* Fiber.join(closing)
      assert.deepStrictEqual(order, ["C", "A", "database"])
      assert.strictEqual(lines.at(-1), "WARNING - Processes that did not stop and were abandoned: B (life 1)")
    })
  )

  it.effect("the store is still open when the last exit is recorded, and every exit is an interruption", () =>
    Effect.gen(function* () {
      const seen: Array<string> = []
      const scope = yield* Scope.make()
      let open = true
      const tally = Layer.scoped(
        DeathTally.DeathTally,
        Effect.as(
          Effect.addFinalizer(() =>
            Effect.sync(() => {
              open = false
            })
          ),
          {
            load: () => Effect.succeed([]),
            append: (exit) => Effect.sync(() => seen.push(`${exit.worker} ${exit.kind} ${exit.message} ${open}`))
          }
        )
      )
      const services = yield* Layer.buildWithScope(layer.pipe(Layer.provide(tally)), scope)
      const supervisor = Context.get(services, Supervisor)
      yield* supervisor.start(worker("A", idle, { role: "policy" }))
      yield* supervisor.start(worker("B", idle, { role: "policy" }))
      yield* Scope.close(scope, Exit.void)
      assert.deepStrictEqual(seen, ["B interrupted shutting down true", "A interrupted shutting down true"])
    })
  )

  it.effect("commands fail once it closes, also those that were waiting, and nothing is started any more", () =>
    Effect.gen(function* () {
      const { close, supervisor } = yield* house([])
      yield* supervisor.start(worker("A", stuck))
      yield* supervisor.start(worker("B", lasting(0)))
      yield* yields
      const waiting = yield* Effect.fork(Effect.flip(supervisor.restart("A")))
      yield* TestClock.adjust("1 second")
      const closing = yield* Effect.fork(close)
      yield* TestClock.adjust("1 second")
      for (const command of [
        supervisor.start(worker("C", idle)),
        supervisor.restart("A"),
        supervisor.restartAll,
        supervisor.stop("A"),
        supervisor.resume("A"),
        supervisor.remove("A"),
        supervisor.drill("A", { kind: "crash" })
      ]) {
        assert.strictEqual((yield* Effect.flip(command))._tag, "ShuttingDown")
      }
      yield* TestClock.adjust("1 minute")
      yield* Fiber.join(closing)
      assert.strictEqual((yield* Fiber.join(waiting))._tag, "ShuttingDown")
      assert.deepStrictEqual(yield* supervisor.status, [])
    })
  )

  it.effect("2,000 workers start in order and stop in reverse order", () =>
    Effect.gen(function* () {
      const order: Array<string> = []
      const { close, supervisor } = yield* house(order)
      const names = Array.from({ length: 2000 }, (_, index) => `W${index}`)
      for (const name of names) yield* supervisor.start(worker(name, ends(order, name, 0), { role: "background" }))
      yield* yields
      yield* close
      assert.deepStrictEqual(order, [...names.reverse(), "database"])
    })
  )
})

/** Lets the first turn of every life go by. */
const yields = Effect.repeatN(Effect.yieldNow(), 5)
