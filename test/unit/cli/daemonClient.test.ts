import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as DaemonClient from "../../../src/cli/DaemonClient.ts"
import { dependency, start, token, worker } from "../web/fakes.ts"

const target = (port: number, patch: Partial<DaemonClient.Target> = {}): DaemonClient.Target => ({
  host: "0.0.0.0",
  port,
  urlBase: "",
  token: Redacted.make(token),
  configFile: "/data/config.toml",
  tokenFile: "/data/qBitManager/api-token",
  ...patch
})

/** A server that is not ours, answering everything in the same way. */
const stranger = (status: number, body: string) =>
  Effect.acquireRelease(
    Effect.async<ReturnType<typeof createServer>>((resume) => {
      const server = createServer((_, response) => response.writeHead(status).end(body))
      server.listen(0, "127.0.0.1", () => resume(Effect.succeed(server)))
    }),
    (server) => Effect.sync(() => server.close())
  ).pipe(Effect.map((server) => (server.address() as AddressInfo).port))

describe("the command line and the daemon", () => {
  it("finds a daemon that is bound to every address at the loopback", () => {
    const url = (host: string, urlBase = "") => DaemonClient.baseUrl({ host, port: 6969, urlBase })
    assert.strictEqual(url("0.0.0.0"), "http://127.0.0.1:6969")
    assert.strictEqual(url("::"), "http://[::1]:6969")
    assert.strictEqual(url("localhost"), "http://localhost:6969")
    assert.strictEqual(url("fd00::2", "/qbitrr/"), "http://[fd00::2]:6969/qbitrr")
  })

  it.scopedLive("speak about processes and readiness", () =>
    Effect.gen(function* () {
      const port = yield* start({ workers: [worker()], dependencies: [dependency({ state: "down" })] })
      const processes = yield* DaemonClient.processes(target(port))
      assert.deepStrictEqual(
        processes.map(({ name, life }) => [name, life]),
        [["Radarr-Movies", 3]]
      )
      assert.isFalse((yield* DaemonClient.readiness(target(port))).ready)
      assert.deepStrictEqual(yield* DaemonClient.health(target(port)), { status: "ok" })
    })
  )

  it.scopedLive("pass commands on, and the daemon's refusal back", () =>
    Effect.gen(function* () {
      const commands: Array<string> = []
      const port = yield* start({ commands })
      yield* DaemonClient.command(target(port), "Sonarr TV/4K", "restart")
      yield* DaemonClient.command(target(port), undefined, "restart")
      const error = yield* Effect.flip(DaemonClient.command(target(port), "qBit", "drill", { kind: "crash" }))
      assert.strictEqual(error.code, 1)
      assert.match(error.message, /^Drills are switched off\. Set AllowDrills = true/)
      assert.deepStrictEqual(commands, ["restart Sonarr TV/4K", "restartAll"])
    })
  )

  it.scopedLive("a wrong token is exit code 77 and says where the right one is", () =>
    Effect.gen(function* () {
      const port = yield* start()
      const wrong = yield* Effect.flip(DaemonClient.processes(target(port, { token: Redacted.make("wrong") })))
      assert.strictEqual(wrong.code, 77)
      assert.strictEqual(
        wrong.message,
        `The daemon at http://127.0.0.1:${port} refuses the token.\n` +
          "The token is WebUI.Token of /data/config.toml, or else the content of /data/qBitManager/api-token.\n" +
          "Give the same --config and --data as the daemon has."
      )
      const none = yield* Effect.flip(DaemonClient.processes(target(port, { token: Redacted.make("") })))
      assert.include(none.message, "api-token (which does not exist)")
    })
  )

  it.scopedLive("no daemon is exit code 3 and says where it looked and how to start it", () =>
    Effect.gen(function* () {
      // A port that was free a moment ago.
      const port = yield* Effect.scoped(stranger(200, ""))
      const error = yield* Effect.flip(DaemonClient.processes(target(port)))
      assert.strictEqual(error.code, 3)
      assert.include(error.message, `No qbitrr daemon answers at http://127.0.0.1:${port}.\n`)
      assert.include(error.message, 'Start the daemon with "qbitrr run"')
      assert.include(error.message, "/data/config.toml")
    })
  )

  it.scopedLive("another program at that port is exit code 3 as well", () =>
    Effect.gen(function* () {
      for (const [status, body] of [
        [200, "<html>hello</html>"],
        [404, "not found"],
        [200, '{"status":"ok"}']
      ] as const) {
        const error = yield* Effect.flip(DaemonClient.processes(target(yield* stranger(status, body))))
        assert.strictEqual(error.code, 3)
        assert.match(error.message, /but it is not qbitrr\. Check WebUI\.Host, WebUI\.Port and WebUI\.UrlBase\./)
      }
    })
  )
})
