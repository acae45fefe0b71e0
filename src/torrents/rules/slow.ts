import type { TorrentMemory } from "../../store/TorrentMemory.ts"
import { leave, type Rule, type RuleInput } from "../Rule.ts"
import { remove } from "../removals.ts"
import type { Torrent } from "../Torrent.ts"
import { maximumEtaOf } from "../trackers/limits.ts"
import { minutes, percent } from "../words.ts"
import { isProtected } from "./idle.ts"

/** An ETA jumps with the speed, so a download counts as slow once it has been so for this long. Milliseconds. */
export const slowFor = 300_000

/** Between two looks at a slow download: the feed wakes nobody for an ETA. */
const lookEvery = 60_000

const forget = ({ slowSince: _, ...rest }: TorrentMemory): TorrentMemory => rest

/** What does not download now was interrupted: its time begins anew. For `decide`, in every pass. */
export const observeSlow = (memory: TorrentMemory, { state }: Torrent): TorrentMemory =>
  memory.slowSince === undefined || state === "downloading" ? memory : forget(memory)

/** Time left and the limit it breaks, milliseconds; undefined when it is not slow or cannot be told. */
const excess = ({ now, rules, torrent }: RuleInput) => {
  const limit = maximumEtaOf(rules, torrent)
  if (limit === undefined || torrent.addedAt === undefined || torrent.progress === undefined) return undefined
  if (torrent.eta === undefined || torrent.eta * 1000 <= limit) return undefined
  if (isProtected(rules, torrent.progress) || now - torrent.addedAt <= rules.youngerThan) return undefined
  return { left: torrent.eta * 1000, limit, progress: torrent.progress }
}

/** Engine §2.8 row 18 with the sense of W-5 (check 18). A time left that is not known is no slowness: that is stalled. */
export const slow: Rule = {
  name: "slow",
  doc: "A download whose time left stays above MaximumETA is removed, blocklisted and searched for again, unless DoNotRemoveSlow is on.",
  judge: (input) => {
    const { memory, now, rules, torrent } = input
    if (torrent.state !== "downloading") return undefined
    const found = rules.keepSlow ? undefined : excess(input)
    if (found === undefined) {
      return memory.slowSince === undefined
        ? undefined
        : { actions: [], reason: "not slow any more", memory: forget(memory), again: now }
    }
    const reason = `${minutes(found.left)} left at ${percent(found.progress)}, MaximumETA is ${minutes(found.limit)}`
    const since = memory.slowSince
    if (since === undefined) {
      return { ...leave(reason, now + lookEvery), memory: { ...memory, slowSince: now } }
    }
    if (now - since < slowFor) return leave(`${reason}, for ${minutes(now - since)}`, now + lookEvery)
    return remove(input, {
      reason: `${reason}, for ${minutes(now - since)}`,
      evidence: "swarm",
      as: "failed",
      strikes: true
    })
  }
}
