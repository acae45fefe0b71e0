import { key } from "../Key.ts"
import { bool, oneOf, removeMode } from "../values/Choice.ts"
import { optional } from "../values/Codec.ts"
import { duration } from "../values/Duration.ts"
import { list } from "../values/List.ts"
import { int, number, percent } from "../values/Number.ts"
import { rate } from "../values/Rate.ts"
import { requiredText, text, trackerUri } from "../values/Text.ts"

/** `HitAndRunMode` with the legacy boolean already replaced by the migrations. */
const hitAndRunMode = oneOf(["and", "or", "disabled"])

/** Keys that say how long a torrent has to seed before it may go. */
export const hitAndRunKeys = {
  HitAndRunMode: key({
    value: hitAndRunMode,
    default: "disabled",
    effect: "live",
    doc: "Protects against hit-and-run marks: and needs ratio and time, or needs one of them, disabled needs nothing."
  }),
  MinSeedRatio: key({
    value: number({ min: 0 }),
    default: 1,
    effect: "live",
    doc: "Ratio a complete torrent owes its tracker."
  }),
  MinSeedingTimeDays: key({
    value: number({ min: 0, unit: "days" }),
    default: 0,
    effect: "live",
    doc: "Days of seeding a complete torrent owes its tracker; 0 leaves only the ratio."
  }),
  HitAndRunMinimumDownloadPercent: key({
    value: percent(),
    default: 10,
    effect: "live",
    doc: "Below this progress a torrent owes nothing."
  }),
  HitAndRunPartialSeedRatio: key({
    value: number({ min: 0 }),
    default: 1,
    effect: "live",
    doc: "Ratio an incomplete torrent owes once it is above the minimum."
  }),
  TrackerUpdateBuffer: key({
    value: duration({ unit: "s", min: 0 }),
    default: 0,
    effect: "live",
    doc: "Extra seeding time, because trackers count late."
  })
}

const limit = number({ min: -1 })
const seedingTime = duration({ unit: "s", min: -1 })

/** Limits per torrent that category seeding and Arr sections share. */
export const limitKeys = {
  DownloadRateLimitPerTorrent: key({
    value: rate,
    default: -1,
    effect: "live",
    doc: "Download limit of each torrent; -1 and 0 leave what is set."
  }),
  UploadRateLimitPerTorrent: key({
    value: rate,
    default: -1,
    effect: "live",
    doc: "Upload limit of each torrent; -1 and 0 leave what is set."
  }),
  MaxUploadRatio: key({
    value: limit,
    default: -1,
    effect: "live",
    doc: "Ratio at which seeding is done; -1 is no limit."
  }),
  MaxSeedingTime: key({
    value: seedingTime,
    default: -1,
    effect: "live",
    doc: "Seeding time at which seeding is done; -1 is no limit."
  }),
  RemoveTorrent: key({
    value: removeMode,
    default: -1,
    effect: "live",
    doc: "When a seeded torrent is removed: -1 never, 1 at the ratio, 2 at the time, 3 at either, 4 at both."
  }),
  RemoveUnregistered: key({
    value: bool,
    default: false,
    effect: "live",
    doc: "Remove a torrent that all its trackers have disowned. It must be older than an hour, and neither the connection nor the trackers may be in trouble."
  })
}

/** A row of `Trackers`: rules for torrents of one tracker. Source: spec config §7.6. */
export const trackerTree = {
  Name: key({ value: text, default: "", effect: "live", doc: "Label, only for people." }),
  URI: key({
    value: trackerUri,
    default: undefined,
    required: true,
    effect: "live",
    doc: "Announce URL or host of the tracker; torrents are matched by host."
  }),
  Priority: key({ value: int(), default: 0, effect: "live", doc: "Of several matching rows the highest wins." }),
  SortTorrents: key({
    value: bool,
    default: false,
    effect: "live",
    doc: "Order the download queue by the priority of the trackers."
  }),
  MaximumETA: key({
    value: optional(duration({ unit: "s", min: -1 })),
    default: undefined,
    effect: "live",
    doc: "Replaces MaximumETA for this tracker."
  }),
  DownloadRateLimit: key({
    value: optional(rate),
    default: undefined,
    effect: "live",
    doc: "Replaces the download limit for this tracker."
  }),
  UploadRateLimit: key({
    value: optional(rate),
    default: undefined,
    effect: "live",
    doc: "Replaces the upload limit for this tracker."
  }),
  MaxUploadRatio: key({
    value: optional(limit),
    default: undefined,
    effect: "live",
    doc: "Replaces MaxUploadRatio for this tracker when positive."
  }),
  MaxSeedingTime: key({
    value: optional(seedingTime),
    default: undefined,
    effect: "live",
    doc: "Replaces MaxSeedingTime for this tracker when positive."
  }),
  AddTrackerIfMissing: key({
    value: bool,
    default: false,
    effect: "live",
    doc: "Add this tracker to torrents without it."
  }),
  RemoveIfExists: key({
    value: bool,
    default: false,
    effect: "live",
    doc: "Remove this tracker from torrents; wins over AddTrackerIfMissing."
  }),
  SuperSeedMode: key({ value: bool, default: false, effect: "live", doc: "Switch super seeding on." }),
  AddTags: key({
    value: list(requiredText, { single: true }),
    default: [],
    effect: "live",
    doc: "Tags for the torrents of this tracker; only tags listed in some row are ever taken away again."
  }),
  GoneMessages: key({
    value: list(requiredText, { single: true }),
    default: [],
    effect: "live",
    doc: "Texts in a message of this tracker, in any case, that mean the torrent is gone there, whatever qBitrr makes of them itself."
  }),
  OutageMessages: key({
    value: list(requiredText, { single: true }),
    default: [],
    effect: "live",
    doc: "Texts that only mean trouble of the tracker, so that the torrent is kept."
  }),
  UserErrorMessages: key({
    value: list(requiredText, { single: true }),
    default: [],
    effect: "live",
    doc: "Texts that only mean trouble with your account there, so that the torrent is kept."
  }),
  ...hitAndRunKeys
}

/** A row of `CategorySeeding.Categories`: the same limits for one category only. */
export const categoryTree = {
  Name: key({
    value: requiredText,
    default: undefined,
    required: true,
    effect: "live",
    doc: "Category this row is about."
  }),
  DownloadRateLimitPerTorrent: key({
    value: optional(rate),
    default: undefined,
    effect: "live",
    doc: "Download limit of each torrent."
  }),
  UploadRateLimitPerTorrent: key({
    value: optional(rate),
    default: undefined,
    effect: "live",
    doc: "Upload limit of each torrent."
  }),
  MaxUploadRatio: key({ value: optional(limit), default: undefined, effect: "live", doc: "Ratio limit." }),
  MaxSeedingTime: key({ value: optional(seedingTime), default: undefined, effect: "live", doc: "Seeding time limit." }),
  RemoveTorrent: key({ value: optional(removeMode), default: undefined, effect: "live", doc: "When to remove." }),
  RemoveUnregistered: key({
    value: optional(bool),
    default: undefined,
    effect: "live",
    doc: "Whether torrents that all their trackers have disowned are removed."
  }),
  HitAndRunMode: key({
    value: optional(hitAndRunMode),
    default: undefined,
    effect: "live",
    doc: "Hit-and-run protection."
  }),
  MinSeedRatio: key({ value: optional(number({ min: 0 })), default: undefined, effect: "live", doc: "Owed ratio." }),
  MinSeedingTimeDays: key({
    value: optional(number({ min: 0, unit: "days" })),
    default: undefined,
    effect: "live",
    doc: "Owed days of seeding."
  }),
  HitAndRunMinimumDownloadPercent: key({
    value: optional(percent()),
    default: undefined,
    effect: "live",
    doc: "Progress below which nothing is owed."
  }),
  HitAndRunPartialSeedRatio: key({
    value: optional(number({ min: 0 })),
    default: undefined,
    effect: "live",
    doc: "Ratio owed by an incomplete torrent."
  }),
  TrackerUpdateBuffer: key({
    value: optional(duration({ unit: "s", min: 0 })),
    default: undefined,
    effect: "live",
    doc: "Extra seeding time."
  }),
  StalledDelay: key({
    value: optional(duration({ unit: "min", min: -1 })),
    default: undefined,
    effect: "live",
    doc: "Grace for stalled downloads."
  }),
  IgnoreTorrentsYoungerThan: key({
    value: optional(duration({ unit: "s", min: 0 })),
    default: undefined,
    effect: "live",
    doc: "Age below which a torrent is left alone."
  })
}
