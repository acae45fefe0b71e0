import { hasMark } from "../marks.ts"
import { leave, type Rule } from "../Rule.ts"
import { remove } from "../removals.ts"
import * as Tags from "../Tags.ts"
import { isComplete } from "../TorrentState.ts"
import { minutes, percent } from "../words.ts"
import { grace, idleSince, isProtected } from "./idle.ts"
import { staleAt } from "./stale.ts"

/**
 * Stalled with grace (engine §2.11, §10.4; decisions "Rules"): idle since its last activity for `StalledDelay`.
 * Beyond `MaximumDeletablePercentage` it is kept; `stale` ends that. Whatever is unknown keeps it.
 */
export const stalled: Rule = {
  name: "stalled",
  doc: "A download without activity for StalledDelay is removed, blocklisted and searched for again.",
  judge: (input) => {
    const { now, rules, torrent } = input
    if (torrent.state !== "stalledDL") return undefined
    if (rules.stalledDelay === undefined) return leave("stalled; StalledDelay = -1 switches removal off")
    const since = idleSince(torrent)
    if (torrent.addedAt === undefined || torrent.progress === undefined || since === undefined) {
      return leave("stalled; its age, progress or last activity is not known")
    }
    if (now - torrent.addedAt < rules.youngerThan) {
      return leave("stalled, too young to judge", torrent.addedAt + rules.youngerThan)
    }
    const idle = now - since
    const end = rules.stalledDelay === 0 ? undefined : since + rules.stalledDelay
    if (end === undefined || now < end)
      return grace(
        input,
        `stalled for ${minutes(idle)}, ${end === undefined ? "StalledDelay = 0 never removes it" : `StalledDelay is ${minutes(rules.stalledDelay)}`}`,
        end,
        since
      )
    if (isProtected(rules, torrent.progress)) {
      return leave(
        `stalled for ${minutes(idle)}, kept because ${percent(torrent.progress)} is above MaximumDeletablePercentage`,
        staleAt(input)
      )
    }
    return remove(input, {
      reason: `stalled at ${percent(torrent.progress)} for ${minutes(idle)}, StalledDelay is ${minutes(rules.stalledDelay)}`,
      evidence: "swarm",
      as: "failed",
      strikes: true
    })
  }
}

/** It moves again: the grace is over and its tag goes. */
export const stalledNoMore: Rule = {
  name: "stalled no more",
  doc: "The grace tag is taken away once the torrent moves again.",
  judge: (input) =>
    hasMark(input, Tags.allowedStalled) && (input.torrent.state === "downloading" || isComplete(input.torrent.state))
      ? { actions: [{ _tag: "RemoveTags", tags: [Tags.allowedStalled] }], reason: "it moves again", again: input.now }
      : undefined
}
