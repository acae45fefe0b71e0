import type { Config } from "../config/Config.ts"
import { requestSettingsOf } from "./requestSettingsOf.ts"

/**
 * Whether a section searches at all: it is managed, something is switched on that is searched for (missing, upgrades,
 * quality, custom formats, requests), and `QBITRR_OVERRIDES_PROCESSING_ONLY` is not set.
 */
export const searches = (config: Config, section: string): boolean => {
  const arr = config.Arr[section]
  if (arr === undefined || !arr.Managed || config.overrides.processingOnly) return false
  const { CustomFormatUnmetSearch, DoUpgradeSearch, QualityUnmetSearch, SearchMissing } = arr.EntrySearch
  const { ombi, overseerr } = requestSettingsOf(config, section)
  const switches = [SearchMissing, DoUpgradeSearch, QualityUnmetSearch, CustomFormatUnmetSearch]
  return switches.includes(true) || ombi !== undefined || overseerr !== undefined
}
