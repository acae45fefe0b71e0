import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http"
import type { AddressInfo, Socket } from "node:net"
import type { Duplex } from "node:stream"
import * as Effect from "effect/Effect"
import * as FiberSet from "effect/FiberSet"
import * as Ref from "effect/Ref"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import type { WebRequest, WebResponse } from "./Exchange.ts"
import * as WebSockets from "./WebSockets.ts"

/** The port could not be opened; mostly somebody else has it. */
export class PortUnavailable extends Schema.TaggedError<PortUnavailable>()("PortUnavailable", {
  port: Schema.Number,
  reason: Schema.String
}) {
  override get message() {
    return `cannot listen on 127.0.0.1:${this.port}: ${this.reason}; free the port or ask for port 0`
  }
}

/** A real HTTP server on 127.0.0.1 that can vanish and return. */
export interface LoopbackServer {
  readonly port: number
  /** `http://127.0.0.1:<port>` */
  readonly url: string
  readonly listening: Effect.Effect<boolean>
  /** Stops listening and cuts every connection, answered or not. No-op when down. */
  readonly goDown: Effect.Effect<void>
  /** Listens again on the same port. No-op when up. */
  readonly comeBack: Effect.Effect<void, PortUnavailable>
}

interface Listening {
  readonly server: Server
  readonly sockets: Set<Socket>
}

const requestOf = (message: IncomingMessage, body: string): WebRequest => {
  const url = new URL(message.url ?? "/", "http://127.0.0.1")
  const headers = Object.fromEntries(
    Object.entries(message.headers).map(([name, value]) => [name, String(Array.isArray(value) ? value[0] : value)])
  )
  return {
    method: message.method ?? "GET",
    path: url.pathname,
    query: url.searchParams,
    headers,
    port: message.socket.localPort ?? 0,
    body
  }
}

const read = (message: IncomingMessage): Effect.Effect<WebRequest> =>
  Effect.async((resume) => {
    const chunks: Array<Buffer> = []
    message.on("data", (chunk: Buffer) => chunks.push(chunk))
    message.on("end", () => resume(Effect.succeed(requestOf(message, Buffer.concat(chunks).toString("utf8")))))
  })

const write = (response: ServerResponse, answer: WebResponse): void => {
  const { body, bytes = body, headers, status } = answer
  response.writeHead(status, { ...headers, "content-length": Buffer.byteLength(bytes) })
  response.end(bytes)
}

type Upgrade = (message: IncomingMessage, connection: Duplex, head: Buffer) => void

const listen = (
  port: number,
  serve: (message: IncomingMessage, response: ServerResponse) => void,
  upgrade: Upgrade | undefined
): Effect.Effect<Listening, PortUnavailable> =>
  Effect.async((resume) => {
    const sockets = new Set<Socket>()
    const server = createServer(serve)
    if (upgrade !== undefined) server.on("upgrade", upgrade)
    server.on("connection", (socket: Socket) => {
      sockets.add(socket)
      socket.on("close", () => sockets.delete(socket))
    })
    server.once("error", (cause) => resume(Effect.fail(new PortUnavailable({ port, reason: cause.message }))))
    server.listen(port, "127.0.0.1", () => resume(Effect.succeed({ server, sockets })))
  })

const close = ({ server, sockets }: Listening): Effect.Effect<void> =>
  Effect.async((resume) => {
    server.close(() => resume(Effect.void))
    for (const socket of sockets) socket.destroy()
  })

/**
 * Serves `handle` on 127.0.0.1 until the scope closes. Each request is one fiber that is interrupted when its
 * client hangs up. A defect of `handle` is answered with 500 and its text, so that a broken stand-in is seen.
 * @param port 0 takes any free port, which then stays the same for `comeBack`.
 * @param upgrades Without it a request for an upgrade is a request like any other.
 */
export const make = Effect.fn("LoopbackServer.make")(function* (
  handle: (request: WebRequest) => Effect.Effect<WebResponse>,
  port = 0,
  upgrades?: WebSockets.Upgrades
): Effect.fn.Return<LoopbackServer, PortUnavailable, Scope.Scope> {
  const run = yield* FiberSet.makeRuntime<never, void, never>()
  const serve = (message: IncomingMessage, response: ServerResponse) => {
    const answer = read(message).pipe(
      Effect.flatMap(handle),
      Effect.catchAllCause((cause) =>
        Effect.succeed<WebResponse>({ status: 500, headers: {}, body: `stand-in broke: ${cause.toString()}` })
      ),
      Effect.map((result) => write(response, result))
    )
    const fiber = run(answer)
    response.on("close", () => fiber.unsafeInterruptAsFork(fiber.id()))
  }
  const accept = upgrades === undefined ? undefined : WebSockets.make(upgrades)
  const upgrade =
    accept === undefined
      ? undefined
      : (message: IncomingMessage, connection: Duplex, head: Buffer) => {
          // Between the request and the WebSocket nobody else hears the connection break.
          connection.on("error", () => undefined)
          const fiber = run(accept(requestOf(message, ""), message, connection, head))
          connection.on("close", () => fiber.unsafeInterruptAsFork(fiber.id()))
        }

  const current = yield* Ref.make<Listening | undefined>(undefined)
  const goDown = Ref.getAndSet(current, undefined).pipe(
    Effect.flatMap((up) => (up === undefined ? Effect.void : close(up))),
    Effect.uninterruptible
  )
  const open = Effect.fn("LoopbackServer.open")(function* (at: number) {
    const up = yield* listen(at, serve, upgrade)
    yield* Ref.set(current, up)
    return (up.server.address() as AddressInfo).port
  }, Effect.uninterruptible)

  const bound = yield* Effect.acquireRelease(open(port), () => goDown)
  return {
    port: bound,
    url: `http://127.0.0.1:${bound}`,
    listening: Ref.get(current).pipe(Effect.map((up) => up !== undefined)),
    goDown,
    comeBack: Ref.get(current).pipe(
      Effect.flatMap((up) => (up === undefined ? Effect.asVoid(open(bound)) : Effect.void))
    )
  }
})
