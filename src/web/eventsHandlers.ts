import * as HttpApiBuilder from "@effect/platform/HttpApiBuilder"
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Effect from "effect/Effect"
import { Api } from "./Api.ts"
import { BadRequest, Unavailable } from "./ApiError.ts"
import { Access } from "./access/Access.ts"
import { permits } from "./access/Scope.ts"
import { EventBus, mostClients } from "./events/EventBus.ts"
import { type Topic, topics } from "./events/wire.ts"
import { isLogName } from "./logs/logName.ts"
import { textParam } from "./queryParams.ts"

const isTopic = (word: string): word is Topic => topics.some((topic) => topic === word)

const topicsIn = (given: string | undefined): Effect.Effect<ReadonlySet<Topic> | undefined, BadRequest> => {
  if (given === undefined) return Effect.succeed(undefined)
  const words = given.split(",").map((word) => word.trim())
  const known = words.filter(isTopic)
  return known.length === words.length
    ? Effect.succeed(new Set(known))
    : Effect.fail(new BadRequest({ error: `topics must be of ${topics.join(", ")}, with commas between them.` }))
}

const logIn = (given: string | undefined): Effect.Effect<string | undefined, BadRequest> =>
  given === undefined || isLogName(given)
    ? Effect.succeed(given)
    : Effect.fail(new BadRequest({ error: "logs must be the name of a log file, e.g. Main.log." }))

/** Nothing on the way may wait for more before it passes something on. */
const headers = { "cache-control": "no-store", "x-accel-buffering": "no" }

/** Server-sent events. */
export const eventsHandlers = HttpApiBuilder.group(Api, "events", (handlers) =>
  Effect.gen(function* () {
    const bus = yield* EventBus
    const access = yield* Access

    const stillAllowed = Effect.map(HttpServerRequest.HttpServerRequest, (request) =>
      Effect.map(access.identifyAgain(request), (caller) => caller !== undefined && permits(caller.scopes, "read"))
    )

    return handlers.handle("events", ({ headers: given, urlParams }) =>
      Effect.gen(function* () {
        const wanted = yield* topicsIn(textParam(urlParams.topics))
        const logs = yield* logIn(textParam(urlParams.logs))
        if ((yield* bus.clients) >= mostClients) {
          return yield* new Unavailable({ error: `There are ${mostClients} listeners already.` })
        }
        const lastId = textParam(given["last-event-id"]) ?? textParam(urlParams.lastEventId)
        return HttpServerResponse.stream(bus.listen({ topics: wanted, logs, lastId, allowed: yield* stillAllowed }), {
          contentType: "text/event-stream; charset=utf-8",
          headers
        })
      })
    )
  })
)
