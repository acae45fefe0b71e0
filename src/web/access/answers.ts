import type * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { ConfigService } from "../../config/ConfigService.ts"
import { problemAnswer } from "../Problem.ts"
import { Access } from "./Access.ts"
import { TooManyTries } from "./accessErrors.ts"
import { sessionCookie } from "./cookies.ts"
import type { LoggedIn } from "./logins.ts"
import { longestTime } from "./sessionRules.ts"
import { sessionView } from "./views.ts"

type Response = HttpServerResponse.HttpServerResponse

/** Below which addresses the cookies of this installation are sent. */
export const cookiePath = Effect.flatMap(ConfigService, ({ current }) =>
  Effect.map(current, ({ WebUI }) => (WebUI.UrlBase === "" ? "/" : WebUI.UrlBase))
)

/** An answer that gives the browser its session. No script of the page can read it. */
export const withSession = (
  request: HttpServerRequest.HttpServerRequest,
  secret: Redacted.Redacted | undefined,
  response: Response
): Effect.Effect<Response, never, Access | ConfigService> =>
  Effect.gen(function* () {
    if (secret === undefined) return response
    const { isSecure } = yield* (yield* Access).visit(request)
    return HttpServerResponse.unsafeSetCookie(response, sessionCookie, Redacted.value(secret), {
      path: yield* cookiePath,
      maxAge: longestTime,
      httpOnly: true,
      sameSite: "lax",
      secure: isSecure
    })
  })

/** An answer that takes the session from the browser. */
export const withoutSession = (response: Response): Effect.Effect<Response, never, ConfigService> =>
  Effect.map(cookiePath, (path) =>
    HttpServerResponse.unsafeSetCookie(response, sessionCookie, "", {
      path,
      maxAge: 0,
      httpOnly: true,
      sameSite: "lax"
    })
  )

/** What somebody is told who has just logged in. */
export const answerOf = (
  request: HttpServerRequest.HttpServerRequest,
  { caller, secret }: LoggedIn
): Effect.Effect<Response, never, Access | ConfigService> =>
  Effect.gen(function* () {
    const ways = yield* (yield* Access).ways
    return yield* withSession(request, secret, HttpServerResponse.unsafeJson(sessionView(caller, ways)))
  })

/** A 429 with its header. */
export const tooManyTriesAnswer = ({ error, retryAfter }: TooManyTries): Response =>
  problemAnswer("too-many-tries", error, { retryAfter }, { "retry-after": String(retryAfter) })

/** Refused tries leave as an answer that says in its header, too, how long to wait. */
export const withRetryAfter = <E, R>(effect: Effect.Effect<Response, E, R>) =>
  Effect.catchIf(
    effect,
    (error): error is E & TooManyTries => error instanceof TooManyTries,
    (error) => Effect.succeed(tooManyTriesAnswer(error))
  )
