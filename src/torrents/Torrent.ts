import type { TorrentId } from "../clients/qbittorrent/TorrentId.ts"
import type { TorrentState } from "./TorrentState.ts"

/**
 * A torrent as every rule sees it: normalised at the boundary, one vocabulary, times in epoch milliseconds,
 * sizes in bytes, speeds in bytes/s. What qBittorrent did not tell is `undefined`, never a guessed number.
 */
export interface Torrent {
  readonly id: TorrentId
  readonly instance: string
  /** Lower-case. */
  readonly hash: string
  readonly name: string
  readonly state: TorrentState
  /** Normalised: trimmed, no empty path segments. "" is none. */
  readonly category: string
  readonly tags: ReadonlyArray<string>
  /** 0 to 1. */
  readonly progress: number | undefined
  readonly amountLeft: number | undefined
  /** Bytes of the wanted files; 0 before the metadata is there. */
  readonly size: number | undefined
  /** Bytes of all files; undefined before the metadata is there. */
  readonly totalSize: number | undefined
  readonly addedAt: number | undefined
  readonly completedAt: number | undefined
  readonly lastActivityAt: number | undefined
  /** The file (single-file torrent) or root folder, as qBittorrent sees it; "" before metadata. */
  readonly contentPath: string
  readonly savePath: string
  readonly downloadSpeed: number | undefined
  readonly uploadSpeed: number | undefined
  /** Seconds; undefined when unknown or infinite (8640000 on the wire). */
  readonly eta: number | undefined
  readonly ratio: number | undefined
  /** Seconds. */
  readonly seedingTime: number | undefined
  readonly availability: number | undefined
  /** Place in the download queue, from 1; undefined when it is finished. Kept while queueing is off: `FeedSnapshot.queueing` tells. */
  readonly queuePosition: number | undefined
  /** Limits of the torrent itself, bytes/s; 0 = none, undefined = not told. */
  readonly downloadLimit: number | undefined
  readonly uploadLimit: number | undefined
  /** Share limits of the torrent itself; undefined when it has none. The time in milliseconds. */
  readonly ratioLimit: number | undefined
  readonly seedingTimeLimit: number | undefined
  readonly superSeeding: boolean
  /** Announce URLs; undefined while they are not known. They hold passkeys: never log them, log hosts. */
  readonly trackers: ReadonlyArray<string> | undefined
}

/** One file of a torrent. */
export interface TorrentFile {
  readonly index: number
  /** Path inside the torrent, `/`-separated, root folder included. */
  readonly name: string
  /** Bytes. */
  readonly size: number
  /** 0 to 1. */
  readonly progress: number
  /** 0 = do not download. */
  readonly priority: number
}
