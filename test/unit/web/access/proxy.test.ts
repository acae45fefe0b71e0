import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { call, start } from "../fakes.ts"
import { installed, raw, startInstalled, visit } from "./support.ts"

const behind = (more = "", proxies = '["127.0.0.1"]') =>
  `[WebUI]\nTrustedProxies = ${proxies}\n[WebUI.ProxyAuth]\nEnabled = true\n${more}`

const named = (name: string, more: Record<string, string> = {}) => ({ headers: { "remote-user": name, ...more } })

const session = (port: number, headers: Record<string, string>) =>
  Effect.map(visit(port, "GET", "/api/session", { headers }), ({ json }) => json)

describe("login by a reverse proxy", () => {
  it.scopedLive("believes the proxy that is named, and asks for the CSRF token all the same", () =>
    Effect.gen(function* () {
      const commands: Array<string> = []
      const port = yield* start({ commands, config: behind() })
      const view = (yield* session(port, { "remote-user": "ada" })) as Readonly<Record<string, unknown>>
      assert.deepInclude(view, { authenticated: true, user: "ada", method: "proxy", setupRequired: false })
      assert.strictEqual((yield* visit(port, "GET", "/api/processes", named("ada"))).status, 200)
      assert.strictEqual((yield* visit(port, "POST", "/api/processes/restart_all", named("ada"))).status, 403)
      const others = (yield* session(port, { "remote-user": "eve" })) as Readonly<Record<string, unknown>>
      const borrowed = named("ada", { "x-csrf-token": String(others["csrf"]) })
      assert.strictEqual((yield* visit(port, "POST", "/api/processes/restart_all", borrowed)).status, 403)
      const good = named("ada", { "x-csrf-token": String(view["csrf"]) })
      assert.strictEqual((yield* visit(port, "POST", "/api/processes/restart_all", good)).status, 200)
      assert.deepStrictEqual(commands, ["restartAll"])
    })
  )

  it.scopedLive("knows other headers, networks and people", () =>
    Effect.gen(function* () {
      const port = yield* start({
        config: behind('UserHeader = "X-Authentik-Username"\nAllowedUsers = ["ada"]\n', '["10.0.0.0/8", "127.0.0.0/8"]')
      })
      assert.deepInclude(yield* session(port, { "x-authentik-username": "ada" }), { user: "ada" })
      assert.deepInclude(yield* session(port, { "x-authentik-username": "eve" }), { authenticated: false })
      assert.deepInclude(yield* session(port, { "x-authentik-username": "Ada" }), { authenticated: false })
      assert.deepInclude(yield* session(port, { "remote-user": "ada" }), { authenticated: false })
    })
  )
})

describe("a forged proxy header", () => {
  for (const [name, config] of [
    ["while proxy login is off", '[WebUI]\nTrustedProxies = ["127.0.0.1"]\n'],
    ["from an address that is not in the list", behind("", '["10.0.0.1", "::1"]')],
    ["while the list is empty", behind("", "[]")],
    ["while only BehindHttpsProxy is on", "[WebUI]\nBehindHttpsProxy = true\n[WebUI.ProxyAuth]\nEnabled = true\n"]
  ] as const) {
    it.scopedLive(`${name} is ignored`, () =>
      Effect.gen(function* () {
        const { port } = yield* startInstalled({ config })
        for (const headers of [
          { "remote-user": "admin" },
          { "remote-user": "admin", "x-forwarded-for": "10.0.0.1" },
          { "remote-user": "admin", "x-real-ip": "10.0.0.1", forwarded: "for=10.0.0.1" }
        ] as ReadonlyArray<Record<string, string>>) {
          assert.strictEqual((yield* visit(port, "GET", "/api/processes", { headers })).status, 401)
        }
      })
    )
  }

  it.scopedLive("that a stranger put beside the proxy's own is refused, in each spelling", () =>
    Effect.gen(function* () {
      const { port } = yield* startInstalled({ config: behind() })
      const status = (lines: ReadonlyArray<string>) =>
        Effect.map(
          raw(port, `GET /api/processes HTTP/1.1\nHost: x\nConnection: close\n${lines.join("\n")}\n\n`),
          (text) => /^HTTP\/1\.1 (\d+)/.exec(text)?.[1]
        )
      assert.strictEqual(yield* status(["Remote-User: ada"]), "200")
      assert.strictEqual(yield* status(["Remote-User: admin", "Remote-User: ada"]), "401")
      assert.strictEqual(yield* status(["remote-user: admin", "REMOTE-USER: ada"]), "401")
      assert.strictEqual(yield* status(["Remote-User: admin, ada"]), "401")
      assert.strictEqual(yield* status(["Remote_User: admin"]), "401")
      assert.strictEqual(yield* status(["Remote-User:"]), "401")
      assert.strictEqual(yield* status(["Remote-User: \t "]), "401")
      assert.strictEqual(yield* status([`Remote-User: ${"a".repeat(129)}`]), "401")
      assert.strictEqual(yield* status(["Remote-User : admin"]), "400")
      assert.strictEqual(yield* status([" Remote-User: admin"]), "400")
      assert.strictEqual(yield* status(["X: y\rRemote-User: admin"]), "400")
    })
  )

  it.scopedLive("does not make another site's page our own", () =>
    Effect.gen(function* () {
      const { port } = yield* startInstalled()
      const evil = { origin: "https://evil.example", "x-forwarded-host": "evil.example" }
      assert.strictEqual((yield* call(port, "POST", "/api/processes/restart_all", { headers: evil })).status, 403)
      const trusted = yield* start({ access: installed(), config: '[WebUI]\nTrustedProxies = ["127.0.0.1"]\n' })
      const ours = { host: "inside:6969", origin: "https://qb.example.org", "x-forwarded-host": "qb.example.org" }
      assert.strictEqual((yield* call(trusted, "POST", "/api/processes/restart_all", { headers: ours })).status, 200)
      const theirs = { ...ours, "x-forwarded-host": "evil.example, qb.example.org", origin: "https://evil.example" }
      assert.strictEqual((yield* call(trusted, "POST", "/api/processes/restart_all", { headers: theirs })).status, 403)
    })
  )
})
