import { isIP } from "node:net"
import type { WebUI } from "../../config/Config.ts"

const nameOf = (host: string): string | undefined => {
  if (!URL.canParse(`http://${host}`)) return undefined
  const { hostname, pathname, search, username } = new URL(`http://${host}`)
  return pathname === "/" && search === "" && username === "" ? hostname.replace(/\.$/, "") : undefined
}

/**
 * Whether a page at this host can only be ours. Somebody's own name can be made to lead to this machine after his page was
 * opened ("DNS rebinding"), and browsers then let that page read everything; an address cannot, nor can a name without a dot,
 * which no public server answers for. Nobody's own is also what no browser sends: no host at all.
 * @param host name or address, with or without port
 */
export const isOwnHost = (
  host: string | undefined,
  { AllowedHosts, Host }: Pick<WebUI, "AllowedHosts" | "Host">
): boolean => {
  if (host === undefined) return true
  const name = nameOf(host)
  if (name === undefined || name === "") return false
  return (
    isIP(name.replace(/^\[(.*)\]$/, "$1")) !== 0 ||
    !name.includes(".") ||
    name.endsWith(".localhost") ||
    name === Host.toLowerCase() ||
    AllowedHosts.includes(name)
  )
}

/** What somebody is told who came by a name that may be anybody's. */
export const foreignHost = (host: string): string =>
  `Nobody is asked for a login here, so it is not answered under the name ${nameOf(host) ?? "of this request"}, which may be anybody's. Use the address of this machine, put the name into WebUI.AllowedHosts, or set WebUI.AuthDisabled = false.`
