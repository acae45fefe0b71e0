import type { MediaRef } from "../clients/arr/MediaRef.ts"
import type { TorrentId } from "../clients/qbittorrent/TorrentId.ts"

/**
 * One removal, written before it starts and finished after a crash. Times are epoch milliseconds.
 * Steps, each entered only after the one before is verified:
 * `intended` → `deleted` (gone from the client) → `reported` (out of the Arr's queue, blocklisted when asked)
 * → `searching` (intent to search is written) → `done`. `cancelled` ends it without a deletion.
 */
export interface Removal {
  /** Row number, given by the journal. */
  readonly key: number
  readonly torrent: TorrentId
  readonly name: string
  /** Arr section that owns the download; undefined when none does. */
  readonly section: string | undefined
  readonly rule: string
  readonly reason: string
  readonly deleteFiles: boolean
  /** A replacement: only the Arr is told, the client keeps the torrent. It begins at step `deleted`. */
  readonly keepsTorrent: boolean
  readonly blocklist: boolean
  readonly research: boolean
  readonly step: "intended" | "deleted" | "reported" | "searching" | "done" | "cancelled"
  /** What the Arr wanted the download for; seen when the removal was intended. */
  readonly media: ReadonlyArray<MediaRef>
  readonly createdAt: number
  readonly updatedAt: number
  /** Last failure, for the person who looks. */
  readonly lastError: string | undefined
}

export type NewRemoval = Omit<Removal, "key" | "updatedAt" | "lastError">
