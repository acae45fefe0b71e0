import * as Effect from "effect/Effect"
import * as Logger from "effect/Logger"
import * as Queue from "effect/Queue"
import * as Redacted from "effect/Redacted"
import * as Ref from "effect/Ref"
import * as Stream from "effect/Stream"
import type { ArrOptions } from "../../../../../src/clients/arr/ArrClient.ts"
import type { PushMessage } from "../../../../../src/clients/arr/push/PushMessage.ts"
import { push } from "../../../../../src/clients/arr/push/push.ts"
import { empty, json, type WebRequest, type WebResponse } from "../../../../../src/demo/http/Exchange.ts"
import * as LoopbackServer from "../../../../../src/demo/http/LoopbackServer.ts"
import type { ServerSocket } from "../../../../../src/demo/http/WebSockets.ts"

export const key = "0123456789abcdef0123456789abcdef"
export const end = "\x1e"

/** A message of the hub about one resource. */
export const telling = (name: string, body: unknown, more: object = {}): string =>
  JSON.stringify({ type: 1, target: "receiveMessage", arguments: [{ name, body, ...more }] }) + end

/** What a hub answers before there is a WebSocket. */
export interface HubOptions {
  readonly negotiation?: WebResponse | Effect.Effect<WebResponse>
  readonly upgrade?: WebResponse | Effect.Effect<WebResponse>
  /** First frame after the handshake; default: accepted. */
  readonly greeting?: string
}

/** One connection as the server sees it. */
export interface Accepted extends ServerSocket {
  /** Ends with the connection. */
  readonly gone: Effect.Effect<void>
  readonly hangUp: Effect.Effect<unknown>
}

const hello = `{"protocol":"json","version":1}${end}`

const effectOf = (answer: WebResponse | Effect.Effect<WebResponse>) =>
  Effect.isEffect(answer) ? answer : Effect.succeed(answer)

/** A hub whose every word a test says itself. */
export const makeHub = Effect.fn(function* (options: HubOptions = {}) {
  const settings = yield* Ref.make(options)
  const requests = yield* Queue.unbounded<WebRequest>()
  const accepted = yield* Queue.unbounded<Accepted>()
  const counted = yield* Ref.make(0)
  const server = yield* LoopbackServer.make(
    (request) =>
      Effect.gen(function* () {
        yield* Queue.offer(requests, request)
        const { negotiation } = yield* Ref.get(settings)
        const usual = json(200, {
          negotiateVersion: 1,
          connectionId: "id",
          connectionToken: "to ken",
          availableTransports: [{ transport: "WebSockets", transferFormats: ["Text", "Binary"] }]
        })
        return yield* effectOf(negotiation ?? usual)
      }),
    0,
    {
      answer: (request) =>
        Effect.gen(function* () {
          yield* Queue.offer(requests, request)
          return yield* effectOf((yield* Ref.get(settings)).upgrade ?? empty(101))
        }),
      converse: (socket) =>
        Effect.gen(function* () {
          yield* Ref.update(counted, (count) => count + 1)
          const gone = yield* Effect.makeLatch(false)
          const ended = yield* Effect.makeLatch(false)
          yield* Effect.gen(function* () {
            const said = yield* Queue.take(socket.incoming)
            const { greeting = `{}${end}` } = yield* Ref.get(settings)
            yield* socket.send(said === hello ? greeting : `{"error":"a strange handshake"}${end}`)
            yield* Queue.offer(accepted, { ...socket, gone: gone.await, hangUp: ended.open })
            yield* ended.await
          }).pipe(Effect.ensuring(gone.open))
        })
    }
  )
  return {
    ...server,
    set: (next: HubOptions) => Ref.set(settings, next),
    request: Queue.take(requests),
    connection: Queue.take(accepted),
    /** How many WebSockets there have been. */
    count: Ref.get(counted)
  }
})

/** Listens to a hub: what it hears, one by one, and what it logs. */
export const listenTo = Effect.fn(function* (url: string, options: Partial<ArrOptions> = {}) {
  const heard = yield* Queue.unbounded<PushMessage>()
  const lines: Array<string> = []
  const logger = Logger.make<unknown, void>(({ logLevel, message }) => {
    if (logLevel._tag !== "Debug") lines.push(`${logLevel._tag} ${String(message)}`)
  })
  const fiber = yield* push({
    name: "Radarr-Movies",
    kind: "radarr",
    url,
    apiKey: Redacted.make(key),
    skipTlsVerify: false,
    timeout: "10 seconds",
    ...options
  }).pipe(
    Stream.runForEach((message) => Queue.offer(heard, message)),
    Effect.provide(Logger.replace(Logger.defaultLogger, logger)),
    Effect.forkScoped
  )
  const next = Queue.take(heard)
  return {
    fiber,
    lines,
    next,
    /** The next, which must say that there is no push, and why. */
    loss: Effect.flatMap(next, (message) =>
      message._tag === "Disconnected" ? Effect.succeed(message.reason) : Effect.dieMessage(`heard ${message._tag}`)
    ),
    size: Queue.size(heard)
  }
})

/** Real time for what is on its way, which no test clock can hurry. */
export const breathe = (millis: number) =>
  Effect.async<void>((resume) => {
    setTimeout(() => resume(Effect.void), millis)
  })
