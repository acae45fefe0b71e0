import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { parsePasswordHash } from "../../../../src/config/values/PasswordHash.ts"
import { layer, Passwords } from "../../../../src/web/access/Passwords.ts"
import { cheapHash, password } from "./support.ts"

const src = join(import.meta.dirname, "../../../../src")

/** Milliseconds of all cores that something takes. */
const work = <A, E>(effect: Effect.Effect<A, E>) =>
  Effect.gen(function* () {
    const before = process.cpuUsage()
    const result = yield* effect
    const { system, user } = process.cpuUsage(before)
    return { result, took: (system + user) / 1_000 }
  })

describe("passwords, as every daemon has them", () => {
  it.effect("are hashed with OWASP's parameters, each with a salt of its own, and known again", () =>
    Effect.gen(function* () {
      const passwords = yield* Passwords
      const [first, second] = [
        yield* passwords.hash(Redacted.make(password)),
        yield* passwords.hash(Redacted.make(password))
      ]
      const parts = parsePasswordHash(Redacted.value(first))
      assert.deepInclude(parts, { ln: 15, r: 8, p: 3 })
      assert.strictEqual(parts?.salt.length, 16)
      assert.strictEqual(parts?.hash.length, 32)
      assert.notStrictEqual(Redacted.value(first), Redacted.value(second))
      assert.isTrue(yield* passwords.verify(Redacted.make(password), first))
      assert.isFalse(yield* passwords.verify(Redacted.make(`${password}.`), first))
    }).pipe(Effect.provide(layer))
  )

  it.effect("take as much work for somebody who does not exist", () =>
    Effect.gen(function* () {
      const passwords = yield* Passwords
      const stored = yield* passwords.hash(Redacted.make(password))
      const known = yield* work(passwords.verify(Redacted.make(password), stored))
      const nobody = yield* work(passwords.verify(Redacted.make(password), undefined))
      assert.deepStrictEqual([known.result, nobody.result], [true, false])
      assert.isAbove(nobody.took, known.took / 3)
    }).pipe(Effect.provide(layer))
  )

  it.effect("are checked by the parameters of their own hash, and hashed by the current ones all the same", () =>
    Effect.gen(function* () {
      const passwords = yield* Passwords
      assert.isTrue(yield* passwords.verify(Redacted.make(password), Redacted.make(cheapHash())))
      assert.deepInclude(parsePasswordHash(Redacted.value(yield* passwords.hash(Redacted.make(password)))), { ln: 15 })
    }).pipe(Effect.provide(layer))
  )

  it("cost what Passwords.ts says: nothing else in the daemon sets it", () => {
    const naming = readdirSync(src, { recursive: true, encoding: "utf8" })
      .filter((file) => /\.tsx?$/.test(file))
      .filter((file) => readFileSync(join(src, file), "utf8").includes("PasswordCost"))
    assert.deepStrictEqual(naming, ["web/access/Passwords.ts"])
  })
})
