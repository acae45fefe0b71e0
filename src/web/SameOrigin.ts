import * as HttpApiMiddleware from "@effect/platform/HttpApiMiddleware"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { wire } from "./ApiError.ts"

/**
 * A page of another site cannot make a browser change anything here (design decisions, "Web access"). It stands at a
 * group to say so in the OpenAPI document; `guard` of Authorization.ts checks it for every route.
 */
export class SameOrigin extends HttpApiMiddleware.Tag<SameOrigin>()("qbitrr/web/SameOrigin", {
  failure: wire.forbidden
}) {}

export const layer: Layer.Layer<SameOrigin> = Layer.succeed(SameOrigin, Effect.void)

/** What a page of another site is told. */
export const foreignPage =
  "Requests from pages of another site are not accepted. If this is your page behind a reverse proxy, set WebUI.TrustedProxies to its address, or let it pass the Host header on."

/** Whether a request of this method changes something. */
export const isChange = (method: string): boolean => method !== "GET" && method !== "HEAD" && method !== "OPTIONS"

const hostOf = (origin: string): string | undefined => (URL.canParse(origin) ? new URL(origin).host : undefined)

/** A host as browsers write it in `Origin`: small letters, no port that goes without saying. */
const asInOrigin = (host: string, scheme: string): string | undefined => hostOf(`${scheme}//${host}`)

/**
 * Browsers name the relation in `Sec-Fetch-Site`; where they do not (plain http), `Origin` must be our own host.
 * Programs that are no browser send none of these and pass.
 * @param host ours, as the browser has it
 */
export const isFromSameOrigin = (
  headers: Readonly<Record<string, string | undefined>>,
  host: string | undefined
): boolean => {
  const site = headers["sec-fetch-site"]
  if (site !== undefined) return site === "same-origin" || site === "none"
  const origin = headers["origin"]
  if (origin === undefined) return true
  if (host === undefined || !URL.canParse(origin)) return false
  const { host: from, protocol } = new URL(origin)
  return from !== "" && (from === host || from === asInOrigin(host, protocol))
}
