import { BlockList, isIP } from "node:net"
import { parseNetwork } from "../../config/values/Address.ts"

/** Networks that can be asked whether an address is in them. */
export interface Networks {
  readonly has: (address: string) => boolean
}

/** An address as everybody writes it: without zone, and IPv4 inside IPv6 as IPv4. Undefined when it is none. */
export const plainAddress = (text: string): string | undefined => {
  const address = text.trim().replace(/%.*$/, "")
  const mapped = /^::ffff:(\d{1,3}(?:\.\d{1,3}){3})$/i.exec(address)?.[1] ?? address
  return isIP(mapped) === 0 ? undefined : mapped
}

/** The networks of a list as the config has it; what is no network is left out. */
export const networks = (list: ReadonlyArray<string>): Networks => {
  const block = new BlockList()
  for (const text of list) {
    const found = parseNetwork(text)
    if (found !== undefined) block.addSubnet(found.address, found.prefix, found.family)
  }
  return {
    has: (text) => {
      const address = plainAddress(text)
      return address !== undefined && block.check(address, isIP(address) === 4 ? "ipv4" : "ipv6")
    }
  }
}

/** Loopback and private networks: where a reverse proxy of one's own is. */
export const privateNetworks: Networks = networks([
  "127.0.0.0/8",
  "10.0.0.0/8",
  "172.16.0.0/12",
  "192.168.0.0/16",
  "169.254.0.0/16",
  "::1/128",
  "fc00::/7",
  "fe80::/10"
])

/** One entry of `X-Forwarded-For`, which may have a port. */
const entryOf = (text: string): string | undefined => {
  const entry = text.trim()
  const bracketed = /^\[([^\]]+)\](?::\d+)?$/.exec(entry)?.[1]
  const withPort = /^(\d{1,3}(?:\.\d{1,3}){3}):\d+$/.exec(entry)?.[1]
  return plainAddress(bracketed ?? withPort ?? entry)
}

/**
 * Who is at the other end: the nearest address in `X-Forwarded-For` that is no proxy of ours. What stands further left
 * was said by strangers. An entry that is no address ends the search at the hop that said so.
 * @param hops how many entries may be believed; a proxy that is trusted without being named is believed once
 */
export const clientAddress = (
  peer: string,
  forwardedFor: string | undefined,
  isProxy: (address: string) => boolean,
  hops: number
): string => {
  let client = peer
  const entries = (forwardedFor ?? "").split(",").slice(-Math.min(hops, 32))
  for (const entry of entries.reverse()) {
    if (!isProxy(client)) return client
    const next = entryOf(entry)
    if (next === undefined) return client
    client = next
  }
  return client
}

/** The key by which tries of an address are counted: an IPv6 customer has a whole /64 to try from. */
export const limitKey = (address: string): string => {
  if (isIP(address) !== 6) return address
  const [head = "", tail] = address.toLowerCase().split("::")
  const left = head === "" ? [] : head.split(":")
  const right = tail === undefined || tail === "" ? [] : tail.split(":")
  const missing = tail === undefined ? 0 : Math.max(0, 8 - left.length - right.length)
  const groups = [...left, ...Array.from({ length: missing }, () => "0"), ...right]
  return `${groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ""))
    .join(":")}::/64`
}
