import type * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { ConfigService } from "../../../config/ConfigService.ts"
import { Secrets } from "../../../observability/Redaction.ts"
import { Access } from "../Access.ts"
import { NotNow, type TooManyTries } from "../accessErrors.ts"
import { cookiePath, withSession } from "../answers.ts"
import { cookieValues } from "../cookies.ts"
import { RateLimits } from "../RateLimits.ts"
import { returnTo } from "../returnTo.ts"
import { digestOf, randomSecret } from "../secrets.ts"
import { isSessionSecret } from "../sessionRules.ts"
import { stampOf } from "../waysIn.ts"
import { displayName, isAdmitted } from "./admission.ts"
import { errorPage } from "./errorPage.ts"
import { OidcFailure } from "./OidcFailure.ts"
import * as OidcProvider from "./OidcProvider.ts"

type Request = HttpServerRequest.HttpServerRequest
type Response = HttpServerResponse.HttpServerResponse

/** The two halves of a login by an OpenID Connect provider. Both answer with what a browser can show. */
export interface OidcLoginService {
  readonly challenge: (request: Request, target: string | undefined) => Effect.Effect<Response, NotNow | TooManyTries>
  readonly callback: (request: Request) => Effect.Effect<Response>
}

export class OidcLogin extends Context.Tag("qbitrr/web/access/OidcLogin")<OidcLogin, OidcLoginService>() {}

/** A login that was begun and waits for the browser to come back. */
interface Begun {
  readonly proof: OidcProvider.Proof
  readonly settingsKey: string
  readonly target: string
  readonly at: number
}

/** Ties a begun login to the browser that began it, so that nobody can be sent here with somebody else's answer. */
const cookieName = "qbitrr_oidc"

/** How long one may take at the provider, milliseconds, and how many may be there at once. */
const patience = 10 * 60_000
const mostBegun = 1000

const startAgain = () =>
  new OidcFailure({
    status: 400,
    message: "This login has expired, was used already, or was begun in another browser. Begin it again."
  })

const make = Effect.gen(function* () {
  const access = yield* Access
  const configs = yield* ConfigService
  const limits = yield* RateLimits
  const { redact } = yield* Secrets
  const provider = yield* OidcProvider.make
  const begun = new Map<string, Begun>()
  const webUI = Effect.map(configs.current, ({ WebUI }) => WebUI)

  const provided = Effect.provideService(ConfigService, configs)
  const bound = (response: Response, request: Request, value: string, maxAge: number) =>
    Effect.gen(function* () {
      return HttpServerResponse.unsafeSetCookie(response, cookieName, value, {
        path: yield* cookiePath,
        maxAge,
        httpOnly: true,
        sameSite: "lax",
        secure: (yield* access.visit(request)).isSecure
      })
    }).pipe(provided)

  /** Whatever went wrong is logged with its place and shown to the person, without secrets. */
  const shown = (request: Request) => (failure: OidcFailure) =>
    Effect.gen(function* () {
      const { address } = yield* access.visit(request)
      const message = redact(failure.message)
      yield* Effect.logWarning(`A login by the OpenID Connect provider from ${address} failed: ${message}`)
      return errorPage(new OidcFailure({ status: failure.status, message }), (yield* webUI).UrlBase)
    })

  const redirectUri = (request: Request) =>
    Effect.gen(function* () {
      const { OIDC, UrlBase } = yield* webUI
      const { host, isSecure } = yield* access.visit(request)
      const uri = `${isSecure ? "https" : "http"}://${host ?? ""}${UrlBase}${OIDC.CallbackPath}`
      if (host === undefined || !URL.canParse(uri) || new URL(uri).host === "") {
        return yield* new OidcFailure({ status: 400, message: "The request does not say which host it is for." })
      }
      return uri
    })

  const remember = (key: string, login: Begun) => {
    for (const [old, { at }] of begun) if (login.at - at > patience) begun.delete(old)
    const [oldest] = begun.keys()
    if (begun.size >= mostBegun && oldest !== undefined) begun.delete(oldest)
    begun.set(key, login)
  }

  const challenge: OidcLoginService["challenge"] = (request, target) =>
    Effect.gen(function* () {
      const { OIDC } = yield* webUI
      if (!(yield* access.ways).oidcLogin) {
        return yield* new NotNow({
          error:
            "Login by OpenID Connect is off, or lets nobody in: see OIDCEnabled, OIDC.AllowedUsers and OIDC.AllowedGroups."
        })
      }
      yield* limits.take("oidc", (yield* access.visit(request)).address)
      return yield* Effect.gen(function* () {
        const { proof, url } = yield* provider.begin(OIDC, yield* redirectUri(request))
        const secret = randomSecret()
        const at = yield* Clock.currentTimeMillis
        remember(digestOf(secret), { proof, settingsKey: provider.keyOf(OIDC), target: returnTo(target), at })
        return yield* bound(HttpServerResponse.redirect(url), request, secret, patience)
      }).pipe(Effect.catchTag("OidcFailure", shown(request)))
    })

  /** A begun login counts once, whatever comes of it. */
  const take = (request: Request) =>
    Effect.gen(function* () {
      const now = yield* Clock.currentTimeMillis
      const keys = cookieValues(request.headers["cookie"], cookieName).filter(isSessionSecret).slice(0, 4).map(digestOf)
      const found = keys.flatMap((key) => {
        const login = begun.get(key)
        begun.delete(key)
        return login !== undefined && now - login.at <= patience ? [login] : []
      })
      const [login, another] = found
      return login === undefined || another !== undefined ? yield* startAgain() : login
    })

  const admit = (request: Request) =>
    Effect.gen(function* () {
      const login = yield* take(request)
      const before = yield* webUI
      if (provider.keyOf(before.OIDC) !== login.settingsKey) return yield* startAgain()
      const query = new URLSearchParams(request.url.split("?")[1] ?? "")
      const claims = yield* provider.finish(before.OIDC, login.proof, query)
      // Read again: who is let in may have changed while the provider was asked.
      const current = yield* webUI
      const { AllowedGroups, AllowedUsers, GroupsClaim } = current.OIDC
      const username = displayName(claims)
      const stamp = stampOf("oidc", current, yield* access.ways)
      const allowed = { users: AllowedUsers, groups: AllowedGroups, groupsClaim: GroupsClaim }
      if (stamp === undefined || !isAdmitted(claims, allowed)) {
        const message = `The provider knows you as ${username} (sub ${claims.sub}), who is not let in here. OIDC.AllowedUsers or OIDC.AllowedGroups has to name you.`
        return yield* new OidcFailure({ status: 403, message })
      }
      const { secret } = yield* access.begin(request, { method: "oidc", username, stamp })
      const { address } = yield* access.visit(request)
      yield* Effect.logInfo(`${username} logged in by OpenID Connect from ${address}.`)
      const back = HttpServerResponse.empty({ status: 302, headers: { location: `${current.UrlBase}${login.target}` } })
      return yield* withSession(request, secret, back).pipe(Effect.provideService(Access, access), provided)
    })

  return OidcLogin.of({
    challenge,
    callback: (request) =>
      admit(request).pipe(
        Effect.catchTag("OidcFailure", shown(request)),
        Effect.flatMap((response) => bound(response, request, "", 0))
      )
  })
})

/** Begun logins live in memory: a restart asks people to begin again. */
export const layer: Layer.Layer<OidcLogin, never, Access | ConfigService | RateLimits | Secrets> = Layer.effect(
  OidcLogin,
  make
)
