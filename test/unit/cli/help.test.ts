import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { expect } from "vitest"
import { version } from "../../../src/web/version.ts"
import { qbitrr } from "./commandLine.ts"

const commands = [
  "",
  "run",
  "status",
  "restart",
  "stop",
  "start",
  "drill",
  "explain",
  "search",
  "search list",
  "search now",
  "replay",
  "trackers",
  "password",
  "password set",
  "password hash",
  "token",
  "token create",
  "token list",
  "token revoke",
  "config",
  "config check",
  "config init",
  "config show",
  "config example"
]

describe("--help", () => {
  for (const command of commands) {
    it.effect(`of qbitrr ${command}`, () =>
      Effect.gen(function* () {
        const { code, stdout, stderr } = yield* qbitrr(...command.split(" ").filter((word) => word !== ""), "--help")
        assert.strictEqual(code, 0)
        assert.strictEqual(stderr, "")
        const text = stdout.replace(version, "VERSION")
        assert.include(text, `$ ${`qbitrr ${command}`.trim()}`)
        expect(text).toMatchSnapshot()
      })
    )
  }

  it.effect("is what qbitrr alone prints", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* qbitrr(), yield* qbitrr("--help"))
    })
  )

  it.effect("has friends: --version and completion scripts", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* qbitrr("--version")).stdout.trim(), version)
      for (const shell of ["bash", "fish", "zsh"]) {
        const { code, stdout } = yield* qbitrr("--completions", shell)
        assert.strictEqual(code, 0)
        assert.include(stdout, "qbitrr")
        assert.include(stdout, "restart")
      }
    })
  )
})
