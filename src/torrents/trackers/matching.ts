import type { Torrent } from "../Torrent.ts"
import type { TorrentRules } from "../TorrentRules.ts"
import { hostOf } from "./TrackerHost.ts"
import type { TrackerRule } from "./TrackerRule.ts"

/** `a.tracker.org` is within `tracker.org`, and so is `tracker.org`; `mytracker.org` is not. Hosts in lower case. */
export const isWithin = (host: string, root: string): boolean => host === root || host.endsWith(`.${root}`)

/** The config host that stands for this tracker host: itself, else the first of which it is a subdomain (engine §2.13.1). */
const configured = (hosts: ReadonlyArray<string>, host: string): string | undefined =>
  hosts.includes(host) ? host : hosts.find((candidate) => isWithin(host, candidate))

/** Hosts of the torrent's trackers; undefined while they are not known. */
export const hostsOf = ({ trackers }: Torrent): ReadonlyArray<string> | undefined =>
  trackers === undefined ? undefined : [...new Set(trackers.map(hostOf).filter((host) => host !== ""))]

/**
 * True when its trackers are not known although some row of `Trackers` might speak for it: which limits hold, and
 * whether it is to super seed, cannot be told then.
 */
export const isUnresolved = (rules: Pick<TorrentRules, "trackers">, torrent: Torrent): boolean =>
  torrent.trackers === undefined && rules.trackers.some((rule) => !rule.removeIfExists && rule.host !== "")

/** The rule for one tracker host; of several rows with that host the first counts. Rows to be removed have no say. */
export const ruleFor = (rules: ReadonlyArray<TrackerRule>, host: string): TrackerRule | undefined => {
  const live = rules.filter((rule) => !rule.removeIfExists && rule.host !== "")
  const match = configured(
    live.map((rule) => rule.host),
    host
  )
  return match === undefined ? undefined : live.find((rule) => rule.host === match)
}

/**
 * Rules whose tracker the torrent has, in the order of the config; with `toAdd` also those that it is to get. Undefined
 * while its trackers are not known.
 */
export const matchedRules = (
  rules: ReadonlyArray<TrackerRule>,
  torrent: Torrent,
  toAdd: boolean
): ReadonlyArray<TrackerRule> | undefined => {
  // Most configs have no rows: no address is taken apart for them.
  const hosts = rules.length === 0 && torrent.trackers !== undefined ? [] : hostsOf(torrent)
  if (hosts === undefined) return undefined
  const matched = new Set(hosts.flatMap((host) => ruleFor(rules, host) ?? []))
  return rules.filter(
    (rule) => matched.has(rule) || (toAdd && rule.addIfMissing && !rule.removeIfExists && rule.host !== "")
  )
}

/** The one with the highest priority, the first of equals; undefined when none matches or the trackers are not known. */
export const bestRule = (rules: ReadonlyArray<TrackerRule>, torrent: Torrent): TrackerRule | undefined =>
  (matchedRules(rules, torrent, true) ?? []).reduce<TrackerRule | undefined>(
    (best, rule) => (best === undefined || rule.priority > best.priority ? rule : best),
    undefined
  )
