import { createHash, timingSafeEqual } from "node:crypto"
import * as HttpApiMiddleware from "@effect/platform/HttpApiMiddleware"
import * as HttpApiSecurity from "@effect/platform/HttpApiSecurity"
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { Unauthorized, wire } from "./ApiError.ts"
import { WebSettings } from "./WebSettings.ts"

/** Only callers with the bearer token pass, unless `WebUI.AuthDisabled`. */
export class Authorization extends HttpApiMiddleware.Tag<Authorization>()("qbitrr/web/Authorization", {
  failure: wire.unauthorized,
  security: { bearer: HttpApiSecurity.bearer }
}) {}

const digest = (text: string): Buffer => createHash("sha256").update(text).digest()

/** Compares in constant time; the hashes make the lengths equal, so not even the length leaks. */
export const sameSecret = (left: string, right: string): boolean => timingSafeEqual(digest(left), digest(right))

const bearer = /^Bearer +([^\s]+) *$/i

/** The token of an `Authorization` header; undefined when it is absent or of another scheme. */
export const bearerToken = (header: string | undefined): string | undefined => bearer.exec(header ?? "")?.[1]

/** The token that a request shows; `Access-Token` is the only header in which Ombi can send one with its webhooks. */
export const shownToken = (headers: Readonly<Record<string, string | undefined>>): string | undefined =>
  bearerToken(headers["authorization"]) ?? headers["access-token"]?.trim()

/** An empty token would let everyone with an empty header in: it never matches. */
export const allowed = (headers: Readonly<Record<string, string | undefined>>, token: Redacted.Redacted): boolean => {
  const shown = shownToken(headers)
  const expected = Redacted.value(token)
  return shown !== undefined && expected !== "" && sameSecret(shown, expected)
}

/** Reads the header itself: the platform's decoder cuts seven characters off whatever scheme was sent. */
export const layer: Layer.Layer<Authorization, never, WebSettings> = Layer.effect(
  Authorization,
  Effect.gen(function* () {
    const settings = yield* WebSettings
    const check = Effect.gen(function* () {
      if (yield* settings.authDisabled) return
      const { headers } = yield* HttpServerRequest.HttpServerRequest
      if (!allowed(headers, yield* settings.token)) return yield* new Unauthorized({ error: "unauthorized" })
    })
    return { bearer: () => check }
  })
)
