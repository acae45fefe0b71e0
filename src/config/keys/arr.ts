import { key, rows, table } from "../Key.ts"
import { category } from "../values/Category.ts"
import { bool, oneOf } from "../values/Choice.ts"
import { optional } from "../values/Codec.ts"
import { duration } from "../values/Duration.ts"
import { list, regex } from "../values/List.ts"
import { share } from "../values/Number.ts"
import { requiredText, secret, text } from "../values/Text.ts"
import { deadTrackerMessages, errorMessages, extensions, folderPatterns, namePatterns } from "./fileFilterDefaults.ts"
import { pathMappingsRows } from "./qbit.ts"
import { override, restartKeys } from "./restart.ts"
import { searchTable } from "./search.ts"
import { limitKeys, trackerTree } from "./seeding.ts"
import { settingsTree } from "./settings.ts"

const torrentTable = table({
  doc: "What happens to the torrents of this section.",
  keys: {
    CaseSensitiveMatches: key({
      value: bool,
      default: false,
      effect: "live",
      doc: "Whether the patterns below tell upper from lower case."
    }),
    FolderExclusionRegex: key({
      value: list(regex, { single: true }),
      default: folderPatterns.radarr,
      byKind: folderPatterns,
      effect: "live",
      doc: "Files in folders that match one of these patterns are not downloaded."
    }),
    FileNameExclusionRegex: key({
      value: list(regex, { single: true }),
      default: namePatterns.radarr,
      byKind: namePatterns,
      effect: "live",
      doc: "Files whose names match one of these patterns are not downloaded."
    }),
    FileExtensionAllowlist: key({
      value: list(requiredText, { single: true }),
      default: extensions.radarr,
      byKind: extensions,
      effect: "live",
      doc: "Only files with these extensions are downloaded; an empty list allows all."
    }),
    AutoDelete: key({
      value: bool,
      default: false,
      effect: "live",
      doc: "Probe complete downloads before they are imported (with ffprobe, where it is found), remove those that cannot be played, and move files that belong to no torrent out of the folder of this category into a trash folder."
    }),
    IgnoreTorrentsYoungerThan: key({
      value: duration({ unit: "s", min: 0 }),
      default: 180,
      effect: "live",
      doc: "Leave torrents alone that were added less than this ago."
    }),
    MaximumETA: key({
      value: duration({ unit: "s", min: -1 }),
      default: -1,
      effect: "live",
      doc: "Time left above which a download is slow (see DoNotRemoveSlow), and time without activity after which one beyond MaximumDeletablePercentage is removed all the same; -1 is no limit."
    }),
    MaximumDeletablePercentage: key({
      value: share,
      default: 0.99,
      effect: "live",
      doc: "A download beyond this progress is not removed as stalled, slow or unavailable, unless it was without activity for MaximumETA."
    }),
    DoNotRemoveSlow: key({
      value: bool,
      default: true,
      effect: "live",
      doc: "Never remove a download for being slow."
    }),
    StalledDelay: key({
      value: duration({ unit: "min", min: -1 }),
      default: 15,
      effect: "live",
      doc: "Grace for stalled downloads; 0 marks but never removes them, -1 leaves stalled downloads alone."
    }),
    ReSearchStalled: key({
      value: bool,
      default: false,
      effect: "live",
      doc: "Blocklist and replace a download as soon as it stalls, while it goes on; not only when it is removed."
    }),
    SeedingMode: table({
      doc: "Limits while seeding.",
      keys: {
        ...limitKeys,
        RemoveDeadTrackers: key({
          value: bool,
          default: false,
          effect: "live",
          doc: "Remove trackers that answer with one of the messages below."
        }),
        RemoveTrackerWithMessage: key({
          value: list(requiredText, { single: true }),
          default: deadTrackerMessages,
          effect: "live",
          doc: "Messages of a tracker that mean it is dead, in any case."
        })
      }
    }),
    Trackers: rows({
      doc: "Rules per tracker for this section; a row replaces the row of the qBittorrent section with the same URI.",
      effect: "live",
      keys: trackerTree
    })
  }
})

/** `[Radarr…]`, `[Sonarr…]`, `[Lidarr…]`, `[Readarr…]`: one Arr. Source: spec config §7. */
export const arrTree = {
  Managed: key({
    value: bool,
    default: true,
    effect: "worker",
    reachesQbit: true,
    sample: false,
    doc: "Look after this Arr. When false the section is kept but nothing is done."
  }),
  URI: key({
    value: text,
    default: "CHANGE_ME",
    effect: "worker",
    doc: 'Address of the Arr, e.g. "http://radarr:7878".'
  }),
  APIKey: key({
    value: secret,
    default: "CHANGE_ME",
    effect: "worker",
    doc: "API key of the Arr, from its Settings → General."
  }),
  SkipTLSVerify: key({ value: bool, default: false, effect: "worker", doc: "Accept any certificate of this Arr." }),
  Category: key({
    value: category,
    default: undefined,
    effect: "worker",
    reachesQbit: true,
    doc: "qBittorrent category of this Arr's downloads, as set in its download client. Absent: the name of the section in lower case."
  }),
  MatchSubcategories: key({
    value: optional(bool),
    default: undefined,
    sample: false,
    effect: "worker",
    doc: "MatchSubcategories of the qBittorrent section for this section only."
  }),
  ReSearch: key({
    value: bool,
    default: true,
    effect: "worker",
    reachesQbit: true,
    doc: "Search again after a download failed. When false the Arr's own setting decides."
  }),
  importMode: key({
    value: oneOf(["Auto", "Move", "Copy"], { hardlink: "Auto" }),
    default: "Auto",
    effect: "live",
    doc: "How the Arr imports when it is told to scan."
  }),
  RssSyncTimer: key({
    value: duration({ unit: "min", min: -1 }),
    default: 1,
    effect: "worker",
    doc: "How often the Arr is told to read its feeds; 0 and -1 never."
  }),
  RefreshDownloadsTimer: key({
    value: duration({ unit: "min", min: -1 }),
    default: 1,
    effect: "worker",
    doc: "How often the Arr is told to look at its downloads; 0 and -1 never."
  }),
  ArrErrorCodesToBlocklist: key({
    value: list(requiredText),
    default: errorMessages.radarr,
    byKind: errorMessages,
    effect: "live",
    doc: "Messages in the Arr's queue that mean a failed download. An empty list turns this off."
  }),
  PathMappings: pathMappingsRows,
  DryRun: override(settingsTree.DryRun, "DryRun"),
  MaxRemovalsPerPass: override(settingsTree.MaxRemovalsPerPass, "MaxRemovalsPerPass"),
  OutageGuardPercent: override(settingsTree.OutageGuardPercent, "OutageGuardPercent"),
  MaxStrikes: override(settingsTree.MaxStrikes, "MaxStrikes"),
  AutoRestartProcesses: override(restartKeys.AutoRestartProcesses, "AutoRestartProcesses"),
  MaxProcessRestarts: override(restartKeys.MaxProcessRestarts, "MaxProcessRestarts"),
  ProcessRestartWindow: override(restartKeys.ProcessRestartWindow, "ProcessRestartWindow"),
  ProcessRestartDelay: override(restartKeys.ProcessRestartDelay, "ProcessRestartDelay"),
  RestartBackoff: override(restartKeys.RestartBackoff, "RestartBackoff"),
  MaxProcessRestartDelay: override(restartKeys.MaxProcessRestartDelay, "MaxProcessRestartDelay"),
  RestartResetAfter: override(restartKeys.RestartResetAfter, "RestartResetAfter"),
  OnRestartLimit: override(restartKeys.OnRestartLimit, "OnRestartLimit"),
  RestartProbeInterval: override(restartKeys.RestartProbeInterval, "RestartProbeInterval"),
  EntrySearch: searchTable,
  Torrent: torrentTable
}
