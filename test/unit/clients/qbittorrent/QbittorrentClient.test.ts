import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as QbittorrentClient from "../../../../src/clients/qbittorrent/QbittorrentClient.ts"
import { mayPass } from "../../../../src/clients/qbittorrent/refusals.ts"
import type { Maindata } from "../../../../src/clients/qbittorrent/wire.ts"
import { type Answer, type Asked, type FakeServer, fakeServer } from "./fakeServer.ts"

const clientOf = (server: FakeServer, changes: Partial<QbittorrentClient.QbittorrentOptions> = {}) =>
  QbittorrentClient.make({
    name: "qBit",
    url: server.url,
    username: "admin",
    password: Redacted.make("s3cret-word"),
    apiKey: Option.none(),
    skipTlsVerify: false,
    timeout: "5 seconds",
    ...changes
  })

const isLogin = (asked: Asked) => asked.path === "/api/v2/auth/login"

/** Accepts the login with `cookie` and serves only requests that carry it. */
const guarded =
  (login: Answer, cookie: string, serve: (asked: Asked) => Answer = () => ({ status: 200, body: "[]" })) =>
  (asked: Asked): Answer =>
    isLogin(asked) ? login : asked.headers.cookie === cookie ? serve(asked) : { status: 403, body: "Forbidden" }

const noCredentials = { username: "", password: Redacted.make("") }

describe("login of qBittorrent", () => {
  it.scopedLive.each([
    [
      "4.x to 5.1: 200, Ok., SID",
      { status: 200, body: "Ok.", cookies: ["SID=a+b/c==; HttpOnly; path=/"] },
      "SID=a+b/c=="
    ],
    [
      "5.2: 204, cookie named after the port",
      {
        status: 204,
        cookies: ["QBT_SID_8080=x%2Fy; HttpOnly; SameSite=Lax; expires=Mon, 23-Nov-2026 18:46:34 GMT; path=/"]
      },
      "QBT_SID_8080=x%2Fy"
    ],
    ["a name of the user's own choice", { status: 200, body: "Ok.", cookies: ["my.session=1"] }, "my.session=1"]
  ] as const)("adopts the cookie whatever its name (%s)", ([, login, cookie]) =>
    Effect.gen(function* () {
      const server = yield* fakeServer(guarded(login, cookie))
      const client = yield* clientOf(server)
      assert.deepStrictEqual(yield* client.torrents(), [])
      assert.deepStrictEqual(yield* client.torrents(), [])
      assert.strictEqual(server.count("auth/login"), 1)
      const [login_] = server.asked
      assert.strictEqual(login_?.form.get("username"), "admin")
      assert.strictEqual(login_?.form.get("password"), "s3cret-word")
      for (const { headers } of server.asked) {
        assert.isUndefined(headers.origin)
        assert.isUndefined(headers.referer)
      }
    })
  )

  it.scopedLive("is not sent before the first request, and once for many at a time", () =>
    Effect.gen(function* () {
      const server = yield* fakeServer(guarded({ status: 200, body: "Ok.", cookies: ["SID=1"], after: 50 }, "SID=1"))
      const client = yield* clientOf(server)
      assert.strictEqual(server.asked.length, 0)
      yield* Effect.all(
        Array.from({ length: 8 }, () => client.torrents()),
        { concurrency: "unbounded" }
      )
      assert.strictEqual(server.count("auth/login"), 1)
    })
  )

  it.scopedLive.each([
    ["4.x to 5.1: 200 Fails.", { status: 200, body: "Fails." }, 0],
    ["5.2: 401", { status: 401, body: "Unauthorized" }, 1]
  ] as const)("refused once is never tried again (%s)", ([, refusal, probes]) =>
    Effect.gen(function* () {
      const server = yield* fakeServer((asked) => (isLogin(asked) ? refusal : { status: 403, body: "Forbidden" }))
      const client = yield* clientOf(server)
      const errors = yield* Effect.all(
        Array.from({ length: 5 }, () => Effect.flip(client.torrents())),
        { concurrency: "unbounded" }
      )
      errors.push(yield* Effect.flip(client.categories), yield* Effect.flip(client.post("/api/v2/torrents/stop", [])))
      for (const error of errors) {
        assert.strictEqual(error._tag, "AuthRejected")
        assert.include(error.message, "UserName and Password in [qBit]")
        assert.include(error.message, "ban")
        assert.notInclude(error.message, "s3cret-word")
        assert.isFalse(error._tag === "AuthRejected" && mayPass(error))
      }
      assert.strictEqual(server.count("auth/login"), 1)
      assert.strictEqual(server.asked.length, 1 + probes)
    })
  )

  it.scopedLive("a 403 is a ban: says for how long, and may pass by itself", () =>
    Effect.gen(function* () {
      const server = yield* fakeServer(() => ({ status: 403, body: "Your IP address has been banned" }))
      const error = yield* Effect.flip((yield* clientOf(server)).torrents())
      assert.strictEqual(error._tag, "AuthRejected")
      assert.include(error.message, "banned")
      assert.include(error.message, "3600 s")
      assert.isTrue(error._tag === "AuthRejected" && mayPass(error))
    })
  )

  it.scopedLive("a 401 for everything is the Host check, not the password", () =>
    Effect.gen(function* () {
      const server = yield* fakeServer(() => ({ status: 401, body: "Unauthorized" }))
      const error = yield* Effect.flip((yield* clientOf(server)).torrents())
      assert.strictEqual(error._tag, "AuthRejected")
      assert.include(error.message, "Host header validation")
      assert.notInclude(error.message, "Check UserName")
      assert.isTrue(error._tag === "AuthRejected" && mayPass(error))
    })
  )

  it.scopedLive("a page of another program is no accepted login", () =>
    Effect.gen(function* () {
      const server = yield* fakeServer(() => ({ status: 200, body: "<html>Sign in</html>" }))
      const error = yield* Effect.flip((yield* clientOf(server)).torrents())
      assert.strictEqual(error._tag, "Malformed")
    })
  )

  it.scopedLive("a failure of the network is not remembered", () =>
    Effect.gen(function* () {
      let logins = 0
      const server = yield* fakeServer((asked) => {
        if (!isLogin(asked)) return { status: 200, body: "[]" }
        return ++logins === 1 ? { status: 503 } : { status: 200, body: "Ok.", cookies: ["SID=1"] }
      })
      const client = yield* clientOf(server)
      assert.strictEqual((yield* Effect.flip(client.torrents()))._tag, "Transient")
      assert.deepStrictEqual(yield* client.torrents(), [])
    })
  )
})

describe("session of qBittorrent", () => {
  it.scopedLive("gone: one new login for all who notice, one retry each", () =>
    Effect.gen(function* () {
      let session = 1
      const server = yield* fakeServer((asked) =>
        isLogin(asked)
          ? { status: 200, body: "Ok.", cookies: [`SID=${session}`] }
          : { status: asked.headers.cookie === `SID=${session}` ? 200 : 403, body: "[]", after: 20 }
      )
      const client = yield* clientOf(server)
      yield* client.torrents()
      session = 2
      yield* Effect.all(
        Array.from({ length: 5 }, () => client.torrents()),
        { concurrency: "unbounded" }
      )
      assert.strictEqual(server.count("auth/login"), 2)
    })
  )

  it.scopedLive("a request that stays forbidden after the new login fails, without a loop", () =>
    Effect.gen(function* () {
      const server = yield* fakeServer((asked) =>
        isLogin(asked) ? { status: 200, body: "Ok.", cookies: ["SID=1"] } : { status: 403, body: "Forbidden" }
      )
      const client = yield* clientOf(server)
      assert.strictEqual((yield* Effect.flip(client.torrents()))._tag, "AuthRejected")
      assert.strictEqual(server.count("auth/login"), 2)
      assert.strictEqual(server.count("torrents/info"), 2)
    })
  )

  it.scopedLive("under the bypass the cookie of any answer is kept, and nothing is logged in", () =>
    Effect.gen(function* () {
      const server = yield* fakeServer((asked) => ({
        status: 200,
        body: "[]",
        ...(asked.headers.cookie === undefined ? { cookies: ["SID=given"] } : {})
      }))
      const client = yield* clientOf(server, noCredentials)
      yield* client.torrents()
      yield* client.torrents()
      assert.deepStrictEqual(
        server.asked.map(({ headers }) => headers.cookie),
        [undefined, "SID=given"]
      )
    })
  )

  it.scopedLive("without credentials and without a bypass it says what to set", () =>
    Effect.gen(function* () {
      const server = yield* fakeServer(() => ({ status: 403, body: "Forbidden" }))
      const error = yield* Effect.flip((yield* clientOf(server, noCredentials)).torrents())
      assert.include(error.message, "Set UserName and Password in [qBit]")
      assert.strictEqual(server.count("auth/login"), 0)
    })
  )

  it.scopedLive("an API key goes into the header, and asks for everything or for torrents, never for a delta", () =>
    Effect.gen(function* () {
      const server = yield* fakeServer((asked) => {
        if (asked.headers.authorization !== "Bearer qbt_key") return { status: 403, body: "Forbidden" }
        if (asked.path.endsWith("ersion")) return { status: 200, body: "2.15.1" }
        if (asked.path.endsWith("addTrackers")) return { status: 204 }
        if (asked.path.endsWith("maindata")) {
          const torrents = `{"AA":{"name":"A","state":"stalledDL"},"BB":{"state":1}}`
          const state = `{"connection_status":"connected","free_space_on_disk":5,"queueing":true}`
          return {
            status: 200,
            body: `{"rid":3,"full_update":true,"torrents":${torrents},"trackers":{"https://t/a":["AA"]},"server_state":${state}}`
          }
        }
        const trackers = asked.query.get("includeTrackers") === "true" ? `,"trackers":[{"url":"https://t/b"}]` : ""
        return {
          status: 200,
          body: `[{"hash":"AA","name":"A","state":"stalledDL"${trackers}},{"hash":"BB","state":1}]`
        }
      })
      const client = yield* clientOf(server, { apiKey: Option.some(Redacted.make("qbt_key")) })
      assert.isFalse(client.usesSync)
      const picture = (url: string): Maindata => ({
        rid: 0,
        full: true,
        torrents: new Map([["aa", { name: "A", state: "stalledDL" }]]),
        removed: [],
        unreadable: ["bb"],
        connection: "connected",
        trackers: new Map([[url, ["aa"]]]),
        trackersRemoved: [],
        freeSpace: 5,
        queueing: true
      })
      for (let i = 0; i < 3; i++) assert.deepEqual(yield* client.maindata(7), picture("https://t/a"))
      yield* client.post("/api/v2/torrents/addTrackers", [
        ["hash", "AA"],
        ["urls", "https://t/b"]
      ])
      for (let i = 0; i < 2; i++) assert.deepEqual(yield* client.maindata(0), picture("https://t/b"))
      assert.strictEqual(server.count("auth/login"), 0)
      const asked = server.asked.filter(({ path }) => !path.endsWith("ersion"))
      assert.deepStrictEqual(
        asked.map(({ path, query }) => `${path.split("/").at(-1)} ${query.toString()}`.trim()),
        ["maindata rid=0", "info", "info", "addTrackers", "info", "info includeTrackers=true&hashes=aa", "info"]
      )
    })
  )
})

/** `torrents/trackers` and `torrents/info?includeTrackers=true` of a server of this version; `hash` "gone" is not there. */
const trackersAt = (webapi: string) => {
  let at = 0
  let most = 0
  const rows = (hash: string) => [{ url: `https://t/${hash}`, status: 4, msg: "torrent not found", tier: 0 }]
  const pseudo = [{ url: "** [DHT] **", status: 0, msg: "", tier: -1 }]
  const serve = (asked: Asked): Answer => {
    if (asked.path.endsWith("webapiVersion")) return { status: 200, body: webapi }
    if (asked.path.endsWith("app/version")) return { status: 200, body: "v0" }
    if (asked.path.endsWith("torrents/info")) {
      const hashes = (asked.query.get("hashes") ?? "").split("|").filter((hash) => hash !== "gone")
      const told = asked.query.get("includeTrackers") === "true"
      return {
        status: 200,
        body: JSON.stringify(hashes.map((hash) => ({ hash, name: hash, ...(told ? { trackers: rows(hash) } : {}) })))
      }
    }
    const hash = asked.query.get("hash") ?? ""
    if (hash === "gone") return { status: 404, body: "Not Found" }
    most = Math.max(most, ++at)
    setTimeout(() => void at--, 15)
    return { status: 200, body: JSON.stringify([...pseudo, ...rows(hash)]), after: 20 }
  }
  return { serve, most: () => most }
}

describe("trackers of many torrents", () => {
  const hashes = Array.from({ length: 160 }, (_, i) => i.toString(16).padStart(40, "a"))

  it.scopedLive.each([
    ["2.11.4", 2, 0],
    ["2.15.1", 2, 0],
    ["2.11.2", 0, 162],
    ["2.8.19", 0, 162]
  ] as const)("with Web API %s: %i requests in bulk, %i one by one", ([webapi, bulk, single]) =>
    Effect.gen(function* () {
      const model = trackersAt(webapi)
      const server = yield* fakeServer(model.serve)
      const client = yield* clientOf(server, noCredentials)
      assert.strictEqual((yield* client.trackersOf([])).size, 0)
      assert.strictEqual(server.asked.length, 0)
      const found = yield* client.trackersOf(["gone", ...hashes, "BB", (hashes[0] ?? "").toUpperCase()])
      assert.sameMembers([...found.keys()], [...hashes, "bb"])
      assert.deepStrictEqual(found.get("bb"), [{ url: "https://t/bb", status: 4, message: "torrent not found" }])
      assert.strictEqual(server.count("torrents/info"), bulk)
      assert.strictEqual(server.count("torrents/trackers"), single)
      assert.isAtMost(model.most(), 4)
    })
  )

  it.scopedLive("one row that does not tell them is left out, a server that fails fails all", () =>
    Effect.gen(function* () {
      let broken = false
      const server = yield* fakeServer((asked) =>
        asked.path.endsWith("ersion")
          ? { status: 200, body: "2.11.4" }
          : broken
            ? { status: 500 }
            : {
                status: 200,
                body: `[{"hash":"AA","trackers":[]},{"hash":"BB","trackers":[{"url":3}]},{"hash":"CC"},7]`
              }
      )
      const client = yield* clientOf(server, noCredentials)
      assert.deepStrictEqual(yield* client.trackersOf(["aa", "bb", "cc"]), new Map([["aa", []]]))
      broken = true
      assert.strictEqual((yield* Effect.flip(client.trackersOf(["aa"])))._tag, "Transient")
    })
  )
})

describe("requests to qBittorrent", () => {
  it.scopedLive("hashes are joined by | in one field, in portions that every proxy takes; none means none", () =>
    Effect.gen(function* () {
      const server = yield* fakeServer((asked) => ({
        status: 200,
        body: JSON.stringify((asked.query.get("hashes") ?? "").split("|").map((hash) => ({ hash, name: hash })))
      }))
      const client = yield* clientOf(server, noCredentials)
      assert.deepStrictEqual(yield* client.torrents([]), [])
      assert.strictEqual(server.asked.length, 0)
      const hashes = Array.from({ length: 320 }, (_, i) => i.toString(16).padStart(40, "0"))
      const infos = yield* client.torrents(hashes)
      assert.deepStrictEqual(
        infos.map(({ hash }) => hash),
        hashes
      )
      assert.strictEqual(server.asked.length, 3)
    })
  )

  it.scopedLive("a torrent asked by its hash that cannot be read is an error, since it would look deleted", () =>
    Effect.gen(function* () {
      const server = yield* fakeServer(() => ({ status: 200, body: `[{"hash":"AA","state":1},{"hash":"BB"}]` }))
      const client = yield* clientOf(server, noCredentials)
      assert.deepStrictEqual(
        (yield* client.torrents()).map(({ hash }) => hash),
        ["bb"]
      )
      const error = yield* Effect.flip(client.torrents(["aa", "bb"]))
      assert.strictEqual(error._tag, "Malformed")
      assert.include(error.message, "aa")
    })
  )

  it.scopedLive("a read over a connection that breaks is asked again; a delta is not", () =>
    Effect.gen(function* () {
      let broken = 1
      const server = yield* fakeServer(() =>
        broken-- > 0 ? "reset" : { status: 200, body: `{"rid":2,"full_update":true}` }
      )
      const client = yield* clientOf(server, noCredentials)
      assert.isTrue((yield* client.maindata(0)).full)
      broken = 1
      const before = server.asked.length
      const error = yield* Effect.flip(client.maindata(2))
      assert.strictEqual(error._tag, "Transient")
      assert.strictEqual(server.asked.length, before + 1)
    })
  )

  it.scopedLive("silence ends with the time-out, and interruption ends it at once", () =>
    Effect.gen(function* () {
      const server = yield* fakeServer(() => undefined)
      const hasty = yield* clientOf(server, { ...noCredentials, timeout: "150 millis" })
      const error = yield* Effect.flip(hasty.torrents())
      assert.strictEqual(error._tag === "Transient" ? error.kind : error._tag, "timeout")
      const patient = yield* clientOf(server, { ...noCredentials, timeout: "1 hour" })
      const fiber = yield* Effect.fork(patient.torrents())
      while (server.asked.length < 2) yield* Effect.sleep("5 millis")
      const exit = yield* Fiber.interrupt(fiber)
      assert.strictEqual(exit._tag, "Failure")
    })
  )

  it.scopedLive("HTML instead of JSON is said to be HTML", () =>
    Effect.gen(function* () {
      const server = yield* fakeServer(() => ({ status: 200, body: "<!doctype html>" }))
      const client = yield* clientOf(server, noCredentials)
      const error = yield* Effect.flip(client.maindata(0))
      assert.strictEqual(error._tag, "Malformed")
      assert.include(error.message, "HTML")
      assert.strictEqual((yield* Effect.flip(client.features))._tag, "Malformed")
    })
  )

  it.scopedLive("the version is asked once, and again after the connection broke", () =>
    Effect.gen(function* () {
      let webapi = "2.8.19"
      let broken = false
      const server = yield* fakeServer((asked) => {
        if (broken) return "reset"
        return { status: 200, body: asked.path.endsWith("webapiVersion") ? webapi : "v0.0.0" }
      })
      const client = yield* clientOf(server, noCredentials)
      assert.strictEqual((yield* client.features).stop, "pause")
      assert.strictEqual((yield* client.features).stop, "pause")
      assert.strictEqual(server.asked.length, 2)
      broken = true
      yield* Effect.flip(client.post("/api/v2/torrents/pause", []))
      broken = false
      webapi = "2.11.4"
      assert.strictEqual((yield* client.features).stop, "stop")
    })
  )

  it.scopedLive("files without an index are numbered by position", () =>
    Effect.gen(function* () {
      const server = yield* fakeServer(() => ({
        status: 200,
        body: `[{"name":"a","size":1,"progress":0,"priority":1},{"name":"b","size":1,"progress":0.5,"priority":0}]`
      }))
      const client = yield* clientOf(server, noCredentials)
      assert.deepStrictEqual(
        (yield* client.files("aa")).map(({ index }) => index),
        [0, 1]
      )
    })
  )
})
