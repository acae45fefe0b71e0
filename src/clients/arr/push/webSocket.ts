import * as Socket from "@effect/platform/Socket"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { WebSocket } from "ws"
import type { ArrOptions } from "../ArrClient.ts"
import type { Endpoint } from "../request.ts"
import { adviceOf, hubPath } from "./negotiate.ts"
import { PushLost } from "./PushLost.ts"

/** What a connection needs of the options. */
export type SocketOptions = Pick<ArrOptions, "url" | "skipTlsVerify" | "timeout">

/** Longest message, bytes. The largest are single resources of a few hundred KB. */
const longest = 16 * 1024 * 1024

/** `http` becomes `ws`; the token is of this one connection and dies with it, so it may stand in the address. */
const addressOf = (url: string, token: string): string =>
  `${url.replace(/\/+$/, "").replace(/^http/i, "ws")}${hubPath}?id=${encodeURIComponent(token)}`

/**
 * A goodbye when there is somebody to say it to, then the connection is cut: waiting for an answer would hold up a stop
 * for half a minute when the other side is gone.
 */
const hangUp = (socket: WebSocket): Effect.Effect<void> =>
  Effect.sync(() => {
    if (socket.readyState === WebSocket.OPEN) socket.close(1000)
    socket.terminate()
  })

const dial = (endpoint: Endpoint, options: SocketOptions, token: string) =>
  Effect.acquireRelease(
    Effect.try({
      try: () => {
        const socket = new WebSocket(addressOf(options.url, token), {
          headers: endpoint.headers,
          rejectUnauthorized: !options.skipTlsVerify,
          maxPayload: longest,
          // Costs a compressor of 300 KB for each connection, to save bytes on the way to a neighbour.
          perMessageDeflate: false
        })
        // After the first error nobody else listens; an error that nobody hears ends the process.
        socket.on("error", () => undefined)
        return socket
      },
      catch: (cause) => new Socket.SocketGenericError({ reason: "Open", cause })
    }),
    hangUp
  )

/** `ws` has all that `Socket` uses of the standard's interface; Effect's own constructor for Node takes it the same way. */
const asStandard = (socket: WebSocket) => socket as unknown as globalThis.WebSocket

/** A WebSocket on the hub, opened by `run` and closed with it. Anything that ends it is an error. */
export const make = (endpoint: Endpoint, options: SocketOptions, token: string): Effect.Effect<Socket.Socket> =>
  Socket.fromWebSocket(Effect.map(dial(endpoint, options, token), asStandard), {
    openTimeout: options.timeout,
    closeCodeIsError: () => true
  })

const member = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined

/** Status with which the upgrade was answered instead of being made; `ws` tells it in its text only. */
const statusIn = (text: unknown): number | undefined => {
  const found = typeof text === "string" ? /^Unexpected server response: (\d{3})$/.exec(text)?.[1] : undefined
  return found === undefined ? undefined : Number(found)
}

/** In our words; texts of the other side stay out. */
export const lostOf =
  (endpoint: Endpoint, options: SocketOptions) =>
  (error: Socket.SocketError): PushLost => {
    if (error.reason === "Close") {
      return new PushLost({ reason: `the connection was closed (${error.code}).`, lasting: false })
    }
    if (error.reason === "OpenTimeout") {
      const time = Duration.format(Duration.decode(options.timeout))
      return new PushLost({ reason: `the WebSocket did not open within ${time}.`, lasting: false })
    }
    const status = statusIn(member(error.cause, "message"))
    if (status !== undefined) {
      // 5xx is how a proxy says that the program is away.
      const lasting = status < 500
      const advice = lasting ? ` ${adviceOf(endpoint)}` : ""
      return new PushLost({ reason: `the WebSocket was answered with ${status}.${advice}`, lasting })
    }
    const code = member(member(error.cause, "error"), "code")
    const detail = typeof code === "string" ? ` (${code})` : ""
    const what = error.reason === "Open" ? "the WebSocket cannot be opened" : "the connection broke"
    return new PushLost({ reason: `${what}${detail}.`, lasting: false })
  }
