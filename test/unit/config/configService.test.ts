import { describe, it } from "@effect/vitest"
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/TestClock"
import { assert } from "vitest"
import * as ConfigFile from "../../../src/config/ConfigFile.ts"
import { ConfigService, layer } from "../../../src/config/ConfigService.ts"
import { memoryFiles } from "./memoryFiles.ts"
import { radarr } from "./support.ts"

const path = "/config/config.toml"
const first = `[Settings]\nLoopSleepTimer = 7\n${radarr()}`

/** A running service over a file in memory, with the lines it logs. */
const running = Effect.gen(function* () {
  const files = memoryFiles({ [path]: first })
  const lines: Array<string> = []
  const logger = Logger.make(({ logLevel, message }) => void lines.push(`${logLevel.label} ${String(message)}`))
  const loaded = yield* ConfigFile.load({ file: path, env: {} }).pipe(Effect.provide(files.layer))
  const context = yield* Layer.build(layer(loaded).pipe(Layer.provide(files.layer))).pipe(
    Effect.provide(Logger.replace(Logger.defaultLogger, logger))
  )
  const service = yield* Effect.provide(ConfigService, context)
  const timer = Effect.map(service.current, (config) => config.Settings.LoopSleepTimer)
  return {
    files,
    lines,
    service: { ...service, reload: Effect.provide(service.reload, Logger.replace(Logger.defaultLogger, logger)) },
    timer
  }
})

describe("the live config", () => {
  it.scoped("is what was loaded, and is not read again while nobody writes it", () =>
    Effect.gen(function* () {
      const { files, lines, timer } = yield* running
      const reads = files.reads()
      yield* TestClock.adjust("1 minute")
      assert.strictEqual(yield* timer, 7)
      assert.strictEqual(files.reads(), reads)
      assert.deepStrictEqual(lines, [])
    })
  )

  it.scoped("follows the file within four seconds and says what changed and what that costs", () =>
    Effect.gen(function* () {
      const { files, lines, timer } = yield* running
      files.write(
        path,
        `[Settings]\nLoopSleepTimer = 8\nDryRun = true\n[WebUI]\nPort = 7000\n${radarr()}${radarr("Sonarr-TV")}`
      )
      yield* TestClock.adjust("4 seconds")
      assert.strictEqual(yield* timer, 8)
      assert.deepStrictEqual(lines, [
        `INFO ${path} changed: Settings.LoopSleepTimer (all workers), Settings.DryRun (now), WebUI.Port (web server), Sonarr-TV added`
      ])
    })
  )

  it.scoped("waits until a file is written to the end", () =>
    Effect.gen(function* () {
      const { files, lines, timer } = yield* running
      for (const half of ["[Set", "[Settings]\nLoopS", "[Settings]\n"]) {
        files.write(path, half)
        yield* TestClock.adjust("2 seconds")
      }
      files.write(path, first.replace("7", "9"))
      yield* TestClock.adjust("4 seconds")
      assert.strictEqual(yield* timer, 9)
      assert.strictEqual(lines.length, 1)
    })
  )

  it.scoped("keeps the last good one when the file is bad, and tells all problems once per content", () =>
    Effect.gen(function* () {
      const { files, lines, service, timer } = yield* running
      files.write(path, "[Settings]\nLoopSleepTimer = 'soon'\nDryRun = 5\n")
      yield* TestClock.adjust("10 seconds")
      assert.strictEqual(yield* timer, 7)
      assert.strictEqual(lines.length, 1)
      assert.match(
        lines[0] ?? "",
        /^ERROR \/config\/config\.toml cannot be used, the last good config stays in force:\n.*:2: Settings\.LoopSleepTimer: .*\n.*:3: Settings\.DryRun: .*$/
      )
      const result = yield* service.reload
      assert.strictEqual(result._tag === "Refused" ? result.problems.length : 0, 2)
      assert.strictEqual(lines.length, 1)
      files.write(path, "[Settings]\nLoopSleepTimer = 'later'\n")
      yield* TestClock.adjust("10 seconds")
      assert.strictEqual(lines.length, 2)
      files.write(path, first)
      yield* TestClock.adjust("10 seconds")
      assert.deepStrictEqual(lines.slice(2), [`INFO ${path} can be used again; nothing changed`])
    })
  )

  for (const [name, content] of [
    ["gone", undefined],
    ["empty", ""],
    ["unreadable", { reason: "PermissionDenied" } as const]
  ] as const) {
    it.scoped(`keeps the last good one when the file is ${name}`, () =>
      Effect.gen(function* () {
        const { files, lines, timer } = yield* running
        files.write(path, content)
        yield* TestClock.adjust("1 minute")
        assert.strictEqual(yield* timer, 7)
        assert.strictEqual(lines.length, 1)
        assert.match(lines[0] ?? "", /^ERROR/)
      })
    )
  }

  it.scoped("is read at once on demand", () =>
    Effect.gen(function* () {
      const { files, service, timer } = yield* running
      assert.deepStrictEqual(yield* service.reload, { _tag: "Unchanged" })
      files.write(path, first.replace("7", "9"))
      const result = yield* service.reload
      assert.strictEqual(yield* timer, 9)
      assert.deepStrictEqual(result._tag === "Reloaded" ? result.diff.changes.map(({ key }) => key) : [], [
        "Settings.LoopSleepTimer"
      ])
    })
  )

  it.scoped("is published to whoever listens, the current one first", () =>
    Effect.gen(function* () {
      const { files, service } = yield* running
      const listener = yield* service.changes.pipe(
        Stream.map((config) => config.Settings.LoopSleepTimer),
        Stream.take(2),
        Stream.runCollect,
        Effect.fork
      )
      yield* Effect.yieldNow()
      yield* TestClock.adjust("1 second")
      files.write(path, first.replace("7", "9"))
      yield* service.reload
      assert.deepStrictEqual(Chunk.toReadonlyArray(yield* Fiber.join(listener)), [7, 9])
    })
  )

  it.scoped("warns of unknown keys in a new file", () =>
    Effect.gen(function* () {
      const { files, lines, service } = yield* running
      files.write(path, first.replace("7", "9\nPrt = 1"))
      yield* service.reload
      assert.strictEqual(lines[0], `WARN ${path}:3: Settings.Prt: warning: unknown key, it has no effect`)
    })
  )

  it.scoped("warns at the start of what was loaded", () =>
    Effect.gen(function* () {
      const files = memoryFiles({ [path]: first.replace("7", "9\nPrt = 1") })
      const lines: Array<string> = []
      const logger = Logger.make(({ message }) => void lines.push(String(message)))
      const loaded = yield* ConfigFile.load({ file: path, env: {} }).pipe(Effect.provide(files.layer))
      yield* Layer.build(layer(loaded).pipe(Layer.provide(files.layer))).pipe(
        Effect.provide(Logger.replace(Logger.defaultLogger, logger))
      )
      assert.deepStrictEqual(lines, [`${path}:3: Settings.Prt: warning: unknown key, it has no effect`])
    })
  )

  it.scoped("notices what was written between loading and starting", () =>
    Effect.gen(function* () {
      const files = memoryFiles({ [path]: first })
      const loaded = yield* ConfigFile.load({ file: path, env: {} }).pipe(Effect.provide(files.layer))
      files.write(path, first.replace("7", "9"))
      const context = yield* Layer.build(layer(loaded).pipe(Layer.provide(files.layer)))
      const service = yield* Effect.provide(ConfigService, context)
      yield* TestClock.adjust("4 seconds")
      assert.strictEqual((yield* service.current).Settings.LoopSleepTimer, 9)
    })
  )
})
