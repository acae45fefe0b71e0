import type * as Effect from "effect/Effect"
import type { ArrClient } from "../../clients/arr/ArrClient.ts"
import type { QueueSnapshot } from "../../clients/arr/QueueRecord.ts"
import type { QbittorrentClient } from "../../clients/qbittorrent/QbittorrentClient.ts"
import type { CategoryRoot } from "../CategoryOwner.ts"
import type { Torrent } from "../Torrent.ts"
import type { TorrentRules } from "../TorrentRules.ts"

/** What `apply` needs of one Arr. */
export interface ArrAccess {
  readonly client: ArrClient
  /** Undefined while the Arr does not answer. */
  readonly snapshot: Effect.Effect<QueueSnapshot | undefined>
  /** Ask for the queue soon. */
  readonly refresh: Effect.Effect<void>
}

/** On whose behalf `apply` works, and by what limits. */
export interface ApplyContext {
  /** Config section, e.g. `Radarr-Movies`. */
  readonly section: string
  /** They differ by qBittorrent (its tracker rules) and, for managed categories, by category. */
  readonly rulesFor: (torrent: Torrent) => TorrentRules
  /** `DryRun`: everything is decided and recorded, nothing is sent. */
  readonly dryRun: boolean
  /** qBittorrent sections with a `DryRun` of their own: nothing is sent for their torrents, whoever asks. */
  readonly dryInstances: ReadonlySet<string>
  /** `MaxRemovalsPerPass`: the rest waits for the next pass. */
  readonly maxRemovals: number
  /** `SearchesPerHour` of an Arr section: what is searched for again counts too. */
  readonly searchesPerHour: (section: string) => number
  /** `OutageGuardPercent`, 1 to 100; 100 = off. */
  readonly outagePercent: number
  /** `PingURLS`: asked when a qBittorrent cannot tell whether it has a connection. */
  readonly pingHosts: ReadonlyArray<string>
  /** Who looks after the category of a torrent. */
  readonly ownerOf: (torrent: Torrent) => CategoryRoot | undefined
  readonly qbittorrent: (instance: string) => QbittorrentClient | undefined
  readonly arr: (section: string) => Effect.Effect<ArrAccess | undefined>
}
