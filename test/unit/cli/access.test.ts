import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { PasswordInput } from "../../../src/cli/PasswordInput.ts"
import { parsePasswordHash } from "../../../src/config/values/PasswordHash.ts"
import * as Passwords from "../../../src/web/access/Passwords.ts"
import { cheapHash, installed, openSession, visit } from "../web/access/support.ts"
import { start, token, type World } from "../web/fakes.ts"
import { dataFolder, qbitrr } from "./commandLine.ts"

const daemon = (world: World = {}) =>
  Effect.gen(function* () {
    const access = world.access ?? installed()
    const port = yield* start({ ...world, access })
    const data = yield* dataFolder(`[WebUI]\nHost = "127.0.0.1"\nPort = ${port}\nToken = "${token}"\n`)
    return { access, port, data }
  })

/** As if it had been piped in. */
const piped = (password: string) => Effect.provideService(PasswordInput, Effect.succeed(Redacted.make(password)))

describe("qbitrr token", () => {
  it.scopedLive("makes a token that works, lists and revokes it", () =>
    Effect.gen(function* () {
      const { data, port } = yield* daemon()
      const empty = yield* qbitrr("token", "list", "--data", data)
      assert.match(empty.stdout, /There are no tokens but the one of the daemon/)
      const made = yield* qbitrr(
        "token",
        "create",
        "Home page",
        "--scope",
        "read",
        "--scope",
        "webhook",
        "--data",
        data
      )
      assert.match(made.stdout, /^qbitrr_[\w-]{43}$/, made.stderr)
      const use = visit(port, "GET", "/api/processes", { headers: { authorization: `Bearer ${made.stdout}` } })
      assert.strictEqual((yield* use).status, 200)
      const listed = yield* qbitrr("token", "list", "--data", data)
      const [head, row] = listed.stdout.split("\n")
      assert.match(head ?? "", /^ID +NAME +SCOPES +LAST USED +EXPIRES$/)
      assert.match(row ?? "", /^\S+ +Home page +read,webhook +20\S+Z +never$/)
      const id = row?.split(" ")[0] ?? ""
      assert.strictEqual((yield* qbitrr("token", "revoke", id, "--data", data)).stdout, "Revoked.")
      assert.strictEqual((yield* use).status, 401)
      const again = yield* qbitrr("token", "revoke", id, "--data", data)
      assert.notStrictEqual(again.code, 0)
      assert.match(again.stderr, /no token of that id/)
    })
  )

  it.scopedLive("needs a scope, and one that is known", () =>
    Effect.gen(function* () {
      const { access, data } = yield* daemon()
      for (const args of [[], ["--scope", "root"]]) {
        assert.notStrictEqual((yield* qbitrr("token", "create", "x", ...args, "--data", data)).code, 0)
      }
      assert.strictEqual(access.tokens.size, 0)
    })
  )
})

describe("qbitrr password", () => {
  it.scopedLive("set is the way back in for whoever owns the machine, and logs everybody out", () =>
    Effect.gen(function* () {
      const { access, data, port } = yield* daemon()
      openSession(access)
      const done = yield* piped("brand new password")(qbitrr("password", "set", "--username", "root", "--data", data))
      assert.match(done.stdout, /^The password is set; every browser has to log in again\.$/, done.stderr)
      assert.strictEqual(access.sessions.size, 0)
      const body = { username: "root", password: "brand new password" }
      assert.strictEqual((yield* visit(port, "POST", "/api/login", { body })).status, 200)
    })
  )

  it.scopedLive("set refuses a short one before it asks the daemon, and says where a fixed one is changed", () =>
    Effect.gen(function* () {
      const { data } = yield* daemon({ config: `[WebUI]\nUsername = "root"\nPasswordHash = "${cheapHash()}"\n` })
      const short = yield* piped("short")(qbitrr("password", "set", "--data", data))
      assert.match(short.stderr, /8 to 1024 characters; this one has 5/)
      const fixed = yield* piped("long enough")(qbitrr("password", "set", "--data", data))
      assert.match(fixed.stderr, /WebUI\.PasswordHash/)
    })
  )

  it.scopedLive("hash prints what the config takes, another one each time, and no daemon is asked", () =>
    Effect.gen(function* () {
      const [first, second] = [
        yield* piped("correct horse")(qbitrr("password", "hash")),
        yield* piped("correct horse")(qbitrr("password", "hash"))
      ]
      assert.notStrictEqual(first.stdout, second.stdout)
      assert.deepInclude(parsePasswordHash(first.stdout), { ln: 15, r: 8, p: 3 })
      const passwords = yield* Effect.provide(Passwords.Passwords, Passwords.layer)
      const stored = Redacted.make(first.stdout)
      assert.isTrue(yield* passwords.verify(Redacted.make("correct horse"), stored))
      assert.isFalse(yield* passwords.verify(Redacted.make("correct horsf"), stored))
    })
  )
})
