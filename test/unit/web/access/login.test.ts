import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { call, start } from "../fakes.ts"
import {
  asBrowser,
  cheapHash,
  cookie,
  handedOut,
  installed,
  json,
  openSession,
  password,
  startInstalled,
  visit
} from "./support.ts"

const right = { username: "admin", password }
const day = 24 * 3_600_000

const statusOf = (port: number, secret: string) =>
  Effect.map(visit(port, "GET", "/api/processes", { headers: { cookie: cookie(secret) } }), ({ status }) => status)

const logIn = (port: number, headers: Record<string, string> = {}) =>
  Effect.map(
    visit(port, "POST", "/api/login", { body: right, headers }),
    (answer) => handedOut(answer.headers)?.secret ?? ""
  )

describe("login by password", () => {
  it.scopedLive("hands out a session that scripts cannot read, and what a change has to say", () =>
    Effect.gen(function* () {
      const commands: Array<string> = []
      const { kept, port } = yield* startInstalled({ commands })
      const answer = yield* visit(port, "POST", "/api/login", { body: { ...right, username: " Admin " } })
      assert.deepInclude(answer.json, { authenticated: true, user: "admin", method: "password" })
      const session = handedOut(answer.headers)
      assert.match(session?.header ?? "", /; Path=\/; HttpOnly; SameSite=Lax$/)
      assert.notInclude(answer.text, session?.secret ?? "?")
      assert.notInclude(JSON.stringify([...kept.sessions]), session?.secret ?? "?")
      const headers = yield* asBrowser(port, session?.secret ?? "")
      const origin = { origin: `http://127.0.0.1:${port}`, "sec-fetch-site": "same-origin" }
      const change = yield* visit(port, "POST", "/api/processes/restart_all", { headers: { ...headers, ...origin } })
      assert.strictEqual(change.status, 200)
      assert.deepStrictEqual(commands, ["restartAll"])
    })
  )

  it.scopedLive("goes by /web/login too, and marks the cookie Secure behind HTTPS and for its path", () =>
    Effect.gen(function* () {
      const config = '[WebUI]\nBehindHttpsProxy = true\nUrlBase = "/qb"\n'
      const { port } = yield* startInstalled({ config, urlBase: "/qb" })
      const answer = yield* visit(port, "POST", "/qb/web/login", { body: right })
      assert.deepStrictEqual(answer.json, { success: true })
      assert.match(handedOut(answer.headers)?.header ?? "", /; Path=\/qb; HttpOnly; Secure; SameSite=Lax$/)
    })
  )

  it.scopedLive("knows the password of the config, which wins", () =>
    Effect.gen(function* () {
      const config = `[WebUI]\nUsername = "root"\nPasswordHash = "${cheapHash("from the config")}"\n`
      const { port } = yield* startInstalled({ config })
      assert.strictEqual((yield* visit(port, "POST", "/api/login", { body: right })).status, 401)
      const body = { username: "root", password: "from the config" }
      assert.strictEqual((yield* visit(port, "POST", "/api/login", { body })).status, 200)
    })
  )

  it.scopedLive("is off beside another way in when LocalAuthEnabled says so, and its sessions with it", () =>
    Effect.gen(function* () {
      const proxy = 'TrustedProxies = ["10.0.0.1"]\n[WebUI.ProxyAuth]\nEnabled = true\n'
      const { kept, port } = yield* startInstalled({ config: `[WebUI]\nLocalAuthEnabled = false\n${proxy}` })
      assert.strictEqual((yield* visit(port, "POST", "/api/login", { body: right })).status, 403)
      assert.strictEqual(yield* statusOf(port, openSession(kept)), 401)
      const alone = yield* startInstalled({ config: "[WebUI]\nLocalAuthEnabled = false\n" })
      assert.strictEqual((yield* visit(alone.port, "POST", "/api/login", { body: right })).status, 200)
    })
  )
})

describe("a wrong login", () => {
  it.scopedLive("tells nobody whether the name or the password was wrong", () =>
    Effect.gen(function* () {
      const { kept, port } = yield* startInstalled()
      const texts = new Set<string>()
      for (const body of [
        { username: "admin", password: "wrong" },
        { username: "nobody", password },
        { username: "", password },
        { username: "admin", password: "" },
        { username: "admin\u0000", password },
        { username: "admin", password: `${password} ` }
      ]) {
        const answer = yield* visit(port, "POST", "/api/login", { body })
        assert.strictEqual(answer.status, 401, JSON.stringify(body))
        assert.isUndefined(handedOut(answer.headers))
        texts.add(answer.text)
      }
      assert.strictEqual(texts.size, 1)
      assert.strictEqual(kept.sessions.size, 0)
    })
  )

  it.scopedLive("is limited to ten in fifteen minutes, and good ones do not count", () =>
    Effect.gen(function* () {
      const { port } = yield* startInstalled()
      const attempt = (body: unknown) => visit(port, "POST", "/api/login", { body })
      for (let i = 0; i < 12; i += 1) assert.strictEqual((yield* attempt(right)).status, 200)
      for (let i = 0; i < 10; i += 1) assert.strictEqual((yield* attempt({ ...right, password: "wrong" })).status, 401)
      const last = yield* attempt(right)
      assert.strictEqual(last.status, 429)
      assert.match(String(last.headers["retry-after"]), /^\d+$/)
      assert.isUndefined(handedOut(last.headers))
    })
  )

  it.scopedLive("cannot hide behind forwarding headers that nobody trusts", () =>
    Effect.gen(function* () {
      const { port } = yield* startInstalled()
      const attempt = (n: number) =>
        visit(port, "POST", "/api/login", {
          body: { ...right, password: "wrong" },
          headers: {
            "x-forwarded-for": `203.0.113.${n}`,
            forwarded: `for=203.0.113.${n}`,
            "x-real-ip": `203.0.113.${n}`
          }
        })
      for (let i = 0; i < 10; i += 1) yield* attempt(i)
      assert.strictEqual((yield* attempt(99)).status, 429)
    })
  )

  it.scopedLive("behind a trusted proxy is counted for the address it comes from", () =>
    Effect.gen(function* () {
      const { port } = yield* startInstalled({ config: '[WebUI]\nTrustedProxies = ["127.0.0.1"]\n' })
      const attempt = (from: string, body: unknown = { ...right, password: "wrong" }) =>
        visit(port, "POST", "/api/login", { body, headers: { "x-forwarded-for": from } })
      for (let i = 0; i < 10; i += 1) yield* attempt(`198.51.100.${i}, 203.0.113.7`)
      assert.strictEqual((yield* attempt("203.0.113.7", right)).status, 429)
      assert.strictEqual((yield* attempt("203.0.113.8", right)).status, 200)
    })
  )

  it.scopedLive("of a huge, malformed or foreign body is refused before anything is computed", () =>
    Effect.gen(function* () {
      const { port } = yield* startInstalled()
      const attempt = (body: string, headers: Record<string, string> = {}) =>
        Effect.map(visit(port, "POST", "/api/login", { body, headers }), ({ status }) => status)
      assert.strictEqual(yield* attempt(JSON.stringify({ ...right, password: "x".repeat(1025) })), 400)
      assert.strictEqual(yield* attempt(JSON.stringify({ ...right, username: "x".repeat(65) })), 400)
      assert.strictEqual(yield* attempt('{"username":"admin"}'), 400)
      assert.strictEqual(yield* attempt('{"username":["admin"],"password":{"$ne":""}}'), 400)
      assert.strictEqual(
        yield* attempt("username=admin&password=x", { "content-type": "application/x-www-form-urlencoded" }),
        415
      )
      assert.strictEqual(yield* attempt(JSON.stringify(right), { "content-type": "text/plain" }), 415)
      assert.strictEqual(yield* attempt(JSON.stringify(right), { origin: "https://evil.example" }), 403)
      assert.strictEqual(yield* attempt(JSON.stringify(right), { "sec-fetch-site": "cross-site" }), 403)
    })
  )
})

describe("a session", () => {
  it.scopedLive("survives a restart of the daemon", () =>
    Effect.gen(function* () {
      const { kept, port } = yield* startInstalled()
      const secret = yield* logIn(port)
      const again = yield* start({ access: kept })
      assert.strictEqual(yield* statusOf(again, secret), 200)
      const before = yield* asBrowser(port, secret)
      assert.deepStrictEqual(yield* asBrowser(again, secret), before)
    })
  )

  it.scopedLive("lasts seven days without use and thirty at most, and then is forgotten", () =>
    Effect.gen(function* () {
      const { kept, port } = yield* startInstalled()
      const ago = (created: number, seen: number) =>
        openSession(kept, { createdAt: Date.now() - created * day, seenAt: Date.now() - seen * day })
      assert.strictEqual(yield* statusOf(port, ago(29, 6)), 200)
      assert.strictEqual(yield* statusOf(port, ago(29, 0)), 200)
      assert.strictEqual(yield* statusOf(port, ago(8, 7.01)), 401)
      assert.strictEqual(yield* statusOf(port, ago(30.01, 0)), 401)
      assert.strictEqual(kept.sessions.size, 2)
      const [first] = kept.sessions.values()
      assert.approximately(first?.seenAt ?? 0, Date.now(), 60_000)
    })
  )

  it.scopedLive("ends with the logout, which takes the cookie away too", () =>
    Effect.gen(function* () {
      const { kept, port } = yield* startInstalled()
      const secret = yield* logIn(port)
      const answer = yield* visit(port, "POST", "/api/logout", { headers: yield* asBrowser(port, secret) })
      assert.strictEqual(answer.status, 200)
      assert.match(handedOut(answer.headers)?.header ?? "", /^qbitrr_session=; Max-Age=0; Path=\//)
      assert.strictEqual(kept.sessions.size, 0)
      assert.strictEqual(yield* statusOf(port, secret), 401)
    })
  )

  it.scopedLive("is another one after each login: nothing that a browser brought along is taken over", () =>
    Effect.gen(function* () {
      const { kept, port } = yield* startInstalled()
      const planted = "A".repeat(43)
      const first = yield* logIn(port, { cookie: cookie(planted) })
      assert.notStrictEqual(first, planted)
      assert.strictEqual(yield* statusOf(port, planted), 401)
      const second = yield* logIn(port, { cookie: cookie(first) })
      assert.notStrictEqual(second, first)
      assert.strictEqual(yield* statusOf(port, first), 401)
      assert.strictEqual(kept.sessions.size, 1)
    })
  )

  it.scopedLive("is no session beside a second one, and a login ends both", () =>
    Effect.gen(function* () {
      const { kept, port } = yield* startInstalled()
      const mine = openSession(kept)
      const tossed = openSession(kept)
      const both = { cookie: `${cookie(tossed)}; ${cookie(mine)}` }
      assert.strictEqual((yield* visit(port, "GET", "/api/processes", { headers: both })).status, 401)
      assert.deepInclude((yield* visit(port, "GET", "/api/session", { headers: both })).json, { authenticated: false })
      const fresh = yield* logIn(port, both)
      assert.strictEqual(yield* statusOf(port, fresh), 200)
      assert.strictEqual(kept.sessions.size, 1)
      const beside = { cookie: `${cookie("B".repeat(43))}; ${cookie("x")}; ${cookie(fresh)}` }
      assert.strictEqual((yield* visit(port, "GET", "/api/processes", { headers: beside })).status, 200)
    })
  )

  it.scopedLive("is not looked up for what no cookie of ours looks like", () =>
    Effect.gen(function* () {
      const { kept, port } = yield* startInstalled()
      const secret = openSession(kept)
      const [hash] = kept.sessions.keys()
      for (const odd of [
        hash ?? "",
        `${secret}=`,
        `${secret}x`,
        secret.toLowerCase(),
        `"${secret}`,
        "",
        "..",
        "null",
        "' OR 1=1 --"
      ]) {
        assert.strictEqual(yield* statusOf(port, odd), 401, odd)
      }
      const crowd = { cookie: Array.from({ length: 50 }, () => cookie("C".repeat(43))).join("; ") }
      assert.strictEqual((yield* visit(port, "GET", "/api/processes", { headers: crowd })).status, 401)
      assert.strictEqual(
        (yield* visit(port, "GET", "/api/processes", { headers: { cookie: `Qbitrr_Session=${secret}` } })).status,
        401
      )
    })
  )

  it.scopedLive("does not come to the help of a wrong token", () =>
    Effect.gen(function* () {
      const { kept, port } = yield* startInstalled()
      const headers = { cookie: cookie(openSession(kept)), authorization: "Bearer wrong" }
      assert.strictEqual((yield* visit(port, "GET", "/api/processes", { headers })).status, 401)
      const basic = { ...headers, authorization: "Basic YTpi" }
      assert.strictEqual((yield* visit(port, "GET", "/api/processes", { headers: basic })).status, 200)
    })
  )

  it.scopedLive("is listed without its secret, and can be ended from another one", () =>
    Effect.gen(function* () {
      const { kept, port } = yield* startInstalled()
      const mine = yield* logIn(port, { "user-agent": "Firefox" })
      const other = yield* logIn(port, { "user-agent": `Chrome${"x".repeat(500)}` })
      const headers = yield* asBrowser(port, mine)
      const list = yield* visit(port, "GET", "/api/sessions", { headers })
      const { sessions } = list.json as { sessions: ReadonlyArray<{ id: string; agent: string; current: boolean }> }
      assert.deepStrictEqual(
        sessions.map(({ agent, current }) => [agent.length, current]).sort(),
        [
          [200, false],
          [7, true]
        ].sort()
      )
      for (const secret of [mine, other, ...kept.sessions.keys()]) assert.notInclude(list.text, secret)
      const another = sessions.find(({ current }) => !current)?.id ?? ""
      assert.strictEqual((yield* visit(port, "DELETE", `/api/sessions/${another}`, { headers })).status, 200)
      assert.strictEqual((yield* visit(port, "DELETE", `/api/sessions/${another}`, { headers })).status, 404)
      assert.deepStrictEqual([yield* statusOf(port, other), yield* statusOf(port, mine)], [401, 200])
      openSession(kept)
      assert.strictEqual((yield* visit(port, "DELETE", "/api/sessions", { headers })).status, 200)
      assert.strictEqual(kept.sessions.size, 1)
      assert.strictEqual(yield* statusOf(port, mine), 200)
    })
  )
})

describe("another password", () => {
  const next = "a better password"

  it.scopedLive("needs the current one from a browser, ends every session and begins one for the browser", () =>
    Effect.gen(function* () {
      const { kept, port } = yield* startInstalled()
      const other = openSession(kept)
      const secret = yield* logIn(port)
      const headers = yield* asBrowser(port, secret)
      const change = (body: unknown) => visit(port, "POST", "/api/password", { headers, body })
      assert.strictEqual((yield* change({ password: next })).status, 400)
      assert.strictEqual((yield* change({ password: next, currentPassword: "wrong" })).status, 403)
      assert.strictEqual((yield* change({ password: "short", currentPassword: password })).status, 400)
      const done = yield* change({ password: next, currentPassword: password })
      assert.strictEqual(done.status, 200)
      assert.deepStrictEqual([yield* statusOf(port, secret), yield* statusOf(port, other)], [401, 401])
      assert.strictEqual(yield* statusOf(port, handedOut(done.headers)?.secret ?? ""), 200)
      assert.strictEqual((yield* visit(port, "POST", "/api/login", { body: right })).status, 401)
      assert.strictEqual((yield* visit(port, "POST", "/api/login", { body: { ...right, password: next } })).status, 200)
    })
  )

  it.scopedLive("can be set with a token alone, as the way back in, but not through the open door", () =>
    Effect.gen(function* () {
      const { kept, port } = yield* startInstalled()
      const open = openSession(kept)
      const answer = yield* call(port, "POST", "/api/password", {
        headers: json,
        body: JSON.stringify({ password: next, username: "root" })
      })
      assert.strictEqual(answer.status, 200)
      assert.isUndefined(handedOut(answer.headers))
      assert.strictEqual(yield* statusOf(port, open), 401)
      assert.strictEqual(kept.account?.username, "root")
      const older = yield* call(port, "POST", "/web/auth/set-password", { headers: json, body: JSON.stringify(right) })
      assert.deepStrictEqual(older.json, { success: true })
      const disabled = yield* startInstalled({ authDisabled: true })
      assert.strictEqual(
        (yield* visit(disabled.port, "POST", "/api/password", { body: { password: next } })).status,
        403
      )
    })
  )

  it.scopedLive("is not set by the older address with a cookie, or by a token without admin", () =>
    Effect.gen(function* () {
      const { kept, port } = yield* startInstalled()
      const headers = yield* asBrowser(port, openSession(kept))
      assert.strictEqual((yield* visit(port, "POST", "/web/auth/set-password", { body: right, headers })).status, 403)
      assert.strictEqual((yield* visit(port, "POST", "/web/auth/set-password", { body: right })).status, 403)
    })
  )

  it.scopedLive("is changed in the config where the config has it", () =>
    Effect.gen(function* () {
      const { port } = yield* startInstalled({
        config: `[WebUI]\nUsername = "root"\nPasswordHash = "${cheapHash()}"\n`
      })
      const answer = yield* call(port, "POST", "/api/password", {
        headers: json,
        body: JSON.stringify({ password: next })
      })
      assert.strictEqual(answer.status, 409)
      assert.match(answer.text, /WebUI\.PasswordHash/)
    })
  )

  it.scopedLive("tried out at an open browser is limited like a login", () =>
    Effect.gen(function* () {
      const access = installed()
      const { port } = yield* startInstalled({ access })
      const headers = yield* asBrowser(port, openSession(access))
      const change = visit(port, "POST", "/api/password", {
        headers,
        body: { password: next, currentPassword: "wrong" }
      })
      for (let i = 0; i < 10; i += 1) assert.strictEqual((yield* change).status, 403)
      assert.strictEqual((yield* change).status, 429)
    })
  )
})
