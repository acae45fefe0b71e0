import { connect } from "node:net"
import { createServer } from "node:tls"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { selfSigned } from "../../selfSigned.ts"
import { listenTo, makeHub } from "./hub.ts"

const credentials = selfSigned()

/** A proxy that speaks TLS before a server that does not, as they usually stand before an Arr. */
const proxyOf = (port: number) =>
  Effect.map(
    Effect.acquireRelease(
      Effect.async<ReturnType<typeof createServer>>((resume) => {
        const server = createServer(credentials ?? {}, (outside) => {
          const inside = connect(port, "127.0.0.1")
          for (const [from, to] of [
            [outside, inside],
            [inside, outside]
          ] as const) {
            from.on("error", () => to.destroy())
            from.on("close", () => to.destroy())
            from.pipe(to)
          }
        })
        server.listen(0, "127.0.0.1", () => resume(Effect.succeed(server)))
      }),
      (server) => Effect.sync(() => server.close())
    ),
    (server) => {
      const address = server.address()
      return `https://127.0.0.1:${typeof address === "object" ? address?.port : 0}`
    }
  )

describe.skipIf(credentials === undefined)("push over TLS", () => {
  it.scoped("asks for SkipTLSVerify when the certificate is not trusted", () =>
    Effect.gen(function* () {
      const hub = yield* makeHub()
      const ear = yield* listenTo(yield* proxyOf(hub.port))
      assert.match(yield* ear.loss, /is not trusted .*SkipTLSVerify = true/)
    })
  )

  it.scoped("connects with SkipTLSVerify, WebSocket included", () =>
    Effect.gen(function* () {
      const hub = yield* makeHub()
      const ear = yield* listenTo(yield* proxyOf(hub.port), { skipTlsVerify: true })
      assert.deepStrictEqual(yield* ear.next, { _tag: "Connected" })
      const server = yield* hub.connection
      yield* server.send(`{"type":1,"target":"receiveMessage","arguments":[{"name":"queue"}]}\x1e`)
      assert.deepStrictEqual(yield* ear.next, { _tag: "QueueChanged" })
    })
  )
})
