import { key } from "../Key.ts"
import { category } from "../values/Category.ts"
import { bool, oneOf } from "../values/Choice.ts"
import { duration } from "../values/Duration.ts"
import { list } from "../values/List.ts"
import { int, percent } from "../values/Number.ts"
import { size } from "../values/Size.ts"
import { cron, requiredText, text, version } from "../values/Text.ts"
import { restartKeys } from "./restart.ts"

/** `[Settings]`: what holds for the whole daemon. Source: spec config §4 and the design decisions. */
export const settingsTree = {
  ConfigVersion: key({
    value: version,
    default: "5.14.4",
    effect: "live",
    doc: "Version of the layout of this file, for people and for qBitrr. Older files are understood as they are, whatever it says."
  }),
  ConsoleLevel: key({
    value: oneOf(["CRITICAL", "ERROR", "WARNING", "NOTICE", "INFO", "DEBUG", "TRACE"]),
    default: "INFO",
    effect: "live",
    doc: "Least important level that is printed and written to the log files."
  }),
  Logging: key({ value: bool, default: true, effect: "process", doc: "Write log files to the logs folder." }),
  CompletedDownloadFolder: key({
    value: text,
    default: "",
    effect: "workers",
    doc: "Folder of the downloads as this program sees it. Used as <folder>/<category> when a category has to be created; empty leaves the save path to qBittorrent."
  }),
  FreeSpace: key({
    value: size,
    default: "-1",
    effect: "live",
    doc: "Keep at least this much disk space free by pausing downloads; -1 is off. Needs AutoPauseResume."
  }),
  FreeSpaceFolder: key({
    generated: ["CHANGE_ME"],
    value: text,
    default: "",
    effect: "live",
    doc: "Folder whose disk is measured for FreeSpace, as this program sees it; empty means what qBittorrent reports of its own disk."
  }),
  TrashFolder: key({
    value: text,
    default: "",
    effect: "live",
    doc: "Where AutoDelete moves files, on the same disk as they are; empty means .qbitrr-trash next to them."
  }),
  TrashDays: key({
    value: int({ min: 0 }),
    default: 7,
    effect: "live",
    doc: "Days after which files in the trash are deleted for good; 0 keeps them until somebody empties it."
  }),
  AutoPauseResume: key({
    value: bool,
    default: true,
    effect: "live",
    doc: "Allow pausing and resuming torrents at all. FreeSpace does nothing without it."
  }),
  NoInternetSleepTimer: key({
    value: duration({ unit: "s", min: 0 }),
    default: 15,
    effect: "live",
    doc: "Wait before looking again when there is no internet connection."
  }),
  LoopSleepTimer: key({
    value: duration({ unit: "s", min: 0 }),
    default: 5,
    effect: "workers",
    doc: "Longest time between two passes over the torrents, and the polling interval while nothing moves."
  }),
  FeedInterval: key({
    value: duration({ unit: "s", min: 0.5, fraction: true }),
    default: 1.5,
    effect: "workers",
    doc: "Polling interval of qBittorrent while something downloads, checks or moves. Fractions are allowed."
  }),
  SearchLoopDelay: key({
    value: duration({ unit: "s", min: -1 }),
    default: -1,
    effect: "live",
    doc: "Wait between two search commands of one Arr section; -1 means 30 seconds, and it is never less than 2. Requests, today's releases and searches by hand wait for those 2 seconds only."
  }),
  SearchesPerHour: key({
    value: int({ min: 0 }),
    default: 20,
    effect: "live",
    doc: "Most search commands that one Arr section sends within any 60 minutes, restarts included; never exceeded. From 5 on a tenth of them is kept for requests, today's releases and searches by hand; while some indexers of the Arr are down it is half. 0 sends none."
  }),
  FailedCategory: key({
    value: category,
    default: "failed",
    effect: "workers",
    doc: "A torrent moved to this category is removed, blocklisted and searched again."
  }),
  RecheckCategory: key({
    value: category,
    default: "recheck",
    effect: "workers",
    doc: "A torrent moved to this category is rechecked once and then put back into its own category."
  }),
  Tagless: key({
    value: bool,
    default: false,
    effect: "workers",
    doc: "Keep the state of torrents in the database instead of in tags. The tag qBitrr-ignored works all the same."
  }),
  IgnoreTorrentsYoungerThan: key({
    value: duration({ unit: "s", min: 0 }),
    default: 180,
    effect: "live",
    doc: "Leave torrents alone that were added less than this ago. Arr sections have their own key."
  }),
  PingURLS: key({
    value: list(requiredText, { single: true }),
    default: ["one.one.one.one", "dns.google.com"],
    effect: "live",
    doc: "Hosts that tell whether there is an internet connection when qBittorrent cannot say."
  }),
  FFprobeAutoUpdate: key({
    value: bool,
    default: true,
    effect: "process",
    doc: "Download ffprobe at start and keep it current, unless one is found in PATH."
  }),
  AutoUpdateEnabled: key({
    planned: true,
    value: bool,
    default: false,
    effect: "live",
    doc: "Let a global npm installation update itself. In a container only a notice is shown."
  }),
  AutoUpdateCron: key({
    planned: true,
    value: cron,
    default: "0 3 * * 0",
    effect: "live",
    doc: "When to look for a new version; 5 fields, or 6 with seconds in front."
  }),
  AutoUpdateChannel: key({
    planned: true,
    value: oneOf(["latest", "stable", "nightly"]),
    default: "latest",
    effect: "live",
    doc: "Which releases count as new."
  }),
  ...restartKeys,
  ProcessSpawnTimeoutSeconds: key({
    planned: true,
    value: duration({ unit: "s", min: 1 }),
    default: 30,
    effect: "workers",
    doc: "Time allowed to prepare the workers of one section at start."
  }),
  ShutdownTimeout: key({
    value: duration({ unit: "s", min: 1 }),
    default: 30,
    effect: "process",
    doc: "Time allowed for an orderly end; after that the process ends at once and names what had not stopped."
  }),
  DryRun: key({
    value: bool,
    default: false,
    effect: "live",
    doc: "Decide and record everything, but change nothing in qBittorrent or in an Arr."
  }),
  MaxRemovalsPerPass: key({
    value: int({ min: 0 }),
    default: 10,
    effect: "live",
    doc: "Most torrents that one section removes in one pass; the rest waits for the next. 0 removes nothing."
  }),
  OutageGuardPercent: key({
    value: percent({ min: 1 }),
    default: 30,
    effect: "live",
    doc: "When more than this share (and at least 5) of the torrents of a tracker or client turn bad within 10 minutes, it is taken for an outage and nothing is removed for it. 100 never does."
  }),
  MaxStrikes: key({
    value: int({ min: 0 }),
    default: 0,
    effect: "live",
    doc: "How often a torrent must be found bad before it is removed; progress resets the count. 0 is off: the first time counts."
  }),
  AllowDrills: key({
    value: bool,
    default: false,
    effect: "live",
    doc: "Allow `qbitrr drill`, which crashes or hangs a worker on purpose to show that alerts and restarts work."
  })
}
