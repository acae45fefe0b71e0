import * as HttpApiBuilder from "@effect/platform/HttpApiBuilder"
import type * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Effect from "effect/Effect"
import { Api } from "./Api.ts"
import { Forbidden } from "./ApiError.ts"
import { Access } from "./access/Access.ts"
import { answerOf, withRetryAfter, withSession } from "./access/answers.ts"
import { bodyAs } from "./access/body.ts"
import { changePassword, type LoggedIn, login, setup } from "./access/logins.ts"
import { OidcLogin } from "./access/oidc/OidcLogin.ts"
import { permits } from "./access/Scope.ts"
import { LoginOrder, OlderPasswordOrder, SetupOrder, sessionView } from "./access/views.ts"
import { textParam } from "./queryParams.ts"

type Request = HttpServerRequest.HttpServerRequest

const readLogin = bodyAs(LoginOrder)
const readSetup = bodyAs(SetupOrder)
const readOlder = bodyAs(OlderPasswordOrder)

/** The answer that older clients know. */
const success = (request: Request, { secret }: LoggedIn) =>
  withSession(request, secret, HttpServerResponse.unsafeJson({ success: true }))

/** With a code it is the setup; otherwise the token decides, and never a cookie: this endpoint is open to everybody. */
const olderSetPassword = (request: Request) =>
  Effect.gen(function* () {
    const { password, setupToken, username } = yield* readOlder(request)
    if (setupToken !== undefined) return yield* setup(request, { code: setupToken, username, password })
    const caller = yield* (yield* Access).identify(request)
    if (caller?.method !== "token" || !permits(caller.scopes, "admin")) {
      return yield* new Forbidden({
        error: "Send setupToken, or a token with the scope admin; or use POST /api/password."
      })
    }
    return yield* changePassword(request, caller, { username, password })
  })

/** Logging in. */
export const loginHandlers = HttpApiBuilder.group(Api, "login", (handlers) =>
  Effect.gen(function* () {
    const access = yield* Access
    const oidc = yield* OidcLogin
    const session = (request: Request) =>
      Effect.gen(function* () {
        // A browser whose cookies do not hold is simply nobody yet.
        const caller = yield* Effect.catchTag(access.identify(request), "Unauthorized", () => Effect.succeed(undefined))
        return HttpServerResponse.unsafeJson(sessionView(caller, yield* access.ways))
      })
    return handlers
      .handleRaw("session", ({ request }) => withRetryAfter(session(request)))
      .handleRaw("login", ({ request }) =>
        readLogin(request).pipe(
          Effect.flatMap((order) => login(request, order)),
          Effect.flatMap((entered) => answerOf(request, entered)),
          withRetryAfter
        )
      )
      .handleRaw("olderLogin", ({ request }) =>
        readLogin(request).pipe(
          Effect.flatMap((order) => login(request, order)),
          Effect.flatMap((entered) => success(request, entered)),
          withRetryAfter
        )
      )
      .handleRaw("setup", ({ request }) =>
        readSetup(request).pipe(
          Effect.flatMap((order) => setup(request, order)),
          Effect.flatMap((entered) => answerOf(request, entered)),
          withRetryAfter
        )
      )
      .handleRaw("olderSetPassword", ({ request }) =>
        olderSetPassword(request).pipe(
          Effect.flatMap((entered) => success(request, entered)),
          withRetryAfter
        )
      )
      .handleRaw("oidcChallenge", ({ request, urlParams }) =>
        withRetryAfter(oidc.challenge(request, textParam(urlParams.returnTo)))
      )
      .handleRaw("olderOidcChallenge", ({ request, urlParams }) =>
        withRetryAfter(oidc.challenge(request, textParam(urlParams.returnTo)))
      )
      .handleRaw("oidcCallback", ({ request }) => oidc.callback(request))
  })
)
