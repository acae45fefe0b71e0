import { leave, type Rule } from "../Rule.ts"
import { remove } from "../removals.ts"
import { isMetadata } from "../TorrentState.ts"
import { minutes } from "../words.ts"
import { grace } from "./idle.ts"

/** A magnet that finds no metadata: `StalledDelay` counts from the time it was added (engine §2.11, check 16). */
export const metadataStuck: Rule = {
  name: "metadata stuck",
  doc: "A magnet without metadata for longer than StalledDelay is removed, blocklisted and searched for again.",
  judge: (input) => {
    const { now, rules, torrent } = input
    if (!isMetadata(torrent.state)) return undefined
    if (rules.stalledDelay === undefined) return leave("waits for metadata; StalledDelay = -1 switches removal off")
    if (torrent.addedAt === undefined || torrent.progress === undefined) {
      return leave("waits for metadata; its age or progress is not known")
    }
    const age = now - torrent.addedAt
    if (age < rules.youngerThan)
      return leave("waits for metadata; too young to judge", torrent.addedAt + rules.youngerThan)
    const end = rules.stalledDelay === 0 ? undefined : torrent.addedAt + Math.max(rules.stalledDelay, rules.youngerThan)
    if (end === undefined || now < end)
      return grace(input, `waits for metadata for ${minutes(age)}`, end, torrent.addedAt)
    return remove(input, {
      reason: `no metadata for ${minutes(age)}, StalledDelay is ${minutes(rules.stalledDelay)}`,
      evidence: "swarm",
      as: "failed",
      strikes: true
    })
  }
}
