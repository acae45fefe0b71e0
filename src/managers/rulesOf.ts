import type { Config } from "../config/Config.ts"
import * as FileFilter from "../torrents/FileFilter.ts"
import type { TorrentRules } from "../torrents/TorrentRules.ts"

const seconds = 1_000
const minute = 60_000

const special = (config: Config) => ({
  failedCategory: config.Settings.FailedCategory,
  recheckCategory: config.Settings.RecheckCategory
})

/** Rules of one Arr section, translated from config units to milliseconds and shares. */
export const arrRules = (config: Config, section: string): TorrentRules | undefined => {
  const arr = config.Arr[section]
  if (arr === undefined) return undefined
  const torrent = arr.Torrent
  return {
    ...special(config),
    section,
    youngerThan: torrent.IgnoreTorrentsYoungerThan * seconds,
    stalledDelay: torrent.StalledDelay < 0 ? undefined : torrent.StalledDelay * minute,
    maximumDeletable: torrent.MaximumDeletablePercentage,
    maximumEta: torrent.MaximumETA <= 0 ? undefined : torrent.MaximumETA * seconds,
    fileFilter: FileFilter.compile({
      folders: torrent.FolderExclusionRegex,
      names: torrent.FileNameExclusionRegex,
      extensions: torrent.FileExtensionAllowlist,
      caseSensitive: torrent.CaseSensitiveMatches
    }),
    research: arr.ReSearch,
    imports: true,
    importMode: arr.importMode,
    pathMappings: arr.PathMappings,
    instancePathMappings: Object.fromEntries(
      Object.entries(config.qBit).map(([name, { PathMappings }]) => [name, PathMappings])
    )
  }
}

/** Rules of the special categories of one qBittorrent section: nothing but failed and recheck. */
export const categoryRules = (config: Config, section: string): TorrentRules => ({
  ...special(config),
  section,
  youngerThan: 0,
  stalledDelay: undefined,
  maximumDeletable: 0,
  maximumEta: undefined,
  fileFilter: undefined,
  research: false,
  imports: false,
  importMode: "Auto",
  pathMappings: [],
  instancePathMappings: {}
})
