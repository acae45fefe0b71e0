import { connect, type Socket } from "node:net"
import { assert, describe, it } from "@effect/vitest"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Scope from "effect/Scope"
import * as Listener from "../../../src/web/Listener.ts"
import { problem } from "../../../src/web/Problem.ts"
import { call, start, token } from "./fakes.ts"

/** A plain connection that sends `text` and then waits. */
const talk = (port: number, text: string) =>
  Effect.acquireRelease(
    Effect.async<Socket>((resume) => {
      const socket = connect(port, "127.0.0.1", () => {
        if (text === "") resume(Effect.succeed(socket))
        else socket.write(text, () => resume(Effect.succeed(socket)))
      })
      socket.on("error", () => undefined)
    }),
    (socket) => Effect.sync(() => socket.destroy())
  )

const heard = (socket: Socket) =>
  Effect.async<string>((resume) => {
    socket.once("data", (chunk: Buffer) => resume(Effect.succeed(chunk.toString())))
  })

const openRestart = `POST /api/processes/Radarr-Movies/restart HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\nContent-Length: 0\r\n\r\n`

/** Starts a server whose scope the test closes itself; returns how long closing took, milliseconds. */
const closable = (world: Parameters<typeof start>[0]) =>
  Effect.gen(function* () {
    const scope = yield* Scope.make()
    const port = yield* Scope.extend(start(world), scope)
    const close = Effect.gen(function* () {
      const before = performance.now()
      yield* Scope.close(scope, Exit.void)
      return performance.now() - before
    })
    return { port, close }
  })

describe("closing the web server", () => {
  it.scopedLive("is not held by silent, half-sent or idle connections", () =>
    Effect.gen(function* () {
      const { port, close } = yield* closable({ graceMillis: 10_000 })
      yield* talk(port, "")
      yield* talk(port, "GET /api/health HTTP/1.1\r\nHo")
      const idle = yield* talk(port, "GET /api/health HTTP/1.1\r\nHost: x\r\n\r\n")
      assert.match(yield* heard(idle), /200 OK/)
      assert.isBelow(yield* close, 2_000)
    })
  )

  it.scopedLive("cuts a request whose body never comes after the grace", () =>
    Effect.gen(function* () {
      const { port, close } = yield* closable({ graceMillis: 200, allowDrills: true })
      yield* talk(
        port,
        `POST /api/processes/Radarr-Movies/drill HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\nContent-Length: 99\r\n\r\n{`
      )
      // Another round trip proves that the server has seen the half-sent one.
      yield* call(port, "GET", "/api/health")
      const took = yield* close
      assert.isAtLeast(took, 190)
      assert.isBelow(took, 3_000)
    })
  )

  it.scopedLive("lets an open request finish, then drops its connection", () =>
    Effect.gen(function* () {
      const entered = yield* Deferred.make<void>()
      const finish = yield* Deferred.make<void>()
      const restarting = Effect.zipRight(Deferred.succeed(entered, undefined), Deferred.await(finish))
      const { port, close } = yield* closable({ graceMillis: 10_000, restarting })
      const socket = yield* talk(port, openRestart)
      yield* Deferred.await(entered)
      const closing = yield* Effect.fork(close)
      yield* Effect.yieldNow()
      const answer = yield* Effect.fork(heard(socket))
      yield* Effect.yieldNow()
      yield* Deferred.succeed(finish, undefined)
      assert.match(yield* Fiber.join(answer), /200 OK/)
      assert.isBelow(yield* Fiber.join(closing), 2_000)
    })
  )

  it.scopedLive("cuts a request that takes longer than the grace, and interrupts its work", () =>
    Effect.gen(function* () {
      const entered = yield* Deferred.make<void>()
      const interrupted = yield* Deferred.make<void>()
      const restarting = Effect.zipRight(
        Deferred.succeed(entered, undefined),
        Effect.onInterrupt(Effect.never, () => Deferred.succeed(interrupted, undefined))
      )
      const { port, close } = yield* closable({ graceMillis: 200, restarting })
      yield* talk(port, openRestart)
      yield* Deferred.await(entered)
      assert.isBelow(yield* close, 3_000)
      yield* Deferred.await(interrupted)
    })
  )
})

describe("a server that cannot listen", () => {
  const options = (port: number, host = "127.0.0.1") => ({ host, port })

  it.scopedLive("says that the port is in use and what to do", () =>
    Effect.gen(function* () {
      const port = yield* start()
      const error = yield* Effect.flip(Listener.make(options(port)))
      assert.instanceOf(error, Listener.PortInUse)
      assert.strictEqual(
        error.message,
        `Port ${port} on 127.0.0.1 is in use by another program: stop it or set WebUI.Port (QBITRR_WEBUI__PORT).`
      )
    })
  )

  it.scopedLive("says that the machine has no such address", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(Listener.make(options(0, "192.0.2.1")))
      assert.strictEqual(error._tag, "CannotListen")
      assert.match(error.message, /no address 192\.0\.2\.1: set WebUI\.Host/)
    })
  )

  it("explains missing permission", () => {
    const error = new Listener.CannotListen({ host: "0.0.0.0", port: 80, code: "EACCES" })
    assert.match(error.message, /No permission to listen at port 80 on 0\.0\.0\.0: choose a port above 1023/)
  })
})

describe("a server without routes yet", () => {
  it.scopedLive("asks to try again instead of saying nothing", () =>
    Effect.gen(function* () {
      const http = yield* Listener.make({ host: "127.0.0.1", port: 0 })
      const port = http.address._tag === "TcpAddress" ? http.address.port : 0
      const answer = yield* call(port, "GET", "/api/health")
      assert.strictEqual(answer.status, 503)
      assert.deepStrictEqual(
        answer.json,
        problem("unavailable", "The daemon is starting or stopping; try again in a moment.")
      )
    })
  )
})
