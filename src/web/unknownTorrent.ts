import * as Effect from "effect/Effect"
import { TorrentFeeds } from "../torrents/TorrentFeeds.ts"
import { UnknownTorrent } from "./ApiError.ts"

/** 404 with where to look. */
export const unknownTorrent = (instance: string, hash: string): Effect.Effect<never, UnknownTorrent, TorrentFeeds> =>
  Effect.gen(function* () {
    const known = yield* (yield* TorrentFeeds).snapshots
    return yield* new UnknownTorrent({
      error: `There is no torrent ${hash} in ${instance}. Instances: ${[...known.keys()].join(", ") || "none"}. Find torrents with /api/torrents?q=, removed ones with /api/decisions?q=.`
    })
  })
