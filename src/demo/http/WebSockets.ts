import type { IncomingMessage } from "node:http"
import type { Duplex } from "node:stream"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import { type WebSocket, WebSocketServer } from "ws"
import type { WebRequest, WebResponse } from "./Exchange.ts"

/** The server's end of one open WebSocket. */
export interface ServerSocket {
  /** Frames as they come, text or not. */
  readonly incoming: Queue.Dequeue<string>
  /** One text frame. Nothing happens when the other side has gone. */
  readonly send: (frame: string) => Effect.Effect<void>
}

/** What a stand-in does with requests for an upgrade. */
export interface Upgrades {
  /** 101 makes it a WebSocket; anything else is the answer. */
  readonly answer: (request: WebRequest) => Effect.Effect<WebResponse>
  /** Runs while the WebSocket is open; the WebSocket is closed when it ends. */
  readonly converse: (socket: ServerSocket, request: WebRequest) => Effect.Effect<void>
}

const refuse = (connection: Duplex, { body, headers, status }: WebResponse): void => {
  const all = { ...headers, "content-length": String(Buffer.byteLength(body)), connection: "close" }
  const head = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  connection.end(`HTTP/1.1 ${status} Refused\r\n${head.join("")}\r\n${body}`)
}

const open = (
  server: WebSocketServer,
  message: IncomingMessage,
  connection: Duplex,
  head: Buffer
): Effect.Effect<WebSocket> =>
  // A request that is no proper one is answered by `ws` itself and never opens.
  Effect.async((resume) => server.handleUpgrade(message, connection, head, (socket) => resume(Effect.succeed(socket))))

const converse = (socket: WebSocket, talk: (socket: ServerSocket) => Effect.Effect<void>): Effect.Effect<void> =>
  Effect.gen(function* () {
    const incoming = yield* Queue.unbounded<string>()
    socket.on("message", (data) => incoming.unsafeOffer(data.toString()))
    socket.on("error", () => undefined)
    const gone = Effect.async<void>((resume) => {
      socket.once("close", () => resume(Effect.void))
    })
    const send = (frame: string) => Effect.sync(() => socket.send(frame, () => undefined))
    yield* Effect.raceFirst(talk({ incoming, send }), gone)
  }).pipe(Effect.ensuring(Effect.sync(() => socket.close(1000))))

/** One upgrade from its request to the end of its WebSocket. */
export const make = (upgrades: Upgrades) => {
  const server = new WebSocketServer({ noServer: true })
  return (request: WebRequest, message: IncomingMessage, connection: Duplex, head: Buffer): Effect.Effect<void> =>
    Effect.gen(function* () {
      const answer = yield* Effect.catchAllCause(upgrades.answer(request), (cause) =>
        Effect.succeed<WebResponse>({ status: 500, headers: {}, body: `stand-in broke: ${cause.toString()}` })
      )
      if (answer.status !== 101) return refuse(connection, answer)
      const socket = yield* open(server, message, connection, head)
      yield* converse(socket, (end) => upgrades.converse(end, request))
    })
}
