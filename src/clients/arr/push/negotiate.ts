import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { ClientError } from "../../ClientError.ts"
import { decodeJson, type HttpCall } from "../../http.ts"
import { adapters } from "../adapters.ts"
import { type Endpoint, send } from "../request.ts"
import { PushLost } from "./PushLost.ts"

/** Below the URL base, beside the API. */
export const hubPath = "/signalr/messages"

const call: HttpCall = { method: "POST", path: `${hubPath}/negotiate`, query: [["negotiateVersion", "1"]] }

const Answer = Schema.Struct({
  connectionId: Schema.optional(Schema.NullOr(Schema.String)),
  /** Older servers know the connection by its id. */
  connectionToken: Schema.optional(Schema.NullOr(Schema.String)),
  availableTransports: Schema.optional(Schema.NullOr(Schema.Array(Schema.Struct({ transport: Schema.String })))),
  error: Schema.optional(Schema.NullOr(Schema.String))
})

/** What a person can do when the path exists for others but not for us. */
export const adviceOf = ({ http, kind, name }: Endpoint): string =>
  `If there is a proxy before ${adapters[kind].appName}, let it pass ${hubPath} with WebSocket upgrades, or put the address of ${adapters[kind].appName} itself (now ${http.baseUrl}) into URI of [${name}].`

/** A refusal in our words. Only what comes and goes by itself is worth a quick try. */
const lost =
  (endpoint: Endpoint) =>
  (error: ClientError): PushLost => {
    switch (error._tag) {
      case "Transient":
        return new PushLost({ reason: error.detail, lasting: false })
      case "AuthRejected":
        return new PushLost({ reason: error.detail, lasting: true })
      case "NotFound":
        return new PushLost({
          reason: `there is no ${hubPath} at ${endpoint.http.baseUrl} (404): the program is too old to tell its changes, or something hides it. ${adviceOf(endpoint)}`,
          lasting: true
        })
      default:
        return new PushLost({ reason: `${error.detail} ${adviceOf(endpoint)}`, lasting: true })
    }
  }

/** Asks for a connection: the token under which the WebSocket is opened. The key goes into the header. */
export const negotiate = Effect.fn("push.negotiate")(function* (
  endpoint: Endpoint
): Effect.fn.Return<string, PushLost> {
  const answer = yield* Effect.mapError(
    Effect.flatMap(send(endpoint, call), decodeJson(endpoint.http, call, Answer)),
    lost(endpoint)
  )
  const token = answer.connectionToken ?? answer.connectionId
  const ways = answer.availableTransports?.map(({ transport }) => transport)
  if (token == null || (ways !== undefined && !ways.includes("WebSockets"))) {
    return yield* new PushLost({ reason: `no WebSocket is offered. ${adviceOf(endpoint)}`, lasting: true })
  }
  return token
})
