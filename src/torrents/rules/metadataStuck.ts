import { leave, type Rule, whyNotRemove } from "../Rule.ts"
import { isMetadata } from "../TorrentState.ts"
import { minutes } from "../words.ts"
import { graceTag } from "./stalled.ts"

/** A magnet that finds no metadata: `StalledDelay` counts from the time it was added (engine §2.11, check 16). */
export const metadataStuck: Rule = {
  name: "metadata stuck",
  doc: "A magnet without metadata for longer than StalledDelay is removed, blocklisted and searched for again.",
  judge: (input) => {
    const { now, rules, torrent } = input
    if (!isMetadata(torrent.state)) return undefined
    if (rules.stalledDelay === undefined) return leave("waits for metadata; StalledDelay = -1 switches removal off")
    if (torrent.addedAt === undefined) return leave("waits for metadata since an unknown time")
    const age = now - torrent.addedAt
    if (age < rules.youngerThan)
      return leave("waits for metadata; too young to judge", torrent.addedAt + rules.youngerThan)
    const end = rules.stalledDelay === 0 ? undefined : torrent.addedAt + Math.max(rules.stalledDelay, rules.youngerThan)
    if (end === undefined || now < end) return graceTag(torrent, `waits for metadata for ${minutes(age)}`, end)
    const obstacle = whyNotRemove(input)
    if (obstacle !== undefined) return leave(obstacle)
    return {
      actions: [
        { _tag: "Remove", deleteFiles: true, blocklist: true, research: rules.research, section: rules.section }
      ],
      reason: `no metadata for ${minutes(age)}, StalledDelay is ${minutes(rules.stalledDelay)}`
    }
  }
}
