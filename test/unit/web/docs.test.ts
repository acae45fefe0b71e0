import { createHash } from "node:crypto"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { endpoints } from "./access/support.ts"
import { call, start } from "./fakes.ts"

const get = (port: number, path: string) => call(port, "GET", path)

describe("GET /api/docs", () => {
  it.scopedLive("names every endpoint with a form for each GET, and needs nothing from elsewhere", () =>
    Effect.gen(function* () {
      const port = yield* start()
      const { headers, status, text } = yield* get(port, "/api/docs")
      assert.strictEqual(status, 200)
      assert.match(String(headers["content-type"]), /^text\/html/)
      for (const { path } of endpoints) {
        assert.include(text, `<code>${path.replaceAll(/:(\w+)/g, "{$1}")}</code>`, path)
      }
      const forms = text.split("<form ").length - 1
      assert.strictEqual(forms, endpoints.filter(({ method }) => method === "GET").length)
      assert.notMatch(text, /<script|javascript:|https?:\/\//i)
      // Every name of a schema leads somewhere.
      for (const [, id] of text.matchAll(/href="#([^"]+)"/g)) assert.include(text, `id="${id}"`)
    })
  )

  it.scopedLive("allows no script, and just the style that it has", () =>
    Effect.gen(function* () {
      const port = yield* start()
      const { headers, text } = yield* get(port, "/api/docs")
      const policy = String(headers["content-security-policy"])
      const style = /<style>([\s\S]*)<\/style>/.exec(text)?.[1] ?? ""
      assert.include(policy, `style-src 'sha256-${createHash("sha256").update(style).digest("base64")}'`)
      assert.match(policy, /^default-src 'none'; /)
      assert.notInclude(policy, "script-src")
      assert.notInclude(policy, "unsafe")
    })
  )

  it.scopedLive("sends what was filled in to the request itself, below every base", () =>
    Effect.gen(function* () {
      const port = yield* start({ urlBase: "/q" })
      for (const [query, location] of [
        ["to=/api/processes", "../../api/processes"],
        ["to=/api/torrents&query.q=a%26b&query.limit=&query.sort=name", "../../api/torrents?q=a%26b&sort=name"],
        ["to=/api/torrents/{instance}/{hash}&path.instance=qBit&path.hash=a/b", "../../api/torrents/qBit/a%2Fb"],
        ["to=/health", "../../health"]
      ] as const) {
        const answer = yield* get(port, `/q/api/docs/try?${query}`)
        assert.strictEqual(answer.status, 303, query)
        assert.strictEqual(answer.headers["location"], location)
      }
      for (const query of [
        "",
        "to=/api/logout",
        "to=//evil.example",
        "to=__proto__",
        "to=/api/torrents/{instance}/{hash}&path.instance=qBit",
        "to=/api/torrents/{instance}/{hash}&path.instance=..&path.hash=x"
      ]) {
        assert.strictEqual((yield* get(port, `/q/api/docs/try?${query}`)).status, 400, query)
      }
    })
  )

  it.scopedLive("is, as the document, for those who are let in", () =>
    Effect.gen(function* () {
      const port = yield* start()
      for (const path of ["/api/docs", "/api/docs/try?to=/api/processes", "/api/openapi.json"]) {
        assert.strictEqual((yield* call(port, "GET", path, { anonymous: true })).status, 401, path)
      }
    })
  )
})
