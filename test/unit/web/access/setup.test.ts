import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import { memory } from "../../../harness/access/memoryStores.ts"
import { portOf, server, start, type World } from "../fakes.ts"
import { cheapHash, handedOut, installed, password, visit } from "./support.ts"

/** A server with what it has logged, one text per line. */
const startLogged = (world: World) =>
  Effect.gen(function* () {
    const lines: Array<string> = []
    const logger = Logger.make<unknown, void>(({ logLevel, message }) => {
      lines.push(`${logLevel.label} ${(Array.isArray(message) ? message : [message]).join(" ")}`)
    })
    const context = yield* Layer.build(Layer.provide(server(world), Logger.replace(Logger.defaultLogger, logger)))
    return { port: portOf(context), lines }
  })

const codeIn = (lines: ReadonlyArray<string>): string =>
  lines.map((line) => /with this code: (\S+)$/.exec(line)?.[1]).find((code) => code !== undefined) ?? ""

const order = (code: string, patch: Record<string, unknown> = {}) => ({ code, username: "ada", password, ...patch })

describe("the first run", () => {
  it.scopedLive("prints a code that lets one person choose the password, and logs them in", () =>
    Effect.gen(function* () {
      const access = memory()
      const { lines, port } = yield* startLogged({ access })
      assert.match(
        lines[0] ?? "",
        /^INFO Nobody has a password yet\. Choose one at http:\/\/<this machine>:6969\/setup with/
      )
      assert.match(codeIn(lines), /^[A-Z2-9]{4}(-[A-Z2-9]{4}){3}$/)
      assert.deepInclude((yield* visit(port, "GET", "/api/session")).json, {
        setupRequired: true,
        passwordLogin: false
      })
      const answer = yield* visit(port, "POST", "/api/setup", { body: order(codeIn(lines)) })
      assert.deepInclude(answer.json, { authenticated: true, user: "ada", method: "password", setupRequired: false })
      assert.match(handedOut(answer.headers)?.header ?? "", /; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Lax$/)
      assert.match(String(access.account?.passwordHash), /redacted/)
      assert.notInclude(lines.join("\n"), password)
    })
  )

  it.scopedLive("takes the code as people type it, and QBITRR_SETUP_TOKEN exactly and without printing it", () =>
    Effect.gen(function* () {
      const { lines, port } = yield* startLogged({})
      const typed = codeIn(lines).toLowerCase().replaceAll("-", " ")
      assert.strictEqual((yield* visit(port, "POST", "/api/setup", { body: order(typed) })).status, 200)
      const given = yield* startLogged({ setupToken: "Open-Sesame-1" })
      assert.match(given.lines[0] ?? "", /with the value of QBITRR_SETUP_TOKEN$/)
      assert.notInclude(given.lines.join("\n"), "Sesame")
      assert.strictEqual((yield* visit(given.port, "POST", "/api/setup", { body: order("open-sesame-1") })).status, 403)
      assert.strictEqual((yield* visit(given.port, "POST", "/api/setup", { body: order("Open-Sesame-1") })).status, 200)
    })
  )

  it.scopedLive("has another code at each start until it is done, and none afterwards", () =>
    Effect.gen(function* () {
      const access = memory()
      const first = yield* startLogged({ access })
      const second = yield* startLogged({ access })
      assert.notStrictEqual(codeIn(first.lines), codeIn(second.lines))
      yield* visit(second.port, "POST", "/api/setup", { body: order(codeIn(second.lines)) })
      assert.strictEqual(codeIn((yield* startLogged({ access })).lines), "")
    })
  )

  it.scopedLive("shows the code at the level that the log shows", () =>
    Effect.gen(function* () {
      const { lines } = yield* startLogged({ config: '[Settings]\nConsoleLevel = "ERROR"\n' })
      assert.match(lines[0] ?? "", /^ERROR Nobody has a password yet/)
    })
  )

  it.scopedLive("is not offered where there is another way in, or no login at all", () =>
    Effect.gen(function* () {
      for (const config of [
        '[WebUI]\nAuthDisabled = true\nHost = "127.0.0.1"\n',
        '[WebUI]\nTrustedProxies = ["10.0.0.1"]\n[WebUI.ProxyAuth]\nEnabled = true\n',
        '[WebUI]\nOIDCEnabled = true\n[WebUI.OIDC]\nAuthority = "https://a.example"\nClientId = "q"\nAllowedUsers = ["ada"]\n',
        `[WebUI]\nUsername = "ada"\nPasswordHash = "${cheapHash()}"\n`
      ]) {
        const { lines, port } = yield* startLogged({ config, setupToken: "Open-Sesame-1" })
        assert.deepInclude((yield* visit(port, "GET", "/api/session")).json, { setupRequired: false }, config)
        assert.notMatch(lines.join("\n"), /Nobody has a password/)
        assert.strictEqual((yield* visit(port, "POST", "/api/setup", { body: order("Open-Sesame-1") })).status, 409)
      }
    })
  )

  it.scopedLive("is offered to somebody whose password was hashed by qBitrr, which cannot be read here", () =>
    Effect.gen(function* () {
      const hash = "$2b$12$abcdefghijklmnopqrstuuKk1N4yCvNc5xZr1mSyC0y0rE1yJ8s2S"
      const { port } = yield* startLogged({ config: `[WebUI]\nUsername = "ada"\nPasswordHash = "${hash}"\n` })
      assert.deepInclude((yield* visit(port, "GET", "/api/session")).json, {
        setupRequired: true,
        passwordLogin: false
      })
    })
  )
})

describe("the setup cannot be re-armed", () => {
  const closedWorld = (world: World) =>
    Effect.gen(function* () {
      const { lines, port } = yield* startLogged({ ...world, setupToken: "Open-Sesame-1" })
      assert.notMatch(lines.join("\n"), /Nobody has a password/)
      assert.deepInclude((yield* visit(port, "GET", "/api/session")).json, { setupRequired: false })
      const answer = yield* visit(port, "POST", "/api/setup", { body: order("Open-Sesame-1") })
      assert.strictEqual(answer.status, 409)
      assert.isUndefined(handedOut(answer.headers))
      const older = yield* visit(port, "POST", "/web/auth/set-password", {
        body: { username: "eve", password, setupToken: "Open-Sesame-1" }
      })
      assert.strictEqual(older.status, 409)
    })

  it.scopedLive("once a password exists", () => closedWorld({ access: installed() }))

  it.scopedLive("when the password of the config is deleted there, over the API or by hand", () =>
    Effect.gen(function* () {
      const access = memory()
      yield* startLogged({ access, config: `[WebUI]\nUsername = "ada"\nPasswordHash = "${cheapHash()}"\n` })
      assert.isTrue(access.setupClosed)
      yield* closedWorld({ access, config: "[Settings]\n" })
      yield* closedWorld({ access, config: '[WebUI]\nUsername = "ada"\nPasswordHash = "x"\n' })
    })
  )

  it.scopedLive("when the other way in is switched off after a password was there", () =>
    Effect.gen(function* () {
      const access = installed()
      yield* startLogged({
        access,
        config: '[WebUI]\nTrustedProxies = ["10.0.0.1"]\n[WebUI.ProxyAuth]\nEnabled = true\n'
      })
      yield* closedWorld({ access })
    })
  )

  it.scopedLive("by two who send the right code at once: one of them gets in", () =>
    Effect.gen(function* () {
      const access = memory()
      const port = yield* start({ access, setupToken: "Open-Sesame-1" })
      const answers = yield* Effect.all(
        ["ada", "eve", "bob"].map((username) =>
          visit(port, "POST", "/api/setup", { body: order("Open-Sesame-1", { username }) })
        ),
        { concurrency: "unbounded" }
      )
      assert.deepStrictEqual(answers.map(({ status }) => status).sort(), [200, 409, 409])
      assert.strictEqual(access.sessions.size, 1)
      const winner = answers.find(({ status }) => status === 200)
      assert.deepInclude(winner?.json, { user: access.account?.username })
    })
  )

  it.scopedLive("by a second use of the code that was right", () =>
    Effect.gen(function* () {
      const port = yield* start({ setupToken: "Open-Sesame-1" })
      assert.strictEqual((yield* visit(port, "POST", "/api/setup", { body: order("Open-Sesame-1") })).status, 200)
      assert.strictEqual((yield* visit(port, "POST", "/api/setup", { body: order("Open-Sesame-1") })).status, 409)
    })
  )
})

describe("a wrong setup", () => {
  it.scopedLive("is refused, five times in fifteen minutes and not once more, even with the right code", () =>
    Effect.gen(function* () {
      const access = memory()
      const port = yield* start({ access, setupToken: "Open-Sesame-1" })
      for (const code of ["", "0", "Open-Sesame-2", "Open-Sesame-1x", "A".repeat(256)]) {
        const answer = yield* visit(port, "POST", "/api/setup", { body: order(code) })
        assert.strictEqual(answer.status, 403, code)
      }
      const last = yield* visit(port, "POST", "/api/setup", { body: order("Open-Sesame-1") })
      assert.strictEqual(last.status, 429)
      assert.approximately(Number(last.headers["retry-after"]), 900, 5)
      assert.deepInclude(last.json, { retryAfter: Number(last.headers["retry-after"]) })
      assert.isUndefined(access.account)
    })
  )

  it.scopedLive("does not count when only the password is too short, or the body no JSON", () =>
    Effect.gen(function* () {
      const access = memory()
      const port = yield* start({ access, setupToken: "Open-Sesame-1" })
      for (const [body, status, why] of [
        [order("Open-Sesame-1", { password: "short" }), 400, /8 characters at least/],
        [order("Open-Sesame-1", { password: "x".repeat(1025) }), 400, /1024 characters at most/],
        [order("Open-Sesame-1", { username: "" }), 400, /1 to 64 characters/],
        [order("Open-Sesame-1", { username: "a\nb" }), 400, /1 to 64 characters/],
        [order("Open-Sesame-1", { username: "x".repeat(65) }), 400, /1 to 64 characters/],
        [order("A".repeat(257)), 400, /a code is much shorter/],
        [order("Open-Sesame-1", { admin: true }), 400, /admin/],
        [order("Open-Sesame-1", { password: 12_345_678 }), 400, /password/],
        ["{", 400, /not JSON/],
        ["[]", 400, /./],
        ["null", 400, /./],
        ['{"__proto__": {"code": "Open-Sesame-1"}}', 400, /./]
      ] as const) {
        const answer = yield* visit(port, "POST", "/api/setup", { body })
        assert.strictEqual(answer.status, status, JSON.stringify(body))
        assert.match(answer.text, why)
      }
      assert.isUndefined(access.account)
      assert.strictEqual((yield* visit(port, "POST", "/api/setup", { body: order("Open-Sesame-1") })).status, 200)
    })
  )

  it.scopedLive("is not possible from a form or a script of another site", () =>
    Effect.gen(function* () {
      const port = yield* start({ setupToken: "Open-Sesame-1" })
      const body = JSON.stringify(order("Open-Sesame-1"))
      for (const type of [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "application/jsonp",
        ""
      ]) {
        const answer = yield* visit(port, "POST", "/api/setup", { body, headers: { "content-type": type } })
        assert.strictEqual(answer.status, 415, type)
      }
      const foreign = yield* visit(port, "POST", "/api/setup", { body, headers: { origin: "https://evil.example" } })
      assert.strictEqual(foreign.status, 403)
      assert.deepInclude((yield* visit(port, "GET", "/api/session")).json, { setupRequired: true })
    })
  )
})
