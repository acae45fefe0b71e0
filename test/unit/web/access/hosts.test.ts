import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { isOwnHost } from "../../../../src/web/access/ownHost.ts"
import { problems } from "../../../../src/web/Problem.ts"
import { start } from "../fakes.ts"
import { endpoints, isMutation, startInstalled, visit } from "./support.ts"

const none = { Host: "0.0.0.0", AllowedHosts: [] }

const own = [
  "127.0.0.1:6969",
  "127.0.0.1",
  "[::1]:6969",
  "[fe80::1]",
  "192.168.1.10:8080",
  "203.0.113.7",
  "localhost",
  "LOCALHOST:6969",
  "localhost.",
  "qb.localhost:6969",
  "nas:6969",
  "qbitrr"
]

/** Names that a stranger may own, or that only look like an address. */
const foreign = [
  "evil.example",
  "evil.example:6969",
  "evil.example.",
  "127.0.0.1.evil.example",
  "localhost.evil.example",
  "127.0.0.1.nip.io:6969",
  "notlocalhost.example",
  "0x7f000001.evil.example",
  "evil.example#localhost",
  "evil.example/localhost",
  "localhost@evil.example",
  "localhost:80@evil.example:6969",
  "a b",
  ""
]

describe("a host that can only be this machine's", () => {
  it("is an address, localhost, or a name that no public server answers for", () => {
    for (const host of own) assert.isTrue(isOwnHost(host, none), host)
    assert.isTrue(isOwnHost(undefined, none))
  })

  it("is one that the config names, in whatever letters and with whatever port", () => {
    const named = { Host: "box.lan", AllowedHosts: ["qb.example.org"] }
    for (const host of ["box.lan:6969", "BOX.lan", "qb.example.org", "QB.example.org.:443"]) {
      assert.isTrue(isOwnHost(host, named), host)
    }
    for (const host of ["example.org", "x.qb.example.org", "qb.example.org.evil.example"]) {
      assert.isFalse(isOwnHost(host, named), host)
    }
  })

  for (const host of foreign) {
    it(`is not ${JSON.stringify(host)}`, () => assert.isFalse(isOwnHost(host, none)))
  }
})

describe("where nobody is asked for a login", () => {
  it.scopedLive("every endpoint refuses a name that may be anybody's: a page could have given it to itself", () =>
    Effect.gen(function* () {
      const commands: Array<string> = []
      const port = yield* start({ authDisabled: true, allowDrills: true, commands })
      for (const one of endpoints.filter(({ requires }) => requires !== "public")) {
        const options = isMutation(one) ? { body: "{}" } : {}
        const headers = { host: "evil.example:6969", origin: "http://evil.example:6969" }
        const answer = yield* visit(port, one.method, one.address, { ...options, headers })
        assert.deepInclude(answer.json, { type: "/problems/foreign-host", status: problems["foreign-host"].status })
      }
      assert.deepStrictEqual(commands, [])
    })
  )

  it.scopedLive(
    "the name that a proxy says the browser has is looked at as well, and none makes up for the other",
    () =>
      Effect.gen(function* () {
        const config = '[WebUI]\nTrustedProxies = ["127.0.0.1"]\nAllowedHosts = ["qb.example.org"]\n'
        const port = yield* start({ authDisabled: true, config })
        const get = (headers: Record<string, string>) =>
          Effect.map(visit(port, "GET", "/api/processes", { headers }), ({ status }) => status)
        assert.strictEqual(yield* get({ host: "qbitrr:6969", "x-forwarded-host": "qb.example.org" }), 200)
        assert.strictEqual(yield* get({ host: "qb.example.org" }), 200)
        assert.strictEqual(yield* get({ host: "qbitrr:6969", "x-forwarded-host": "evil.example" }), 403)
        assert.strictEqual(yield* get({ host: "evil.example", "x-forwarded-host": "qb.example.org" }), 403)
        assert.strictEqual(yield* get({ host: "evil.example", "x-forwarded-host": "localhost" }), 403)
        assert.strictEqual(yield* get({ host: "evil.example", forwarded: "host=localhost" }), 403)
      })
  )

  it.scopedLive("the documented public set answers whatever it is called by", () =>
    Effect.gen(function* () {
      const port = yield* start({ authDisabled: true })
      for (const path of ["/api/health", "/health", "/api/ready", "/api/session"]) {
        assert.strictEqual((yield* visit(port, "GET", path, { headers: { host: "evil.example" } })).status, 200, path)
      }
    })
  )
})

describe("where people log in", () => {
  it.scopedLive("no name has to be told: what a page of another name has is no session", () =>
    Effect.gen(function* () {
      const { port } = yield* startInstalled()
      const answer = yield* visit(port, "GET", "/api/processes", { headers: { host: "evil.example" } })
      assert.strictEqual(answer.status, 401)
    })
  )
})
