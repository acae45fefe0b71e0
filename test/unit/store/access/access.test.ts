import { readFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { Account } from "../../../../src/store/access/Account.ts"
import * as ApiTokens from "../../../../src/store/access/ApiTokens.ts"
import * as Sessions from "../../../../src/store/access/Sessions.ts"
import { ask, folder, store } from "../support.ts"

const session = (n: number, patch: Partial<Sessions.StoredSession> = {}): Sessions.StoredSession => ({
  hash: String(n).padStart(64, "0"),
  id: `id-${n}`,
  username: "ada",
  method: "password",
  stamp: "stamp",
  createdAt: n,
  seenAt: n,
  address: "127.0.0.1",
  agent: "Firefox",
  ...patch
})

const apiToken = (n: number, patch: Partial<ApiTokens.StoredToken> = {}): ApiTokens.StoredToken => ({
  hash: String(n).padStart(64, "0"),
  id: `id-${n}`,
  name: `token ${n}`,
  scopes: ["read", "actions"],
  createdAt: n,
  createdBy: "ada",
  expiresAt: undefined,
  usedAt: undefined,
  ...patch
})

const account = { username: "ada", passwordHash: Redacted.make("$scrypt$x"), changedAt: 5 }

describe("the store of access", () => {
  it.scopedLive("gives everything back after a restart, as it was", () =>
    Effect.gen(function* () {
      const file = join(yield* folder, "q.db")
      const key = yield* Effect.gen(function* () {
        const accounts = yield* Account
        assert.isUndefined(yield* accounts.current)
        assert.isFalse(yield* accounts.setupClosed)
        assert.isTrue(yield* accounts.create(account))
        yield* (yield* Sessions.Sessions).add(session(1))
        yield* (yield* Sessions.Sessions).touch(session(1).hash, 99)
        yield* (yield* ApiTokens.ApiTokens).add(apiToken(1, { expiresAt: 7 }))
        yield* (yield* ApiTokens.ApiTokens).used(apiToken(1).hash, 88)
        return Redacted.value(accounts.signingKey)
      }).pipe(Effect.provide(store(file)))
      assert.match(key, /^[0-9a-f]{64}$/)
      yield* Effect.gen(function* () {
        const accounts = yield* Account
        const kept = yield* accounts.current
        assert.strictEqual(kept === undefined ? undefined : Redacted.value(kept.passwordHash), "$scrypt$x")
        assert.deepInclude(kept, { username: "ada", changedAt: 5 })
        assert.isTrue(yield* accounts.setupClosed)
        assert.strictEqual(Redacted.value(accounts.signingKey), key)
        assert.deepStrictEqual(yield* (yield* Sessions.Sessions).find(session(1).hash), session(1, { seenAt: 99 }))
        assert.deepStrictEqual(yield* (yield* ApiTokens.ApiTokens).list, [apiToken(1, { expiresAt: 7, usedAt: 88 })])
      }).pipe(Effect.provide(store(file)))
    })
  )

  it.scopedLive("lets one of many choose the first password, and nobody afterwards", () =>
    Effect.gen(function* () {
      const file = join(yield* folder, "q.db")
      const names = ["ada", "eve", "bob"]
      yield* Effect.gen(function* () {
        const accounts = yield* Account
        const all = yield* Effect.all(
          names.map((username) => accounts.create({ ...account, username })),
          { concurrency: "unbounded" }
        )
        assert.deepStrictEqual(all.filter(Boolean).length, 1)
        assert.strictEqual((yield* accounts.current)?.username, names[all.indexOf(true)])
      }).pipe(Effect.provide(store(file)))
      yield* Effect.gen(function* () {
        assert.isFalse(yield* (yield* Account).create(account))
      }).pipe(Effect.provide(store(file)))
      assert.strictEqual(ask(file, "SELECT * FROM access_account").length, 1)
    })
  )

  it.scopedLive("keeps the setup closed without any password, over a restart", () =>
    Effect.gen(function* () {
      const file = join(yield* folder, "q.db")
      yield* Effect.flatMap(Account, ({ closeSetup }) => closeSetup).pipe(Effect.provide(store(file)))
      yield* Effect.gen(function* () {
        const accounts = yield* Account
        assert.isTrue(yield* accounts.setupClosed)
        assert.isFalse(yield* accounts.create(account))
        assert.isUndefined(yield* accounts.current)
        yield* accounts.replace(account)
        assert.strictEqual((yield* accounts.current)?.username, "ada")
      }).pipe(Effect.provide(store(file)))
    })
  )

  it.scopedLive("forgets what was ended or revoked, on the disk as well, and a late note brings nothing back", () =>
    Effect.gen(function* () {
      const file = join(yield* folder, "q.db")
      yield* Effect.gen(function* () {
        const sessions = yield* Sessions.Sessions
        const tokens = yield* ApiTokens.ApiTokens
        for (const n of [1, 2, 3]) {
          yield* sessions.add(session(n))
          yield* tokens.add(apiToken(n))
        }
        yield* sessions.touch(session(1).hash, 50)
        yield* tokens.used(apiToken(1).hash, 50)
        assert.strictEqual(yield* sessions.removeWhere(({ id }) => id !== "id-2"), 2)
        assert.isTrue(yield* tokens.remove("id-1"))
        assert.isFalse(yield* tokens.remove("id-1"))
        yield* sessions.touch(session(1).hash, 60)
        yield* tokens.used(apiToken(1).hash, 60)
        assert.isUndefined(yield* sessions.find(session(1).hash))
        assert.isUndefined(yield* tokens.find(apiToken(1).hash))
      }).pipe(Effect.provide(store(file)))
      assert.deepStrictEqual(ask(file, "SELECT session_id FROM access_sessions"), [{ session_id: "id-2" }])
      assert.deepStrictEqual(ask(file, "SELECT token_id FROM access_tokens ORDER BY 1"), [
        { token_id: "id-2" },
        { token_id: "id-3" }
      ])
    })
  )

  it.scopedLive("is bounded: the sessions not seen for longest go, and tokens stop at a number", () =>
    Effect.gen(function* () {
      const file = join(yield* folder, "q.db")
      yield* Effect.gen(function* () {
        const sessions = yield* Sessions.Sessions
        const tokens = yield* ApiTokens.ApiTokens
        for (let n = 0; n < Sessions.most + 3; n += 1) yield* sessions.add(session(n))
        yield* sessions.touch(session(3).hash, 10_000)
        yield* sessions.add(session(9999))
        const kept = yield* sessions.list
        assert.strictEqual(kept.length, Sessions.most)
        assert.includeMembers(
          kept.map(({ id }) => id),
          ["id-9999", "id-3"]
        )
        assert.isUndefined(yield* sessions.find(session(4).hash))
        for (let n = 0; n < ApiTokens.most; n += 1) assert.isTrue(yield* tokens.add(apiToken(n)))
        assert.isFalse(yield* tokens.add(apiToken(9999)))
      }).pipe(Effect.provide(store(file)))
      assert.strictEqual(ask(file, "SELECT * FROM access_sessions").length, Sessions.most)
    })
  )

  it.scopedLive("reads scopes it cannot make sense of as none", () =>
    Effect.gen(function* () {
      const file = join(yield* folder, "q.db")
      yield* Effect.flatMap(ApiTokens.ApiTokens, ({ add }) => add(apiToken(1))).pipe(Effect.provide(store(file)))
      ask(file, `UPDATE access_tokens SET scopes_json = '{"admin": true}' RETURNING token_id`)
      const [found] = yield* Effect.flatMap(ApiTokens.ApiTokens, ({ list }) => list).pipe(Effect.provide(store(file)))
      assert.deepStrictEqual(found?.scopes, [])
      assert.notInclude(readFileSync(file, "latin1"), "qbitrr_session")
    })
  )
})
