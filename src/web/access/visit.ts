import type { WebUI } from "../../config/Config.ts"
import { clientAddress, type Networks, networks, plainAddress, privateNetworks } from "./addresses.ts"

/** What is read of a request here. */
export interface Incoming {
  readonly headers: Readonly<Record<string, string | undefined>>
  /** Address at the other end of the connection. */
  readonly peer: string | undefined
}

/** Where a request comes from and which address of ours it was sent to, proxies taken into account. */
export interface Visit {
  /** Address of the person, as far as it can be known. */
  readonly address: string
  /** It stands in `TrustedProxies`: what it says about people is believed. */
  readonly isNamedProxy: boolean
  /** The browser speaks HTTPS. */
  readonly isSecure: boolean
  /** Host and port as the browser has them; undefined when nobody said. */
  readonly host: string | undefined
}

/** The settings a visit is read by. */
export type VisitSettings = Pick<WebUI, "BehindHttpsProxy" | "TrustedProxies">

const parsed = new WeakMap<ReadonlyArray<string>, Networks>()

/** The config is replaced as a whole, so a list is parsed once. */
const networksOf = (list: ReadonlyArray<string>): Networks => {
  const known = parsed.get(list) ?? networks(list)
  parsed.set(list, known)
  return known
}

/** Of several values the one that the nearest proxy has added. */
const last = (header: string | undefined): string | undefined => header?.split(",").at(-1)?.trim() || undefined

const unknown = "unknown"

/**
 * Forwarding headers count only from `TrustedProxies`, or, with `BehindHttpsProxy` and an empty list, from private
 * addresses, and then one hop of them.
 */
export const visitOf = ({ headers, peer }: Incoming, settings: VisitSettings): Visit => {
  const near = plainAddress(peer ?? "") ?? unknown
  const named = networksOf(settings.TrustedProxies)
  const isNamed = near !== unknown && named.has(near)
  const isAssumed =
    settings.BehindHttpsProxy && settings.TrustedProxies.length === 0 && near !== unknown && privateNetworks.has(near)
  const believed = isNamed || isAssumed
  const isProxy = isAssumed ? (address: string) => address === near : named.has
  const ownHost = headers["host"]
  return {
    address: believed
      ? clientAddress(near, headers["x-forwarded-for"], isProxy, isAssumed ? 1 : Number.POSITIVE_INFINITY)
      : near,
    isNamedProxy: isNamed,
    isSecure: settings.BehindHttpsProxy || (believed && last(headers["x-forwarded-proto"])?.toLowerCase() === "https"),
    host: believed ? (last(headers["x-forwarded-host"]) ?? ownHost) : ownHost
  }
}

/** No name at all looks like this: control characters, and the comma by which a forged header is joined to the real one. */
const oddName = /[\p{Cc},]/u

/**
 * The person that a reverse proxy names. Undefined unless `ProxyAuth` is on, the connection itself comes from
 * `TrustedProxies`, and the name is one of `AllowedUsers` (if there are any).
 */
export const proxyUser = (
  headers: Incoming["headers"],
  visit: Visit,
  settings: Pick<WebUI, "ProxyAuth">
): string | undefined => {
  const { AllowedUsers, Enabled, UserHeader } = settings.ProxyAuth
  if (!Enabled || !visit.isNamedProxy) return undefined
  const name = headers[UserHeader.toLowerCase()]?.trim() ?? ""
  if (name === "" || name.length > 128 || oddName.test(name)) return undefined
  return AllowedUsers.length === 0 || AllowedUsers.includes(name) ? name : undefined
}
