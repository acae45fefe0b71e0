import { createServer } from "node:net"
import { assert, describe, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { ClientError } from "../../../src/clients/ClientError.ts"
import * as Http from "../../../src/clients/http.ts"
import { selfSigned } from "./selfSigned.ts"
import { type Handler, serve, serveTls } from "./server.ts"

const secret = "s3cr3t-key-0123456789"

const connect = (baseUrl: string, options: Partial<Http.HttpOptions> = {}) =>
  Http.make({ service: "Radarr-Movies", baseUrl, skipTlsVerify: false, timeout: "2 seconds", ...options })

const call: Http.HttpCall = { method: "GET", path: "/api/v3/queue", headers: { "X-Api-Key": secret } }

/** The error of a GET to a server that answers so. */
const errorFrom = (handler: Handler, options: Partial<Http.HttpOptions> = {}) =>
  Effect.gen(function* () {
    const server = yield* serve(handler)
    const http = yield* connect(server.url, options)
    const error: ClientError = yield* Effect.flip(
      Effect.flatMap(Http.expectOk(http, call), Http.decodeJson(http, call, Schema.Struct({ total: Schema.Number })))
    )
    assert.notInclude(error.message, secret)
    assert.include(error.message, "Radarr-Movies: GET /api/v3/queue")
    return error
  })

const answer =
  (status: number, body = "", headers: Record<string, string> = {}): Handler =>
  (_request, response) => {
    response.writeHead(status, headers)
    response.end(body)
  }

/** A port on which nothing listens. */
const closedPort = Effect.async<number>((resume) => {
  const server = createServer()
  server.listen(0, "127.0.0.1", () => {
    const address = server.address()
    const port = typeof address === "object" && address !== null ? address.port : 0
    server.close(() => resume(Effect.succeed(port)))
  })
})

describe("http: no answer", () => {
  it.scopedLive("a server that accepts and never answers is interrupted at the time-out", () =>
    Effect.gen(function* () {
      let closed = false
      const server = yield* serve((request) => {
        request.socket.once("close", () => {
          closed = true
        })
      })
      const http = yield* connect(server.url, { timeout: "150 millis" })
      const before = yield* Clock.currentTimeMillis
      const error = yield* Effect.flip(http.send(call))
      const waited = (yield* Clock.currentTimeMillis) - before
      assert.strictEqual(error.kind, "timeout")
      assert.include(error.message, "no answer within 150ms")
      assert.isBelow(waited, 1_000)
      yield* Effect.repeat(Effect.sleep("10 millis"), { until: () => closed, times: 100 })
      assert.isTrue(closed, "the connection is closed, not left behind")
    })
  )

  it.scopedLive("a body that never ends is interrupted at the time-out too", () =>
    Effect.gen(function* () {
      const error = yield* errorFrom(
        (_request, response) => {
          response.writeHead(200, { "content-type": "application/json" })
          response.write('{"total":')
        },
        { timeout: "150 millis" }
      )
      assert.strictEqual(error._tag === "Transient" && error.kind, "timeout")
    })
  )

  it.scopedLive("nothing listens", () =>
    Effect.gen(function* () {
      const port = yield* closedPort
      const http = yield* connect(`http://127.0.0.1:${port}`)
      const error = yield* Effect.flip(http.send(call))
      assert.strictEqual(error.kind, "connection")
      assert.include(error.message, `nothing listens at http://127.0.0.1:${port} (connection refused)`)
    })
  )

  it.scopedLive("the connection is reset before the answer", () =>
    Effect.gen(function* () {
      const error = yield* errorFrom((request) => request.socket.resetAndDestroy())
      assert.strictEqual(error._tag === "Transient" && error.kind, "connection")
      assert.include(error.message, "closed the connection")
    })
  )

  it.scopedLive("the connection is reset in the middle of the answer", () =>
    Effect.gen(function* () {
      const error = yield* errorFrom((request, response) => {
        response.writeHead(200, { "content-length": "1000" })
        response.write('{"total":', () => request.socket.resetAndDestroy())
      })
      assert.strictEqual(error._tag === "Transient" && error.kind, "connection")
    })
  )

  it.scopedLive("a name that does not exist", () =>
    Effect.gen(function* () {
      const http = yield* connect("http://no-such-host.invalid:7878")
      const error = yield* Effect.flip(http.send(call))
      assert.include(error.message, "cannot be resolved")
    })
  )

  it.scopedLive("credentials of the address are in no message", () =>
    Effect.gen(function* () {
      const port = yield* closedPort
      const http = yield* connect(`http://admin:${secret}@127.0.0.1:${port}/radarr/`)
      const error = yield* Effect.flip(http.send(call))
      assert.notInclude(error.message, secret)
      assert.notInclude(error.message, "admin")
      assert.strictEqual(http.baseUrl, `http://127.0.0.1:${port}/radarr`)
    })
  )
})

describe("http: answers that are no success", () => {
  const table = [
    [400, "Conflict"],
    [401, "AuthRejected"],
    [403, "AuthRejected"],
    [404, "NotFound"],
    [405, "Conflict"],
    [408, "Transient"],
    [409, "Conflict"],
    [415, "Conflict"],
    [429, "Transient"],
    [500, "Transient"],
    [502, "Transient"],
    [503, "Transient"]
  ] as const

  for (const [status, tag] of table) {
    it.scopedLive(`${status} is ${tag}`, () =>
      Effect.gen(function* () {
        const error = yield* errorFrom(answer(status, "no"))
        assert.strictEqual(error._tag, tag)
        assert.strictEqual(error.status, status)
        if (error._tag === "Transient") assert.strictEqual(error.kind, "status")
      })
    )
  }

  it.scopedLive("a redirect is told with its target, not followed; its query stays away", () =>
    Effect.gen(function* () {
      const error = yield* errorFrom(answer(307, "", { location: `/radarr/api/v3/queue?token=${secret}` }))
      assert.strictEqual(error._tag, "Conflict")
      assert.include(error.message, "it redirects to /radarr/api/v3/queue;")
    })
  )

  it.scopedLive("says the server's words: exceptions, start-up, validation", () =>
    Effect.gen(function* () {
      const words = (body: unknown) => Effect.map(errorFrom(answer(503, JSON.stringify(body))), (error) => error.detail)
      assert.strictEqual(
        yield* words({ errorMessage: "Radarr is starting up, please try again later" }),
        "Radarr is starting up, please try again later"
      )
      assert.strictEqual(
        yield* words({ message: "database is locked", description: "at Some.Stack()" }),
        "database is locked"
      )
      assert.strictEqual(
        yield* words([{ propertyName: "Path", errorMessage: "must not be empty", severity: "error" }]),
        "Path: must not be empty"
      )
    })
  )

  it.scopedLive("does not repeat HTML or more than a line", () =>
    Effect.gen(function* () {
      const html = yield* errorFrom(answer(502, "<html><body>Bad gateway</body></html>"))
      assert.include(html.detail, "an HTML page")
      assert.notInclude(html.detail, "<")
      const long = yield* errorFrom(answer(500, "x\n".repeat(5_000)))
      assert.isBelow(long.detail.length, 310)
      assert.notInclude(long.detail, "\n")
    })
  )
})

describe("http: answers of the wrong shape", () => {
  const detailOf = (body: string) =>
    Effect.map(errorFrom(answer(200, body)), (error) => {
      assert.strictEqual(error._tag, "Malformed")
      return error.detail
    })

  it.scopedLive("HTML, broken JSON, nothing at all", () =>
    Effect.gen(function* () {
      assert.include(yield* detailOf("<!DOCTYPE html><html></html>"), "an HTML page instead of JSON")
      assert.strictEqual(yield* detailOf('{"total": 1'), "broken JSON.")
      assert.strictEqual(yield* detailOf(" "), "an empty answer instead of JSON.")
    })
  )

  it.scopedLive("says where and what was expected, never what stood there", () =>
    Effect.gen(function* () {
      const detail = yield* detailOf(JSON.stringify({ total: `https://indexer/dl?apikey=${secret}` }))
      assert.strictEqual(detail, "an answer of unexpected shape at total: Expected number.")
      assert.include(yield* detailOf(JSON.stringify([secret])), "as a whole")
      assert.notInclude(yield* detailOf(`{"total": ${secret}`), secret)
    })
  )
})

describe("http: requests", () => {
  it.scopedLive("keeps the base path, sends query, headers and JSON", () =>
    Effect.gen(function* () {
      let body = ""
      const server = yield* serve((request, response) => {
        request.on("data", (chunk: Buffer) => {
          body += chunk.toString()
        })
        request.on("end", () => response.end("ok"))
      })
      const http = yield* connect(`${server.url}/radarr/`)
      const sent = yield* http.send({ ...call, method: "POST", query: [["a", "1 2"]], json: { name: "RssSync" } })
      assert.strictEqual(sent.body, "ok")
      assert.strictEqual(server.seen[0]?.url, "/radarr/api/v3/queue?a=1+2")
      assert.strictEqual(server.seen[0]?.headers["x-api-key"], secret)
      assert.include(server.seen[0]?.headers["content-type"], "application/json")
      assert.deepStrictEqual(JSON.parse(body), { name: "RssSync" })
    })
  )

  it.scopedLive("retrySafe asks again after a broken connection, at most twice", () =>
    Effect.gen(function* () {
      const server = yield* serve((request, response) => {
        if (server.seen.length < 3) request.socket.resetAndDestroy()
        else response.end("ok")
      })
      const http = yield* connect(server.url)
      assert.strictEqual((yield* Http.retrySafe(http.send(call))).body, "ok")
      assert.lengthOf(server.seen, 3)
    })
  )

  it.scopedLive("retrySafe does not ask again after an answer or a time-out", () =>
    Effect.gen(function* () {
      const server = yield* serve(answer(500))
      const http = yield* connect(server.url)
      yield* Effect.flip(Http.retrySafe(Http.expectOk(http, call)))
      assert.lengthOf(server.seen, 1)
      const silent = yield* serve(() => {})
      const slow = yield* connect(silent.url, { timeout: "100 millis" })
      yield* Effect.flip(Http.retrySafe(slow.send(call)))
      assert.lengthOf(silent.seen, 1)
    })
  )
})

const credentials = selfSigned() ?? { key: "", cert: "" }

describe.skipIf(credentials.cert === "")("http: TLS", () => {
  it.scopedLive("a self-signed certificate is refused, and the message says which key to set", () =>
    Effect.gen(function* () {
      const server = yield* serveTls(credentials, answer(200, "ok"))
      const http = yield* connect(server.url)
      const error = yield* Effect.flip(http.send(call))
      assert.include(error.message, "is not trusted")
      assert.include(error.message, "SkipTLSVerify = true")
      assert.lengthOf(server.seen, 0, "the key has not left")
    })
  )

  it.scopedLive("SkipTLSVerify accepts it", () =>
    Effect.gen(function* () {
      const server = yield* serveTls(credentials, answer(200, "ok"))
      const http = yield* connect(server.url, { skipTlsVerify: true })
      assert.strictEqual((yield* http.send(call)).body, "ok")
    })
  )
})
