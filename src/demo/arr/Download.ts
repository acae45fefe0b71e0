import type * as Effect from "effect/Effect"
import type { TorrentSpec } from "../qbittorrent/Torrent.ts"

/** A torrent as an Arr sees it in its download client. */
export interface Download {
  readonly hash: string
  readonly name: string
  readonly category: string
  /** In the words of qBittorrent. */
  readonly state: string
  /** 0 to 1. */
  readonly progress: number
  /** Bytes wanted. */
  readonly size: number
  /** Seconds. */
  readonly eta: number
  readonly savePath: string
  readonly contentPath: string
}

/** The download client of a stand-in Arr; a `FakeQbittorrent` is one. */
export interface ClientView {
  /** False: away, the Arr keeps what it last saw. */
  readonly listening: Effect.Effect<boolean>
  readonly torrents: Effect.Effect<ReadonlyArray<Download>>
  /** Adds a torrent and answers its hash. */
  readonly add: (spec: TorrentSpec) => Effect.Effect<string>
  readonly remove: (hash: string) => Effect.Effect<void>
}

/** The Arrs' reading of qBittorrent's states (api notes §3.2). */
export const statusOf = (download: Download): { readonly status: string; readonly errorMessage?: string } => {
  switch (download.state) {
    case "error":
      return { status: "warning", errorMessage: "qBittorrent is reporting an error" }
    case "missingFiles":
      return { status: "warning", errorMessage: "qBittorrent is reporting missing files" }
    case "stalledDL":
      return { status: "warning", errorMessage: "The download is stalled with no connections" }
    case "metaDL":
    case "forcedMetaDL":
      return { status: "queued", errorMessage: "qBittorrent is downloading metadata" }
    case "pausedDL":
    case "stoppedDL":
      return { status: "paused" }
    case "queuedDL":
    case "checkingDL":
    case "checkingUP":
    case "checkingResumeData":
      return { status: "queued" }
    case "pausedUP":
    case "stoppedUP":
    case "uploading":
    case "stalledUP":
    case "queuedUP":
    case "forcedUP":
      return { status: "completed" }
    default:
      return { status: "downloading" }
  }
}
