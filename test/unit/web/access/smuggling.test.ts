import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { call, start } from "../fakes.ts"
import { cookie, openSession, raw, startInstalled, token, visit } from "./support.ts"

const statuses = (text: string): ReadonlyArray<string> =>
  [...text.matchAll(/HTTP\/1\.1 (\d{3})/g)].map((match) => match[1] ?? "")

describe("a path that means something else to somebody else", () => {
  it.scopedLive("opens nothing: dots, encodings, double slashes, other methods", () =>
    Effect.gen(function* () {
      const commands: Array<string> = []
      const { port } = yield* startInstalled({ commands })
      for (const path of [
        "/api/health/../processes",
        "/api/health/%2e%2e/processes",
        "/api/health/..%2fprocesses",
        "/api/health/..%5cprocesses",
        "/api//processes",
        "//api/processes",
        "/api/processes/",
        "/api/processes%00",
        "/API/PROCESSES",
        "/api/processes;/api/health",
        "/api/processes#/api/health",
        "/api/health?/api/processes",
        "/assets/../api/processes",
        "/assets/%2e%2e/%2e%2e/package.json",
        "/../../etc/passwd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/signin-oidc/../api/processes",
        "/api/oidc/callback/../../processes"
      ]) {
        const text = yield* raw(port, `GET ${path} HTTP/1.1\nHost: x\nConnection: close\n\n`)
        assert.notMatch(text, /"processes":\[/, path)
        assert.notMatch(text, /root:|"dependencies"/, path)
      }
      for (const method of ["PUT", "PATCH", "TRACE", "PROPFIND", "get", "CONNECT"]) {
        const text = yield* raw(port, `${method} /api/processes/restart_all HTTP/1.1\nHost: x\nConnection: close\n\n`)
        assert.notMatch(text, /HTTP\/1\.1 2/, method)
      }
      for (const name of ["x-http-method-override", "x-method-override", "x-original-url", "x-rewrite-url"]) {
        const answer = yield* visit(port, "GET", "/api/health", { headers: { [name]: "/api/processes" } })
        assert.notInclude(answer.text, "processes")
        const changed = yield* visit(port, "GET", "/api/processes/restart_all", { headers: { [name]: "POST" } })
        assert.notStrictEqual(changed.status, 200)
      }
      assert.deepStrictEqual(commands, [])
    })
  )

  it.scopedLive("is as closed under the path of the installation as without it", () =>
    Effect.gen(function* () {
      const { port } = yield* startInstalled({ urlBase: "/qb", config: '[WebUI]\nUrlBase = "/qb"\n' })
      for (const path of ["/qb/api/processes", "/api/processes", "/qb/qb/api/processes", "/qb//api/processes"]) {
        const answer = yield* visit(port, "GET", path)
        assert.include([401, 404], answer.status, path)
      }
    })
  )

  it.scopedLive("is HEAD no other door than GET", () =>
    Effect.gen(function* () {
      const { port } = yield* startInstalled()
      assert.strictEqual((yield* visit(port, "HEAD", "/api/processes")).status, 401)
      assert.strictEqual((yield* call(port, "HEAD", "/api/processes")).status, 200)
    })
  )
})

describe("a smuggled request", () => {
  it.scopedLive("is refused, or answered as the one request it is", () =>
    Effect.gen(function* () {
      const commands: Array<string> = []
      const { port } = yield* startInstalled({ commands })
      const inner = `POST /api/processes/restart_all HTTP/1.1\nHost: x\nAuthorization: Bearer ${token}\nContent-Length: 0\n\n`
      const outer = (headers: string) =>
        `POST /api/login HTTP/1.1\nHost: x\nContent-Type: application/json\n${headers}\n\n`
      for (const headers of [
        "Content-Length: 5\nContent-Length: 6",
        "Content-Length: 5\nTransfer-Encoding: chunked",
        "Transfer-Encoding: chunked, identity",
        "Transfer-Encoding: xchunked",
        "Transfer-Encoding : chunked",
        "Content-Length: +5",
        "Content-Length: 0x5"
      ]) {
        const seen = statuses(yield* raw(port, `${outer(headers)}0\n\n${inner}`))
        assert.isAtMost(seen.filter((status) => status === "200").length, 0, headers)
      }
      assert.deepStrictEqual(commands, [])
    })
  )

  it.scopedLive("with a doubled Authorization or cookie is judged by the first, or not at all", () =>
    Effect.gen(function* () {
      const { kept, port } = yield* startInstalled()
      const get = (lines: ReadonlyArray<string>) =>
        Effect.map(
          raw(port, `GET /api/processes HTTP/1.1\nHost: x\nConnection: close\n${lines.join("\n")}\n\n`),
          (text) => statuses(text)[0]
        )
      assert.strictEqual(yield* get(["Authorization: Bearer wrong", `Authorization: Bearer ${token}`]), "401")
      assert.strictEqual(yield* get([`Authorization: Bearer wrong, Bearer ${token}`]), "401")
      const [a, b] = [openSession(kept), openSession(kept)]
      assert.strictEqual(yield* get([`Cookie: ${cookie(a)}`, `Cookie: ${cookie(b)}`]), "401")
      assert.strictEqual(yield* get([`Cookie: ${cookie(a)}`]), "200")
    })
  )

  it.scopedLive("of too many or too long headers costs its connection and nothing else", () =>
    Effect.gen(function* () {
      const { port } = yield* startInstalled()
      const long = yield* raw(port, `GET /api/processes HTTP/1.1\nHost: x\nCookie: ${"a=b; ".repeat(5000)}\n\n`)
      assert.deepStrictEqual(statuses(long), ["431"])
      const many = Array.from({ length: 3000 }, (_, n) => `X-${n}: ${"y".repeat(10)}`).join("\n")
      assert.notInclude(statuses(yield* raw(port, `GET /api/processes HTTP/1.1\nHost: x\n${many}\n\n`)), "200")
      assert.strictEqual((yield* call(port, "GET", "/api/processes")).status, 200)
    })
  )
})

describe("framing", () => {
  it.scopedLive("is allowed to whom the config names, for the page and everything else", () =>
    Effect.gen(function* () {
      const headersOf = (config: string) =>
        Effect.gen(function* () {
          const port = yield* start({ config })
          const answers = [
            yield* visit(port, "GET", "/api/session"),
            yield* visit(port, "GET", "/", { headers: { accept: "text/html" } })
          ]
          return answers.map(({ headers }) => [
            /frame-ancestors ([^;]*)$/.exec(String(headers["content-security-policy"]))?.[1],
            headers["x-frame-options"],
            String(headers["content-security-policy"]).split("frame-ancestors").length
          ])
        })
      assert.deepStrictEqual(yield* headersOf("[Settings]\n"), [
        ["'none'", "DENY", 2],
        ["'none'", "DENY", 2]
      ])
      const dashboards = `[WebUI]\nFrameAncestors = ["https://dash.example.org", "http://homer:8080/"]\n`
      assert.deepStrictEqual(yield* headersOf(dashboards), [
        ["https://dash.example.org http://homer:8080", undefined, 2],
        ["https://dash.example.org http://homer:8080", undefined, 2]
      ])
      assert.deepStrictEqual((yield* headersOf(`[WebUI]\nFrameAncestors = ["self"]\n`))[0], ["'self'", "SAMEORIGIN", 2])
    })
  )
})
