import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as LogLevel from "effect/LogLevel"
import * as Option from "effect/Option"
import * as TestClock from "effect/TestClock"
import * as Logging from "../../../src/observability/Logging.ts"
import * as LogTail from "../../../src/observability/LogTail.ts"
import * as Redaction from "../../../src/observability/Redaction.ts"

/** Logs under the real logger, without files. */
const logged = <A, E, R>(tail: LogTail.LogTail, body: Effect.Effect<A, E, R>) =>
  Effect.provide(
    body,
    Layer.provideMerge(
      Logging.layer({ folder: Option.none(), level: LogLevel.Info, console: false, tail }),
      Redaction.layer
    )
  )

describe("the tail of the log", () => {
  it.scoped("gives each line to those who follow its files, as it stands there", () =>
    Effect.gen(function* () {
      const tail = LogTail.make()
      const main: Array<LogTail.TailedLine> = []
      const own: Array<string> = []
      yield* tail.listen("Main.log", (line) => main.push(line))
      yield* tail.listen("Radarr_4K.log", ({ text }) => own.push(text))
      yield* TestClock.setTime(5_000)
      yield* logged(
        tail,
        Effect.gen(function* () {
          yield* Effect.logInfo("one")
          yield* Effect.logDebug("too fine")
          yield* Effect.annotateLogs(Effect.logWarning("two apikey=0123456789\nmore"), { worker: "Radarr 4K" })
        })
      )
      assert.deepStrictEqual(main, [
        { at: 5_000, level: "INFO", worker: undefined, text: "one" },
        {
          at: 5_000,
          level: "WARNING",
          worker: "Radarr 4K",
          text: "[Radarr 4K] two apikey=<redacted>\n    more"
        }
      ])
      assert.deepStrictEqual(own, ["[Radarr 4K] two apikey=<redacted>\n    more"])
    })
  )

  it.effect("forgets those who have gone, each by itself", () =>
    Effect.gen(function* () {
      const tail = LogTail.make()
      const heard: Array<string> = []
      const line = { at: 0, level: "INFO", worker: undefined, text: "x" }
      assert.isFalse(tail.isHeard())
      yield* Effect.scoped(
        Effect.gen(function* () {
          yield* tail.listen("Main.log", () => heard.push("outer"))
          yield* Effect.scoped(
            Effect.zipRight(
              tail.listen("Main.log", () => heard.push("inner")),
              Effect.sync(() => tail.write("Main.log", line))
            )
          )
          tail.write("Main.log", line)
          tail.write("Other.log", line)
          assert.isTrue(tail.isHeard())
        })
      )
      tail.write("Main.log", line)
      assert.isFalse(tail.isHeard())
      assert.deepStrictEqual(heard, ["outer", "inner", "outer"])
    })
  )
})
