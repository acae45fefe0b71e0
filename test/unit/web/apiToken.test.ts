import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as ApiToken from "../../../src/web/ApiToken.ts"

const folder = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "qbitrr-web-"))),
  (path) => Effect.sync(() => rmSync(path, { recursive: true, force: true }))
)

describe("the API token", () => {
  it.scoped("is generated once, kept for its owner only, and read by the command line", () =>
    Effect.gen(function* () {
      const data = yield* folder
      assert.strictEqual(Redacted.value(yield* ApiToken.read("", data)), "")
      const first = Redacted.value(yield* ApiToken.ensure("", data))
      assert.match(first, /^[0-9a-f]{64}$/)
      assert.strictEqual(statSync(ApiToken.tokenPath(data)).mode & 0o777, 0o600)
      assert.strictEqual(Redacted.value(yield* ApiToken.ensure("", data)), first)
      assert.strictEqual(Redacted.value(yield* ApiToken.read("", data)), first)
    })
  )

  it.scoped("of the config wins and writes nothing", () =>
    Effect.gen(function* () {
      const data = yield* folder
      assert.strictEqual(Redacted.value(yield* ApiToken.ensure("mine", data)), "mine")
      assert.strictEqual(Redacted.value(yield* ApiToken.read("mine", data)), "mine")
      assert.throws(() => readFileSync(ApiToken.tokenPath(data)), /ENOENT/)
    })
  )

  it.scoped("is replaced when its file was cut short, and tightened when others could read it", () =>
    Effect.gen(function* () {
      const data = yield* folder
      const path = ApiToken.tokenPath(data)
      mkdirSync(dirname(path))
      writeFileSync(path, "abc")
      assert.strictEqual(Redacted.value(yield* ApiToken.read("", data)), "")
      assert.match(Redacted.value(yield* ApiToken.ensure("", data)), /^[0-9a-f]{64}$/)
      writeFileSync(path, "f".repeat(64))
      yield* ApiToken.ensure("", data)
      assert.strictEqual(statSync(path).mode & 0o777, 0o600)
    })
  )

  it.scoped("that cannot be kept is one clear error", () =>
    Effect.gen(function* () {
      const data = yield* folder
      writeFileSync(join(data, "qBitManager"), "a file where the folder should be")
      const error = yield* Effect.flip(ApiToken.ensure("", data))
      assert.match(error.message, /^The API token in .*api-token cannot be used: ENOTDIR/)
    })
  )
})
