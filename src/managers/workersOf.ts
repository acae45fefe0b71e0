import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type { ClientError } from "../clients/ClientError.ts"
import type { Config } from "../config/Config.ts"
import type { ConfigService } from "../config/ConfigService.ts"
import { arrOptionsOf, qbittorrentOptionsOf, restartPolicyOf } from "../config/options.ts"
import type { ImportLedger } from "../store/ImportLedger.ts"
import type { TorrentMemories } from "../store/TorrentMemories.ts"
import type { Dependencies } from "../supervision/Dependencies.ts"
import { progressDeadlineFor } from "../supervision/Heartbeat.ts"
import type { Worker } from "../supervision/Worker.ts"
import type { Apply } from "../torrents/apply.ts"
import type { Connectivity } from "../torrents/Connectivity.ts"
import type { QueueFeeds } from "../torrents/QueueFeeds.ts"
import type { TorrentFeeds } from "../torrents/TorrentFeeds.ts"
import type { TrackerReadings } from "../torrents/TrackerReadings.ts"
import { arrManager } from "./ArrManager.ts"
import { categoryManager, type PossibleOwner } from "./CategoryManager.ts"
import { contextFor } from "./contexts.ts"
import { feedWorker } from "./feedWorker.ts"
import type { OutageWatch } from "./OutageWatch.ts"
import { arrRulesFor, categoryRulesFor } from "./rulesOf.ts"

/** What the workers of this daemon need. */
export type WorkerServices =
  | Apply
  | ConfigService
  | Connectivity
  | Dependencies
  | ImportLedger
  | OutageWatch
  | QueueFeeds
  | TorrentFeeds
  | TorrentMemories
  | TrackerReadings

/** A worker with the config section whose change concerns it. */
export interface PlannedWorker {
  readonly section: string
  readonly worker: Worker<ClientError, WorkerServices>
}

/** A stop waits for a removal's shelter (3 s) and a little more. */
const stopTimeout = Duration.seconds(4)
const startDeadline = Duration.minutes(10)

const minutes = (value: number): number | undefined => (value <= 0 ? undefined : value * 60_000)

const savePathOf = (config: Config, category: string): string => {
  const folder = config.Settings.CompletedDownloadFolder
  return folder === "" || folder === "CHANGE_ME" ? "" : `${folder.replace(/[/\\]+$/, "")}/${category}`
}

/** The workers that a config asks for, in start order: feeds, special categories, Arr managers. */
export const workersOf = (config: Config): ReadonlyArray<PlannedWorker> => {
  const { Settings } = config
  const interval = Duration.seconds(Math.max(Settings.LoopSleepTimer, 1))
  const common = { progressDeadline: progressDeadlineFor(interval), startDeadline, stopTimeout }
  const instances = config.overrides.searchOnly
    ? []
    : Object.entries(config.qBit).filter(([, section]) => !section.Disabled)
  const arrs = Object.entries(config.Arr).filter(([, section]) => section.Managed)
  const owners: ReadonlyArray<PossibleOwner> = arrs.map(([section, arr]) => ({
    section,
    category: arr.Category,
    research: arr.ReSearch
  }))

  const feeds = instances.map(
    ([section]): PlannedWorker => ({
      section,
      worker: {
        ...common,
        name: `Feed-${section}`,
        category: `Feed-${section}`,
        role: "background",
        restart: restartPolicyOf(config),
        run: feedWorker({
          qbittorrent: qbittorrentOptionsOf(config, section),
          interval,
          activeInterval: Duration.min(interval, Duration.seconds(Settings.FeedInterval))
        })
      }
    })
  )

  const categories = instances.map(
    ([section, qbit]): PlannedWorker => ({
      section,
      worker: {
        ...common,
        name: section,
        category: section,
        role: "category",
        restart: restartPolicyOf(config),
        run: Effect.flatMap(
          contextFor(section, (live) => categoryRulesFor(live, section)),
          (context) =>
            categoryManager({
              instance: section,
              failedCategory: Settings.FailedCategory,
              recheckCategory: Settings.RecheckCategory,
              managed: qbit.ManagedCategories,
              interval: Duration.toMillis(interval),
              arrs: owners,
              context
            })
        )
      }
    })
  )

  const managers = (instances.length === 0 ? [] : arrs).map(
    ([section, arr]): PlannedWorker => ({
      section,
      worker: {
        ...common,
        name: section,
        category: arr.Category,
        role: "manager",
        restart: restartPolicyOf(config, section),
        run: Effect.flatMap(
          contextFor(section, (live) => arrRulesFor(live, section)),
          (context) =>
            arrManager({
              arr: arrOptionsOf(config, section),
              category: arr.Category,
              savePath: savePathOf(config, arr.Category),
              interval: Duration.toMillis(interval),
              rssEvery: minutes(arr.RssSyncTimer),
              refreshEvery: minutes(arr.RefreshDownloadsTimer),
              research: arr.ReSearch,
              context
            })
        )
      }
    })
  )
  return [...feeds, ...categories, ...managers]
}
