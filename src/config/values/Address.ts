import { isIP } from "node:net"
import * as Schema from "effect/Schema"
import { type Codec, leaf, textFromText } from "./Codec.ts"

/** An IP address, or a network as `10.0.0.0/8`: in its parts. Undefined when the text is neither. */
export const parseNetwork = (
  text: string
): { readonly address: string; readonly prefix: number; readonly family: "ipv4" | "ipv6" } | undefined => {
  const [address = "", prefix, ...rest] = text.trim().split("/")
  const version = isIP(address)
  if (version === 0 || rest.length > 0 || address.includes("%")) return undefined
  const longest = version === 4 ? 32 : 128
  if (prefix === undefined) return { address, prefix: longest, family: version === 4 ? "ipv4" : "ipv6" }
  const bits = /^\d{1,3}$/.test(prefix) ? Number(prefix) : Number.NaN
  return bits >= 0 && bits <= longest ? { address, prefix: bits, family: version === 4 ? "ipv4" : "ipv6" } : undefined
}

/** An IP address or a network. */
export const network: Codec<string> = {
  type: "address",
  allowed: 'an IP address or a network such as "172.18.0.0/16"',
  fromText: textFromText,
  schema: leaf(Schema.String, (raw) =>
    typeof raw === "string" && parseNetwork(raw) !== undefined ? raw.trim() : undefined
  )
}

/** A page's origin in lower case, `'self'`, or undefined: nothing else may stand in a header that we send. */
const frameSource = (raw: unknown): string | undefined => {
  if (typeof raw !== "string") return undefined
  const text = raw.trim().toLowerCase()
  if (text === "'self'" || text === "self") return "'self'"
  return /^https?:\/\/(\*\.)?(\[[0-9a-f:.]+\]|[a-z0-9.-]+)(:(\d{1,5}|\*))?\/?$/.test(text)
    ? text.replace(/\/$/, "")
    : undefined
}

/** Who may show the page in a frame. */
export const frameAncestor: Codec<string> = {
  type: "origin",
  allowed: `an origin such as "https://dashboard.example.org", or "'self'"`,
  fromText: textFromText,
  schema: leaf(Schema.String, frameSource)
}

/** The name of a machine in lower case. */
export const hostName: Codec<string> = {
  type: "host name",
  allowed: 'the name of a machine such as "qbitrr.example.org", without scheme and port',
  fromText: textFromText,
  schema: leaf(Schema.String, (raw) => {
    if (typeof raw !== "string") return undefined
    const name = raw.trim().toLowerCase().replace(/\.$/, "")
    return /^[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63}){0,20}$/.test(name) ? name : undefined
  })
}

/** The name of a request header. */
export const headerName: Codec<string> = {
  type: "text",
  allowed: 'the name of a header such as "Remote-User"',
  fromText: textFromText,
  schema: leaf(Schema.String, (raw) =>
    typeof raw === "string" && /^[A-Za-z0-9-]{1,64}$/.test(raw.trim()) ? raw.trim() : undefined
  )
}

/** A path of the web server that is not its root, such as `/signin-oidc`. */
export const callbackPath: Codec<string> = {
  type: "path",
  allowed: 'a path such as "/signin-oidc", outside of /api, /web and /assets',
  fromText: textFromText,
  schema: leaf(Schema.String, (raw) => {
    if (typeof raw !== "string") return undefined
    const path = raw.trim().replace(/^\/*/, "/").replace(/\/+$/, "")
    const isPlain = /^(\/[A-Za-z0-9._~-]+)+$/.test(path) && !/\/\.{1,2}(\/|$)/.test(path)
    return isPlain && !/^\/(api|web|assets|health)(\/|$)/i.test(path) ? path : undefined
  })
}
