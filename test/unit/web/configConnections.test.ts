import { createServer, type Server } from "node:http"
import type { AddressInfo } from "node:net"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Redacted from "effect/Redacted"
import * as FakeArr from "../../../src/demo/FakeArr.ts"
import * as FakeQbittorrent from "../../../src/demo/FakeQbittorrent.ts"
import * as FakeOmbi from "../../../src/demo/requests/FakeOmbi.ts"
import * as FakeOverseerr from "../../../src/demo/requests/FakeOverseerr.ts"
import type { TestRequest, TestResult } from "../../../src/web/config/ConfigViews.ts"
import { targetOf } from "../../../src/web/config/ConnectionTarget.ts"
import { testConnection } from "../../../src/web/config/testConnection.ts"
import { good } from "../config/support.ts"
import { configWorld } from "./configWorld.ts"

const key = "0123456789abcdef0123456789abcdef"

const stored = good(`
[qBit]
Host = "https://qbit.lan:8443/qb"
UserName = "admin"
Password = "stored-password"
[Radarr-4K]
URI = "https://radarr.lan:7878/radarr"
APIKey = "${key}"
[Radarr-4K.EntrySearch.Overseerr]
OverseerrURI = "http://overseerr:5055"
OverseerrAPIKey = "stored-overseerr"
`).config

const target = (request: TestRequest) => targetOf(stored, request)
const refusal = (request: TestRequest): string =>
  Either.match(target(request), { onLeft: (why) => why, onRight: () => "" })
const sent = (request: TestRequest) =>
  Either.map(target(request), ({ apiKey, password, url }) => [url, Redacted.value(apiKey), Redacted.value(password)])

describe("whom a connection test talks to", () => {
  it("is the stored section, with what was typed in its place", () => {
    assert.deepStrictEqual(sent({ section: "Radarr-4K" }), Either.right(["https://radarr.lan:7878/radarr", key, ""]))
    assert.deepStrictEqual(
      sent({ section: "Radarr-4K", values: { URI: "http://other:1/", APIKey: "typed-key" } }),
      Either.right(["http://other:1", "typed-key", ""])
    )
    assert.deepStrictEqual(
      sent({ section: "qBit", values: { Password: "typed", Port: 9000 } }),
      Either.right(["https://qbit.lan:8443/qb", "", "typed"])
    )
    assert.deepStrictEqual(
      sent({ section: "Sonarr-New", values: { URI: "http://sonarr", APIKey: "typed-key" } }),
      Either.right(["http://sonarr", "typed-key", ""])
    )
  })

  it("gets the stored secret at another path or with another user, since that is the same machine", () => {
    assert.isTrue(
      Either.isRight(
        target({ section: "Radarr-4K", values: { URI: "https://radarr.lan:7878/films", APIKey: "[redacted]" } })
      )
    )
    assert.isTrue(Either.isRight(target({ section: "Radarr-4K", values: { URI: "HTTPS://RADARR.lan:7878" } })))
    assert.isTrue(Either.isRight(target({ section: "qBit", values: { UserName: "other", Password: "[redacted]" } })))
  })

  const elsewhere = [
    "https://evil.example.org/radarr",
    "https://radarr.lan:7879/radarr",
    "http://radarr.lan:7878/radarr",
    "https://radarr.lan:7878@evil.example.org/radarr",
    "https://radarr.lan:7878.evil.example.org",
    "https://evil.example.org\\@radarr.lan:7878",
    "https://radarr.lan.:7878/radarr"
  ]
  for (const URI of elsewhere) {
    it(`never gets the stored secret at ${URI}, whether it is sent as [redacted], as nothing, or not at all`, () => {
      for (const values of [{ URI, APIKey: "[redacted]" }, { URI, APIKey: null }, { URI }]) {
        assert.match(refusal({ section: "Radarr-4K", values }), /type APIKey again|is no address/)
      }
    })
  }

  it("never gets a stored password at another host, port or scheme, nor over a connection that is not checked any more", () => {
    for (const values of [
      { Host: "evil.lan" },
      { Host: "http://qbit.lan:8443/qb" },
      { Host: "https://qbit.lan:8444" },
      { Host: "qbit.lan", Port: 8443 }
    ]) {
      assert.include(refusal({ section: "qBit", values }), "type Password again")
    }
    assert.include(refusal({ section: "qBit", values: { SkipTLSVerify: true } }), "type Password again")
    assert.include(
      refusal({ section: "Radarr-4K", values: { SkipTLSVerify: true, APIKey: "[redacted]" } }),
      "type APIKey again"
    )
    assert.include(
      refusal({
        section: "Radarr-4K",
        service: "overseerr",
        values: { "EntrySearch.Overseerr.OverseerrURI": "http://evil:5055" }
      }),
      "type EntrySearch.Overseerr.OverseerrAPIKey again"
    )
  })

  it("is nobody where the request makes no sense, and it is said why", () => {
    assert.include(refusal({ section: "Settings" }), "nothing to connect to")
    assert.include(refusal({ section: "Lidarr", service: "ombi" }), "no request service")
    assert.include(refusal({ section: "Radarr-4K", service: "ombi" }), "Fill in EntrySearch.Ombi.OmbiURI first")
    assert.include(refusal({ section: "Sonarr", values: { URI: "sonarr:8989", APIKey: "x" } }), "must begin with")
    assert.include(
      refusal({ section: "Radarr-4K", values: { SkipTLSVerify: "yes" } }),
      "SkipTLSVerify must be true or false"
    )
    assert.include(refusal({ section: "Radarr-4K", values: { Uri: "http://x" } }), "There is no key Uri")
  })
})

/** A server that notes what it is sent and answers as told; `$KEY` is the key it was sent. */
const listener = (answer: string, status = 200) =>
  Effect.acquireRelease(
    Effect.promise(
      () =>
        new Promise<{ readonly server: Server; readonly url: string; readonly seen: Array<string> }>((resolve) => {
          const seen: Array<string> = []
          const server = createServer((request, response) => {
            seen.push(`${request.method} ${request.url} ${JSON.stringify(request.headers)}`)
            if (answer !== "") {
              const shown = answer.replace("$KEY", String(request.headers["x-api-key"]))
              response.writeHead(status, { "content-type": "application/json" }).end(shown)
            }
          })
          server.listen(0, "127.0.0.1", () => {
            const { port } = server.address() as AddressInfo
            resolve({ server, seen, url: `http://127.0.0.1:${port}` })
          })
        })
    ),
    ({ server }) =>
      Effect.sync(() => {
        server.closeAllConnections()
        server.close()
      })
  )

const result = (json: unknown): TestResult => json as TestResult

describe("POST /api/config/test", () => {
  it.scopedLive("asks each program who it is, with values that are not saved yet", () =>
    Effect.gen(function* () {
      const radarr = yield* FakeArr.make({ kind: "radarr", apiKey: key, category: "radarr" })
      const qbittorrent = yield* FakeQbittorrent.make({ webApi: "2.11.4", username: "admin", password: "pass word" })
      const overseerr = yield* FakeOverseerr.make({ apiKey: key })
      const ombi = yield* FakeOmbi.make({ apiKey: key })
      const { send } = yield* configWorld(`[Radarr-4K]\nURI = "${radarr.url}"\nAPIKey = "${key}"\n`)
      const test = (body: unknown) => Effect.map(send("POST", "/api/config/test", body), ({ json }) => result(json))
      const arr = yield* test({ section: "Radarr-4K" })
      assert.deepInclude(arr, { success: true, app: "Radarr" })
      assert.match(arr.message, /^Radarr [\d.]+ answers\.$/)
      assert.isNotEmpty(arr.qualityProfiles)
      const qbit = new URL(qbittorrent.url)
      const client = { Host: qbit.hostname, Port: Number(qbit.port), UserName: "admin", Password: "pass word" }
      assert.match(
        (yield* test({ section: "qBit-new", values: client })).message,
        /^qBittorrent [\d.]+ answers \(Web API 2\.11\.4\)\.$/
      )
      const base = "EntrySearch.Overseerr"
      assert.deepInclude(
        yield* test({
          section: "Radarr-4K",
          service: "overseerr",
          values: { [`${base}.OverseerrURI`]: overseerr.url, [`${base}.OverseerrAPIKey`]: key }
        }),
        { success: true, app: "Overseerr", version: "2.7.3" }
      )
      assert.deepInclude(
        yield* test({
          section: "Radarr-4K",
          service: "ombi",
          values: { "EntrySearch.Ombi.OmbiURI": ombi.url, "EntrySearch.Ombi.OmbiAPIKey": key }
        }),
        { success: true, app: "Ombi" }
      )
    })
  )

  it.scopedLive("says in a sentence what is wrong, and never what was used as a key", () =>
    Effect.gen(function* () {
      const sonarr = yield* FakeArr.make({ kind: "sonarr", apiKey: key, category: "sonarr" })
      const qbittorrent = yield* FakeQbittorrent.make({ webApi: "2.11.4", username: "admin", password: "right" })
      const overseerr = yield* FakeOverseerr.make({ apiKey: key })
      const parrot = yield* listener('{"message":"you sent $KEY"}', 500)
      const { send } = yield* configWorld(`[Radarr-4K]\nURI = "${parrot.url}"\nAPIKey = "stored-key-0002"\n`)
      const test = (body: unknown) =>
        Effect.gen(function* () {
          const answer = yield* send("POST", "/api/config/test", body)
          assert.strictEqual(answer.status, 200, answer.text)
          for (const secret of ["typed-key-0001", "stored-key-0002", "wrong-password"])
            assert.notInclude(answer.text, secret)
          assert.isFalse(result(answer.json).success)
          return result(answer.json).message
        })
      const typed = { APIKey: "typed-key-0001" }
      assert.match(
        yield* test({ section: "Sonarr-X", values: { URI: sonarr.url, ...typed } }),
        /APIKey of \[Sonarr-X\] is refused/
      )
      assert.match(
        yield* test({ section: "Radarr-X", values: { URI: sonarr.url, APIKey: key } }),
        /There is a Sonarr at .*expects Radarr/
      )
      assert.match(
        yield* test({ section: "Radarr-X", values: { URI: "http://127.0.0.1:1", ...typed } }),
        /nothing listens at/
      )
      assert.match(yield* test({ section: "Radarr-X", values: { URI: parrot.url, ...typed } }), /500/)
      yield* test({ section: "Radarr-4K" })
      const qbit = new URL(qbittorrent.url)
      assert.match(
        yield* test({
          section: "qBit",
          values: { Host: qbit.hostname, Port: Number(qbit.port), UserName: "admin", Password: "wrong-password" }
        }),
        /refus|wrong|user name/i
      )
      const base = "EntrySearch.Overseerr"
      assert.match(
        yield* test({
          section: "Radarr-X",
          service: "overseerr",
          values: { [`${base}.OverseerrURI`]: overseerr.url, [`${base}.OverseerrAPIKey`]: "typed-key-0001" }
        }),
        /API key is refused/
      )
    })
  )

  it.scopedLive("sends a stored key to nobody else", () =>
    Effect.gen(function* () {
      const thief = yield* listener("{}")
      const { send } = yield* configWorld(`[Radarr-4K]\nURI = "http://127.0.0.1:1"\nAPIKey = "${key}"\n`)
      for (const [path, body] of [
        ["/api/config/test", { section: "Radarr-4K", values: { URI: thief.url, APIKey: "[redacted]" } }],
        ["/api/config/test", { section: "Radarr-4K", values: { URI: thief.url } }],
        ["/api/arr/test-connection", { instanceKey: "Radarr-4K", uri: thief.url, apiKey: "[redacted]" }],
        ["/web/arr/test-connection", { instanceKey: "Radarr-4K", uri: thief.url }],
        ["/web/arr/test-connection", { arrType: "radarr", uri: thief.url, apiKey: "[redacted]" }]
      ] as const) {
        assert.strictEqual((yield* send("POST", path, body)).status, 400, JSON.stringify(body))
      }
      assert.isEmpty(thief.seen)
    })
  )

  it.scopedLive(
    "does not follow a redirect, and gives up on silence",
    () =>
      Effect.gen(function* () {
        const thief = yield* listener("{}")
        const silent = yield* listener("")
        const { send } = yield* configWorld(`[Radarr-4K]\nURI = "http://127.0.0.1:1"\nAPIKey = "${key}"\n`)
        const redirecting = yield* Effect.acquireRelease(
          Effect.promise(
            () =>
              new Promise<Server>((resolve) => {
                const server = createServer(
                  (_, response) => void response.writeHead(302, { location: `${thief.url}/steal` }).end()
                )
                server.listen(0, "127.0.0.1", () => resolve(server))
              })
          ),
          (server) => Effect.sync(() => server.close())
        )
        const { port } = redirecting.address() as AddressInfo
        const values = { URI: `http://127.0.0.1:${port}`, APIKey: key }
        const redirected = result((yield* send("POST", "/api/config/test", { section: "Radarr-X", values })).json)
        assert.match(redirected.message, /redirects/)
        assert.isEmpty(thief.seen)
        const silence = targetOf(stored, { section: "Radarr-X", values: { URI: silent.url, APIKey: key } })
        const quiet = yield* testConnection(Either.getOrThrow(silence), (one) => one, "300 millis")
        assert.deepInclude(quiet, { success: false, message: "Radarr-X: no answer within 300ms." })
      }),
    20_000
  )
})

describe("POST /api/arr/test-connection", () => {
  it.scopedLive("answers in the words of qBitrr", () =>
    Effect.gen(function* () {
      const radarr = yield* FakeArr.make({ kind: "radarr", apiKey: key, category: "radarr" })
      const { send } = yield* configWorld(`[Radarr-4K]\nURI = "${radarr.url}"\nAPIKey = "${key}"\n`)
      for (const body of [
        { arrType: "radarr", instanceKey: "Radarr-4K" },
        { arrType: "Radarr", uri: radarr.url, apiKey: key }
      ]) {
        const { json } = yield* send("POST", "/web/arr/test-connection", body)
        const { qualityProfiles, success, systemInfo } = json as {
          qualityProfiles: ReadonlyArray<unknown>
          success: boolean
          systemInfo: { version: string }
        }
        assert.isTrue(success)
        assert.match(systemInfo.version, /^[\d.]+$/)
        assert.isNotEmpty(qualityProfiles)
      }
      const failed = (yield* send("POST", "/api/arr/test-connection", {
        arrType: "sonarr",
        uri: radarr.url,
        apiKey: key
      })).json
      assert.deepInclude(failed as object, { success: false, systemInfo: null, qualityProfiles: [] })
    })
  )
})
