import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import * as Ref from "effect/Ref"
import * as Stream from "effect/Stream"
import { empty, json, type WebRequest, type WebResponse } from "../http/Exchange.ts"
import type { ServerSocket } from "../http/WebSockets.ts"
import type { ArrFacts } from "./ArrFacts.ts"
import type { ArrState } from "./ArrState.ts"
import { lookUp } from "./lookUp.ts"
import { changesBetween, type Told } from "./pushChanges.ts"

/** Below no URL base: the stand-ins have none. */
export const hubPath = "/signalr/messages"

const end = "\x1e"
const ping = `{"type":6}${end}`
const pingEvery = "15 seconds"
/** Who is silent for so long is dropped. */
const patience = "30 seconds"

const messageOf = (told: Told): string => JSON.stringify({ type: 1, target: "receiveMessage", arguments: [told] }) + end

/** How to start one. */
export interface HubOptions {
  readonly apiKey: string
  /** Of the program, told to everybody when somebody connects. */
  readonly version: string
  /** False: like a build or a proxy without it, 404. */
  readonly enabled: boolean
}

/** The server's side of `/signalr/messages` (api notes §5): JSON protocol, no methods to call, everything to everybody. */
export interface Hub {
  /** `POST …/negotiate`; undefined for other requests. */
  readonly negotiate: (request: WebRequest) => Effect.Effect<WebResponse> | undefined
  /** What a request for an upgrade is answered; 101 when it may become a WebSocket. */
  readonly admit: (request: WebRequest) => Effect.Effect<WebResponse>
  /** One connection, from the handshake on. */
  readonly converse: (socket: ServerSocket) => Effect.Effect<void>
  /** Says it to everybody who is connected. */
  readonly broadcast: (told: Told) => Effect.Effect<void>
  readonly listeners: Effect.Effect<number>
}

const keyIn = ({ headers, query }: WebRequest): string | undefined =>
  query.get("access_token") ?? headers["x-api-key"] ?? /^Bearer (.+)$/.exec(headers["authorization"] ?? "")?.[1]

const isHandshake = (frame: string): boolean => {
  if (!frame.endsWith(end)) return false
  try {
    const said: unknown = JSON.parse(frame.slice(0, -1))
    return (
      typeof said === "object" && said !== null && "protocol" in said && said.protocol === "json" && "version" in said
    )
  } catch {
    return false
  }
}

/** A hub nobody listens to yet. Connections end with the server they came in on. */
export const make = Effect.fn("push.make")(function* (options: HubOptions): Effect.fn.Return<Hub> {
  const listeners = yield* Ref.make<ReadonlySet<ServerSocket>>(new Set())
  const tokens = yield* Ref.make<ReadonlySet<string>>(new Set())
  const count = yield* Ref.make(0)

  const guarded = (request: WebRequest, answer: Effect.Effect<WebResponse>): Effect.Effect<WebResponse> => {
    if (!options.enabled) return Effect.succeed(json(404, { message: "NotFound" }))
    return keyIn(request) === options.apiKey ? answer : Effect.succeed(empty(401))
  }
  const invite = Effect.gen(function* () {
    const connectionToken = `token-${yield* Ref.updateAndGet(count, (before) => before + 1)}`
    yield* Ref.update(tokens, (before) => new Set(before).add(connectionToken))
    return json(200, {
      negotiateVersion: 1,
      connectionId: connectionToken.replace("token", "id"),
      connectionToken,
      availableTransports: [
        { transport: "WebSockets", transferFormats: ["Text", "Binary"] },
        { transport: "ServerSentEvents", transferFormats: ["Text"] },
        { transport: "LongPolling", transferFormats: ["Text", "Binary"] }
      ]
    })
  })
  /** A token opens one connection; without any a new connection is made. */
  const redeem = (token: string | null): Effect.Effect<WebResponse> =>
    token === null
      ? Effect.succeed(empty(101))
      : Ref.modify(tokens, (before) => {
          const left = new Set(before)
          return left.delete(token) ? [empty(101), left] : [json(404, "No Connection with that ID"), before]
        })
  const broadcast = (told: Told): Effect.Effect<void> =>
    Effect.flatMap(
      Ref.get(listeners),
      Effect.forEach(({ send }) => send(messageOf(told)), { discard: true })
    )

  return {
    negotiate: (request) =>
      request.path === `${hubPath}/negotiate`
        ? guarded(request, request.method === "POST" ? invite : Effect.succeed(empty(405)))
        : undefined,
    admit: (request) =>
      request.path === hubPath
        ? guarded(
            request,
            Effect.suspend(() => redeem(request.query.get("id")))
          )
        : Effect.succeed(json(404, { message: "NotFound" })),
    converse: Effect.fn("push.converse")(function* (socket: ServerSocket) {
      const next = Effect.timeoutOption(Queue.take(socket.incoming), patience)
      const hello = yield* next
      if (hello._tag === "None" || !isHandshake(hello.value)) {
        return yield* socket.send(`{"error":"Handshake was canceled."}${end}`)
      }
      yield* socket.send(`{}${end}`)
      yield* Ref.update(listeners, (before) => new Set(before).add(socket))
      yield* broadcast({ name: "version", body: { version: options.version } })
      const pings = Effect.forever(Effect.zipRight(Effect.sleep(pingEvery), socket.send(ping)))
      yield* Effect.raceFirst(Effect.repeat(next, { while: (heard) => heard._tag === "Some" }), pings).pipe(
        Effect.ensuring(Ref.update(listeners, (before) => new Set([...before].filter((one) => one !== socket))))
      )
    }),
    broadcast,
    listeners: Effect.map(Ref.get(listeners), ({ size }) => size)
  }
})

const nothing = new URLSearchParams()

/** Tells everybody what changes, with resources as a GET answers them. Nothing is worked out while nobody listens. */
export const tellChanges = (hub: Hub, states: Stream.Stream<ArrState>, facts: ArrFacts): Effect.Effect<void> =>
  Effect.gen(function* () {
    let before: ArrState | undefined
    yield* Stream.runForEach(states, (after) =>
      Effect.gen(function* () {
        const last = before
        before = after
        if (last === undefined || (yield* hub.listeners) === 0) return
        const now = yield* Clock.currentTimeMillis
        const resourceOf = (name: string, id: number): unknown => {
          const found = lookUp(`/${name}/${id}`, nothing, after, facts, now)
          return found === undefined ? undefined : JSON.parse(found.body)
        }
        yield* Effect.forEach(changesBetween(last, after, facts, resourceOf), hub.broadcast, { discard: true })
      })
    )
  })
