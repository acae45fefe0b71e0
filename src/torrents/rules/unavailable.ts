import { hasMark } from "../marks.ts"
import { leave, type Rule } from "../Rule.ts"
import { remove } from "../removals.ts"
import * as Tags from "../Tags.ts"
import { minutes, percent } from "../words.ts"
import { grace, idleSince, isProtected } from "./idle.ts"

/**
 * Engine §2.8 row 19 with the sense of W-5: nobody reachable has all of it, and nothing of it arrives. The same grace as
 * for a stalled download, from the same last activity; one that still gets something is left alone.
 */
export const unavailable: Rule = {
  name: "unavailable",
  doc: "A download of which no complete copy is to be found, without activity for StalledDelay, is removed, blocklisted and searched for again.",
  judge: (input) => {
    const { now, rules, torrent } = input
    const { addedAt, availability, progress, state } = torrent
    if (state !== "downloading" || rules.stalledDelay === undefined) return undefined
    if (availability === undefined || availability >= 1) return undefined
    const since = idleSince(torrent)
    if (addedAt === undefined || progress === undefined || since === undefined) return undefined
    if (isProtected(rules, progress)) return undefined
    const reason = `only ${percent(availability)} of it is to be found`
    const begins = Math.max(since, addedAt) + rules.youngerThan
    // Its tag of an earlier standstill is for `stalledNoMore` to take away.
    if (now < begins && hasMark(input, Tags.allowedStalled)) return undefined
    if (now < begins) return leave(`${reason}, but it was active ${minutes(now - since)} ago`, begins)
    const idle = `${reason}, and nothing came for ${minutes(now - since)}`
    const end = rules.stalledDelay === 0 ? undefined : since + Math.max(rules.stalledDelay, rules.youngerThan)
    if (end === undefined || now < end) return grace(input, idle, end, since)
    return remove(input, {
      reason: `${idle}, StalledDelay is ${minutes(rules.stalledDelay)}`,
      evidence: "swarm",
      as: "failed",
      strikes: true
    })
  }
}
