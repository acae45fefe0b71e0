import type { TorrentMemory } from "../../store/TorrentMemory.ts"
import type { Torrent } from "../Torrent.ts"
import type { TorrentRules } from "../TorrentRules.ts"
import { limitsOf } from "../trackers/limits.ts"
import { isUnresolved } from "../trackers/matching.ts"

/** Nothing is noted where no removal goes by time, so that a torrent that comes and goes is not written for nothing. */
const goesByTime = (rules: TorrentRules): boolean => rules.seeding.removeMode > 1

/**
 * Notes since when a torrent is seen in stalledUP without a break: any other state ends it (engine §2.12.2). Kept in the
 * memory, so a restart does not begin it anew. A running clock goes on while the trackers are not known, which is so
 * for a moment after a start; none is started meanwhile.
 */
export const observeSeeding = (
  memory: TorrentMemory,
  torrent: Torrent,
  rules: TorrentRules,
  now: number
): TorrentMemory => {
  const since = memory.stalledUpSince
  const runs =
    torrent.state === "stalledUP" &&
    goesByTime(rules) &&
    (isUnresolved(rules, torrent) ? since !== undefined : limitsOf(rules, torrent).seedingTime !== undefined)
  if (runs) return since === undefined ? { ...memory, stalledUpSince: now } : memory
  if (since === undefined) return memory
  const { stalledUpSince: _, ...rest } = memory
  return rest
}
