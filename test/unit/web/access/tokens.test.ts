import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { call, start, token } from "../fakes.ts"
import { asBrowser, installed, json, openSession, openToken, startInstalled, visit } from "./support.ts"

const make = (port: number, body: unknown, headers: Record<string, string> = {}) =>
  call(port, "POST", "/api/tokens", { headers: { ...json, ...headers }, body: JSON.stringify(body) })

const bearer = (secret: string) => ({ headers: { authorization: `Bearer ${secret}` } })

interface Made {
  readonly secret: string
  readonly token: Readonly<Record<string, unknown>>
}

describe("an API token", () => {
  it.scopedLive("is shown once, kept as a hash, lasts over a restart and tells when it was used", () =>
    Effect.gen(function* () {
      const { kept, port } = yield* startInstalled()
      const headers = yield* asBrowser(port, openSession(kept))
      const answer = yield* visit(port, "POST", "/api/tokens", {
        headers,
        body: { name: " Widget ", scopes: ["read"] }
      })
      assert.strictEqual(answer.status, 201)
      const made = answer.json as Made
      assert.match(made.secret, /^qbitrr_[\w-]{43}$/)
      assert.deepInclude(made.token, {
        name: "Widget",
        scopes: ["read"],
        createdBy: "admin",
        expiresAt: null,
        lastUsedAt: null
      })
      assert.notInclude(JSON.stringify([...kept.tokens]), made.secret)
      const again = yield* start({ access: kept })
      assert.strictEqual((yield* visit(again, "GET", "/api/processes", bearer(made.secret))).status, 200)
      const list = yield* visit(again, "GET", "/api/tokens", { headers })
      assert.notInclude(list.text, made.secret)
      const [shown] = (list.json as { tokens: ReadonlyArray<Made["token"]> }).tokens
      assert.match(String(shown?.["lastUsedAt"]), /^20\d\d-/)
    })
  )

  it.scopedLive("needs no X-CSRF-Token, and says who it is", () =>
    Effect.gen(function* () {
      const commands: Array<string> = []
      const { kept, port } = yield* startInstalled({ commands })
      const secret = openToken(kept, ["actions"])
      assert.strictEqual((yield* visit(port, "POST", "/api/processes/restart_all", bearer(secret))).status, 200)
      const view = yield* visit(port, "GET", "/api/session", bearer(secret))
      assert.deepInclude(view.json, {
        authenticated: true,
        user: "actions",
        method: "token",
        scopes: ["actions"],
        csrf: null
      })
    })
  )

  it.scopedLive("is nothing any more once it is revoked or has expired", () =>
    Effect.gen(function* () {
      const { kept, port } = yield* startInstalled()
      const { secret, token: shown } = (yield* make(port, { name: "x", scopes: ["read"], expiresInDays: 1 }))
        .json as Made
      const use = (one: string) => Effect.map(visit(port, "GET", "/api/processes", bearer(one)), ({ status }) => status)
      assert.strictEqual(yield* use(secret), 200)
      assert.strictEqual((yield* call(port, "DELETE", `/api/tokens/${String(shown["id"])}`)).status, 200)
      assert.strictEqual(yield* use(secret), 401)
      assert.strictEqual((yield* call(port, "DELETE", `/api/tokens/${String(shown["id"])}`)).status, 404)
      assert.strictEqual(yield* use(openToken(kept, ["admin"], { expiresAt: Date.now() - 1 })), 401)
      assert.strictEqual(yield* use(openToken(kept, ["admin"], { expiresAt: Date.now() + 60_000 })), 200)
    })
  )

  it.scopedLive("is refused with scopes that nobody knows, none, or odd orders", () =>
    Effect.gen(function* () {
      const { kept, port } = yield* startInstalled()
      for (const body of [
        { name: "x", scopes: [] },
        { name: "x", scopes: ["root"] },
        { name: "x", scopes: ["read", "*"] },
        { name: "x", scopes: "read" },
        { name: "", scopes: ["read"] },
        { name: "x".repeat(101), scopes: ["read"] },
        { name: "a\r\nb", scopes: ["read"] },
        { name: "x", scopes: ["read"], expiresInDays: 0 },
        { name: "x", scopes: ["read"], expiresInDays: 1.5 },
        { name: "x", scopes: ["read"], hash: "0".repeat(64) },
        { name: "x", scopes: Array.from({ length: 11 }, () => "read") }
      ]) {
        assert.strictEqual((yield* make(port, body)).status, 400, JSON.stringify(body))
      }
      assert.strictEqual(kept.tokens.size, 0)
    })
  )

  it.scopedLive("cannot be made by a token that may not, whatever it asks for", () =>
    Effect.gen(function* () {
      const { kept, port } = yield* startInstalled()
      const secret = openToken(kept, ["read", "actions", "config", "webhook"])
      for (const scopes of [["admin"], ["read"]]) {
        const answer = yield* make(port, { name: "x", scopes }, { authorization: `Bearer ${secret}` })
        assert.strictEqual(answer.status, 403)
      }
      assert.strictEqual(kept.tokens.size, 1)
    })
  )

  it.scopedLive("is made thirty times in fifteen minutes and not once more", () =>
    Effect.gen(function* () {
      const { kept, port } = yield* startInstalled()
      for (let i = 0; i < 30; i += 1) yield* make(port, { name: "x", scopes: ["read"] })
      assert.strictEqual((yield* make(port, { name: "x", scopes: ["read"] })).status, 429)
      assert.strictEqual(kept.tokens.size, 30)
    })
  )

  it.scopedLive("allows nothing by scopes that are no scopes any more", () =>
    Effect.gen(function* () {
      const { kept, port } = yield* startInstalled()
      const secret = openToken(kept, ["read"])
      for (const [hash, one] of kept.tokens) kept.tokens.set(hash, { ...one, scopes: ["everything", "__proto__"] })
      assert.strictEqual((yield* visit(port, "GET", "/api/processes", bearer(secret))).status, 403)
    })
  )

  it.scopedLive("is not given by its hash, its id, or in another place", () =>
    Effect.gen(function* () {
      const { kept, port } = yield* startInstalled()
      const secret = openToken(kept, ["admin"])
      const [[hash, { id }] = ["", { id: "" }]] = kept.tokens
      for (const headers of [
        { authorization: `Bearer ${hash}` },
        { authorization: `Bearer ${id}` },
        { authorization: secret },
        { authorization: `Token ${secret}` },
        { "x-api-key": secret },
        { cookie: `token=${secret}; qbitrr_session=${secret}` }
      ] as ReadonlyArray<Record<string, string>>) {
        assert.strictEqual(
          (yield* visit(port, "GET", "/api/processes", { headers })).status,
          401,
          JSON.stringify(headers)
        )
      }
      assert.strictEqual((yield* visit(port, "GET", `/api/processes?token=${secret}`)).status, 401)
    })
  )
})

describe("the token of the daemon", () => {
  it.scopedLive("may do everything, and is no cookie, no name and no part of itself", () =>
    Effect.gen(function* () {
      const { port } = yield* startInstalled()
      const view = yield* call(port, "GET", "/api/session")
      assert.deepInclude(view.json, { method: "token", user: null, csrf: null })
      assert.include((view.json as { scopes: ReadonlyArray<string> }).scopes, "admin")
      for (const wrong of [`${token} ${token}`, token.slice(0, -1), token.toUpperCase(), `${token},`, `"${token}"`]) {
        const answer = yield* visit(port, "GET", "/api/processes", bearer(wrong))
        assert.strictEqual(answer.status, 401, wrong)
      }
    })
  )

  it.scopedLive("is never handed to a page, by no name the page knew", () =>
    Effect.gen(function* () {
      const { kept, port } = yield* startInstalled()
      const headers = yield* asBrowser(port, openSession(kept))
      for (const path of ["/api/token", "/web/token"]) {
        const answer = yield* visit(port, "GET", path, { headers })
        assert.strictEqual(answer.status, 410)
        assert.notInclude(answer.text, token)
        assert.match(answer.text, /POST \/api\/tokens/)
      }
      for (const path of ["/api/session", "/api/tokens", "/api/sessions", "/"]) {
        assert.notInclude((yield* visit(port, "GET", path, { headers })).text, token, path)
      }
    })
  )

  it.scopedLive("stands in the address only where that is allowed", () =>
    Effect.gen(function* () {
      const allowed = yield* startInstalled({ config: "[WebUI]\nAllowInsecureTokenQuery = true\n" })
      assert.strictEqual((yield* visit(allowed.port, "GET", `/api/processes?token=${token}`)).status, 200)
      assert.strictEqual((yield* visit(allowed.port, "GET", "/api/processes?token=")).status, 401)
      assert.strictEqual((yield* visit(allowed.port, "GET", "/api/processes?token=wrong")).status, 401)
      const { port } = yield* startInstalled()
      assert.strictEqual((yield* visit(port, "GET", `/api/processes?token=${token}`)).status, 401)
    })
  )

  it.scopedLive(
    "cannot be guessed: thirty wrong ones, then even a short right one has to wait, a long one has not",
    () =>
      Effect.gen(function* () {
        const { kept, port } = yield* startInstalled({ access: installed() })
        const long = openToken(kept, ["read"])
        for (let i = 0; i < 30; i += 1) {
          assert.strictEqual((yield* visit(port, "GET", "/api/processes", bearer(`guess-${i}`))).status, 401)
        }
        const short = yield* visit(port, "GET", "/api/processes", bearer(token))
        assert.strictEqual(short.status, 429)
        assert.match(String(short.headers["retry-after"]), /^\d+$/)
        assert.strictEqual((yield* visit(port, "GET", "/api/processes", bearer(long))).status, 200)
        assert.strictEqual((yield* visit(port, "GET", "/api/processes", bearer("x".repeat(5000)))).status, 429)
      })
  )
})
