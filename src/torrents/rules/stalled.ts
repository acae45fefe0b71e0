import { hasMark } from "../marks.ts"
import { leave, type Rule, type RuleInput, type Verdict } from "../Rule.ts"
import { remove } from "../removals.ts"
import * as Tags from "../Tags.ts"
import { isComplete } from "../TorrentState.ts"
import { minutes, percent } from "../words.ts"

/** Announces the grace by its tag, once. */
export const graceTag = (input: RuleInput, reason: string, until: number | undefined): Verdict => ({
  actions: hasMark(input, Tags.allowedStalled) ? [] : [{ _tag: "AddTags", tags: [Tags.allowedStalled] }],
  reason,
  ...(until === undefined ? {} : { again: until })
})

/**
 * Stalled with grace (engine §2.11, §10.4; decisions "Rules"): idle since its last activity for `StalledDelay`.
 * Above `MaximumDeletablePercentage` it is kept unless idle for `MaximumETA`. Whatever is unknown keeps it.
 */
export const stalled: Rule = {
  name: "stalled",
  doc: "A download without activity for StalledDelay is removed, blocklisted and searched for again.",
  judge: (input) => {
    const { now, rules, torrent } = input
    if (torrent.state !== "stalledDL") return undefined
    if (rules.stalledDelay === undefined) return leave("stalled; StalledDelay = -1 switches removal off")
    if (torrent.addedAt === undefined || torrent.progress === undefined)
      return leave("stalled, age or progress unknown")
    if (now - torrent.addedAt < rules.youngerThan) {
      return leave("stalled, too young to judge", torrent.addedAt + rules.youngerThan)
    }
    const activeAt = Math.max(torrent.lastActivityAt ?? torrent.addedAt, torrent.addedAt)
    const idle = now - activeAt
    const end = rules.stalledDelay === 0 ? undefined : activeAt + rules.stalledDelay
    if (end === undefined || now < end) return graceTag(input, `stalled for ${minutes(idle)}`, end)
    if (torrent.progress > rules.maximumDeletable && (rules.maximumEta === undefined || idle < rules.maximumEta)) {
      return leave(
        `stalled for ${minutes(idle)}, kept because ${percent(torrent.progress)} is above MaximumDeletablePercentage`,
        rules.maximumEta === undefined ? undefined : activeAt + rules.maximumEta
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
      ? { actions: [{ _tag: "RemoveTags", tags: [Tags.allowedStalled] }], reason: "it moves again" }
      : undefined
}
