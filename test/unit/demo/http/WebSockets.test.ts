import { assert, describe, it } from "@effect/vitest"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import { WebSocket } from "ws"
import { empty, text, type WebRequest } from "../../../../src/demo/http/Exchange.ts"
import * as LoopbackServer from "../../../../src/demo/http/LoopbackServer.ts"
import type { Upgrades } from "../../../../src/demo/http/WebSockets.ts"

const serve = (upgrades?: Upgrades) => LoopbackServer.make(() => Effect.succeed(text(200, "page")), 0, upgrades)

/** Opens a WebSocket; the status of the refusal when there is none. */
const dial = (url: string) =>
  Effect.acquireRelease(
    Effect.async<WebSocket, number>((resume) => {
      const socket = new WebSocket(`${url.replace("http", "ws")}/hub?x=1`, { headers: { "x-one": "1" } })
      socket.on("error", () => undefined)
      socket.on("open", () => resume(Effect.succeed(socket)))
      socket.on("unexpected-response", (request, response) => {
        request.destroy()
        resume(Effect.fail(response.statusCode ?? 0))
      })
    }),
    (socket) => Effect.sync(() => socket.terminate())
  )

const closed = (socket: WebSocket) =>
  Effect.async<number>((resume) => {
    socket.on("close", (code) => resume(Effect.succeed(code)))
  })

const accepting = (converse: Upgrades["converse"]): Upgrades => ({ answer: () => Effect.succeed(empty(101)), converse })

describe("a loopback server with WebSockets", () => {
  it.scoped("hands over the request, the frames in order, and closes when the conversation ends", () =>
    Effect.gen(function* () {
      const seen = yield* Deferred.make<WebRequest>()
      const server = yield* serve(
        accepting(({ incoming, send }, request) =>
          Effect.gen(function* () {
            yield* Deferred.succeed(seen, request)
            for (let frame = 0; frame < 3; frame++) yield* send(`${yield* Queue.take(incoming)}!`)
          })
        )
      )
      const socket = yield* dial(server.url)
      const heard: Array<string> = []
      socket.on("message", (data) => heard.push(data.toString()))
      for (const frame of ["a", "b", "c"]) socket.send(frame)
      assert.strictEqual(yield* closed(socket), 1000)
      assert.deepStrictEqual(heard, ["a!", "b!", "c!"])
      const { headers, method, path, query } = yield* Deferred.await(seen)
      assert.deepStrictEqual([method, path, query.get("x"), headers["x-one"]], ["GET", "/hub", "1", "1"])
    })
  )

  it.scoped("refuses with the answer it is given, and with 500 when it breaks", () =>
    Effect.gen(function* () {
      const refusing = yield* serve({ answer: () => Effect.succeed(empty(401)), converse: () => Effect.never })
      assert.strictEqual(yield* Effect.flip(dial(refusing.url)), 401)
      const broken = yield* serve({ answer: () => Effect.die("oops"), converse: () => Effect.never })
      assert.strictEqual(yield* Effect.flip(dial(broken.url)), 500)
    })
  )

  it.scoped("without upgrades answers as always", () =>
    Effect.gen(function* () {
      const server = yield* serve()
      assert.strictEqual(yield* Effect.flip(dial(server.url)), 200)
    })
  )

  it.scoped("ends the conversation with a client that hangs up", () =>
    Effect.gen(function* () {
      const ended = yield* Deferred.make<void>()
      const server = yield* serve(
        accepting(() => Effect.onInterrupt(Effect.never, () => Deferred.succeed(ended, undefined)))
      )
      const socket = yield* dial(server.url)
      socket.terminate()
      yield* Deferred.await(ended)
    })
  )

  it.scoped("cuts every WebSocket when it goes down, and makes new ones when it is back", () =>
    Effect.gen(function* () {
      const server = yield* serve(accepting(() => Effect.never))
      const socket = yield* dial(server.url)
      const end = yield* Effect.fork(closed(socket))
      yield* server.goDown
      assert.strictEqual(yield* end, 1006)
      yield* server.comeBack
      yield* dial(server.url)
    })
  )
})
