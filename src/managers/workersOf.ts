import * as NodeContext from "@effect/platform-node/NodeContext"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { ffprobeInstaller, silence } from "../background/FfprobeInstaller.ts"
import type { ClientError } from "../clients/ClientError.ts"
import { Ffprobe } from "../clients/ffprobe/Ffprobe.ts"
import type { Config } from "../config/Config.ts"
import type { ConfigService } from "../config/ConfigService.ts"
import { arrOptionsOf, qbittorrentOptionsOf, restartPolicyOf } from "../config/options.ts"
import { profileSettingsOf } from "../search/profileSettingsOf.ts"
import { requestSettingsOf } from "../search/requestSettingsOf.ts"
import type { Searches } from "../search/Searches.ts"
import type { SearchStores } from "../search/SectionSearch.ts"
import { searchSettingsOf } from "../search/searchSettingsOf.ts"
import { searches } from "../search/whoSearches.ts"
import type { DecisionLog } from "../store/DecisionLog.ts"
import type { ImportLedger } from "../store/ImportLedger.ts"
import type { TorrentMemories } from "../store/TorrentMemories.ts"
import type { Dependencies } from "../supervision/Dependencies.ts"
import { progressDeadlineFor } from "../supervision/Heartbeat.ts"
import type { Worker } from "../supervision/Worker.ts"
import type { Apply } from "../torrents/apply.ts"
import type { Connectivity } from "../torrents/Connectivity.ts"
import { mapPath } from "../torrents/PathMapping.ts"
import type { QueueFeeds } from "../torrents/QueueFeeds.ts"
import type { Torrent } from "../torrents/Torrent.ts"
import type { TorrentFeeds } from "../torrents/TorrentFeeds.ts"
import type { TrackerReadings } from "../torrents/TrackerReadings.ts"
import type { UnknownMessages } from "../torrents/trackers/UnknownMessages.ts"
import { arrManager } from "./ArrManager.ts"
import { categoryManager, type PossibleOwner } from "./CategoryManager.ts"
import { cleanUpSettingsOf } from "./cleanUpSettings.ts"
import { contextFor, settingsOf } from "./contexts.ts"
import { feedWorker } from "./feedWorker.ts"
import type { OutageWatch } from "./OutageWatch.ts"
import { orderSettingsOf } from "./QueueOrder.ts"
import type { Recorder } from "./Recorder.ts"
import { arrRulesFor, categoryRulesFor } from "./rulesOf.ts"
import { searchManager } from "./SearchManager.ts"
import { spaceSettingsOf } from "./SpacePolicy.ts"

/** What the workers of this daemon need. */
export type WorkerServices =
  | Apply
  | ConfigService
  | Connectivity
  | DecisionLog
  | Ffprobe
  | Dependencies
  | ImportLedger
  | OutageWatch
  | QueueFeeds
  | Recorder
  | Searches
  | SearchStores
  | TorrentFeeds
  | TorrentMemories
  | TrackerReadings
  | UnknownMessages

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

/** Where this program sees what qBittorrent has downloaded (`LocalPathMappings`). */
const localPaths =
  (config: Config) =>
  ({ contentPath, instance }: Torrent): string =>
    mapPath(config.qBit[instance]?.LocalPathMappings ?? [], contentPath)

/** The workers that a config asks for, in start order: feeds, special categories, Arr managers, their searching. */
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
          Effect.all([
            contextFor(section, (live) => categoryRulesFor(live, section)),
            settingsOf((live) => spaceSettingsOf(live, section)),
            settingsOf((live) => orderSettingsOf(live, section))
          ]),
          ([context, space, order]) =>
            categoryManager({
              space,
              order,
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
          Effect.all([
            contextFor(section, (live) => arrRulesFor(live, section)),
            settingsOf(localPaths),
            settingsOf((live) => cleanUpSettingsOf(live, section))
          ]),
          ([context, localPathOf, cleanUp]) =>
            arrManager({
              cleanUp,
              localPathOf,
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
  const searching = (config.overrides.processingOnly ? [] : arrs).map(([section, arr]): PlannedWorker => {
    // A section that has just left the config has its worker for a moment yet.
    const having = (live: Config): Config => (live.Arr[section] === undefined ? config : live)
    return {
      section,
      worker: {
        ...common,
        name: `Search-${section}`,
        category: arr.Category,
        role: "search",
        restart: restartPolicyOf(config, section),
        run: Effect.flatMap(
          Effect.all({
            settings: settingsOf((live) => searchSettingsOf(having(live), section)),
            requests: settingsOf((live) => requestSettingsOf(having(live), section)),
            profiles: settingsOf((live) => profileSettingsOf(having(live), section)),
            searches: settingsOf((live) => searches(having(live), section))
          }),
          (live) => searchManager({ arr: arrOptionsOf(config, section), ...live })
        )
      }
    }
  })
  const probes = Settings.FFprobeAutoUpdate && arrs.some(([, { Torrent }]) => Torrent.AutoDelete)
  const installer: PlannedWorker = {
    section: "Settings",
    worker: {
      name: "FfprobeInstaller",
      category: "FfprobeInstaller",
      role: "background",
      restart: restartPolicyOf(config),
      progressDeadline: Duration.millis(silence * 2),
      startDeadline,
      stopTimeout,
      run: Effect.flatMap(Ffprobe, ({ options }) => ffprobeInstaller(options)).pipe(
        Effect.provide(NodeHttpClient.layer),
        Effect.provide(NodeContext.layer)
      )
    }
  }
  return [...feeds, ...categories, ...managers, ...searching, ...(probes && managers.length > 0 ? [installer] : [])]
}
