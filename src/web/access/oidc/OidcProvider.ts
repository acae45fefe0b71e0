import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type { Configuration, IDToken, UserInfoResponse } from "openid-client"
import type { WebUI } from "../../../config/Config.ts"
import type { Claims } from "./admission.ts"
import { notAccepted, notFound, OidcFailure } from "./OidcFailure.ts"

type Settings = WebUI["OIDC"]

/** What a begun login has to be proven with. */
export interface Proof {
  readonly state: string
  readonly nonce: string
  /** Of PKCE. */
  readonly verifier: string
  readonly redirectUri: string
}

/** Talks to the provider of the settings. */
export interface OidcProvider {
  /** Names the settings a login was begun with. */
  readonly keyOf: (settings: Settings) => string
  /** Where to send the browser. */
  readonly begin: (
    settings: Settings,
    redirectUri: string
  ) => Effect.Effect<{ readonly url: URL; readonly proof: Proof }, OidcFailure>
  /** What the provider says about the person who came back, verified: signature, issuer, audience, nonce, time. */
  readonly finish: (settings: Settings, proof: Proof, query: URLSearchParams) => Effect.Effect<Claims, OidcFailure>
}

/** Only who logs in by a provider pays for the library. */
const library = Effect.promise(() => import("openid-client"))

/** How long the provider's description of itself is good for, milliseconds. */
const discoveredFor = 3_600_000

/** Seconds to wait for any one answer of the provider. */
const timeout = 10

const keyOf = ({ Authority, ClientId, ClientSecret, RequireHttpsMetadata }: Settings): string =>
  JSON.stringify([Authority, ClientId, Redacted.value(ClientSecret), RequireHttpsMetadata])

const discover = (settings: Settings): Effect.Effect<Configuration, OidcFailure> =>
  Effect.gen(function* () {
    const { Authority, ClientId, RequireHttpsMetadata } = settings
    const server = URL.canParse(Authority) ? new URL(Authority) : undefined
    if (server === undefined || (server.protocol !== "https:" && server.protocol !== "http:")) {
      return yield* new OidcFailure({ status: 502, message: "OIDC.Authority is no URL." })
    }
    if (RequireHttpsMetadata && server.protocol !== "https:") {
      const message = "OIDC.Authority is not reached by HTTPS, and OIDC.RequireHttpsMetadata asks for that."
      return yield* new OidcFailure({ status: 502, message })
    }
    const client = yield* library
    const insecure = RequireHttpsMetadata ? [] : [client.allowInsecureRequests]
    const found = yield* Effect.tryPromise({
      try: () => client.discovery(server, ClientId, undefined, client.None(), { execute: insecure, timeout }),
      catch: (error) => notFound(Authority, error)
    })
    const metadata = found.serverMetadata()
    const secret = Redacted.value(settings.ClientSecret)
    const methods = metadata.token_endpoint_auth_methods_supported ?? ["client_secret_basic"]
    const isPosted = !methods.includes("client_secret_basic") && methods.includes("client_secret_post")
    const authentication =
      secret === "" ? client.None() : isPosted ? client.ClientSecretPost(secret) : client.ClientSecretBasic(secret)
    const configuration = new client.Configuration(metadata, ClientId, undefined, authentication)
    configuration.timeout = timeout
    for (const allow of insecure) allow(configuration)
    // Without it the signature of what comes straight from the provider is not looked at.
    client.enableNonRepudiationChecks(configuration)
    return configuration
  })

const claimsOf = (token: IDToken | undefined, more: UserInfoResponse | undefined): Claims | undefined =>
  token === undefined ? undefined : { ...more, ...token }

/** Keeps the provider's description of itself for an hour; a failure is asked for again each time. */
export const make: Effect.Effect<OidcProvider> = Effect.gen(function* () {
  const turn = yield* Effect.makeSemaphore(1)
  let known: { readonly key: string; readonly at: number; readonly configuration: Configuration } | undefined

  const configurationOf = (settings: Settings) =>
    turn.withPermits(1)(
      Effect.gen(function* () {
        const now = yield* Clock.currentTimeMillis
        const key = keyOf(settings)
        if (known !== undefined && known.key === key && now - known.at < discoveredFor) return known.configuration
        const configuration = yield* discover(settings)
        known = { key, at: now, configuration }
        return configuration
      })
    )

  return {
    keyOf,
    begin: (settings, redirectUri) =>
      Effect.gen(function* () {
        const configuration = yield* configurationOf(settings)
        const client = yield* library
        const proof = {
          state: client.randomState(),
          nonce: client.randomNonce(),
          verifier: client.randomPKCECodeVerifier(),
          redirectUri
        }
        const challenge = yield* Effect.promise(() => client.calculatePKCECodeChallenge(proof.verifier))
        const scopes = settings.Scopes.split(/\s+/)
        const url = yield* Effect.try({
          try: () =>
            client.buildAuthorizationUrl(configuration, {
              redirect_uri: redirectUri,
              scope: (scopes.includes("openid") ? scopes : ["openid", ...scopes]).join(" "),
              state: proof.state,
              nonce: proof.nonce,
              code_challenge: challenge,
              code_challenge_method: "S256"
            }),
          catch: (error) => notFound(settings.Authority, error)
        })
        return { url, proof }
      }),
    finish: (settings, proof, query) =>
      Effect.gen(function* () {
        const configuration = yield* configurationOf(settings)
        const client = yield* library
        const here = new URL(proof.redirectUri)
        here.search = query.toString()
        const tokens = yield* Effect.tryPromise({
          try: () =>
            client.authorizationCodeGrant(configuration, here, {
              expectedState: proof.state,
              expectedNonce: proof.nonce,
              pkceCodeVerifier: proof.verifier,
              idTokenExpected: true
            }),
          catch: notAccepted
        })
        const token = tokens.claims()
        // Groups and addresses often stand there only. The subject has to be the same.
        const hasMore = configuration.serverMetadata().userinfo_endpoint !== undefined
        const more =
          token !== undefined && hasMore
            ? yield* Effect.tryPromise({
                try: () => client.fetchUserInfo(configuration, tokens.access_token, token.sub),
                catch: notAccepted
              })
            : undefined
        const claims = claimsOf(token, more)
        if (claims === undefined) return yield* notAccepted(new Error("there is no ID token in it"))
        return claims
      })
  }
})
