import type { QueueRecord, QueueSnapshot } from "../clients/arr/QueueRecord.ts"
import type { FeedSnapshot } from "../torrents/TorrentFeed.ts"

/** Rows of one download; unknown while the Arr is silent, and when a row that could not be read may be one of them. */
export const rowsOf = (queue: QueueSnapshot | undefined, hash: string): ReadonlyArray<QueueRecord> | undefined =>
  queue === undefined ? undefined : (queue.byHash.get(hash) ?? (queue.skipped > 0 ? undefined : []))

/** What a rule may know of a torrent's client. Nothing is assumed of one that has no feed. */
export const clientFacts = (feed: FeedSnapshot | undefined) => ({
  online: feed?.online === true,
  connected: feed?.connection === "connected" || feed?.connection === "firewalled"
})

/** Nothing read yet of what a rule has to ask for. */
export const unasked = {
  files: undefined,
  trackers: undefined,
  formats: undefined,
  playable: undefined,
  outages: []
} as const
