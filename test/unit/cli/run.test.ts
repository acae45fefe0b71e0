import { EventEmitter } from "node:events"
import { existsSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import type * as Console from "effect/Console"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/TestClock"
import { exitCode } from "../../../src/cli/Cli.ts"
import { type DaemonLayer, runDaemon } from "../../../src/cli/run.ts"
import { Os } from "../../../src/cli/signals.ts"
import { ConfigService } from "../../../src/config/ConfigService.ts"
import { Supervisor } from "../../../src/supervision/Supervisor.ts"
import { PortInUse } from "../../../src/web/Listener.ts"
import { worker } from "../web/fakes.ts"
import { dataFolder, qbitrrWith } from "./commandLine.ts"

const supervisor = Layer.succeed(Supervisor, {
  start: () => Effect.void,
  remove: () => Effect.void,
  status: Effect.succeed([
    worker(),
    worker({ name: "qBit", state: "stopped" }),
    worker({ name: "Slow", state: "stopping" })
  ]),
  changes: Stream.empty,
  restart: () => Effect.void,
  restartAll: Effect.void,
  stop: () => Effect.void,
  resume: () => Effect.void,
  drill: () => Effect.void
})

/** A daemon in this process; `stopping` runs when its scope closes. */
const world = (stopping: Effect.Effect<void> = Effect.void) =>
  Effect.gen(function* () {
    const emitter = new EventEmitter()
    const seen: Array<string> = []
    const exits: Array<number> = []
    const started = yield* Deferred.make<void>()
    const configs = Layer.succeed(ConfigService, {
      current: Effect.dieMessage("no test reads it"),
      changes: Stream.empty,
      reload: Effect.sync(() => {
        seen.push("reload")
        return { _tag: "Unchanged" as const }
      })
    })
    const daemon: DaemonLayer = () =>
      Layer.mergeAll(
        supervisor,
        configs,
        Layer.scopedDiscard(
          Effect.acquireRelease(Deferred.succeed(started, undefined), () =>
            Effect.zipRight(
              stopping,
              Effect.sync(() => void seen.push("released"))
            )
          )
        ),
        Logger.replace(
          Logger.defaultLogger,
          Logger.make(({ message }) => void seen.push(`log: ${String(message)}`))
        )
      )
    const base = yield* Effect.console
    const quiet: Console.Console = { ...base, error: (...words) => Effect.sync(() => void seen.push(words.join(" "))) }
    const run = (pidFile: Option.Option<string> = Option.none()) =>
      runDaemon(daemon, { configFile: "c", dataFolder: "d" }, { shutdownTimeout: Duration.seconds(30), pidFile }).pipe(
        Effect.provideService(Os, {
          on: (signal, listener) => void emitter.on(signal, listener),
          off: (signal, listener) => void emitter.off(signal, listener),
          exitNow: (code) => void exits.push(code)
        }),
        Effect.withConsole(quiet),
        Effect.fork,
        Effect.tap(Deferred.await(started)),
        // The fiber notes that it has started before it says so to the signals.
        Effect.tap(TestClock.adjust(0))
      )
    const send = (signal: string) =>
      Effect.zipRight(
        Effect.sync(() => emitter.emit(signal)),
        TestClock.adjust(0)
      )
    return { run, send, seen, exits, emitter }
  })

describe("qbitrr run", () => {
  it.scoped("logs the signal with the daemon's own logger, then ends in order with code 0", () =>
    Effect.gen(function* () {
      const { run, send, seen, exits, emitter } = yield* world()
      const fiber = yield* run()
      yield* send("SIGTERM")
      // What runMain does at the first signal.
      const exit = yield* Fiber.interrupt(fiber)
      assert.strictEqual(exitCode(exit), 0)
      assert.deepStrictEqual(seen, ["log: SIGTERM received, shutting down", "released"])
      assert.deepStrictEqual(exits, [])
      assert.deepStrictEqual(emitter.eventNames(), [])
    })
  )

  it.scoped("names the workers that have not stopped when the shutdown takes too long", () =>
    Effect.gen(function* () {
      const { run, send, seen, exits } = yield* world(Effect.sleep("2 minutes"))
      const fiber = yield* run()
      yield* send("SIGINT")
      yield* Fiber.interruptFork(fiber)
      yield* TestClock.adjust("30 seconds")
      assert.deepStrictEqual(exits, [1])
      assert.deepStrictEqual(seen, [
        "log: SIGINT received, shutting down",
        "Shutdown has taken 30s (ShutdownTimeout), ending at once. Not stopped: Radarr-Movies, Slow."
      ])
      yield* TestClock.adjust("2 minutes")
    })
  )

  it.scoped("reads the config again at SIGHUP", () =>
    Effect.gen(function* () {
      const { run, send, seen } = yield* world()
      const fiber = yield* run()
      yield* send("SIGHUP")
      assert.deepStrictEqual(seen, ["log: SIGHUP received, reading the config again", "reload"])
      yield* Fiber.interrupt(fiber)
    })
  )

  it.scoped("keeps its pid file until the last finalizer has run", () =>
    Effect.gen(function* () {
      const path = join(yield* dataFolder(), "qbitrr.pid")
      const during: Array<boolean> = []
      const { run } = yield* world(Effect.sync(() => void during.push(existsSync(path))))
      const fiber = yield* run(Option.some(path))
      yield* Fiber.interrupt(fiber)
      assert.deepStrictEqual(during, [true])
      assert.isFalse(existsSync(path))
    })
  )
})

describe("a daemon that cannot start", () => {
  it.scoped("says why in one message, with the exit code of the reason", () =>
    Effect.gen(function* () {
      const data = yield* dataFolder('[qBit]\nHost = "localhost"\nPort = 8080\nUserName = "u"\nPassword = "p"\n')
      const inUse = new PortInUse({ host: "0.0.0.0", port: 6969 })
      const port = yield* qbitrrWith(() => Layer.fail(inUse), ["run", "--data", data])
      assert.deepStrictEqual(port, { code: 1, stdout: "", stderr: inUse.message })
      const config = yield* qbitrrWith(
        () => Layer.fail({ message: "config.toml:1: no", exitCode: 78 }),
        ["run", "--data", data]
      )
      assert.deepStrictEqual(config, { code: 78, stdout: "", stderr: "config.toml:1: no" })
    })
  )

  it.scoped("because of a defect says so", () =>
    Effect.gen(function* () {
      const data = yield* dataFolder('[qBit]\nHost = "localhost"\nPort = 8080\nUserName = "u"\nPassword = "p"\n')
      const { code, stderr } = yield* qbitrrWith(() => Layer.die(new Error("oops")), ["run", "--data", data])
      assert.strictEqual(code, 1)
      assert.match(stderr, /^This is a defect of qbitrr, please report it:\nError: oops/)
    })
  )

  it("and an exit by a signal alone is an orderly end", () => {
    assert.strictEqual(exitCode(Exit.succeed(undefined)), 0)
    assert.strictEqual(exitCode(Exit.die("x")), 1)
  })
})
