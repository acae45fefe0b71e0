import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { allScopes, permits } from "../../../../src/web/access/Scope.ts"
import { problem } from "../../../../src/web/Problem.ts"
import { call, start, token } from "../fakes.ts"
import {
  anyBody,
  asBrowser,
  cookie,
  endpoints,
  installed,
  isMutation,
  json,
  openSession,
  openToken,
  startInstalled,
  visit
} from "./support.ts"

/** Everything that answers without being asked who one is. A line more here is a decision (docs/access.md). */
const publicSet = [
  "GET /api/health",
  "GET /api/oidc/callback",
  "GET /api/oidc/challenge",
  "GET /api/ready",
  "GET /api/session",
  "GET /health",
  "GET /web/auth/oidc/challenge",
  "POST /api/login",
  "POST /api/setup",
  "POST /web/auth/set-password",
  "POST /web/login"
]

const closed = endpoints.filter(({ requires }) => requires !== "public")
const changing = endpoints.filter(isMutation)
const label = ({ method, path }: (typeof endpoints)[number]) => `${method} ${path}`

describe("every endpoint", () => {
  it("says what it needs", () => {
    assert.isAbove(endpoints.length, 30)
    assert.deepStrictEqual(endpoints.filter(({ requires }) => requires === undefined).map(label), [])
  })

  it("is closed but for the documented public set", () => {
    assert.deepStrictEqual(
      endpoints
        .filter(({ requires }) => requires === "public")
        .map(label)
        .sort(),
      publicSet
    )
  })

  it("only reads with GET: nothing that a link could trigger needs more than reading, but for what is gone", () => {
    const odd = closed.filter((one) => !isMutation(one) && one.requires === "actions")
    assert.deepStrictEqual(odd.map(label), [])
  })

  it.scopedLive("answers 401 without credentials, before and after the setup, and does nothing", () =>
    Effect.gen(function* () {
      for (const access of [undefined, installed()]) {
        const commands: Array<string> = []
        const port = yield* start({ commands, allowDrills: true, ...(access === undefined ? {} : { access }) })
        for (const one of closed) {
          const answer = yield* visit(port, one.method, one.address, isMutation(one) ? { body: anyBody } : {})
          assert.strictEqual(answer.status, 401, label(one))
          assert.deepStrictEqual(answer.json, problem("unauthorized", "unauthorized"), label(one))
        }
        assert.deepStrictEqual(commands, [])
      }
    })
  )

  it.scopedLive("answers 401 to a made-up session, to a made-up token, and to somebody else's scheme", () =>
    Effect.gen(function* () {
      const { port } = yield* startInstalled()
      const forged: ReadonlyArray<Record<string, string>> = [
        { cookie: cookie("A".repeat(43)) },
        { authorization: `Basic ${Buffer.from(`admin:${token}`).toString("base64")}` },
        { "remote-user": "admin", "x-forwarded-user": "admin", "x-forwarded-for": "127.0.0.1" }
      ]
      for (const one of closed) {
        for (const headers of forged) {
          const answer = yield* visit(port, one.method, one.address, { headers })
          assert.strictEqual(answer.status, 401, `${label(one)} ${Object.keys(headers)[0]}`)
        }
      }
    })
  )

  it.scopedLive("refuses every change by a session without its own token against forged requests", () =>
    Effect.gen(function* () {
      const commands: Array<string> = []
      const { kept, port } = yield* startInstalled({ commands, allowDrills: true })
      const mine = cookie(openSession(kept))
      const others = yield* asBrowser(port, openSession(kept))
      const wrong: ReadonlyArray<Record<string, string>> = [
        { cookie: mine },
        { cookie: mine, "x-csrf-token": "" },
        { cookie: mine, "x-csrf-token": "x".repeat(43) },
        { ...others, cookie: mine }
      ]
      for (const one of changing.filter(({ requires }) => requires !== "public")) {
        for (const headers of wrong) {
          const answer = yield* visit(port, one.method, one.address, { headers, body: anyBody })
          assert.strictEqual(answer.status, 403, label(one))
          assert.match(answer.text, /X-CSRF-Token/, label(one))
        }
      }
      assert.deepStrictEqual(commands, [])
      assert.strictEqual(kept.sessions.size, 2)
    })
  )

  it.scopedLive("refuses every change that a page of another site asks for, whoever is logged in", () =>
    Effect.gen(function* () {
      const commands: Array<string> = []
      const { kept, port } = yield* startInstalled({ commands, allowDrills: true })
      const browser = yield* asBrowser(port, openSession(kept))
      const foreign: ReadonlyArray<Record<string, string>> = [
        { origin: "https://evil.example" },
        { origin: "null" },
        { "sec-fetch-site": "cross-site", origin: `http://127.0.0.1:${port}` },
        { "sec-fetch-site": "same-site" },
        { origin: "https://evil.example", "x-forwarded-host": "evil.example" },
        { origin: `http://127.0.0.1:${port}.evil.example` }
      ]
      for (const one of changing) {
        for (const headers of foreign) {
          const bearer = yield* call(port, one.method, one.address, { headers: { ...json, ...headers }, body: anyBody })
          assert.strictEqual(bearer.status, 403, `${label(one)} ${JSON.stringify(headers)}`)
        }
        const session = yield* visit(port, one.method, one.address, {
          headers: { ...browser, origin: "https://evil.example" },
          body: anyBody
        })
        assert.strictEqual(session.status, 403, label(one))
      }
      assert.deepStrictEqual(commands, [])
    })
  )

  it.scopedLive("is out of reach for a token without the scope", () =>
    Effect.gen(function* () {
      const { kept, port } = yield* startInstalled()
      for (const scope of allScopes) {
        const headers = { authorization: `Bearer ${openToken(kept, [scope])}` }
        for (const one of closed) {
          const requires = one.requires ?? "admin"
          if (requires === "public" || permits([scope], requires)) continue
          const answer = yield* visit(port, one.method, one.address, { headers })
          assert.strictEqual(answer.status, 403, `${scope}: ${label(one)}`)
          assert.include(answer.text, `scope ${requires}`)
        }
      }
    })
  )

  it.scopedLive("says nothing about other origins, however it is asked", () =>
    Effect.gen(function* () {
      const { port } = yield* startInstalled()
      const origin = "https://evil.example"
      for (const one of endpoints) {
        const headers = {
          origin,
          "access-control-request-method": one.method,
          "access-control-request-headers": "x-csrf-token"
        }
        for (const answer of [
          yield* visit(port, "OPTIONS", one.address, { headers }),
          yield* visit(port, "GET", one.address, { headers: { origin } })
        ]) {
          const cors = Object.keys(answer.headers).filter((name) => name.startsWith("access-control"))
          assert.deepStrictEqual(cors, [], label(one))
        }
      }
    })
  )

  it.scopedLive("sends the headers that keep browsers out of trouble, errors included", () =>
    Effect.gen(function* () {
      const { port } = yield* startInstalled()
      for (const address of [...endpoints.map((one) => one.address), "/api/nothing", "/nothing", "/"]) {
        if (address === "/api/events") continue
        const { headers } = yield* visit(port, "GET", address)
        assert.match(String(headers["content-security-policy"]), /default-src '(none|self)'.*frame-ancestors 'none'$/)
        assert.strictEqual(headers["x-frame-options"], "DENY", address)
        assert.strictEqual(headers["x-content-type-options"], "nosniff", address)
        assert.strictEqual(headers["referrer-policy"], "same-origin", address)
        assert.strictEqual(headers["cross-origin-opener-policy"], "same-origin", address)
        assert.match(String(headers["permissions-policy"]), /camera=\(\)/, address)
        assert.strictEqual(headers["cache-control"], "no-store", address)
        assert.isUndefined(headers["x-powered-by"])
        assert.isUndefined(headers["server"])
      }
    })
  )
})
