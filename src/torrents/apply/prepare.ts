import * as Effect from "effect/Effect"
import type { ArrClient } from "../../clients/arr/ArrClient.ts"
import { refreshMonitoredDownloads, rssSync } from "../../clients/arr/mutations.ts"
import type { ClientError } from "../../clients/ClientError.ts"
import { createCategory } from "../../clients/qbittorrent/mutations.ts"
import type { QbittorrentClient } from "../../clients/qbittorrent/QbittorrentClient.ts"

/** Makes sure that a category exists, so that a person can choose it and an Arr can use it. "" = default save path. */
export const ensureCategory = (
  client: QbittorrentClient,
  category: string,
  savePath: string
): Effect.Effect<void, ClientError> =>
  Effect.gen(function* () {
    if ((yield* client.categories).has(category)) return
    yield* createCategory(client, category, savePath)
    yield* Effect.logInfo(`Created category ${category} in ${client.name}`)
  })

/** The periodic commands of engine §2.4. */
export const poke = (client: ArrClient, what: "rss" | "downloads"): Effect.Effect<void, ClientError> =>
  Effect.asVoid(what === "rss" ? rssSync(client) : refreshMonitoredDownloads(client))
