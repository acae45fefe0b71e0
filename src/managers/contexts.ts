import * as Effect from "effect/Effect"
import type { Config } from "../config/Config.ts"
import { ConfigService } from "../config/ConfigService.ts"
import type { ApplyContext, ArrAccess } from "../torrents/apply/ApplyContext.ts"
import { QueueFeeds } from "../torrents/QueueFeeds.ts"
import type { Torrent } from "../torrents/Torrent.ts"
import { TorrentFeeds } from "../torrents/TorrentFeeds.ts"
import type { TorrentRules } from "../torrents/TorrentRules.ts"

/**
 * The apply context of one section, read from the live config for every pass, so that rules, dry run and the removal
 * cap change without a restart. Rules are built once per config.
 */
export const contextFor = (
  section: string,
  rulesOf: (config: Config) => (torrent: Torrent) => TorrentRules,
  limits: (config: Config) => { readonly dryRun: boolean; readonly maxRemovals: number }
): Effect.Effect<Effect.Effect<ApplyContext>, never, ConfigService | TorrentFeeds | QueueFeeds> =>
  Effect.gen(function* () {
    const configs = yield* ConfigService
    const feeds = yield* TorrentFeeds
    const queues = yield* QueueFeeds
    let built: { readonly config: Config; readonly rulesFor: (torrent: Torrent) => TorrentRules } | undefined
    const arr = (name: string): Effect.Effect<ArrAccess | undefined> => queues.get(name)
    return Effect.gen(function* () {
      const config = yield* configs.current
      const current = built?.config === config ? built : { config, rulesFor: rulesOf(config) }
      built = current
      const instances = yield* feeds.all
      const context: ApplyContext = {
        section,
        rulesFor: current.rulesFor,
        ...limits(config),
        qbittorrent: (instance) => instances.get(instance)?.client,
        arr
      }
      return context
    })
  })
