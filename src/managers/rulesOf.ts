import type { Config, QbitSection, TrackerRow } from "../config/Config.ts"
import { normaliseCategory } from "../config/values/Category.ts"
import { type CategoryRoot, ownerOfCategory } from "../torrents/CategoryOwner.ts"
import * as FileFilter from "../torrents/FileFilter.ts"
import { splitTags } from "../torrents/normalise.ts"
import type { Torrent } from "../torrents/Torrent.ts"
import type { TorrentRules } from "../torrents/TorrentRules.ts"
import { hostOf } from "../torrents/trackers/TrackerHost.ts"
import type { HitAndRun, SeedingRules, TrackerRule } from "../torrents/trackers/TrackerRule.ts"

const seconds = 1_000
const minute = 60_000
const day = 86_400_000

/** KB/s to bytes/s. -1 and 0 mean "do not touch" and become 0, which also keeps a row from inheriting. */
const rateOf = (kilobytes: number): number => (kilobytes <= 0 ? 0 : Math.round(kilobytes * 1024))

const above = (value: number | undefined, unit = 1): number | undefined =>
  value === undefined || value <= 0 ? undefined : value * unit

interface HitAndRunKeys {
  readonly HitAndRunMode: "and" | "or" | "disabled"
  readonly MinSeedRatio: number
  readonly MinSeedingTimeDays: number
  readonly HitAndRunMinimumDownloadPercent: number
  readonly HitAndRunPartialSeedRatio: number
  readonly TrackerUpdateBuffer: number
}

const hitAndRunOf = (keys: HitAndRunKeys): HitAndRun => ({
  mode: keys.HitAndRunMode,
  minRatio: keys.MinSeedRatio,
  minSeedingTime: keys.MinSeedingTimeDays * day,
  minProgress: keys.HitAndRunMinimumDownloadPercent / 100,
  partialRatio: keys.HitAndRunPartialSeedRatio,
  buffer: keys.TrackerUpdateBuffer * seconds
})

const nothingOwed: HitAndRun = {
  mode: "disabled",
  minRatio: 0,
  minSeedingTime: 0,
  minProgress: 0,
  partialRatio: 0,
  buffer: 0
}

const withoutSlashes = (uri: string): string => uri.trim().replace(/\/+$/, "")

/** A label with a comma is two for qBittorrent, so it would be asked for again and again. */
const labelsOf = ({ AddTags }: TrackerRow): ReadonlyArray<string> => AddTags.flatMap(splitTags)

/** A row of `Trackers` in the units of the rules. */
export const trackerRuleOf = (row: TrackerRow): TrackerRule => ({
  name: row.Name,
  uri: withoutSlashes(row.URI),
  host: hostOf(row.URI),
  priority: row.Priority,
  sortTorrents: row.SortTorrents,
  maximumEta: above(row.MaximumETA, seconds),
  downloadLimit: row.DownloadRateLimit === undefined ? undefined : rateOf(row.DownloadRateLimit),
  uploadLimit: row.UploadRateLimit === undefined ? undefined : rateOf(row.UploadRateLimit),
  maxRatio: above(row.MaxUploadRatio),
  maxSeedingTime: above(row.MaxSeedingTime, seconds),
  addIfMissing: row.AddTrackerIfMissing,
  removeIfExists: row.RemoveIfExists,
  superSeed: row.SuperSeedMode,
  addTags: labelsOf(row),
  hitAndRun: hitAndRunOf(row),
  messages: { gone: row.GoneMessages, outage: row.OutageMessages, userError: row.UserErrorMessages }
})

/** Rows of the qBittorrent section and of the Arr section by URI; a row of the Arr replaces the whole row (check 4). */
export const mergeTrackers = (
  ofQbit: ReadonlyArray<TrackerRow>,
  ofArr: ReadonlyArray<TrackerRow>
): ReadonlyArray<TrackerRule> => {
  const byUri = new Map(ofQbit.map(trackerRuleOf).map((rule) => [rule.uri, rule]))
  for (const rule of ofArr.map(trackerRuleOf)) byUri.set(rule.uri, rule)
  return [...byUri.values()]
}

/** Every label that any row of the config names. */
const trackerTagsOf = (config: Config): ReadonlySet<string> =>
  new Set(
    [
      ...Object.values(config.qBit).flatMap(({ Trackers }) => Trackers),
      ...Object.values(config.Arr).flatMap(({ Torrent }) => Torrent.Trackers)
    ].flatMap(labelsOf)
  )

interface LimitKeys {
  readonly DownloadRateLimitPerTorrent: number
  readonly UploadRateLimitPerTorrent: number
  readonly MaxUploadRatio: number
  readonly MaxSeedingTime: number
  readonly RemoveTorrent: SeedingRules["removeMode"]
}

const limitsOf = (keys: LimitKeys) => ({
  downloadLimit: above(rateOf(keys.DownloadRateLimitPerTorrent)),
  uploadLimit: above(rateOf(keys.UploadRateLimitPerTorrent)),
  maxRatio: above(keys.MaxUploadRatio),
  maxSeedingTime: above(keys.MaxSeedingTime, seconds),
  removeMode: keys.RemoveTorrent
})

const noSeedingRules: SeedingRules = {
  downloadLimit: undefined,
  uploadLimit: undefined,
  maxRatio: undefined,
  maxSeedingTime: undefined,
  removeMode: -1,
  hitAndRun: nothingOwed,
  removeDeadTrackers: false,
  deadTrackerMessages: []
}

/** What all rules of a config share, and everything else switched off. */
const common = (config: Config) => ({
  failedCategory: config.Settings.FailedCategory,
  recheckCategory: config.Settings.RecheckCategory,
  offlineRetry: Math.max(config.Settings.NoInternetSleepTimer, 1) * seconds,
  tagless: config.Settings.Tagless,
  maxStrikes: config.Settings.MaxStrikes,
  stalledDelay: undefined,
  maximumDeletable: 1,
  maximumEta: undefined,
  keepSlow: true,
  replaceStalled: false,
  errorMessages: [],
  formatUnmet: undefined,
  removeUnregistered: false,
  validates: false,
  seeding: noSeedingRules,
  trackers: [],
  trackerTags: trackerTagsOf(config),
  fileFilter: undefined,
  research: false,
  imports: false,
  importMode: "Auto" as const,
  pathMappings: [],
  instancePathMappings: {}
})

const stalledDelayOf = (value: number): number | undefined => (value < 0 ? undefined : value * minute)

/** Rules of one Arr section for torrents of one qBittorrent, translated from config units to milliseconds, bytes/s and shares. */
export const arrRules = (config: Config, section: string, instance?: string): TorrentRules | undefined => {
  const arr = config.Arr[section]
  if (arr === undefined) return undefined
  const torrent = arr.Torrent
  const qbit = instance === undefined ? undefined : config.qBit[instance]
  return {
    ...common(config),
    section,
    kind: "arr",
    youngerThan: torrent.IgnoreTorrentsYoungerThan * seconds,
    stalledDelay: stalledDelayOf(torrent.StalledDelay),
    maximumDeletable: torrent.MaximumDeletablePercentage,
    maximumEta: above(torrent.MaximumETA, seconds),
    keepSlow: torrent.DoNotRemoveSlow,
    replaceStalled: torrent.ReSearchStalled,
    maxStrikes: arr.MaxStrikes ?? qbit?.MaxStrikes ?? config.Settings.MaxStrikes,
    errorMessages: arr.ArrErrorCodesToBlocklist,
    formatUnmet: arr.EntrySearch.CustomFormatUnmetSearch
      ? { forceMinimum: arr.EntrySearch.ForceMinimumCustomFormat }
      : undefined,
    removeUnregistered: torrent.SeedingMode.RemoveUnregistered,
    validates: torrent.AutoDelete,
    seeding: {
      ...limitsOf(torrent.SeedingMode),
      hitAndRun: nothingOwed,
      removeDeadTrackers: torrent.SeedingMode.RemoveDeadTrackers,
      deadTrackerMessages: torrent.SeedingMode.RemoveTrackerWithMessage.map((text) => text.toLowerCase())
    },
    trackers: mergeTrackers(qbit?.Trackers ?? [], torrent.Trackers),
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
  ...common(config),
  section,
  kind: "special",
  youngerThan: config.Settings.IgnoreTorrentsYoungerThan * seconds
})

type CategorySeeding = QbitSection["CategorySeeding"]

/** The row of `Categories` for this category: its own, else with subcategories that of its nearest ancestor. */
const overridesOf = (seeding: CategorySeeding, category: string, descends: boolean) => {
  const rows = seeding.Categories.map((row): readonly [CategoryRoot, (typeof seeding.Categories)[number]] => [
    { category: normaliseCategory(row.Name), owner: { _tag: "Special" }, descends },
    row
  ])
  const root = ownerOfCategory(
    rows.map(([found]) => found),
    category
  )
  return rows.find(([found]) => found === root)?.[1]
}

/** Rules of one managed category of one qBittorrent: `CategorySeeding` with what a row of `Categories` says otherwise. */
export const managedRules = (config: Config, section: string, category: string): TorrentRules => {
  const qbit = config.qBit[section]
  if (qbit === undefined) return categoryRules(config, section)
  const base = qbit.CategorySeeding
  const own = overridesOf(base, category, qbit.MatchSubcategories)
  const told =
    own === undefined ? {} : Object.fromEntries(Object.entries(own).filter(([, value]) => value !== undefined))
  const keys: CategorySeeding = { ...base, ...told }
  return {
    ...categoryRules(config, section),
    kind: "managed",
    youngerThan: keys.IgnoreTorrentsYoungerThan * seconds,
    stalledDelay: stalledDelayOf(keys.StalledDelay),
    maxStrikes: qbit.MaxStrikes ?? config.Settings.MaxStrikes,
    removeUnregistered: keys.RemoveUnregistered,
    seeding: { ...noSeedingRules, ...limitsOf(keys), hitAndRun: hitAndRunOf(keys) },
    trackers: mergeTrackers(qbit.Trackers, [])
  }
}

/** All categories that somebody looks after on one qBittorrent. */
export const categoryRoots = (config: Config, instance: string): ReadonlyArray<CategoryRoot> => {
  const qbit = config.qBit[instance]
  const descends = qbit?.MatchSubcategories ?? false
  return [
    { category: config.Settings.FailedCategory, owner: { _tag: "Special" }, descends: false },
    { category: config.Settings.RecheckCategory, owner: { _tag: "Special" }, descends: false },
    ...Object.entries(config.Arr)
      .filter(([, arr]) => arr.Managed)
      .map(
        ([section, arr]): CategoryRoot => ({
          category: arr.Category,
          owner: { _tag: "Arr", section },
          descends: arr.MatchSubcategories ?? descends
        })
      ),
    ...(qbit?.ManagedCategories ?? []).map(
      (category): CategoryRoot => ({ category, owner: { _tag: "Managed", instance }, descends })
    )
  ]
}

/** Who looks after a torrent; remembers the answer per qBittorrent and category, so that it is cheap for thousands. */
export const ownersOf = (config: Config): ((torrent: Torrent) => CategoryRoot | undefined) => {
  const byInstance = new Map<string, Map<string, CategoryRoot | undefined>>()
  return ({ category, instance }) => {
    const known = byInstance.get(instance) ?? new Map<string, CategoryRoot | undefined>()
    byInstance.set(instance, known)
    if (known.has(category)) return known.get(category)
    const owner = ownerOfCategory(categoryRoots(config, instance), category)
    known.set(category, owner)
    return owner
  }
}

/** One set of rules per qBittorrent, built when its first torrent comes. */
export const arrRulesFor = (config: Config, section: string): ((torrent: Torrent) => TorrentRules) => {
  const built = new Map<string, TorrentRules>()
  return ({ instance }) => {
    const rules = built.get(instance) ?? arrRules(config, section, instance) ?? categoryRules(config, section)
    built.set(instance, rules)
    return rules
  }
}

/** Rules for the torrents of one qBittorrent section's worker: one set per category, built when its first torrent comes. */
export const categoryRulesFor = (config: Config, section: string): ((torrent: Torrent) => TorrentRules) => {
  const built = new Map<string, TorrentRules>()
  const { FailedCategory, RecheckCategory } = config.Settings
  return ({ category }) => {
    const special = category === FailedCategory || category === RecheckCategory
    const rules =
      built.get(category) ?? (special ? categoryRules(config, section) : managedRules(config, section, category))
    built.set(category, rules)
    return rules
  }
}
