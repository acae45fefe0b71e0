import type { PathMapping } from "./PathMapping.ts"

/** How the file filter judges names. Built once per config by `FileFilter.compile`. */
export interface FileFilterRules {
  readonly folders: ReadonlyArray<RegExp>
  readonly names: ReadonlyArray<RegExp>
  /** Lower-case suffixes with the dot; empty allows everything. */
  readonly extensions: ReadonlyArray<string>
  /** Changes whenever a rule changes. */
  readonly fingerprint: string
}

/** Everything `decide` needs of the config, for one section, as plain data. Times in milliseconds. */
export interface TorrentRules {
  /** Section these rules come from: an Arr section, or a qBittorrent section for the special categories. */
  readonly section: string
  readonly failedCategory: string
  readonly recheckCategory: string
  /** `IgnoreTorrentsYoungerThan` */
  readonly youngerThan: number
  /** `StalledDelay`: undefined = stalled handling off (-1); 0 = tag but never remove. */
  readonly stalledDelay: number | undefined
  /** `MaximumDeletablePercentage` as a share, 0 to 1. */
  readonly maximumDeletable: number
  /** `MaximumETA`; undefined = no limit. */
  readonly maximumEta: number | undefined
  readonly fileFilter: FileFilterRules | undefined
  /** `ReSearch` */
  readonly research: boolean
  /** Whether complete torrents are handed to the Arr. */
  readonly imports: boolean
  readonly importMode: "Auto" | "Move" | "Copy"
  /** Of the Arr section. */
  readonly pathMappings: ReadonlyArray<PathMapping>
  /** By qBittorrent section; the Arr's own win where both name the same folder. */
  readonly instancePathMappings: Readonly<Record<string, ReadonlyArray<PathMapping>>>
}
