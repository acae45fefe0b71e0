import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http"
import type { Socket } from "node:net"
import type * as HttpServer from "@effect/platform/HttpServer"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Runtime from "effect/Runtime"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import { problem, problemType } from "./Problem.ts"

/** The port of the web server belongs to another program. */
export class PortInUse extends Schema.TaggedError<PortInUse>("qbitrr/PortInUse")("PortInUse", {
  host: Schema.String,
  port: Schema.Number
}) {
  override get message(): string {
    return `Port ${this.port} on ${this.host} is in use by another program: stop it or set WebUI.Port (QBITRR_WEBUI__PORT).`
  }
}

/** The web server cannot listen for another reason (no permission, no such address). */
export class CannotListen extends Schema.TaggedError<CannotListen>("qbitrr/CannotListen")("CannotListen", {
  host: Schema.String,
  port: Schema.Number,
  code: Schema.String
}) {
  override get message(): string {
    const where = `port ${this.port} on ${this.host}`
    switch (this.code) {
      case "EACCES":
        return `No permission to listen at ${where}: choose a port above 1023 with WebUI.Port (QBITRR_WEBUI__PORT).`
      case "EADDRNOTAVAIL":
        return `This machine has no address ${this.host}: set WebUI.Host (QBITRR_WEBUI__HOST), 0.0.0.0 for all addresses.`
      case "ENOTFOUND":
      case "EAI_AGAIN":
        return `The host name ${this.host} cannot be resolved: set WebUI.Host (QBITRR_WEBUI__HOST) to an address.`
      default:
        return `The web server cannot listen at ${where} (${this.code}): check WebUI.Host and WebUI.Port.`
    }
  }
}

/** Where to listen, and how long open requests may last once the server closes. */
export interface ListenOptions {
  /** `WebUI.Host` */
  readonly host: string
  /** `WebUI.Port`; 0 lets the system choose. */
  readonly port: number
  /** Default 5 seconds (design "Shutdown", step 2). */
  readonly grace?: Duration.DurationInput
}

const codeOf = (cause: unknown): string =>
  typeof cause === "object" && cause !== null && "code" in cause && typeof cause.code === "string" ? cause.code : "?"

const notServing = JSON.stringify(problem("unavailable", "The daemon is starting or stopping; try again in a moment."))

/**
 * Connections of one server. `server.close()` waits for every socket, so a connection that says nothing or stops in the
 * middle of its header would hold the exit of the daemon for as long as its owner likes.
 */
const track = (server: Server) => {
  const busy = new Map<Socket, number>()
  let closing = false
  const settle = (socket: Socket) => {
    const open = (busy.get(socket) ?? 1) - 1
    busy.set(socket, open)
    if (closing && open === 0) socket.destroySoon()
  }
  server.on("connection", (socket: Socket) => {
    busy.set(socket, 0)
    socket.once("close", () => busy.delete(socket))
  })
  server.on("request", (request: IncomingMessage, response: ServerResponse) => {
    const { socket } = request
    busy.set(socket, (busy.get(socket) ?? 0) + 1)
    response.once("close", () => settle(socket))
    // Nobody answers before the routes are attached and after they are detached.
    if (server.listenerCount("request") === 1) {
      response.writeHead(503, { "content-type": problemType, connection: "close" }).end(notServing)
    }
  })
  // An expectation that nobody knows may be passed over; Node's own 417 would be a refusal unlike all others.
  server.on("checkExpectation", (request: IncomingMessage, response: ServerResponse) => {
    server.emit("request", request, response)
  })
  return {
    /** Drops everything that is not in the middle of a request; the rest is dropped as it finishes. */
    closeQuiet: () => {
      closing = true
      for (const [socket, open] of busy) if (open === 0) socket.destroy()
    },
    closeAll: () => {
      for (const socket of busy.keys()) socket.destroy()
    }
  }
}

/**
 * A listening server. Its scope closes in this order: stop accepting, drop idle connections, wait `grace` for open
 * requests, drop those too.
 */
export const make = (
  options: ListenOptions
): Effect.Effect<HttpServer.HttpServer, PortInUse | CannotListen, Scope.Scope> =>
  Effect.gen(function* () {
    const { host, port } = options
    const grace = Duration.decode(options.grace ?? "5 seconds")
    const server = createServer()
    const connections = track(server)
    const runFork = Runtime.runFork(yield* Effect.runtime<never>())
    const http = yield* NodeHttpServer.make(() => server, { host, port }).pipe(
      Effect.mapError(({ cause }) => {
        const code = codeOf(cause)
        return code === "EADDRINUSE" ? new PortInUse({ host, port }) : new CannotListen({ host, port, code })
      })
    )
    // An accept that fails (too many open files) must not end the daemon as an unhandled event.
    server.on("error", (error) => runFork(Effect.logWarning(`Web server: ${error.message}`)))
    const closed = Effect.async<void>((resume) => {
      server.close(() => resume(Effect.void))
      connections.closeQuiet()
    })
    yield* Effect.addFinalizer(() =>
      Effect.gen(function* () {
        // A finalizer cannot be timed out, so the deadline is a fiber of its own.
        const deadline = yield* Effect.sync(connections.closeAll).pipe(
          Effect.delay(grace),
          Effect.interruptible,
          Effect.forkDaemon
        )
        yield* closed
        yield* Fiber.interrupt(deadline)
      })
    )
    return http
  })
