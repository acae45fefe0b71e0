import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { TorrentPlans } from "../../../../src/web/config/TorrentPlans.ts"
import { memory } from "../../../harness/access/memoryStores.ts"
import { editorWorld } from "../../config/edit/editorWorld.ts"
import { noTorrents } from "../configWorld.ts"
import { type Answer, call, start } from "../fakes.ts"
import { handedOut, installed, openSession, openToken, password, visit } from "./support.ts"

const code = "Open-Sesame-1"

const first = '[WebUI]\nHost = "127.0.0.1"\n[Settings]\nLoopSleepTimer = 5\n'

type Send = (method: string, path: string, body?: unknown) => Effect.Effect<Answer, Error>

/** A daemon that was set up over the API, its config in a real file, and an administrator's way to change everything. */
const world = (config = first, access = memory()) =>
  Effect.gen(function* () {
    const editing = yield* editorWorld(config)
    const port = yield* start({
      access,
      setupToken: code,
      editing: Layer.merge(editing.layer, Layer.succeed(TorrentPlans, { compare: () => Effect.succeed(noTorrents) }))
    })
    const send: Send = (method, path, body) =>
      call(port, method, path, {
        ...(body === undefined ? {} : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) })
      })
    return { access, port, send, ...editing }
  })

const tryAgain = (port: number, why: string) =>
  Effect.gen(function* () {
    assert.deepInclude((yield* visit(port, "GET", "/api/session")).json, { setupRequired: false }, why)
    for (const [path, body] of [
      ["/api/setup", { code, username: "eve", password }],
      ["/web/auth/set-password", { username: "eve", password, setupToken: code }]
    ] as const) {
      const answer = yield* visit(port, "POST", path, { body })
      assert.strictEqual(answer.status, 409, `${why}: ${path}`)
      assert.isUndefined(handedOut(answer.headers), why)
    }
  })

const change = (send: Send, changes: Readonly<Record<string, unknown>>) =>
  Effect.map(send("POST", "/api/config", { changes }), ({ status, text }) => assert.strictEqual(status, 200, text))

const ways: ReadonlyArray<readonly [string, Readonly<Record<string, unknown>>, Readonly<Record<string, unknown>>]> = [
  ["asking nobody for a login for a while", { "WebUI.AuthDisabled": true }, { "WebUI.AuthDisabled": null }],
  [
    "switching the login by a proxy on and off",
    { "WebUI.TrustedProxies": ["10.0.0.1"], "WebUI.ProxyAuth.Enabled": true },
    { "WebUI.TrustedProxies": null, "WebUI.ProxyAuth.Enabled": null }
  ],
  [
    "switching OpenID Connect on and off",
    {
      "WebUI.OIDCEnabled": true,
      "WebUI.OIDC.Authority": "https://auth.example.org",
      "WebUI.OIDC.ClientId": "qbitrr",
      "WebUI.OIDC.AllowedUsers": ["ada"]
    },
    { "WebUI.OIDCEnabled": false, "WebUI.OIDC.AllowedUsers": null }
  ],
  ["switching the password off and on", { "WebUI.LocalAuthEnabled": false }, { "WebUI.LocalAuthEnabled": true }],
  [
    "a password hash that cannot be used",
    { "WebUI.Username": "ada", "WebUI.PasswordHash": "$2b$12$x" },
    { "WebUI.PasswordHash": null }
  ],
  ["another token of the daemon", { "WebUI.Token": "another-token-of-mine-0123456789" }, { "WebUI.Token": null }],
  ["taking everything of [WebUI] away", { "WebUI.Username": "x" }, { WebUI: null }]
]

describe("the setup stays over while the daemon runs", () => {
  for (const [name, there, back] of ways) {
    it.scopedLive(`after ${name}`, () =>
      Effect.gen(function* () {
        const { access, port, send } = yield* world(first, installed("ada"))
        yield* change(send, there)
        yield* tryAgain(port, "there")
        yield* change(send, back)
        yield* tryAgain(port, "and back")
        assert.strictEqual(access.account?.username, "ada")
      })
    )
  }

  it.scopedLive("when every session is ended and every token revoked", () =>
    Effect.gen(function* () {
      const access = installed()
      openSession(access)
      openToken(access, ["admin"])
      const { port, send } = yield* world(first, access)
      assert.strictEqual((yield* send("DELETE", "/api/sessions")).status, 200)
      for (const { id } of [...access.tokens.values()]) {
        assert.strictEqual((yield* send("DELETE", `/api/tokens/${id}`)).status, 200)
      }
      assert.deepStrictEqual([access.sessions.size, access.tokens.size], [0, 0])
      yield* tryAgain(port, "nothing is left")
    })
  )

  it.scopedLive("when an older version of the config is restored, from before there was a password", () =>
    Effect.gen(function* () {
      const { port, send } = yield* world()
      yield* change(send, { "Settings.LoopSleepTimer": 11 })
      yield* visit(port, "POST", "/api/setup", { body: { code, username: "ada", password } })
      const { backups } = (yield* send("GET", "/api/config/backups")).json as { backups: Array<{ id: string }> }
      const { revision } = (yield* send("GET", "/api/config")).json as { revision: string }
      const restored = yield* send("POST", "/api/config/restore", { id: backups[0]?.id, revision })
      assert.strictEqual(restored.status, 200, restored.text)
      yield* tryAgain(port, "restored")
    })
  )

  it.scopedLive("when the file of the config is emptied or broken by hand", () =>
    Effect.gen(function* () {
      const { configs, port, write } = yield* world()
      yield* visit(port, "POST", "/api/setup", { body: { code, username: "ada", password } })
      for (const text of ["", "[WebUI\n", '[WebUI]\nHost = "127.0.0.1"\nAuthDisabled = "perhaps"\n']) {
        write(text)
        yield* Effect.either(configs.reload)
        yield* tryAgain(port, JSON.stringify(text))
      }
    })
  )

  it.scopedLive("by its code in another case, another name for the account, or a token that may everything", () =>
    Effect.gen(function* () {
      const access = installed()
      const { port } = yield* world(first, access)
      const headers = { authorization: `Bearer ${openToken(access, ["admin"])}` }
      for (const body of [
        { code: code.toLowerCase(), username: "admin", password },
        { code, username: "ADMIN", password },
        { code: "", username: "eve", password }
      ]) {
        assert.strictEqual((yield* visit(port, "POST", "/api/setup", { body, headers })).status, 409)
      }
      assert.strictEqual(access.account?.username, "admin")
    })
  )
})
