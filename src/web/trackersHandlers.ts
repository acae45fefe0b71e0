import * as HttpApiBuilder from "@effect/platform/HttpApiBuilder"
import * as Effect from "effect/Effect"
import { Secrets } from "../observability/Redaction.ts"
import { TorrentFeeds } from "../torrents/TorrentFeeds.ts"
import { hostsOf } from "../torrents/trackers/matching.ts"
import { UnknownMessages } from "../torrents/trackers/UnknownMessages.ts"
import { Api } from "./Api.ts"
import { iso } from "./ProcessView.ts"
import { cleaner } from "./TorrentView.ts"

/** Hosts of all torrents, those with most torrents first, and what they said that nobody understands. */
export const trackersHandlers = HttpApiBuilder.group(Api, "trackers", (handlers) =>
  Effect.gen(function* () {
    const feeds = yield* TorrentFeeds
    const messages = yield* UnknownMessages
    const clean = cleaner((yield* Secrets).redact)

    const list = Effect.gen(function* () {
      const counted = new Map<string, number>()
      for (const { torrents } of (yield* feeds.snapshots).values()) {
        for (const torrent of torrents.values()) {
          for (const host of hostsOf(torrent) ?? []) counted.set(host, (counted.get(host) ?? 0) + 1)
        }
      }
      const hosts = [...counted]
        .map(([host, torrents]) => ({ host, torrents }))
        .sort((a, b) => b.torrents - a.torrents || (a.host < b.host ? -1 : 1))
      const unknownMessages = (yield* messages.list).map(({ count, host, lastAt, message }) => ({
        host,
        message: clean(message),
        count,
        lastAt: iso(lastAt)
      }))
      return { hosts, unknownMessages }
    })

    return handlers.handle("trackers", () => list)
  })
)
