import type { Rule, RuleInput } from "../Rule.ts"
import { remove } from "../removals.ts"
import { maximumEtaOf } from "../trackers/limits.ts"
import { minutes, percent } from "../words.ts"
import { idleSince, isProtected } from "./idle.ts"

/**
 * When a download beyond `MaximumDeletablePercentage` has been idle for `MaximumETA`; undefined = never. One that is
 * stalled has its `StalledDelay` first, and never goes when that is 0 or -1.
 */
export const staleAt = ({ rules, torrent }: RuleInput): number | undefined => {
  const since = idleSince(torrent)
  const longest = maximumEtaOf(rules, torrent)
  if (since === undefined || longest === undefined || torrent.addedAt === undefined) return undefined
  const stalled = torrent.state === "stalledDL"
  if (stalled && (rules.stalledDelay === undefined || rules.stalledDelay === 0)) return undefined
  const idle = stalled ? Math.max(longest, rules.stalledDelay ?? 0) : longest
  return Math.max(since + idle, torrent.addedAt + rules.youngerThan)
}

/** Engine §2.9.2 with the sense of W-5: `MaximumETA` is what ends the protection of a nearly complete download. */
export const stale: Rule = {
  name: "stale",
  doc: "A download beyond MaximumDeletablePercentage without activity for MaximumETA is removed, blocklisted and searched for again.",
  judge: (input) => {
    const { now, rules, torrent } = input
    if (torrent.state !== "downloading" && torrent.state !== "stalledDL") return undefined
    if (torrent.progress === undefined || !isProtected(rules, torrent.progress)) return undefined
    const at = staleAt(input)
    const since = idleSince(torrent)
    if (at === undefined || since === undefined || now < at) return undefined
    return remove(input, {
      reason: `no activity at ${percent(torrent.progress)} for ${minutes(now - since)}, MaximumETA is ${minutes(maximumEtaOf(rules, torrent) ?? 0)}`,
      evidence: "swarm",
      as: "failed",
      strikes: true
    })
  }
}
