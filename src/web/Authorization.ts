import * as HttpApiMiddleware from "@effect/platform/HttpApiMiddleware"
import * as HttpApiSecurity from "@effect/platform/HttpApiSecurity"
import * as HttpLayerRouter from "@effect/platform/HttpLayerRouter"
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import type * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import { Forbidden, Unauthorized, wire } from "./ApiError.ts"
import { Access } from "./access/Access.ts"
import { type TooManyTries, tooManyTries } from "./access/accessErrors.ts"
import { tooManyTriesAnswer } from "./access/answers.ts"
import type { Caller } from "./access/Caller.ts"
import { sessionCookie } from "./access/cookies.ts"
import { foreignHost } from "./access/ownHost.ts"
import { type DeclaredEndpoint, permits, type Requirement } from "./access/Scope.ts"
import { sameSecret } from "./access/secrets.ts"
import { problemAnswer } from "./Problem.ts"
import { foreignPage, isChange, isFromSameOrigin } from "./SameOrigin.ts"

/**
 * Only callers pass that are let in and may do this. It stands at a group to say so in the OpenAPI document; the check
 * itself is `guard`, which lies around every route, so that a group without this is no hole.
 * @effect-expect-leaking HttpServerRequest | ParsedSearchParams | RouteContext
 */
export class Authorization extends HttpApiMiddleware.Tag<Authorization>()("qbitrr/web/Authorization", {
  failure: Schema.Union(wire.unauthorized, wire.forbidden, tooManyTries),
  security: {
    bearer: HttpApiSecurity.bearer,
    session: HttpApiSecurity.apiKey({ in: "cookie", key: sessionCookie })
  }
}) {}

/** The callers that `guard` has let pass, by the request as Node knows it. */
const callers = new WeakMap<object, Caller>()

const keyOf = ({ source }: HttpServerRequest.HttpServerRequest): object =>
  typeof source === "object" && source !== null ? source : {}

/** Who sends the current request; undefined at endpoints that are for everybody. */
export const currentCaller: Effect.Effect<Caller | undefined, never, HttpServerRequest.HttpServerRequest> = Effect.map(
  HttpServerRequest.HttpServerRequest,
  (request) => callers.get(keyOf(request))
)

const hasPassed = Effect.flatMap(currentCaller, (caller) =>
  caller === undefined ? Effect.fail(new Unauthorized({ error: "unauthorized" })) : Effect.void
)

export const layer: Layer.Layer<Authorization> = Layer.succeed(Authorization, {
  bearer: () => hasPassed,
  session: () => hasPassed
})

type Refusal = Unauthorized | Forbidden | TooManyTries

const refusalAnswer = (refusal: Refusal): HttpServerResponse.HttpServerResponse => {
  switch (refusal._tag) {
    case "Unauthorized":
      return problemAnswer("unauthorized", refusal.error)
    case "Forbidden":
      return problemAnswer(refusal.kind ?? "forbidden", refusal.error)
    case "TooManyTries":
      return tooManyTriesAnswer(refusal)
  }
}

const wrongCsrf = (): Forbidden =>
  new Forbidden({
    kind: "wrong-csrf-token",
    error:
      "The header X-CSRF-Token is missing or wrong. GET /api/session tells it; a token in Authorization needs none."
  })

/** Where nobody shows who he is, the name that a browser has for us is all that tells our page from others. */
const refuseForeignHosts = (request: HttpServerRequest.HttpServerRequest) =>
  Effect.gen(function* () {
    const { isOurs, visit } = yield* Access
    const hosts = [request.headers["host"], (yield* visit(request)).host]
    for (const host of hosts) {
      if (host !== undefined && !(yield* isOurs(host))) {
        return yield* new Forbidden({ kind: "foreign-host", error: foreignHost(host) })
      }
    }
  })

/** The one decision: whether this request may reach what needs `required`. */
const decide = (
  request: HttpServerRequest.HttpServerRequest,
  required: Requirement
): Effect.Effect<void, Refusal, Access> =>
  Effect.gen(function* () {
    const access = yield* Access
    const changes = isChange(request.method)
    if (required !== "public") {
      const caller = yield* access.identify(request)
      if (caller === undefined) return yield* new Unauthorized({ error: "unauthorized" })
      if (caller.method === "disabled") yield* refuseForeignHosts(request)
      if (changes && caller.csrf !== undefined) {
        const shown = request.headers["x-csrf-token"]
        if (shown === undefined || !sameSecret(shown, caller.csrf)) return yield* wrongCsrf()
      }
      if (!permits(caller.scopes, required)) {
        return yield* new Forbidden({
          kind: "missing-scope",
          error: `This needs the scope ${required}, which this token does not have.`
        })
      }
      callers.set(keyOf(request), caller)
    }
    if (changes && !isFromSameOrigin(request.headers, (yield* access.visit(request)).host)) {
      return yield* new Forbidden({ kind: "foreign-page", error: foreignPage })
    }
  })

/** What a route needs by what is declared; what nobody has declared needs everything. */
const requirements = (declared: ReadonlyArray<DeclaredEndpoint>, others: Readonly<Record<string, Requirement>>) => {
  const all = new Map<string, Requirement>(Object.entries(others))
  for (const { method, path, requires } of declared) all.set(`${method} ${path}`, requires ?? "admin")
  return (method: string, path: string): Requirement => all.get(`${method} ${path}`) ?? "admin"
}

/**
 * Lies around every route it is provided to, whoever has added it: nothing inside runs before this has decided.
 * @param declared the endpoints of the API
 * @param others what routes outside of the API need, as `"GET /path"`
 */
export const guard = (declared: ReadonlyArray<DeclaredEndpoint>, others: Readonly<Record<string, Requirement>>) => {
  const requirementOf = requirements(declared, others)
  return HttpLayerRouter.middleware(
    Effect.map(
      Effect.context<Access>(),
      (context) => (handler) =>
        Effect.gen(function* () {
          const request = yield* HttpServerRequest.HttpServerRequest
          const { route } = yield* HttpLayerRouter.RouteContext
          const verdict = yield* Effect.either(
            Effect.provide(decide(request, requirementOf(route.method, route.path)), context)
          )
          return verdict._tag === "Left" ? refusalAnswer(verdict.left) : yield* handler
        })
    )
  ).layer
}
