import type { Rule } from "../Rule.ts"
import type { TorrentState } from "../TorrentState.ts"
import { limitsOf } from "../trackers/limits.ts"

/** A stopped torrent seeds nobody; it has its turn when it is started. */
const states: ReadonlySet<TorrentState> = new Set(["uploading", "stalledUP", "queuedUP", "forcedUP"])

/** Engine §2.13.2 step 6: only ever switched on. qBittorrent shows it for complete torrents only. */
export const superSeeding: Rule = {
  name: "super seeding",
  doc: "Super seeding is switched on for complete torrents of a tracker with SuperSeedMode; never off.",
  judge: ({ rules, torrent }) => {
    if (torrent.superSeeding || torrent.amountLeft !== 0 || !states.has(torrent.state)) return undefined
    return limitsOf(rules, torrent).superSeed
      ? { actions: [{ _tag: "SuperSeed" }], reason: "complete, and its tracker's row has SuperSeedMode" }
      : undefined
  }
}
