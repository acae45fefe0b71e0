import { EventEmitter } from "node:events"
import { assert, describe, it } from "@effect/vitest"
import type * as Console from "effect/Console"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import * as TestClock from "effect/TestClock"
import { listen, Os } from "../../../src/cli/signals.ts"

/** A daemon that listens to an emitter instead of the operating system. */
const world = Effect.gen(function* () {
  const emitter = new EventEmitter()
  const log: Array<string> = []
  const stderr: Array<string> = []
  const exits: Array<number> = []
  let reloads = 0
  const base = yield* Effect.console
  const quiet: Console.Console = {
    ...base,
    error: (...words) => Effect.sync(() => void stderr.push(words.join(" ")))
  }
  const scope = yield* Scope.make()
  yield* listen({
    timeout: Duration.seconds(30),
    log: (line) => Effect.sync(() => void log.push(line)),
    unfinished: Effect.succeed(["Radarr-Movies", "qBit"]),
    reload: Effect.sync(() => void reloads++)
  }).pipe(
    Scope.extend(scope),
    Effect.withConsole(quiet),
    Effect.provideService(Os, {
      on: (signal, listener) => void emitter.on(signal, listener),
      off: (signal, listener) => void emitter.off(signal, listener),
      exitNow: (code) => void exits.push(code)
    })
  )
  const send = (signal: string) =>
    Effect.zipRight(
      Effect.sync(() => emitter.emit(signal)),
      TestClock.adjust(0)
    )
  return { send, log, stderr, exits, reloads: () => reloads, emitter, close: Scope.close(scope, Exit.void) }
})

describe("signals", () => {
  it.effect("the first SIGTERM is logged and ends nothing by force", () =>
    Effect.gen(function* () {
      const { send, log, exits } = yield* world
      yield* send("SIGTERM")
      assert.deepStrictEqual(log, ["SIGTERM received, shutting down"])
      yield* TestClock.adjust("29 seconds")
      assert.deepStrictEqual(exits, [])
    })
  )

  it.effect("a shutdown longer than ShutdownTimeout ends with code 1 and names what has not stopped", () =>
    Effect.gen(function* () {
      const { send, stderr, exits } = yield* world
      yield* send("SIGINT")
      yield* TestClock.adjust("30 seconds")
      assert.deepStrictEqual(exits, [1])
      assert.deepStrictEqual(stderr, [
        "Shutdown has taken 30s (ShutdownTimeout), ending at once. Not stopped: Radarr-Movies, qBit."
      ])
    })
  )

  it.effect("a second signal ends at once", () =>
    Effect.gen(function* () {
      const { send, stderr, exits } = yield* world
      yield* send("SIGTERM")
      yield* TestClock.adjust("2 seconds")
      yield* send("SIGINT")
      assert.deepStrictEqual(exits, [1])
      assert.deepStrictEqual(stderr, ["SIGINT received again, ending at once. Not stopped: Radarr-Movies, qBit."])
    })
  )

  it.effect("the same signal twice within a second is one (npm repeats what the terminal sent)", () =>
    Effect.gen(function* () {
      const { send, log, exits } = yield* world
      yield* send("SIGINT")
      yield* TestClock.adjust("300 millis")
      yield* send("SIGINT")
      assert.deepStrictEqual(exits, [])
      assert.lengthOf(log, 1)
    })
  )

  it.effect("SIGHUP reloads, as often as it comes", () =>
    Effect.gen(function* () {
      const { send, reloads, exits } = yield* world
      yield* send("SIGHUP")
      yield* send("SIGHUP")
      assert.strictEqual(reloads(), 2)
      assert.deepStrictEqual(exits, [])
    })
  )

  it.effect("after an orderly stop no deadline is left and nobody listens", () =>
    Effect.gen(function* () {
      const { send, exits, emitter, close } = yield* world
      yield* send("SIGTERM")
      yield* close
      yield* TestClock.adjust("1 minute")
      assert.deepStrictEqual(exits, [])
      assert.deepStrictEqual(emitter.eventNames(), [])
    })
  )
})
