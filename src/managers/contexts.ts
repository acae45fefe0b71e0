import * as Effect from "effect/Effect"
import type { Config } from "../config/Config.ts"
import { ConfigService } from "../config/ConfigService.ts"
import type { ApplyContext, ArrAccess } from "../torrents/apply/ApplyContext.ts"
import type { CategoryRoot } from "../torrents/CategoryOwner.ts"
import { QueueFeeds } from "../torrents/QueueFeeds.ts"
import type { Torrent } from "../torrents/Torrent.ts"
import { TorrentFeeds } from "../torrents/TorrentFeeds.ts"
import type { TorrentRules } from "../torrents/TorrentRules.ts"
import { ownersOf } from "./rulesOf.ts"

/** What a section says of its own safety limits; `[Settings]` decides where it says nothing. */
export interface Limits {
  readonly dryRun: boolean
  readonly maxRemovals: number
  readonly outagePercent: number
  readonly pingHosts: ReadonlyArray<string>
}

/** The safety limits of one Arr or qBittorrent section. */
export const limitsOf = (config: Config, section: string): Limits => {
  const own = config.Arr[section] ?? config.qBit[section]
  const { Settings } = config
  return {
    dryRun: own?.DryRun ?? Settings.DryRun,
    maxRemovals: own?.MaxRemovalsPerPass ?? Settings.MaxRemovalsPerPass,
    outagePercent: own?.OutageGuardPercent ?? Settings.OutageGuardPercent,
    pingHosts: Settings.PingURLS
  }
}

/** Everything of a context that only changes with the config. */
interface Built {
  readonly config: Config
  readonly rulesFor: (torrent: Torrent) => TorrentRules
  readonly ownerOf: (torrent: Torrent) => CategoryRoot | undefined
  readonly limits: Limits
  readonly dryInstances: ReadonlySet<string>
}

/**
 * The apply context of one section, read from the live config for every pass, so that rules, ownership, dry run and the
 * removal cap change without a restart. Rules are built once per config.
 */
export const contextFor = (
  section: string,
  rulesOf: (config: Config) => (torrent: Torrent) => TorrentRules
): Effect.Effect<Effect.Effect<ApplyContext>, never, ConfigService | TorrentFeeds | QueueFeeds> =>
  Effect.gen(function* () {
    const configs = yield* ConfigService
    const feeds = yield* TorrentFeeds
    const queues = yield* QueueFeeds
    let built: Built | undefined
    const build = (config: Config): Built => ({
      config,
      rulesFor: rulesOf(config),
      ownerOf: ownersOf(config),
      limits: limitsOf(config, section),
      dryInstances: new Set(Object.keys(config.qBit).filter((name) => config.qBit[name]?.DryRun === true))
    })
    const arr = (name: string): Effect.Effect<ArrAccess | undefined> => queues.get(name)
    return Effect.gen(function* () {
      const config = yield* configs.current
      const current = built?.config === config ? built : build(config)
      built = current
      const instances = yield* feeds.all
      const context: ApplyContext = {
        section,
        rulesFor: current.rulesFor,
        ownerOf: current.ownerOf,
        searchesPerHour: (name) => config.Arr[name]?.EntrySearch.SearchesPerHour ?? config.Settings.SearchesPerHour,
        dryInstances: current.dryInstances,
        ...current.limits,
        qbittorrent: (instance) => instances.get(instance)?.client,
        arr
      }
      return context
    })
  })

/** What one part of the daemon takes from the live config, worked out once per config. */
export const settingsOf = <A>(take: (config: Config) => A): Effect.Effect<Effect.Effect<A>, never, ConfigService> =>
  Effect.map(ConfigService, (configs) => {
    let built: { readonly config: Config; readonly value: A } | undefined
    return Effect.map(configs.current, (config) => {
      const now = built?.config === config ? built : { config, value: take(config) }
      built = now
      return now.value
    })
  })
