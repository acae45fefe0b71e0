import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as LogLevel from "effect/LogLevel"
import * as MutableRef from "effect/MutableRef"
import * as Option from "effect/Option"
import * as TestClock from "effect/TestClock"
import * as fc from "fast-check"
import * as LogFile from "../../../src/observability/LogFile.ts"
import * as Logging from "../../../src/observability/Logging.ts"
import * as LogLine from "../../../src/observability/LogLine.ts"
import * as Redaction from "../../../src/observability/Redaction.ts"

const ESC = "\u001b"
const folder = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "qbitrr-store-logs-"))),
  (path) => Effect.sync(() => rmSync(path, { recursive: true, force: true }))
)

const output = (isTTY = false) => {
  const lines: Array<string> = []
  return { isTTY, lines, write: (text: string) => lines.push(text) }
}

type Options = Partial<Logging.LoggingOptions>

/** Runs `body` under the logging layer and releases the layer before it returns. */
const logged = <A, E>(options: Options, body: Effect.Effect<A, E, Redaction.Secrets>) =>
  Effect.provide(
    body,
    Logging.layer({ folder: Option.none(), level: LogLevel.Info, console: false, ...options }).pipe(
      Layer.provideMerge(Redaction.layer)
    )
  )

const atNoon = TestClock.setTime(new Date(2026, 10, 23, 20, 38, 53).getTime())

describe("a log line", () => {
  it.effect("is the local time, the level in capitals and the message", () => {
    const stdout = output()
    return Effect.gen(function* () {
      yield* atNoon
      yield* logged(
        { console: true, stdout, level: LogLevel.All },
        Effect.all([
          Effect.logFatal("a"),
          Effect.logError("b"),
          Effect.logWarning("c"),
          Effect.logInfo("d"),
          Effect.logDebug("e"),
          Effect.logTrace("f")
        ])
      )
      assert.deepStrictEqual(stdout.lines, [
        "2026-11-23 20:38:53 CRITICAL - a\n",
        "2026-11-23 20:38:53 ERROR - b\n",
        "2026-11-23 20:38:53 WARNING - c\n",
        "2026-11-23 20:38:53 INFO - d\n",
        "2026-11-23 20:38:53 DEBUG - e\n",
        "2026-11-23 20:38:53 TRACE - f\n"
      ])
    })
  })

  it.effect("names its worker unless the message does, and shows the other annotations", () => {
    const stdout = output()
    return Effect.gen(function* () {
      yield* logged(
        { console: true, stdout },
        Effect.logInfo("3 torrents").pipe(
          Effect.zipRight(Effect.logInfo("Starting Radarr-Movies process")),
          Effect.annotateLogs({ worker: "Radarr-Movies", life: 2, facts: { a: 1 } })
        )
      )
      assert.match(stdout.lines[0] ?? "", /INFO - \[Radarr-Movies\] 3 torrents .*life=2/)
      assert.match(stdout.lines[0] ?? "", /facts=\{"a":1\}/)
      assert.match(stdout.lines[1] ?? "", /INFO - Starting Radarr-Movies process/)
    })
  })

  it.effect("has its cause indented below, and never a second line that looks like one of its own", () => {
    const stdout = output()
    return Effect.gen(function* () {
      yield* logged(
        { console: true, stdout },
        Effect.logError("failed\n2026-11-23 20:38:53 INFO - forged", Cause.die(new Error("boom\nsecond")))
      )
      const [first, ...rest] = (stdout.lines[0] ?? "").trimEnd().split("\n")
      assert.match(first ?? "", /ERROR - failed$/)
      assert.isTrue(rest.join("\n").includes("boom"))
      for (const line of rest) assert.match(line, /^ {4}/)
    })
  })

  it("is free of colour codes and control characters whatever the message holds", () => {
    assert.strictEqual(
      LogLine.plain(`${ESC}[1;31mred${ESC}[0m ${ESC}]0;title\u0007x\ry\u0000z \u009b31mq`),
      "red xyz q"
    )
  })

  it("knows the level words of configurations", () => {
    assert.deepStrictEqual(LogLine.levelFromWord("warning"), Option.some(LogLevel.Warning))
    assert.deepStrictEqual(LogLine.levelFromWord("NOTICE"), Option.some(LogLevel.Info))
    assert.deepStrictEqual(LogLine.levelFromWord("loud"), Option.none())
  })
})

describe("the console", () => {
  it.effect("colours the level on a terminal only", () => {
    const terminal = output(true)
    const pipe = output(false)
    return Effect.gen(function* () {
      yield* logged({ console: true, stdout: terminal }, Effect.logError("x"))
      yield* logged({ console: true, stdout: pipe }, Effect.logError("x"))
      assert.include(terminal.lines[0], `${ESC}[31mERROR${ESC}[0m - x`)
      assert.notInclude(pipe.lines[0], ESC)
    })
  })

  it.effect("stays plain with NO_COLOR", () => {
    const terminal = output(true)
    const before = process.env["NO_COLOR"]
    return Effect.gen(function* () {
      process.env["NO_COLOR"] = "1"
      yield* logged({ console: true, stdout: terminal }, Effect.logError("x"))
      assert.notInclude(terminal.lines[0], ESC)
    }).pipe(
      Effect.ensuring(
        Effect.sync(() => {
          if (before === undefined) delete process.env["NO_COLOR"]
          else process.env["NO_COLOR"] = before
        })
      )
    )
  })

  it.effect("follows a level that changes while it runs", () => {
    const stdout = output()
    const levelRef = MutableRef.make<LogLevel.LogLevel>(LogLevel.None)
    return Effect.gen(function* () {
      yield* logged(
        { console: true, stdout, level: LogLevel.Warning, levelRef },
        Effect.gen(function* () {
          yield* Effect.logInfo("before")
          MutableRef.set(levelRef, LogLevel.Debug)
          yield* Effect.logDebug("after")
        })
      )
      assert.strictEqual(stdout.lines.length, 1)
      assert.include(stdout.lines[0], "after")
    })
  })
})

describe("the log files", () => {
  it.scopedLive(
    "are Main.log with every line and one per worker with its own, free of colours, complete after exit",
    () =>
      Effect.gen(function* () {
        const path = yield* folder
        const lines = 5000
        yield* logged(
          { folder: Option.some(join(path, "logs")), console: true, stdout: output(true) },
          Effect.gen(function* () {
            yield* Effect.logInfo(`${ESC}[32mgreen${ESC}[0m`)
            yield* Effect.logInfo("mine").pipe(Effect.annotateLogs("worker", "Radarr Movies/4K"))
            yield* Effect.forEach(Array.from({ length: lines }), (_, i) => Effect.logInfo(`line ${i}`), {
              discard: true
            })
          })
        )
        const main = readFileSync(join(path, "logs", "Main.log"), "utf8")
        assert.notInclude(main, ESC)
        assert.include(main, "green")
        assert.strictEqual(main.trimEnd().split("\n").length, lines + 2)
        assert.isTrue(main.endsWith(`line ${lines - 1}\n`))
        const worker = readFileSync(join(path, "logs", "Radarr_Movies_4K.log"), "utf8")
        assert.match(worker, /^\S+ \S+ INFO - \[Radarr Movies\/4K\] mine\n$/)
      })
  )

  it.scopedLive("are rotated by size; the newest parts are kept, in order, without a lost line", () =>
    Effect.gen(function* () {
      const path = yield* folder
      yield* logged(
        { folder: Option.some(path), maxBytes: 2000, maxFiles: 3 },
        Effect.forEach(
          Array.from({ length: 500 }),
          (_, i) => Effect.zipRight(Effect.logInfo(`line ${i}`), i % 50 === 0 ? Effect.sleep("5 millis") : Effect.void),
          { discard: true }
        )
      )
      const names = readdirSync(path).sort()
      assert.deepStrictEqual(names, ["Main.log", "Main.log.1", "Main.log.2", "Main.log.3"])
      const kept = ["Main.log.3", "Main.log.2", "Main.log.1", "Main.log"]
        .map((name) => readFileSync(join(path, name), "utf8"))
        .join("")
      const numbers = [...kept.matchAll(/line (\d+)/g)].map((match) => Number(match[1]))
      assert.strictEqual(numbers.at(-1), 499)
      numbers.forEach((number, i) => assert.strictEqual(number, (numbers[0] ?? 0) + i))
      for (const name of names) assert.isBelow(readFileSync(join(path, name)).length, 2100)
    })
  )

  it.scopedLive("go on where they were after a restart", () =>
    Effect.gen(function* () {
      const path = yield* folder
      yield* logged({ folder: Option.some(path) }, Effect.logInfo("first"))
      yield* logged({ folder: Option.some(path) }, Effect.logInfo("second"))
      assert.match(readFileSync(join(path, "Main.log"), "utf8"), /first\n.*second\n$/)
    })
  )

  it.scopedLive("that cannot be written cost a warning on stderr, once, and never the console", () =>
    Effect.gen(function* () {
      const path = yield* folder
      const stdout = output()
      const stderr = output()
      writeFileSync(join(path, "logs"), "a file where the folder should be")
      yield* logged(
        { folder: Option.some(join(path, "logs")), console: true, stdout, stderr },
        Effect.gen(function* () {
          yield* Effect.logInfo("one")
          yield* Effect.sleep("50 millis")
          yield* Effect.logInfo("two").pipe(Effect.annotateLogs("worker", "Sonarr"))
          yield* Effect.sleep("50 millis")
        })
      )
      assert.strictEqual(stdout.lines.length, 2)
      assert.strictEqual(stderr.lines.length, 1)
      assert.include(stderr.lines[0], "Main.log cannot be written")
    })
  )

  it("of a worker never take a name that is taken or a path", () => {
    assert.strictEqual(Logging.fileNameOf("Main"), "_Main.log")
    assert.strictEqual(Logging.fileNameOf("../../etc/passwd"), "__.._etc_passwd.log")
    assert.strictEqual(Logging.fileNameOf("Radarr-Movies"), "Radarr-Movies.log")
  })
})

describe("secrets", () => {
  it.live("registered ones are in no line of console or file, whatever is logged", () =>
    Effect.promise(() =>
      fc.assert(
        fc.asyncProperty(
          fc.array(fc.string({ minLength: 4, maxLength: 12 }), { minLength: 1, maxLength: 3 }),
          fc.string(),
          fc.string(),
          async (secrets, before, after) => {
            const stdout = output(false)
            const path = mkdtempSync(join(tmpdir(), "qbitrr-store-logs-"))
            await Effect.runPromise(
              logged(
                { folder: Option.some(path), console: true, stdout },
                Effect.gen(function* () {
                  const service = yield* Redaction.Secrets
                  yield* Effect.forEach(secrets, service.register)
                  for (const secret of secrets) {
                    yield* Effect.logInfo(`${before}${secret}${after}`).pipe(
                      Effect.annotateLogs({ worker: "Radarr", fact: secret, tree: { secret } })
                    )
                    yield* Effect.logError("failed", Cause.fail(new Error(`${after}${secret}${before}`)))
                  }
                })
              )
            )
            const written = [
              ...stdout.lines,
              ...readdirSync(path).map((name) => readFileSync(join(path, name), "utf8"))
            ]
            rmSync(path, { recursive: true })
            for (const secret of secrets) for (const text of written) assert.notInclude(text, secret)
          }
        ),
        { numRuns: 150 }
      )
    )
  )
})

describe("a log file that failed", () => {
  it.scopedLive("is tried again later and says how many lines are missing", () =>
    Effect.gen(function* () {
      const path = yield* folder
      const blocked = join(path, "logs")
      writeFileSync(blocked, "in the way")
      const failures: Array<string> = []
      const file = LogFile.make({
        folder: blocked,
        name: "Main.log",
        maxBytes: 1000,
        maxFiles: 1,
        onFailure: (m) => failures.push(m)
      })
      file.write("one\n", 0)
      yield* Effect.sleep("50 millis")
      file.write("two\n", 1000)
      rmSync(blocked)
      file.write("three\n", 59_000)
      file.write("four\n", 61_000)
      yield* file.end
      assert.strictEqual(failures.length, 1)
      assert.strictEqual(
        readFileSync(join(blocked, "Main.log"), "utf8"),
        "(3 lines are missing here: the file could not be written)\nfour\n"
      )
    })
  )
})
