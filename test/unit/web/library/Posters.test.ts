import { mkdtempSync, readdirSync, rmSync } from "node:fs"
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type { ArrOptions } from "../../../../src/clients/arr/ArrClient.ts"
import * as Posters from "../../../../src/web/library/Posters.ts"

const jpeg = (filler = "", length = 20) =>
  Buffer.concat([Buffer.from([0xff, 0xd8, 0xff]), Buffer.alloc(length, filler)])

type Answer = (request: IncomingMessage, response: ServerResponse) => void

/** An Arr that only has pictures, and the requests it got. */
const arr = (answer: Answer) =>
  Effect.gen(function* () {
    const seen: Array<{ readonly url: string; readonly key: string }> = []
    const server = createServer((request, response) => {
      seen.push({ url: request.url ?? "", key: String(request.headers["x-api-key"]) })
      answer(request, response)
    })
    const port = yield* Effect.acquireRelease(
      Effect.async<number>((resume) => {
        server.listen(0, "127.0.0.1", () => {
          const address = server.address()
          resume(Effect.succeed(typeof address === "object" && address !== null ? address.port : 0))
        })
      }),
      () =>
        Effect.sync(() => {
          server.closeAllConnections()
          server.close()
        })
    )
    const options: ArrOptions = {
      name: "Lidarr/../x",
      kind: "lidarr",
      url: `http://127.0.0.1:${port}/lidarr`,
      apiKey: Redacted.make("secret-key"),
      skipTlsVerify: false,
      timeout: "1 seconds"
    }
    return { seen, options }
  })

const folder = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "qbitrr-posters-"))),
  (path) => Effect.sync(() => rmSync(path, { recursive: true, force: true }))
)

const at = (path: string, limit?: number) =>
  Effect.provide(Posters.Posters, Posters.layer({ folder: path, ...(limit === undefined ? {} : { limit }) }))

const send =
  (body: Buffer, status = 200, headers: Record<string, string> = {}): Answer =>
  (_, response) => {
    response.writeHead(status, headers)
    response.end(body)
  }

describe("Posters", () => {
  it.scopedLive(
    "come from the Arr's API with the key in a header, once, also after a restart and for many at once",
    () =>
      Effect.gen(function* () {
        const { options, seen } = yield* arr(send(jpeg(), 200, { "content-type": "text/html" }))
        const path = yield* folder
        const posters = yield* at(path)
        const all = yield* Effect.all(
          Array.from({ length: 5 }, () => posters.get(options, 7)),
          { concurrency: "unbounded" }
        )
        for (const one of all) assert.strictEqual(one?.type, "image/jpeg")
        assert.deepStrictEqual(seen, [{ url: "/lidarr/api/v1/mediacover/artist/7/poster-250.jpg", key: "secret-key" }])
        const again = yield* (yield* at(path)).get(options, 7)
        assert.strictEqual(again?.etag, all[0]?.etag)
        assert.strictEqual(seen.length, 1)
        assert.match(readdirSync(path).join(), /^[0-9a-f]{40}$/)
      })
  )

  it.scopedLive("are the large ones where there is no small one", () =>
    Effect.gen(function* () {
      const { options, seen } = yield* arr((request, response) =>
        send(jpeg(), request.url?.endsWith("/poster.jpg") === true ? 200 : 404)(request, response)
      )
      assert.isDefined(yield* (yield* at(yield* folder)).get({ ...options, kind: "radarr" }, 1))
      assert.deepStrictEqual(
        seen.map(({ url }) => url),
        ["/lidarr/api/v3/mediacover/1/poster-250.jpg", "/lidarr/api/v3/mediacover/1/poster.jpg"]
      )
    })
  )

  it.scopedLive("never follow a redirect, take no page for a picture, and remember what is not there", () =>
    Effect.gen(function* () {
      const other = yield* arr(send(jpeg()))
      const cases: ReadonlyArray<readonly [Answer, number]> = [
        [send(Buffer.alloc(0), 302, { location: `${other.options.url}/poster.jpg` }), 1],
        [send(Buffer.from("<svg onload=alert(1)>"), 200, { "content-type": "image/svg+xml" }), 1],
        [send(Buffer.from("gone"), 404), 2],
        [send(Buffer.from("away"), 503), 1],
        [send(jpeg("x", 6 * 1024 * 1024)), 2]
      ]
      for (const [answer, asked] of cases) {
        const { options, seen } = yield* arr(answer)
        const path = yield* folder
        const posters = yield* at(path)
        for (let nth = 0; nth < 3; nth++) assert.isUndefined(yield* posters.get(options, 1))
        assert.strictEqual(seen.length, asked)
        assert.isEmpty(readdirSync(path))
      }
      assert.isEmpty(other.seen)
    })
  )

  it.scopedLive("are no more on disk than allowed", () =>
    Effect.gen(function* () {
      const { options } = yield* arr(send(jpeg("x", 1_000)))
      const path = yield* folder
      const posters = yield* at(path, 5_000)
      for (let id = 0; id < 20; id++) assert.isDefined(yield* posters.get(options, id))
      const kept = readdirSync(path).length
      assert.isTrue(kept >= 2 && kept <= 4, String(kept))
    })
  )

  it.scopedLive("are not to be had from an Arr that is away, or from no address at all", () =>
    Effect.gen(function* () {
      const posters = yield* at(yield* folder)
      const { options } = yield* arr(send(jpeg()))
      assert.isUndefined(yield* posters.get({ ...options, url: "http://127.0.0.1:1" }, 1))
      assert.isUndefined(yield* posters.get({ ...options, url: "nonsense" }, 1))
      assert.isUndefined(yield* posters.get({ ...options, url: "file:///etc" }, 1))
      assert.isUndefined(yield* posters.get({ ...options, apiKey: Redacted.make("bad\nkey") }, 1))
    })
  )
})
