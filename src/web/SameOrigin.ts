import * as HttpApiMiddleware from "@effect/platform/HttpApiMiddleware"
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { Forbidden, wire } from "./ApiError.ts"

/** A page of another site cannot make a browser change anything here (design decisions, "Web access"). */
export class SameOrigin extends HttpApiMiddleware.Tag<SameOrigin>()("qbitrr/web/SameOrigin", {
  failure: wire.forbidden
}) {}

const hostOf = (origin: string): string | undefined => (URL.canParse(origin) ? new URL(origin).host : undefined)

/**
 * Browsers name the relation in `Sec-Fetch-Site`; where they do not (plain http), `Origin` must be our own host.
 * `X-Forwarded-Host` may stand for it: a foreign page cannot set that header without a preflight, which we never grant.
 * Programs that are no browser send none of these and pass.
 */
export const fromSameOrigin = (method: string, headers: Readonly<Record<string, string | undefined>>): boolean => {
  if (method === "GET" || method === "HEAD" || method === "OPTIONS") return true
  const site = headers["sec-fetch-site"]
  if (site !== undefined) return site === "same-origin" || site === "none"
  const origin = headers["origin"]
  if (origin === undefined) return true
  const host = hostOf(origin)
  return host !== undefined && (host === headers["host"] || host === headers["x-forwarded-host"])
}

export const layer: Layer.Layer<SameOrigin> = Layer.succeed(
  SameOrigin,
  Effect.flatMap(HttpServerRequest.HttpServerRequest, ({ method, headers }) =>
    fromSameOrigin(method, headers)
      ? Effect.void
      : Effect.fail(new Forbidden({ error: "Requests from pages of another site are not accepted." }))
  )
)
