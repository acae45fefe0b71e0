import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as Ref from "effect/Ref"
import type { PageSettings } from "../../../../src/web/page/pageDocument.ts"
import * as pageRoutes from "../../../../src/web/page/pageRoutes.ts"
import { call, portOf, serverOf } from "./pageServer.ts"

const script = `console.log(${JSON.stringify("x".repeat(2_000))})`
const document = [
  '<html data-mantine-color-scheme="%QBITRR_SCHEME%" data-density="%QBITRR_DENSITY%" data-live="%QBITRR_LIVE%">',
  '<base href="%QBITRR_BASE%">',
  '<meta property="csp-nonce" nonce="%QBITRR_NONCE%">',
  '<script type="module" src="./assets/main-abc.js"></script>'
].join("")

const file = (patch: object = {}) => ({
  type: "text/javascript; charset=utf-8",
  hash: "0123456789abcdef",
  encodings: ["br", "gzip"],
  immutable: true,
  ...patch
})

/** A page as the build leaves it, in a folder that has a neighbour nobody may read. */
const built = Effect.acquireRelease(
  Effect.sync(() => {
    const parent = mkdtempSync(join(tmpdir(), "qbitrr-page-"))
    const folder = join(parent, "webui")
    mkdirSync(join(folder, "assets"), { recursive: true })
    writeFileSync(join(parent, "secret.txt"), "do not read")
    writeFileSync(join(folder, "assets/unlisted.js"), "not listed")
    writeFileSync(join(folder, "assets/main-abc.js"), script)
    writeFileSync(join(folder, "assets/main-abc.js.br"), "BROTLI")
    writeFileSync(join(folder, "assets/main-abc.js.gz"), "GZIP")
    writeFileSync(join(folder, "favicon.svg"), "<svg/>")
    writeFileSync(
      join(folder, "files.json"),
      JSON.stringify({
        document,
        files: {
          "assets/main-abc.js": file(),
          "favicon.svg": file({ type: "image/svg+xml", encodings: [], immutable: false, hash: "fedcba" })
        },
        firstLoad: { bytes: 1 }
      })
    )
    return { parent, folder }
  }),
  ({ parent }) => Effect.sync(() => rmSync(parent, { recursive: true, force: true }))
)

const start = (
  options: {
    readonly urlBase?: string
    readonly missing?: boolean
    readonly settings?: Effect.Effect<PageSettings>
  } = {}
) =>
  Effect.gen(function* () {
    const { folder } = yield* built
    const page = pageRoutes.layer({
      urlBase: options.urlBase ?? "",
      folder: options.missing === true ? undefined : folder,
      settings: options.settings ?? Effect.succeed({ Theme: "Dark", ViewDensity: "Comfortable", LiveArr: true })
    })
    return portOf(yield* Layer.build(Layer.provide(serverOf(page), Logger.remove(Logger.defaultLogger))))
  })

const browser = { accept: "text/html,application/xhtml+xml,*/*;q=0.8" }

describe("the page's document", () => {
  it.scopedLive("answers every address that a browser opens, each time with another nonce", () =>
    Effect.gen(function* () {
      const port = yield* start()
      const nonces = new Set<string>()
      for (const path of ["/", "/processes", "/torrents/qBit/abc?x=1", "/config/Radarr-4K.HDR"]) {
        const { headers, status, text } = yield* call(port, "GET", path, browser)
        assert.strictEqual(status, 200)
        const nonce = /nonce="([^"]+)"/.exec(text)?.[1] ?? ""
        assert.include(headers["content-security-policy"], `style-src 'self' 'nonce-${nonce}'`)
        assert.match(nonce, /^[\w-]{24}$/)
        assert.notInclude(String(headers["content-security-policy"]), "unsafe")
        assert.strictEqual(headers["cache-control"], "no-store")
        assert.notInclude(text, "%QBITRR")
        nonces.add(nonce)
      }
      assert.strictEqual(nonces.size, 4)
    })
  )

  it.scopedLive("says where it is mounted, in a form that no config can break out of", () =>
    Effect.gen(function* () {
      const port = yield* start({ urlBase: '/a"><script>' })
      const { text } = yield* call(port, "GET", "/", browser)
      assert.include(text, '<base href="/a&quot;&gt;&lt;script&gt;/">')
    })
  )

  it.scopedLive("carries colours, density and liveness as the config has them at that very moment", () =>
    Effect.gen(function* () {
      const settings = yield* Ref.make({ Theme: "Dark", ViewDensity: "Comfortable", LiveArr: true })
      const port = yield* start({ settings: Ref.get(settings) })
      const read = Effect.map(call(port, "GET", "/", browser), ({ text }) => /<html[^>]*>/.exec(text)?.[0])
      assert.strictEqual(
        yield* read,
        '<html data-mantine-color-scheme="dark" data-density="comfortable" data-live="true">'
      )
      yield* Ref.set(settings, { Theme: "Light", ViewDensity: "Compact", LiveArr: false })
      assert.strictEqual(
        yield* read,
        '<html data-mantine-color-scheme="light" data-density="compact" data-live="false">'
      )
    })
  )

  it.scopedLive("is not given to programs, nor at their addresses", () =>
    Effect.gen(function* () {
      const port = yield* start()
      for (const [path, headers] of [
        ["/processes", { accept: "application/json" }],
        ["/processes", { accept: "*/*" }],
        ["/api/nothing", browser],
        ["/web/nothing", browser],
        ["/health/nothing", browser],
        ["/signin-oidc", browser],
        ["/assets/old-123.js", browser]
      ] as const) {
        assert.strictEqual((yield* call(port, "GET", path, headers)).status, 404, path)
      }
      assert.strictEqual((yield* call(port, "POST", "/processes", browser)).status, 404)
    })
  )

  it.scopedLive("says how to build the page where it is not", () =>
    Effect.gen(function* () {
      const port = yield* start({ missing: true })
      const { status, text } = yield* call(port, "GET", "/", browser)
      assert.strictEqual(status, 404)
      assert.include(text, "npm run build:webui")
    })
  )
})

describe("the page's files", () => {
  it.scopedLive("come in the smallest form that is understood, to be kept for a year", () =>
    Effect.gen(function* () {
      const port = yield* start()
      const get = (accept: string | undefined) =>
        call(port, "GET", "/assets/main-abc.js", accept === undefined ? {} : { "accept-encoding": accept })
      const forms: ReadonlyArray<readonly [string | undefined, string | undefined, string]> = [
        ["gzip, deflate, br", "br", "BROTLI"],
        ["gzip", "gzip", "GZIP"],
        ["br;q=0, gzip;q=0.5", "gzip", "GZIP"],
        ["identity", undefined, script],
        [undefined, undefined, script]
      ]
      for (const [accept, encoding, text] of forms) {
        const answer = yield* get(accept)
        assert.strictEqual(answer.status, 200)
        assert.strictEqual(answer.text, text)
        assert.strictEqual(answer.headers["content-encoding"], encoding)
        assert.strictEqual(answer.headers["content-type"], "text/javascript; charset=utf-8")
        assert.strictEqual(answer.headers["cache-control"], "public, max-age=31536000, immutable")
        assert.strictEqual(answer.headers["vary"], "accept-encoding")
      }
      const icon = yield* call(port, "GET", "/favicon.svg", {})
      assert.strictEqual(icon.headers["cache-control"], "no-cache")
    })
  )

  it.scopedLive("are not sent again to who has them, form by form", () =>
    Effect.gen(function* () {
      const port = yield* start()
      const first = yield* call(port, "GET", "/assets/main-abc.js", { "accept-encoding": "br" })
      const etag = String(first.headers["etag"])
      const again = yield* call(port, "GET", "/assets/main-abc.js", { "accept-encoding": "br", "if-none-match": etag })
      assert.strictEqual(again.status, 304)
      assert.strictEqual(again.text, "")
      const other = yield* call(port, "GET", "/assets/main-abc.js", { "if-none-match": `W/${etag}` })
      assert.strictEqual(other.status, 200)
    })
  )

  it.scopedLive("are only those that the build has written down, however the address is written", () =>
    Effect.gen(function* () {
      const port = yield* start()
      for (const path of [
        "/../secret.txt",
        "/assets/../../secret.txt",
        "/assets/..%2f..%2fsecret.txt",
        "/%2e%2e/secret.txt",
        "/..\\secret.txt",
        "/assets/%00main-abc.js",
        "/assets/unlisted.js",
        "/assets/main-abc.js.br",
        "/files.json",
        "/assets/",
        "/assets",
        "//etc/passwd",
        "/constructor",
        "/__proto__"
      ]) {
        const { status, text } = yield* call(port, "GET", path, {})
        assert.include([400, 404], status, path)
        assert.notInclude(text, "do not read")
      }
    })
  )
})
