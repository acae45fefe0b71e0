import type { Config } from "../config/Config.ts"
import { ownerOfCategory } from "../torrents/CategoryOwner.ts"
import * as FileFilter from "../torrents/FileFilter.ts"
import type { PathMapping } from "../torrents/PathMapping.ts"
import { categoryRoots } from "./rulesOf.ts"

/** What the folder clean-up of one Arr section needs of the config. */
export interface CleanUpSettings {
  /** Every qBittorrent of the config; a disabled one too, of which nothing can be known, unless it was never set up. */
  readonly instances: ReadonlyArray<string>
  /** Whether a category of a qBittorrent is this section's, itself or as a subcategory. */
  readonly owns: (instance: string, category: string) => boolean
  readonly mappings: (instance: string) => ReadonlyArray<PathMapping>
  readonly allows: (name: string) => boolean
  readonly trashFolder: string
  readonly trashDays: number
}

/** Undefined = `AutoDelete` is off for this section. */
export const cleanUpSettingsOf = (config: Config, section: string): CleanUpSettings | undefined => {
  const torrent = config.Arr[section]?.Torrent
  if (torrent?.AutoDelete !== true) return undefined
  const rules = FileFilter.compile({
    folders: [],
    names: [],
    extensions: torrent.FileExtensionAllowlist,
    caseSensitive: false
  })
  const roots = new Map(Object.keys(config.qBit).map((instance) => [instance, categoryRoots(config, instance)]))
  return {
    instances: Object.entries(config.qBit)
      .filter(([, { Disabled, Host }]) => !Disabled || (Host !== "" && Host !== "CHANGE_ME"))
      .map(([instance]) => instance),
    owns: (instance, category) => {
      const owner = ownerOfCategory(roots.get(instance) ?? [], category)?.owner
      return owner?._tag === "Arr" && owner.section === section
    },
    mappings: (instance) => config.qBit[instance]?.LocalPathMappings ?? [],
    allows: (name) => FileFilter.allowsExtension(rules, name),
    trashFolder: config.Settings.TrashFolder,
    trashDays: config.Settings.TrashDays
  }
}
