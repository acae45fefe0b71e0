import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { exportSPKI, generateKeyPair, type JWTPayload, SignJWT } from "jose"
import { memory } from "../../../harness/access/memoryStores.ts"
import * as OidcProvider from "../../../harness/oidc/Provider.ts"
import { start } from "../fakes.ts"
import { handedOut, visit } from "./support.ts"

const configOf = (issuer: string, more: string) => `
[WebUI]
OIDCEnabled = true
[WebUI.OIDC]
Authority = "${issuer}"
ClientId = "${OidcProvider.clientId}"
ClientSecret = "${OidcProvider.clientSecret}"
RequireHttpsMetadata = false
${more}
`

const adaOnly = 'AllowedUsers = ["ada"]'

/** A provider, and a server that trusts it. */
const world = (more = adaOnly, settings: (issuer: string) => string = (issuer) => configOf(issuer, more)) =>
  Effect.gen(function* () {
    const provider = yield* OidcProvider.start
    const access = memory()
    const port = yield* start({ access, config: settings(provider.issuer) })
    return { provider, access, port }
  })

const cookieOf = (headers: Readonly<Record<string, string | Array<string> | undefined>>): string => {
  const all = headers["set-cookie"]
  return (Array.isArray(all) ? all : [all ?? ""]).map((one) => one.split(";")[0] ?? "").join("; ")
}

/** Begins a login as a browser does; where the provider sends it back to, and the cookie of the browser. */
const toProvider = (port: number, path = "/api/oidc/challenge") =>
  Effect.gen(function* () {
    const challenge = yield* visit(port, "GET", path)
    const there = String(challenge.headers["location"])
    const response = yield* Effect.promise(() => fetch(there, { redirect: "manual" }))
    const back = new URL(response.headers.get("location") ?? "http://nowhere.invalid/")
    return { challenge, there: new URL(there), back, cookie: cookieOf(challenge.headers) }
  })

const comeBack = (port: number, back: URL, cookie: string) =>
  visit(port, "GET", `${back.pathname}${back.search}`, { headers: cookie === "" ? {} : { cookie } })

const wholeLogin = (port: number, path?: string) =>
  Effect.flatMap(toProvider(port, path), ({ back, cookie }) => comeBack(port, back, cookie))

/** Refused: no session, and a page that says why. */
const refused = (
  answer: {
    readonly status: number
    readonly headers: Readonly<Record<string, string | Array<string> | undefined>>
    readonly text: string
  },
  status: number,
  why: RegExp
) => {
  assert.strictEqual(answer.status, status, answer.text)
  assert.isUndefined(handedOut(answer.headers))
  assert.match(String(answer.headers["content-type"]), /^text\/html/)
  assert.match(answer.text, why)
}

describe("login by OpenID Connect", () => {
  it.scopedLive("sends the browser away with state, nonce and PKCE, and lets whoever is named in", () =>
    Effect.gen(function* () {
      const { access, port, provider } = yield* world()
      const { back, challenge, cookie, there } = yield* toProvider(port, "/api/oidc/challenge?returnTo=/torrents%3Fq=a")
      assert.strictEqual(challenge.status, 302)
      assert.strictEqual(there.origin, provider.issuer)
      assert.strictEqual(there.searchParams.get("redirect_uri"), `http://127.0.0.1:${port}/signin-oidc`)
      assert.strictEqual(there.searchParams.get("scope"), "openid profile")
      assert.strictEqual(there.searchParams.get("code_challenge_method"), "S256")
      for (const name of ["state", "nonce", "code_challenge"]) {
        assert.isAbove(there.searchParams.get(name)?.length ?? 0, 40, name)
      }
      assert.match(String(challenge.headers["set-cookie"]), /HttpOnly; SameSite=Lax/)
      const answer = yield* comeBack(port, back, cookie)
      assert.strictEqual(answer.status, 302, answer.text)
      assert.strictEqual(answer.headers["location"], "/torrents?q=a")
      const session = handedOut(answer.headers)
      assert.match(session?.header ?? "", /HttpOnly; SameSite=Lax/)
      const view = yield* visit(port, "GET", "/api/session", {
        headers: { cookie: `qbitrr_session=${session?.secret}` }
      })
      assert.deepInclude(view.json, { authenticated: true, user: "ada", method: "oidc", oidcLogin: true })
      assert.deepStrictEqual(
        [...access.sessions.values()].map(({ method }) => method),
        ["oidc"]
      )
    })
  )

  it.scopedLive("works under a path, behind HTTPS, at another callback and by its older name", () =>
    Effect.gen(function* () {
      const provider = yield* OidcProvider.start
      const config = configOf(provider.issuer, `${adaOnly}\nCallbackPath = "/auth/back"`).replace(
        "[WebUI]",
        '[WebUI]\nUrlBase = "/qb"\nBehindHttpsProxy = true'
      )
      const port = yield* start({ config, urlBase: "/qb" })
      const headers = { host: "qb.example.org" }
      const challenge = yield* visit(port, "GET", "/qb/web/auth/oidc/challenge", { headers })
      const there = new URL(String(challenge.headers["location"]))
      assert.strictEqual(there.searchParams.get("redirect_uri"), "https://qb.example.org/qb/auth/back")
      const response = yield* Effect.promise(() => fetch(there, { redirect: "manual" }))
      const back = new URL(response.headers.get("location") ?? "")
      const answer = yield* visit(port, "GET", `${back.pathname}${back.search}`, {
        headers: { ...headers, cookie: cookieOf(challenge.headers) }
      })
      assert.strictEqual(answer.headers["location"], "/qb/")
      assert.match(handedOut(answer.headers)?.header ?? "", /Path=\/qb; HttpOnly; Secure; SameSite=Lax/)
    })
  )

  it.scopedLive("asks the provider for what it is once, and for more than the ID token says if there is more", () =>
    Effect.gen(function* () {
      const { port, provider } = yield* world('AllowedGroups = ["admins"]\nGroupsClaim = "roles"')
      provider.behaviour.userinfo = { roles: ["users", "admins"] }
      assert.strictEqual((yield* wholeLogin(port)).status, 302)
      assert.strictEqual((yield* wholeLogin(port)).status, 302)
      assert.strictEqual(provider.asked.filter((path) => path.startsWith("/.well-known")).length, 1)
    })
  )

  it.scopedLive("is no way in while it is off, and offers the setup while its list is empty", () =>
    Effect.gen(function* () {
      const { port } = yield* world("")
      const view = yield* visit(port, "GET", "/api/session")
      assert.deepInclude(view.json, { oidcLogin: false, setupRequired: true })
      const challenge = yield* visit(port, "GET", "/api/oidc/challenge")
      assert.strictEqual(challenge.status, 409)
      assert.match(challenge.text, /OIDC\.AllowedUsers/)
    })
  )

  it.scopedLive("ends when the list of people changes, and the password is not asked for meanwhile", () =>
    Effect.gen(function* () {
      const { access, port, provider } = yield* world()
      const session = handedOut((yield* wholeLogin(port)).headers)
      const later = yield* start({ access, config: configOf(provider.issuer, 'AllowedUsers = ["grace"]') })
      const headers = { cookie: `qbitrr_session=${session?.secret}` }
      assert.strictEqual((yield* visit(port, "GET", "/api/processes", { headers })).status, 200)
      assert.strictEqual((yield* visit(later, "GET", "/api/processes", { headers })).status, 401)
      assert.deepInclude((yield* visit(later, "GET", "/api/session")).json, {
        setupRequired: false,
        passwordLogin: false
      })
    })
  )
})

describe("whom the provider names", () => {
  for (const [name, more, person, admitted] of [
    ["a name in any case", 'AllowedUsers = ["Ada"]', { sub: "1", preferred_username: "ada" }, true],
    ["a subject", 'AllowedUsers = ["1001"]', { sub: "1001" }, true],
    [
      "a verified address",
      'AllowedUsers = ["ada@example.org"]',
      { sub: "1", email: "Ada@example.org", email_verified: true },
      true
    ],
    ["a group", 'AllowedGroups = ["admins"]', { sub: "1", groups: ["users", "admins"] }, true],
    [
      "an address that nobody has verified",
      'AllowedUsers = ["ada@example.org"]',
      { sub: "1", email: "ada@example.org" },
      false
    ],
    [
      "an address said to be unverified",
      'AllowedUsers = ["ada@example.org"]',
      { sub: "1", email: "ada@example.org", email_verified: false },
      false
    ],
    ["somebody else", adaOnly, { sub: "2", preferred_username: "eve" }, false],
    ["a subject in another case", 'AllowedUsers = ["abc"]', { sub: "ABC" }, false],
    ["a display name", adaOnly, { sub: "2", name: "ada", nickname: "ada" }, false],
    ["a group in another case", 'AllowedGroups = ["admins"]', { sub: "1", groups: ["Admins"] }, false],
    ["a part of a group", 'AllowedGroups = ["admin"]', { sub: "1", groups: ["administrators"] }, false],
    [
      "groups that are no list of texts",
      'AllowedGroups = ["admins"]',
      { sub: "1", groups: [{ name: "admins" }] },
      false
    ]
  ] as const) {
    it.scopedLive(`${name}: ${admitted ? "is let in" : "is not"}`, () =>
      Effect.gen(function* () {
        const { port, provider } = yield* world(more)
        provider.behaviour.person = { ...person }
        const answer = yield* wholeLogin(port)
        if (admitted) assert.isDefined(handedOut(answer.headers), answer.text)
        else refused(answer, 403, /not let in here/)
      })
    )
  }
})

describe("an attack on the login by OpenID Connect", () => {
  it.scopedLive("somebody else's way back: another browser, no cookie, a second time, another state", () =>
    Effect.gen(function* () {
      const { port } = yield* world()
      const mine = yield* toProvider(port)
      const theirs = yield* toProvider(port)
      refused(yield* comeBack(port, mine.back, ""), 400, /begun in another browser/)
      refused(yield* comeBack(port, mine.back, theirs.cookie), 502, /not accepted/)
      assert.strictEqual((yield* comeBack(port, mine.back, mine.cookie)).status, 302)
      refused(yield* comeBack(port, mine.back, mine.cookie), 400, /used already/)
      const third = yield* toProvider(port)
      third.back.searchParams.set("state", "x".repeat(43))
      refused(yield* comeBack(port, third.back, third.cookie), 502, /not accepted/)
      const fourth = yield* toProvider(port)
      fourth.back.searchParams.delete("state")
      refused(yield* comeBack(port, fourth.back, fourth.cookie), 502, /not accepted/)
      const fifth = yield* toProvider(port)
      refused(
        yield* comeBack(port, fifth.back, `${fifth.cookie}; ${(yield* toProvider(port)).cookie}`),
        400,
        /Begin it again/
      )
    })
  )

  it.scopedLive("a code of another login cannot be slipped in: PKCE does not fit", () =>
    Effect.gen(function* () {
      const { port } = yield* world()
      const mine = yield* toProvider(port)
      const theirs = yield* toProvider(port)
      mine.back.searchParams.set("code", theirs.back.searchParams.get("code") ?? "")
      refused(yield* comeBack(port, mine.back, mine.cookie), 400, /invalid_grant/)
    })
  )

  for (const [name, tamper] of [
    ["another issuer", (claims) => ({ ...claims, iss: "https://evil.example" })],
    ["another audience", (claims) => ({ ...claims, aud: "another-client" })],
    [
      "several audiences and another authorized party",
      (claims) => ({ ...claims, aud: ["x", OidcProvider.clientId], azp: "x" })
    ],
    ["another nonce", (claims) => ({ ...claims, nonce: "x".repeat(43) })],
    ["no nonce", ({ nonce: _, ...claims }) => claims],
    ["an ID token of yesterday", (claims) => ({ ...claims, iat: 1_600_000_000, exp: 1_600_000_300 })],
    ["an ID token without an end", ({ exp: _, ...claims }) => claims],
    ["no subject", ({ sub: _, ...claims }) => claims]
  ] as ReadonlyArray<readonly [string, (claims: JWTPayload) => JWTPayload]>) {
    it.scopedLive(`${name} is refused`, () =>
      Effect.gen(function* () {
        const { access, port, provider } = yield* world()
        provider.behaviour.tamper = tamper
        refused(yield* wholeLogin(port), 502, /not accepted/)
        assert.strictEqual(access.sessions.size, 0)
      })
    )
  }

  for (const [name, sign] of [
    ["nobody (alg none)", () => OidcProvider.unsigned],
    [
      "the client secret (HS256)",
      () => (claims: JWTPayload) =>
        new SignJWT(claims)
          .setProtectedHeader({ alg: "HS256" })
          .sign(new TextEncoder().encode(OidcProvider.clientSecret))
    ],
    [
      "the public key taken for a secret (HS256)",
      (provider: OidcProvider.Provider) => async (claims: JWTPayload) =>
        new SignJWT(claims)
          .setProtectedHeader({ alg: "HS256", kid: "one" })
          .sign(new TextEncoder().encode(await exportSPKI(provider.publicKey)))
    ],
    [
      "another key under the same name",
      () => async (claims: JWTPayload) =>
        new SignJWT(claims)
          .setProtectedHeader({ alg: "RS256", kid: "one" })
          .sign((await generateKeyPair("RS256")).privateKey)
    ],
    [
      "a key that nobody has published",
      (provider: OidcProvider.Provider) => (claims: JWTPayload) =>
        new SignJWT(claims).setProtectedHeader({ alg: "RS256", kid: "two" }).sign(provider.privateKey)
    ]
  ] as const) {
    it.scopedLive(`an ID token signed by ${name} is refused`, () =>
      Effect.gen(function* () {
        const { access, port, provider } = yield* world()
        provider.behaviour.sign = sign(provider)
        refused(yield* wholeLogin(port), 502, /not accepted/)
        assert.strictEqual(access.sessions.size, 0)
      })
    )
  }

  it.scopedLive("userinfo of somebody else, and an answer in another provider's name, are refused", () =>
    Effect.gen(function* () {
      const { port, provider } = yield* world()
      provider.behaviour.answer = { iss: "https://evil.example" }
      refused(yield* wholeLogin(port), 502, /not accepted/)
      provider.behaviour.answer = {}
      const second = yield* world()
      second.provider.behaviour.userinfo = { sub: "9", groups: ["admins"] }
      refused(yield* wholeLogin(second.port), 502, /not accepted/)
    })
  )

  it.scopedLive("an open redirect after the login leads to the start of the page", () =>
    Effect.gen(function* () {
      const { port } = yield* world()
      for (const target of ["https://evil.example/", "//evil.example", "/\\evil.example", "/%09/evil.example"]) {
        const answer = yield* wholeLogin(port, `/api/oidc/challenge?returnTo=${encodeURIComponent(target)}`)
        assert.match(String(answer.headers["location"]), /^\/(%09\/evil\.example)?$/, target)
      }
    })
  )

  it.scopedLive("what the provider says is shown as text, without markup", () =>
    Effect.gen(function* () {
      const { port, provider } = yield* world()
      provider.behaviour.refusal = { error: "access_denied", error_description: "<script>alert(1)</script>" }
      const answer = yield* wholeLogin(port)
      refused(answer, 400, /access_denied: &lt;script&gt;/)
      assert.match(String(answer.headers["content-security-policy"]), /default-src 'none'/)
    })
  )
})

describe("a provider that cannot be used", () => {
  it.scopedLive("is named with the reason, and asked again the next time", () =>
    Effect.gen(function* () {
      const { port, provider } = yield* world()
      provider.behaviour.metadata = { issuer: "https://other.example" }
      refused(yield* visit(port, "GET", "/api/oidc/challenge"), 502, /calls itself by another address/)
      provider.behaviour.metadata = {}
      assert.strictEqual((yield* wholeLogin(port)).status, 302)
    })
  )

  it.scopedLive("because nothing is there, or because it does not speak HTTPS where that is asked for", () =>
    Effect.gen(function* () {
      const gone = yield* Effect.scoped(Effect.map(OidcProvider.start, ({ issuer }) => issuer))
      const dead = yield* world(adaOnly, () => configOf(gone, adaOnly))
      refused(
        yield* visit(dead.port, "GET", "/api/oidc/challenge"),
        502,
        /127\.0\.0\.1:\d+ cannot be used: ECONNREFUSED/
      )
      const plain = yield* world(adaOnly, (issuer) =>
        configOf(issuer, adaOnly).replace("RequireHttpsMetadata = false", "")
      )
      refused(yield* visit(plain.port, "GET", "/api/oidc/challenge"), 502, /RequireHttpsMetadata/)
      assert.deepStrictEqual(plain.provider.asked, [])
    })
  )
})
