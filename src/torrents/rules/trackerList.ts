import type { Action } from "../Action.ts"
import type { Rule, RuleInput, Verdict } from "../Rule.ts"
import type { TorrentState } from "../TorrentState.ts"
import { freshReading, readingLasts } from "../trackers/freshReading.ts"
import { isWithin } from "../trackers/matching.ts"
import { remembered } from "../trackers/remembered.ts"
import { hostOf } from "../trackers/TrackerHost.ts"
import type { TrackerRule } from "../trackers/TrackerRule.ts"
import type { TrackerState, TrackerStatus } from "../trackers/TrackerStatus.ts"

/** These do not announce, so what their trackers said is old. */
const silent: ReadonlySet<TorrentState> = new Set(["stoppedDL", "stoppedUP", "error", "missingFiles", "unknown"])

/** These have tried and failed; the others may still answer. */
const failed: ReadonlySet<TrackerState> = new Set(["notWorking", "error", "unreachable"])

/** The length of the longest config host this tracker host is within; 0 for none. */
const closest = (rules: ReadonlyArray<TrackerRule>, host: string): number =>
  Math.max(0, ...rules.map((rule) => (rule.host !== "" && isWithin(host, rule.host) ? rule.host.length : 0)))

/** A row that says RemoveIfExists speaks for its subdomains too, unless a row of their own says otherwise; it wins a draw. */
const isUnwanted = (rules: ReadonlyArray<TrackerRule>, host: string): boolean => {
  const removed = closest(
    rules.filter(({ removeIfExists }) => removeIfExists),
    host
  )
  return (
    removed > 0 &&
    removed >=
      closest(
        rules.filter(({ removeIfExists }) => !removeIfExists),
        host
      )
  )
}

/** Without a scheme it is a host to match by, and qBittorrent could not announce to it. */
const isAnnounce = (uri: string): boolean => /^(https?|udp|wss?):\/\//i.test(uri)

const isAsked = (rules: ReadonlyArray<TrackerRule>, { addIfMissing, host, uri }: TrackerRule): boolean =>
  addIfMissing && host !== "" && isAnnounce(uri) && !isUnwanted(rules, host)

/** Announce URLs to add: of rows whose host the torrent has not, the first row of each host. */
const missingOf = (rules: ReadonlyArray<TrackerRule>, hosts: ReadonlyArray<string>): ReadonlyArray<string> => {
  const added = new Map<string, string>()
  for (const { host, uri } of rules.filter((rule) => isAsked(rules, rule))) {
    if (!added.has(host) && !hosts.some((known) => isWithin(known, host))) added.set(host, uri)
  }
  return [...added.values()]
}

const isDead = ({ message, state }: TrackerStatus, texts: ReadonlyArray<string>): boolean =>
  failed.has(state) && texts.some((text) => text !== "" && message.toLowerCase().includes(text.toLowerCase()))

const names = (urls: ReadonlyArray<string>): string => [...new Set(urls.map((url) => hostOf(url) || "?"))].join(", ")

/** What the rows of one config want added to one list of trackers, and taken away from it. */
const wishesOf = remembered((rules: ReadonlyArray<TrackerRule>) =>
  remembered((urls: ReadonlyArray<string>) => ({
    add: missingOf(rules, urls.map(hostOf)),
    unwanted: urls.filter((url) => isUnwanted(rules, hostOf(url)))
  }))
)

/** By the config alone: no answer of a tracker is needed, but a fresh one that says "the last that works" is heeded. */
const byRules = ({ facts, now, rules }: RuleInput, urls: ReadonlyArray<string>): Verdict | undefined => {
  const { add, unwanted } = wishesOf(rules.trackers)(urls)
  if (add.length === 0 && unwanted.length === 0) return undefined
  const stay = urls.filter((url) => !unwanted.includes(url))
  const working = (freshReading(facts.trackers, now)?.trackers ?? []).filter(({ state }) => state === "working")
  const works = (among: ReadonlyArray<string>): boolean => working.some(({ url }) => among.includes(url))
  const remove = (stay.length === 0 && add.length === 0) || (works(unwanted) && !works(stay)) ? [] : unwanted
  if (add.length === 0 && remove.length === 0) return undefined
  const actions: ReadonlyArray<Action> = [
    ...(add.length === 0 ? [] : [{ _tag: "AddTrackers" as const, urls: add }]),
    ...(remove.length === 0 ? [] : [{ _tag: "RemoveTrackers" as const, urls: remove }])
  ]
  const reason = [
    ...(add.length === 0 ? [] : [`has no tracker at ${names(add)} (AddTrackerIfMissing)`]),
    ...(remove.length === 0 ? [] : [`has a tracker at ${names(remove)} (RemoveIfExists)`])
  ].join("; ")
  return { actions, reason }
}

/** By what trackers answered. Only while another one works, so that an outage of the network costs no tracker. */
const byAnswers = ({ facts, now, rules, torrent }: RuleInput, urls: ReadonlyArray<string>): Verdict | undefined => {
  const { deadTrackerMessages, removeDeadTrackers } = rules.seeding
  if (!removeDeadTrackers || deadTrackerMessages.length === 0 || urls.length < 2) return undefined
  if (silent.has(torrent.state) || !facts.connected) return undefined
  const reading = freshReading(facts.trackers, now)
  if (reading === undefined) {
    return {
      actions: [],
      reason: "how its trackers answer is not read yet",
      needs: "trackers",
      again: now + readingLasts
    }
  }
  const own = reading.trackers.filter(({ url }) => urls.includes(url))
  // What AddTrackerIfMissing would put back stays.
  const asked = rules.trackers.filter((rule) => isAsked(rules.trackers, rule))
  const dead = own.filter(
    (tracker) => isDead(tracker, deadTrackerMessages) && !asked.some(({ host }) => isWithin(hostOf(tracker.url), host))
  )
  if (dead.length === 0 || !own.some(({ state }) => state === "working")) return undefined
  const remove = dead.map(({ url }) => url)
  return {
    actions: [{ _tag: "RemoveTrackers", urls: remove }],
    reason: `dead tracker at ${names(remove)} (RemoveDeadTrackers)`
  }
}

/** Engine §2.13.2 steps 1 and 2. Announce URLs hold passkeys: reasons name hosts only. */
export const trackerList: Rule = {
  name: "tracker list",
  doc: "Trackers are added (AddTrackerIfMissing) and taken away (RemoveIfExists, RemoveDeadTrackers), never the last that works.",
  judge: (input) => {
    const urls = input.torrent.trackers
    if (urls === undefined || input.rules.kind === "special") return undefined
    return (input.rules.trackers.length === 0 ? undefined : byRules(input, urls)) ?? byAnswers(input, urls)
  }
}
