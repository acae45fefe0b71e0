import type { QueueRecord, QueueSnapshot } from "../clients/arr/QueueRecord.ts"
import type { CategoryRoot } from "../torrents/CategoryOwner.ts"
import { isConnected } from "../torrents/Connectivity.ts"
import type { Torrent } from "../torrents/Torrent.ts"
import type { FeedSnapshot } from "../torrents/TorrentFeed.ts"

/** Rows of one download; unknown while the Arr is silent, and when a row that could not be read may be one of them. */
export const rowsOf = (queue: QueueSnapshot | undefined, hash: string): ReadonlyArray<QueueRecord> | undefined =>
  queue === undefined ? undefined : (queue.byHash.get(hash) ?? (queue.skipped > 0 ? undefined : []))

/** What a rule may know of a torrent's client. Nothing is assumed of one that has no feed. `pinged`: see `Connectivity`. */
export const clientFacts = (feed: FeedSnapshot | undefined, pinged: boolean | undefined) => ({
  online: feed?.online === true,
  connected: feed !== undefined && isConnected(feed.connection, pinged)
})

/** Other instances that hold this torrent too, on the same errand: in a category of the same owner. */
export const twinsOf = (
  torrent: Torrent,
  snapshots: ReadonlyMap<string, FeedSnapshot>,
  ownerOf: (torrent: Torrent) => CategoryRoot | undefined
): ReadonlyArray<string> => {
  if (snapshots.size < 2) return noTwins
  const own = ownerOf(torrent)?.owner
  const twins: Array<string> = []
  for (const { instance, torrents } of snapshots.values()) {
    const twin = instance === torrent.instance ? undefined : torrents.get(torrent.hash)
    const owner = twin === undefined ? undefined : ownerOf(twin)?.owner
    if (own?._tag === "Arr" && owner?._tag === "Arr" && owner.section === own.section) twins.push(instance)
  }
  return twins
}

const noTwins: ReadonlyArray<string> = []

/** Nothing read yet of what a rule has to ask for. */
export const unasked = {
  files: undefined,
  trackers: undefined,
  formats: undefined,
  playable: undefined,
  outages: []
} as const
