import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import { daemonArgs, tail } from "../../../src/cli/detach.ts"
import * as PidFile from "../../../src/cli/pidFile.ts"

const folder = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "qbitrr-web-"))),
  (path) => Effect.sync(() => rmSync(path, { recursive: true, force: true }))
)

/** No process has this number: Linux stops at 2^22. */
const nobody = 999_999_999

describe("the pid file", () => {
  it("is taken only by the number of a living process", () => {
    const alive = (pid: number) => pid === 42
    assert.deepStrictEqual(PidFile.claim(undefined, alive), { _tag: "free" })
    assert.deepStrictEqual(PidFile.claim("42\n", alive), { _tag: "taken", pid: 42 })
    assert.deepStrictEqual(PidFile.claim("43\n", alive), { _tag: "free" })
    for (const nonsense of ["", "0", "-42", "42 43", "x"]) {
      assert.deepStrictEqual(
        PidFile.claim(nonsense, () => true),
        { _tag: "free" }
      )
    }
  })

  it("asks the system who lives", () => {
    assert.isTrue(PidFile.isAlive(process.pid))
    assert.isFalse(PidFile.isAlive(nobody))
  })

  it.scoped("replaces a stale file and is removed at the end", () =>
    Effect.gen(function* () {
      const path = join(yield* folder, "sub", "qbitrr.pid")
      const scope = yield* Scope.make()
      yield* Scope.extend(PidFile.hold(path), scope)
      writeFileSync(path, `${nobody}\n`)
      yield* Scope.extend(PidFile.hold(path), scope)
      assert.strictEqual(readFileSync(path, "utf8"), `${process.pid}\n`)
      yield* Scope.close(scope, Exit.void)
      assert.isFalse(existsSync(path))
    })
  )

  it.scoped("of another living process refuses the start and stays", () =>
    Effect.gen(function* () {
      const path = join(yield* folder, "qbitrr.pid")
      writeFileSync(path, `${process.ppid}\n`)
      const error = yield* Effect.flip(Effect.scoped(PidFile.hold(path)))
      assert.strictEqual(error.code, 1)
      assert.strictEqual(
        error.message,
        `qbitrr already runs as process ${process.ppid} (${path}).\n` +
          `Stop it with "kill ${process.ppid}", or delete that file if the process is another program.`
      )
      assert.isTrue(existsSync(path))
    })
  )

  it.scoped("that meanwhile belongs to a successor is left to it", () =>
    Effect.gen(function* () {
      const path = join(yield* folder, "qbitrr.pid")
      yield* Effect.scoped(
        Effect.zipRight(
          PidFile.hold(path),
          Effect.sync(() => writeFileSync(path, "1\n"))
        )
      )
      assert.strictEqual(readFileSync(path, "utf8"), "1\n")
    })
  )
})

describe("a detached daemon", () => {
  it("is started with the files of the command line and its pid file", () => {
    assert.deepStrictEqual(
      daemonArgs("/app/main.js", ["--max-old-space-size=64"], { configFile: "/d/c.toml", dataFolder: "/d" }),
      [
        "--max-old-space-size=64",
        "/app/main.js",
        "run",
        "--config",
        "/d/c.toml",
        "--data",
        "/d",
        "--pid-file",
        "/d/qbitrr.pid"
      ]
    )
  })

  it("that died is quoted with its last words only", () => {
    const content = Buffer.from("old run\none\ntwo\nthree\n")
    assert.strictEqual(tail(content, 8, 2), "two\nthree")
    assert.strictEqual(tail(content, 8, 20), "one\ntwo\nthree")
  })
})
