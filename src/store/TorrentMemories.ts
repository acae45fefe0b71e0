import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type { TorrentId } from "../clients/qbittorrent/TorrentId.ts"
import type { TorrentMemory } from "./TorrentMemory.ts"

/** Memory of every torrent, held in memory and written behind. */
export interface TorrentMemoriesService {
  readonly get: (id: TorrentId) => TorrentMemory
  readonly set: (id: TorrentId, memory: TorrentMemory) => Effect.Effect<void>
  readonly forget: (id: TorrentId) => Effect.Effect<void>
}

export class TorrentMemories extends Context.Tag("qbitrr/store/TorrentMemories")<
  TorrentMemories,
  TorrentMemoriesService
>() {}
