import { assert, describe, it } from "@effect/vitest"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { text, type WebRequest } from "../../../src/demo/http/Exchange.ts"
import * as LoopbackServer from "../../../src/demo/http/LoopbackServer.ts"
import { call } from "./support.ts"

describe("LoopbackServer", () => {
  it.scoped("hands over method, path, query, headers, port and body", () =>
    Effect.gen(function* () {
      const seen = yield* Deferred.make<WebRequest>()
      const server = yield* LoopbackServer.make((request) =>
        Effect.as(Deferred.succeed(seen, request), text(418, "short and stout"))
      )
      const reply = yield* call(`${server.url}/a/b?x=1&x=2`, { method: "PUT", headers: { "x-one": "1" }, body: "{ä}" })
      assert.deepStrictEqual([reply.status, reply.body], [418, "short and stout"])
      const { method, path, query, headers, port, body } = yield* Deferred.await(seen)
      assert.deepStrictEqual(
        { method, path, query: query.getAll("x"), one: headers["x-one"], port, body },
        { method: "PUT", path: "/a/b", query: ["1", "2"], one: "1", port: server.port, body: "{ä}" }
      )
    })
  )

  it.scoped("says when its port is taken", () =>
    Effect.gen(function* () {
      const first = yield* LoopbackServer.make(() => Effect.succeed(text(200, "")))
      const error = yield* Effect.flip(LoopbackServer.make(() => Effect.succeed(text(200, "")), first.port))
      assert.strictEqual(error._tag, "PortUnavailable")
      assert.include(error.message, `127.0.0.1:${first.port}`)
    })
  )

  it.scoped("shows a stand-in that breaks", () =>
    Effect.gen(function* () {
      const server = yield* LoopbackServer.make(() => Effect.die("oops"))
      const reply = yield* call(server.url)
      assert.strictEqual(reply.status, 500)
      assert.include(reply.body, "oops")
    })
  )

  it.scoped("interrupts the work for a client that has hung up", () =>
    Effect.gen(function* () {
      const begun = yield* Deferred.make<void>()
      const ended = yield* Deferred.make<void>()
      const server = yield* LoopbackServer.make(() =>
        Deferred.succeed(begun, undefined).pipe(
          Effect.zipRight(Effect.never),
          Effect.onInterrupt(() => Deferred.succeed(ended, undefined))
        )
      )
      const waiting = yield* Effect.fork(call(server.url))
      yield* Deferred.await(begun)
      yield* Fiber.interrupt(waiting)
      yield* Deferred.await(ended)
    })
  )

  it.scoped("goes down and comes back as often as it is told", () =>
    Effect.gen(function* () {
      const server = yield* LoopbackServer.make(() => Effect.succeed(text(200, "here")))
      for (let round = 0; round < 3; round++) {
        yield* server.goDown
        yield* server.goDown
        assert.isFalse(yield* server.listening)
        assert.strictEqual(yield* Effect.flip(call(server.url)), "unreachable")
        yield* server.comeBack
        yield* server.comeBack
        assert.strictEqual((yield* call(server.url)).body, "here")
      }
    })
  )
})
