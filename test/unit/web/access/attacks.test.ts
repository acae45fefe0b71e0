import { mkdirSync, symlinkSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { TorrentPlans } from "../../../../src/web/config/TorrentPlans.ts"
import { editorWorld } from "../../config/edit/editorWorld.ts"
import { noTorrents } from "../configWorld.ts"
import { start } from "../fakes.ts"
import { line, logsWith } from "../logs/support.ts"
import {
  asBrowser,
  cookie,
  endpoints,
  installed,
  isMutation,
  openSession,
  openToken,
  raw,
  token,
  visit
} from "./support.ts"

const closed = endpoints.filter(({ requires }) => requires !== "public")
const changing = closed.filter(isMutation)
const label = ({ method, path }: (typeof endpoints)[number]) => `${method} ${path}`

/** Stands in files that no address leads to. */
const planted = "planted-0c5e7d3b"

/** Ways out of a folder, to a file `name` beside it or further up. */
const waysOut = (name: string): ReadonlyArray<string> => [
  `../${name}`,
  `../../${name}`,
  `..%2f${name}`,
  `%2e%2e%2f${name}`,
  `%2e%2e/${name}`,
  `..%5c${name}`,
  `%2e%2e%5c${name}`,
  `%252e%252e%252f${name}`,
  `..%c0%af${name}`,
  `..%ef%bc%8f${name}`,
  `..%00/${name}`,
  `${name}%00.log`,
  `....%2f%2f${name}`,
  `.%2f..%2f${name}`,
  `x%2f..%2f..%2f${name}`,
  `%2fetc%2fpasswd`,
  `%2e%2e%2f%2e%2e%2f%2e%2e%2f%2e%2e%2f%2e%2e%2fetc%2fpasswd`,
  `file:%2f%2f%2fetc%2fpasswd`,
  `~%2f${name}`,
  `%2fproc%2fself%2fenviron`
]

/** A daemon with logs and a config, beside whose folders lies what nobody may read. */
const furnished = Effect.gen(function* () {
  const editing = yield* editorWorld("[Settings]\nLoopSleepTimer = 5\n")
  const { logs, path } = yield* logsWith({ "Main.log": line(1, "INFO", "begun") })
  const outside = [
    join(dirname(path), "secret.log"),
    join(editing.folder, "secret.log"),
    join(editing.folder, "data", "secret.log")
  ]
  for (const file of outside) {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, line(2, "INFO", planted))
  }
  symlinkSync(join(editing.folder, "secret.log"), join(path, "link.log"))
  const port = yield* start({
    access: installed(),
    logs,
    editing: Layer.merge(editing.layer, Layer.succeed(TorrentPlans, { compare: () => Effect.succeed(noTorrents) }))
  })
  return { port }
})

describe("a way out of a folder", () => {
  const withParameters = closed.filter(({ path }) => path.includes(":"))

  it("is tried in the place of every parameter that there is", () => {
    const names = new Set(withParameters.flatMap(({ path }) => [...path.matchAll(/:(\w+)/g)].map(([, name]) => name)))
    assert.includeMembers([...names], ["name", "id", "hash", "instance", "section", "category"])
  })

  for (const way of waysOut("secret.log")) {
    it.scopedLive(`${way} leads nowhere, in whichever place`, () =>
      Effect.gen(function* () {
        const { port } = yield* furnished
        const targets = [
          ...withParameters.flatMap((one) => {
            const names = [...one.path.matchAll(/:(\w+)/g)].map(([whole]) => whole)
            return names.map((name) => ({
              method: one.method,
              path: one.path.replace(name, way).replaceAll(/:\w+/g, "Main.log")
            }))
          }),
          ...["/", "/assets/", "/api/", "/web/", "/api/docs/"].map((folder) => ({ method: "GET", path: folder + way })),
          { method: "GET", path: `/api/events?logs=${way}` },
          { method: "GET", path: `/api/docs/try?to=/api/logs/{name}&path.name=${way}` }
        ]
        for (const { method, path } of targets) {
          const text = yield* raw(
            port,
            `${method} ${path} HTTP/1.1\nHost: x\nConnection: close\nAuthorization: Bearer ${token}\nAccept: text/html\nContent-Length: 0\n\n`
          )
          assert.notInclude(text, planted, path)
          assert.notMatch(text, /root:x:|PATH=/, path)
          assert.notMatch(text, /HTTP\/1\.1 (500|502)/, path)
        }
      })
    )
  }

  it.scopedLive("is no link either, whatever stands in the folder of the logs", () =>
    Effect.gen(function* () {
      const { port } = yield* furnished
      for (const path of ["/api/logs/link.log", "/api/logs/link.log/search?q=planted", "/api/logs/link.log/download"]) {
        const answer = yield* visit(port, "GET", path, { headers: { authorization: `Bearer ${token}` } })
        assert.strictEqual(answer.status, 404, path)
        assert.notInclude(answer.text, planted)
      }
      const plain = yield* visit(port, "GET", "/api/logs/Main.log", { headers: { authorization: `Bearer ${token}` } })
      assert.include(plain.text, "begun")
    })
  )
})

describe("a header that says to be somebody", () => {
  const forged: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    "Remote-User": { "remote-user": "admin" },
    "X-Remote-User": { "x-remote-user": "admin" },
    "X-Forwarded-User": {
      "x-forwarded-user": "admin",
      "x-forwarded-groups": "admins",
      "x-forwarded-email": "a@b.example"
    },
    "X-Auth-Request-User": { "x-auth-request-user": "admin" },
    "X-Authentik-Username": { "x-authentik-username": "admin" },
    "X-Forwarded-For with this machine": { "x-forwarded-for": "127.0.0.1" },
    "X-Real-IP with this machine": {
      "x-real-ip": "127.0.0.1",
      "true-client-ip": "127.0.0.1",
      "cf-connecting-ip": "::1"
    },
    Forwarded: { forwarded: 'for=127.0.0.1;host=localhost;proto=https;by="admin"' },
    "X-Original-URL": {
      "x-original-url": "/api/health",
      "x-rewrite-url": "/api/health",
      "x-forwarded-uri": "/api/health"
    },
    "X-Forwarded-Prefix": { "x-forwarded-prefix": "/api/health", "x-script-name": "/api/health" },
    "X-Forwarded-Host with this machine": { "x-forwarded-host": "localhost", "x-forwarded-proto": "https" },
    "a client certificate": { "x-ssl-client-verify": "SUCCESS", "x-client-dn": "CN=admin" }
  }
  for (const [name, headers] of Object.entries(forged)) {
    it.scopedLive(`(${name}) lets nobody in, from a stranger or from a proxy that is trusted with addresses`, () =>
      Effect.gen(function* () {
        const trusting = '[WebUI]\nTrustedProxies = ["127.0.0.1"]\nBehindHttpsProxy = true\n'
        const commands: Array<string> = []
        for (const config of ["[Settings]\n", trusting]) {
          const port = yield* start({ access: installed(), commands, config })
          for (const one of closed) {
            const answer = yield* visit(port, one.method, one.address, { headers })
            assert.strictEqual(answer.status, 401, label(one))
          }
        }
        assert.deepStrictEqual(commands, [])
      })
    )
  }
})

describe("a method in disguise", () => {
  const overrides = ["x-http-method-override", "x-http-method", "x-method-override", "x-http-method_override"]

  it.scopedLive("changes nothing by GET, whatever a header or the query calls it", () =>
    Effect.gen(function* () {
      const access = installed()
      const commands: Array<string> = []
      const port = yield* start({ access, allowDrills: true, commands })
      const before = JSON.stringify([access.account, access.setupClosed])
      const browser = yield* asBrowser(port, openSession(access))
      openToken(access, ["read"])
      const alive = [access.sessions.size, access.tokens.size]
      for (const one of changing) {
        for (const name of overrides) {
          for (const credentials of [browser, { authorization: `Bearer ${token}` }]) {
            yield* visit(port, "GET", one.address, { headers: { ...credentials, [name]: one.method } })
          }
        }
        yield* visit(port, "GET", `${one.address}?_method=${one.method}&method=${one.method}`, {
          headers: { authorization: `Bearer ${token}` }
        })
      }
      assert.deepStrictEqual(commands, [])
      assert.strictEqual(JSON.stringify([access.account, access.setupClosed]), before)
      assert.deepStrictEqual([access.sessions.size, access.tokens.size], alive)
    })
  )

  it.scopedLive("does not get a change past the token against forged requests by calling it GET", () =>
    Effect.gen(function* () {
      const access = installed()
      const port = yield* start({ access })
      const headers = { cookie: cookie(openSession(access)) }
      for (const one of changing) {
        for (const name of overrides) {
          const answer = yield* visit(port, one.method, one.address, { headers: { ...headers, [name]: "GET" } })
          assert.deepInclude(answer.json, { type: "/problems/wrong-csrf-token" }, label(one))
        }
      }
    })
  )
})

describe("a cookie that somebody else has set", () => {
  it.scopedLive("of a neighbouring host never becomes the session of whoever logs in", () =>
    Effect.gen(function* () {
      const access = installed()
      const port = yield* start({ access })
      const planted = openSession(access)
      const mine = openSession(access)
      for (const header of [
        `${cookie(planted)}; ${cookie(mine)}`,
        `${cookie(mine)}; ${cookie(planted)}`,
        `${cookie(mine)};${cookie(planted)}`,
        `${cookie(planted)};   ${cookie(mine)}; x=y`
      ]) {
        const answer = yield* visit(port, "GET", "/api/processes", { headers: { cookie: header } })
        assert.strictEqual(answer.status, 401, header)
      }
    })
  )

  it.scopedLive("under a name that only looks like ours is nothing", () =>
    Effect.gen(function* () {
      const access = installed()
      const port = yield* start({ access })
      const secret = openSession(access)
      for (const header of [
        `QBITRR_SESSION=${secret}`,
        `__Host-qbitrr_session=${secret}`,
        `__Secure-qbitrr_session=${secret}`,
        `qbitrr_session =x; qbitrr_session2=${secret}`,
        `qbitrr_session%3D${secret}`,
        `$Version=1; session=${secret}`,
        `qbitrr_session=${secret}x`,
        `qbitrr_session=${secret.slice(0, -1)}`,
        `qbitrr_session=${secret.toLowerCase()}`,
        `qbitrr_session=${encodeURIComponent(`"${secret}`)}`
      ]) {
        const answer = yield* visit(port, "GET", "/api/processes", { headers: { cookie: header } })
        assert.strictEqual(answer.status, 401, header)
      }
    })
  )

  it.scopedLive("with the token against forged requests of another session changes nothing", () =>
    Effect.gen(function* () {
      const access = installed()
      const commands: Array<string> = []
      const port = yield* start({ access, allowDrills: true, commands })
      const eve = yield* asBrowser(port, openSession(access))
      const headers = { cookie: cookie(openSession(access)), "x-csrf-token": eve["x-csrf-token"] }
      for (const one of changing) {
        const answer = yield* visit(port, one.method, one.address, { headers, body: "{}" })
        assert.deepInclude(answer.json, { type: "/problems/wrong-csrf-token" }, label(one))
      }
      assert.deepStrictEqual(commands, [])
    })
  )

  it.scopedLive("does not say who one is while the Authorization that stands beside it is wrong", () =>
    Effect.gen(function* () {
      const access = installed()
      const port = yield* start({ access })
      const headers = { cookie: cookie(openSession(access)), authorization: "Bearer wrong" }
      assert.strictEqual((yield* visit(port, "GET", "/api/processes", { headers })).status, 401)
    })
  )
})

describe("a token in the address", () => {
  for (const name of ["token", "access_token", "apikey", "api_key", "authorization", "Token", "bearer", "key"]) {
    it.scopedLive(`as ${name} is none, at any endpoint`, () =>
      Effect.gen(function* () {
        const access = installed()
        const full = openToken(access, ["admin"])
        const port = yield* start({ access })
        for (const one of closed) {
          for (const shown of [token, full]) {
            const answer = yield* visit(port, one.method, `${one.address}?${name}=${shown}`)
            assert.strictEqual(answer.status, 401, label(one))
            assert.notInclude(answer.text, shown)
          }
        }
      })
    )
  }
})
