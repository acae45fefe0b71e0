import * as HttpApiEndpoint from "@effect/platform/HttpApiEndpoint"
import * as HttpApiGroup from "@effect/platform/HttpApiGroup"
import * as HttpApiSchema from "@effect/platform/HttpApiSchema"
import * as OpenApi from "@effect/platform/OpenApi"
import * as Schema from "effect/Schema"
import { wire } from "./ApiError.ts"
import { Authorization } from "./Authorization.ts"
import { accessWire, tooManyTries } from "./access/accessErrors.ts"
import { Requires } from "./access/Scope.ts"
import {
  LoginOrder,
  NewToken,
  OlderPasswordOrder,
  PasswordOrder,
  SessionList,
  SessionView,
  SetupOrder,
  TokenList,
  TokenOrder
} from "./access/views.ts"
import { text } from "./queryParams.ts"
import { SameOrigin } from "./SameOrigin.ts"

const Done = Schema.Struct({ status: Schema.Literal("ok") })
const Success = Schema.Struct({ success: Schema.Literal(true) })
const id = Schema.Struct({ id: Schema.String })
const Redirect = HttpApiSchema.Empty(302).annotations({ description: "to the provider, or back to the page" })
/** Why a login did not work is shown to a person: a page, whatever the status. */
const page = {
  description: "says why the login did not work",
  content: { "text/html": { schema: { type: "string" } } }
}
const withPages = (operation: Record<string, unknown>): Record<string, unknown> => ({
  ...operation,
  responses: { ...Object(operation["responses"]), "400": page, "403": page, "502": page }
})
const returnTo = Schema.Struct({ returnTo: text("address of the page to go to afterwards, default /") })

/** Logging in: for everybody, so nothing in here trusts a cookie for more than what it shows. */
export const login = HttpApiGroup.make("login")
  .add(
    HttpApiEndpoint.get("session", "/api/session")
      .addSuccess(SessionView)
      .annotate(OpenApi.Summary, "Who is logged in, and how one can; csrf is what X-CSRF-Token has to say")
  )
  .add(
    HttpApiEndpoint.post("login", "/api/login")
      .setPayload(LoginOrder)
      .addSuccess(SessionView)
      .addError(wire.badRequest)
      .addError(wire.unauthorized)
      .addError(accessWire.notJson)
      .annotate(OpenApi.Summary, "Log in by name and password; answers with a session cookie")
  )
  .add(
    HttpApiEndpoint.post("setup", "/api/setup")
      .setPayload(SetupOrder)
      .addSuccess(SessionView)
      .addError(wire.badRequest)
      .addError(accessWire.notNow)
      .addError(accessWire.notJson)
      .annotate(OpenApi.Summary, "Choose the first password, with the one-time code of the log")
  )
  .add(
    HttpApiEndpoint.get("oidcChallenge", "/api/oidc/challenge")
      .setUrlParams(returnTo)
      .addSuccess(Redirect)
      .addError(accessWire.notNow)
      .annotate(OpenApi.Summary, "Go to the OpenID Connect provider to log in")
  )
  .add(
    HttpApiEndpoint.get("oidcCallback", "/api/oidc/callback")
      .addSuccess(Redirect)
      .annotate(OpenApi.Transform, withPages)
      .annotate(OpenApi.Summary, "Where the provider sends people back to; stands at WebUI.OIDC.CallbackPath")
  )
  .add(
    HttpApiEndpoint.post("olderLogin", "/web/login")
      .setPayload(LoginOrder)
      .addSuccess(Success)
      .addError(wire.badRequest)
      .addError(wire.unauthorized)
      .addError(accessWire.notJson)
      .annotate(OpenApi.Summary, "POST /api/login, as older clients call it")
  )
  .add(
    HttpApiEndpoint.post("olderSetPassword", "/web/auth/set-password")
      .setPayload(OlderPasswordOrder)
      .addSuccess(Success)
      .addError(wire.badRequest)
      .addError(wire.unauthorized)
      .addError(accessWire.notNow)
      .addError(accessWire.notJson)
      .annotate(OpenApi.Summary, "POST /api/setup, or with a token POST /api/password, as older clients call it")
  )
  .add(
    HttpApiEndpoint.get("olderOidcChallenge", "/web/auth/oidc/challenge")
      .setUrlParams(returnTo)
      .addSuccess(Redirect)
      .addError(accessWire.notNow)
      .annotate(OpenApi.Summary, "GET /api/oidc/challenge, as older clients call it")
  )
  .addError(wire.forbidden)
  .addError(tooManyTries)
  .annotate(Requires, "public")
  .middleware(SameOrigin)

/** What somebody who is logged in can do about logins. */
export const access = HttpApiGroup.make("access")
  .add(
    HttpApiEndpoint.post("logout", "/api/logout")
      .addSuccess(Done)
      .annotate(Requires, "anyone")
      .annotate(OpenApi.Summary, "End this session")
  )
  .add(
    HttpApiEndpoint.post("olderLogout", "/web/logout")
      .addSuccess(Success)
      .annotate(Requires, "anyone")
      .annotate(OpenApi.Summary, "POST /api/logout, as older clients call it")
  )
  .add(
    HttpApiEndpoint.post("password", "/api/password")
      .setPayload(PasswordOrder)
      .addSuccess(SessionView)
      .addError(wire.badRequest)
      .addError(accessWire.notNow)
      .addError(accessWire.notJson)
      .annotate(OpenApi.Summary, "Choose another password; ends every other session")
  )
  .add(
    HttpApiEndpoint.get("sessions", "/api/sessions")
      .addSuccess(SessionList)
      .annotate(OpenApi.Summary, "Browsers that are logged in")
  )
  .add(
    HttpApiEndpoint.del("endSessions", "/api/sessions")
      .addSuccess(Done)
      .annotate(OpenApi.Summary, "End every session but the one that asks")
  )
  .add(
    HttpApiEndpoint.del("endSession", "/api/sessions/:id")
      .setPath(id)
      .addSuccess(Done)
      .addError(accessWire.unknownId)
      .annotate(OpenApi.Summary, "End one session")
  )
  .add(
    HttpApiEndpoint.get("tokens", "/api/tokens")
      .addSuccess(TokenList)
      .annotate(OpenApi.Summary, "API tokens; of the tokens themselves only hashes are kept")
  )
  .add(
    HttpApiEndpoint.post("createToken", "/api/tokens")
      .setPayload(TokenOrder)
      .addSuccess(NewToken, { status: 201 })
      .addError(wire.badRequest)
      .addError(accessWire.notNow)
      .addError(accessWire.notJson)
      .annotate(OpenApi.Summary, "Make an API token; this answer is the only one that holds it")
  )
  .add(
    HttpApiEndpoint.del("revokeToken", "/api/tokens/:id")
      .setPath(id)
      .addSuccess(Done)
      .addError(accessWire.unknownId)
      .annotate(OpenApi.Summary, "Revoke an API token")
  )
  .add(
    HttpApiEndpoint.get("goneToken", "/api/token")
      .addSuccess(Done)
      .addError(accessWire.gone)
      .annotate(OpenApi.Deprecated, true)
      .annotate(OpenApi.Summary, "Handed the token to the page once; a page never gets it any more")
  )
  .add(
    HttpApiEndpoint.get("olderGoneToken", "/web/token")
      .addSuccess(Done)
      .addError(accessWire.gone)
      .annotate(OpenApi.Deprecated, true)
      .annotate(OpenApi.Summary, "As GET /api/token")
  )
  .annotate(Requires, "admin")
  .middleware(SameOrigin)
  .middleware(Authorization)
