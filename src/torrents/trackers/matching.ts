import type { Torrent } from "../Torrent.ts"
import type { TorrentRules } from "../TorrentRules.ts"
import { remembered } from "./remembered.ts"
import { hostOf } from "./TrackerHost.ts"
import type { TrackerRule } from "./TrackerRule.ts"

/** `a.tracker.org` is within `tracker.org`, and so is `tracker.org`; `mytracker.org` is not. Hosts in lower case. */
export const isWithin = (host: string, root: string): boolean => host === root || host.endsWith(`.${root}`)

/** The config host that stands for this tracker host: itself, else the first of which it is a subdomain (engine §2.13.1). */
const configured = (hosts: ReadonlyArray<string>, host: string): string | undefined =>
  hosts.includes(host) ? host : hosts.find((candidate) => isWithin(host, candidate))

const hostsOfList = remembered(
  (trackers: ReadonlyArray<string>): ReadonlyArray<string> => [
    ...new Set(trackers.map(hostOf).filter((host) => host !== ""))
  ]
)

/** Hosts of the torrent's trackers; undefined while they are not known. */
export const hostsOf = ({ trackers }: Torrent): ReadonlyArray<string> | undefined =>
  trackers === undefined ? undefined : hostsOfList(trackers)

/**
 * True when its trackers are not known although some row of `Trackers` might speak for it: which limits hold, and
 * whether it is to super seed, cannot be told then.
 */
export const isUnresolved = (rules: Pick<TorrentRules, "trackers">, torrent: Torrent): boolean =>
  torrent.trackers === undefined && rules.trackers.some((rule) => !rule.removeIfExists && rule.host !== "")

/** Rows that have a say: not those to be removed. */
const liveOf = remembered((rules: ReadonlyArray<TrackerRule>) => {
  const live = rules.filter((rule) => !rule.removeIfExists && rule.host !== "")
  return { live, hosts: live.map((rule) => rule.host) }
})

/** The rule for one tracker host; of several rows with that host the first counts. Rows to be removed have no say. */
export const ruleFor = (rules: ReadonlyArray<TrackerRule>, host: string): TrackerRule | undefined => {
  const { hosts, live } = liveOf(rules)
  const match = configured(hosts, host)
  return match === undefined ? undefined : live.find((rule) => rule.host === match)
}

const isAsked = (rule: TrackerRule): boolean => rule.addIfMissing && !rule.removeIfExists && rule.host !== ""

const best = (rules: ReadonlyArray<TrackerRule>): TrackerRule | undefined =>
  rules.reduce<TrackerRule | undefined>(
    (found, rule) => (found === undefined || rule.priority > found.priority ? rule : found),
    undefined
  )

/** What the rows of one config say of one list of trackers. */
const matchesOf = remembered((rules: ReadonlyArray<TrackerRule>) =>
  remembered((trackers: ReadonlyArray<string>) => {
    const matched = new Set(hostsOfList(trackers).flatMap((host) => ruleFor(rules, host) ?? []))
    const withAsked = rules.filter((rule) => matched.has(rule) || isAsked(rule))
    return { has: rules.filter((rule) => matched.has(rule)), withAsked, best: best(withAsked) }
  })
)

const none: ReadonlyArray<TrackerRule> = []

/**
 * Rules whose tracker the torrent has, in the order of the config; with `toAdd` also those that it is to get. Undefined
 * while its trackers are not known.
 */
export const matchedRules = (
  rules: ReadonlyArray<TrackerRule>,
  { trackers }: Torrent,
  toAdd: boolean
): ReadonlyArray<TrackerRule> | undefined => {
  if (trackers === undefined) return undefined
  // Most configs have no rows: no address is taken apart for them.
  if (rules.length === 0) return none
  const matches = matchesOf(rules)(trackers)
  return toAdd ? matches.withAsked : matches.has
}

/** The one with the highest priority, the first of equals; undefined when none matches or the trackers are not known. */
export const bestRule = (rules: ReadonlyArray<TrackerRule>, { trackers }: Torrent): TrackerRule | undefined =>
  trackers === undefined || rules.length === 0 ? undefined : matchesOf(rules)(trackers).best
