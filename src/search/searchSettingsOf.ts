import type { Config } from "../config/Config.ts"
import type { SearchSettings } from "./SearchSettings.ts"

/** `SearchLoopDelay = -1`, seconds. Source: engine §3.1. */
const usualDelay = 30

/**
 * How an Arr section searches, in milliseconds, with what it says instead of `[Settings]`. What its kind does not know is
 * off, whatever is written. A section that does not exist is a defect.
 */
export const searchSettingsOf = (config: Config, section: string): SearchSettings => {
  const arr = config.Arr[section]
  if (arr === undefined) throw new RangeError(`There is no section [${section}] in this config.`)
  const { Settings } = config
  const search = arr.EntrySearch
  const isSonarr = arr.kind === "sonarr"
  const delay = search.SearchLoopDelay ?? Settings.SearchLoopDelay
  return {
    missing: search.SearchMissing,
    customFormat: search.CustomFormatUnmetSearch,
    quality: search.QualityUnmetSearch,
    upgrade: search.DoUpgradeSearch,
    specials: isSonarr && search.AlsoSearchSpecials,
    unmonitored: search.Unmonitored,
    byYear: arr.kind !== "lidarr" && search.SearchByYear,
    oldestFirst: search.SearchInReverse,
    bySeries: isSonarr && search.SearchBySeries,
    today: isSonarr && search.PrioritizeTodaysReleases,
    again: search.SearchAgainOnSearchCompletion,
    limit: search.SearchLimit,
    delay: (delay < 0 ? usualDelay : delay) * 1_000,
    perHour: search.SearchesPerHour ?? Settings.SearchesPerHour,
    maxQueue: search.MaxQueueSize,
    windows: search.SearchWindow,
    dryRun: arr.DryRun ?? Settings.DryRun
  }
}
