import * as HttpApiBuilder from "@effect/platform/HttpApiBuilder"
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { ApiTokens, most, type StoredToken } from "../store/access/ApiTokens.ts"
import { Sessions } from "../store/access/Sessions.ts"
import { Api } from "./Api.ts"
import { currentCaller } from "./Authorization.ts"
import { Access } from "./access/Access.ts"
import { Gone, NotNow, UnknownId } from "./access/accessErrors.ts"
import { answerOf, withoutSession, withRetryAfter } from "./access/answers.ts"
import { bodyAs } from "./access/body.ts"
import type { Caller } from "./access/Caller.ts"
import { changePassword } from "./access/logins.ts"
import { RateLimits } from "./access/RateLimits.ts"
import { digestOf, randomId, randomSecret } from "./access/secrets.ts"
import { browserSession, PasswordOrder, TokenOrder, tokenView } from "./access/views.ts"

const ok = { status: "ok" } as const

/** By which a token is known for one of ours, in a script or where it was lost. */
const tokenPrefix = "qbitrr_"

const day = 24 * 3_600_000

const nameOf = (caller: Caller | undefined): string => caller?.user ?? caller?.method ?? "?"

const gone = new Gone({
  error:
    "The page and its scripts do not get the token any more. Make one for each purpose: POST /api/tokens, or `qbitrr token create`."
})

const readPassword = bodyAs(PasswordOrder)
const readToken = bodyAs(TokenOrder)

const createToken = (request: HttpServerRequest.HttpServerRequest) =>
  Effect.gen(function* () {
    const order = yield* readToken(request)
    const access = yield* Access
    yield* (yield* RateLimits).take("newToken", (yield* access.visit(request)).address)
    const now = yield* Clock.currentTimeMillis
    const by = nameOf(yield* currentCaller)
    const secret = `${tokenPrefix}${randomSecret()}`
    const token: StoredToken = {
      hash: digestOf(secret),
      id: randomId(),
      name: order.name,
      scopes: [...new Set(order.scopes)],
      createdAt: now,
      createdBy: by,
      expiresAt: order.expiresInDays === undefined ? undefined : now + order.expiresInDays * day,
      usedAt: undefined
    }
    if (!(yield* (yield* ApiTokens).add(token))) {
      return yield* new NotNow({ error: `There are ${most} tokens already; revoke some first.` })
    }
    yield* Effect.logInfo(`${by} made the API token ${order.name} (${token.scopes.join(", ")}).`)
    return HttpServerResponse.unsafeJson({ token: tokenView(token), secret }, { status: 201 })
  })

/** Sessions, tokens and the password, for those who are let in. */
export const accessHandlers = HttpApiBuilder.group(Api, "access", (handlers) =>
  Effect.gen(function* () {
    const access = yield* Access
    const sessions = yield* Sessions
    const tokens = yield* ApiTokens

    const logout = (body: unknown) =>
      Effect.gen(function* () {
        const request = yield* HttpServerRequest.HttpServerRequest
        yield* access.end(request)
        return yield* withoutSession(HttpServerResponse.unsafeJson(body))
      })

    return handlers
      .handleRaw("logout", () => logout(ok))
      .handleRaw("olderLogout", () => logout({ success: true }))
      .handleRaw("password", ({ request }) =>
        Effect.gen(function* () {
          const order = yield* readPassword(request)
          const caller = yield* currentCaller
          // The guard lets nobody pass without a caller.
          if (caller === undefined) return yield* Effect.dieMessage("no caller behind the guard")
          return yield* answerOf(request, yield* changePassword(request, caller, order))
        }).pipe(withRetryAfter)
      )
      .handle("sessions", () =>
        Effect.gen(function* () {
          const caller = yield* currentCaller
          return { sessions: (yield* sessions.list).map((session) => browserSession(session, caller)) }
        })
      )
      .handle("endSessions", () =>
        Effect.gen(function* () {
          const caller = yield* currentCaller
          yield* sessions.removeWhere(({ id }) => id !== caller?.session)
          return ok
        })
      )
      .handle("endSession", ({ path }) =>
        Effect.gen(function* () {
          const ended = yield* sessions.removeWhere(({ id }) => id === path.id)
          if (ended === 0) return yield* new UnknownId({ error: "There is no session of that id." })
          return ok
        })
      )
      .handle("tokens", () => Effect.map(tokens.list, (list) => ({ tokens: list.map(tokenView) })))
      .handleRaw("createToken", ({ request }) => withRetryAfter(createToken(request)))
      .handle("revokeToken", ({ path }) =>
        Effect.gen(function* () {
          const name = (yield* tokens.list).find(({ id }) => id === path.id)?.name
          if (!(yield* tokens.remove(path.id))) return yield* new UnknownId({ error: "There is no token of that id." })
          yield* Effect.logInfo(`${nameOf(yield* currentCaller)} revoked the API token ${name ?? path.id}.`)
          return ok
        })
      )
      .handle("goneToken", () => Effect.fail(gone))
      .handle("olderGoneToken", () => Effect.fail(gone))
  })
)
