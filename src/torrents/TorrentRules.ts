import type { PathMapping } from "./PathMapping.ts"
import type { SeedingRules, TrackerRule } from "./trackers/TrackerRule.ts"

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
  /** `arr`: its downloads belong to an Arr · `managed`: to qBittorrent itself · `special`: failed or recheck category. */
  readonly kind: "arr" | "managed" | "special"
  readonly failedCategory: string
  readonly recheckCategory: string
  /** `IgnoreTorrentsYoungerThan` */
  readonly youngerThan: number
  /** `StalledDelay`: undefined = stalled handling off (-1); 0 = tag but never remove. */
  readonly stalledDelay: number | undefined
  /** `MaximumDeletablePercentage` as a share, 0 to 1. */
  readonly maximumDeletable: number
  /** `MaximumETA`; undefined = no limit. Of the section; a tracker may say otherwise, see `maximumEtaOf`. */
  readonly maximumEta: number | undefined
  /** `DoNotRemoveSlow` */
  readonly keepSlow: boolean
  /** `ReSearchStalled` */
  readonly replaceStalled: boolean
  /** `MaxStrikes`; 0 = off, the first time counts. */
  readonly maxStrikes: number
  /** `ArrErrorCodesToBlocklist`: exact texts in the Arr's queue that mean a failed download. */
  readonly errorMessages: ReadonlyArray<string>
  /** `CustomFormatUnmetSearch`; undefined = off. `forceMinimum`: `ForceMinimumCustomFormat`. */
  readonly formatUnmet: { readonly forceMinimum: boolean } | undefined
  /** `RemoveUnregistered` */
  readonly removeUnregistered: boolean
  /** `AutoDelete`: complete downloads are probed before they are imported. */
  readonly validates: boolean
  readonly seeding: SeedingRules
  /** Rows of `Trackers` that hold for this section on the torrent's qBittorrent, merged by URI. */
  readonly trackers: ReadonlyArray<TrackerRule>
  /** Every label that some row's `AddTags` names: only these are ever taken away again. */
  readonly trackerTags: ReadonlySet<string>
  /** `Tagless`: our marks live in the memory only. */
  readonly tagless: boolean
  /** `NoInternetSleepTimer`: when to look again without a connection. */
  readonly offlineRetry: number
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
