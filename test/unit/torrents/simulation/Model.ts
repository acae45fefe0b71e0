import type { Torrent, TorrentFile } from "../../../../src/torrents/Torrent.ts"
import type { TrackerReading } from "../../../../src/torrents/trackers/TrackerStatus.ts"

export const minute = 60_000
export const hour = 60 * minute
export const day = 24 * hour

/** Time between two looks at the world. */
export const stepTime = 20 * minute

/** What becomes of a download if nobody cares for it. Only the model knows. */
export type Fate =
  /** Completes, whatever outages it lives through. */
  | "well"
  /** A magnet for which nobody has the metadata. */
  | "stuck"
  /** Its last source goes at `diesAt`. */
  | "dies"
  /** Goes on so slowly that it takes weeks. */
  | "crawls"
  /** Holds nothing but what is excluded. */
  | "unwanted"

/** One torrent of the model: what its client tells, and the truth behind it. Times in epoch milliseconds. */
export interface Model {
  torrent: Torrent
  readonly fate: Fate
  /** Category it was added to. */
  readonly home: string
  /** Host of its first tracker. */
  readonly host: string
  /** Bytes per millisecond while its swarm is there. */
  readonly rate: number
  /** Progress at which the last source goes. */
  readonly diesAt: number
  /** Milliseconds of a working swarm until the metadata is there; 0 once it is. */
  metadataIn: number
  /** Bytes that are there; the client tells of them a little later. */
  done: number
  /** Has no peers until then: its own short stall, or the way back after an outage. */
  restsUntil: number
  /** Its last source is gone for good. */
  isDead: boolean
  /** Its tracker has thrown it out. */
  isGone: boolean
  /** Its files are lost. */
  isLost: boolean
  /** Whether it is in error, and whether a recheck heals that. */
  broken: "no" | "heals" | "for good"
  /** A person has stopped it, and only a person starts it again. */
  isStopped: boolean
  /** A person has moved it to the failed category. */
  isFailed: boolean
  /** The Arr will never import it. */
  readonly isRefused: boolean
  /** What it owes as long as it is on a tracker that counts. */
  readonly media: number
  /** Since when it has deserved to be removed; undefined while it does not. */
  condemnedAt: number | undefined
  files: ReadonlyArray<TorrentFile>
  reading: TrackerReading | undefined
}

/** Whether its swarm would serve it if nothing outside were broken. */
export const isHealthy = (model: Model): boolean => !model.isDead && model.fate !== "stuck" && model.fate !== "crawls"
