import type { ArrKind } from "../../clients/arr/ArrKind.ts"
import { key, table } from "../Key.ts"
import { bool, searchBySeries } from "../values/Choice.ts"
import { duration } from "../values/Duration.ts"
import { list, textMap } from "../values/List.ts"
import { int } from "../values/Number.ts"
import { requiredText } from "../values/Text.ts"
import { timeWindow } from "../values/TimeWindow.ts"
import { requestTables } from "./requests.ts"
import { override } from "./restart.ts"
import { settingsTree } from "./settings.ts"

const video: ReadonlyArray<ArrKind> = ["radarr", "sonarr"]
const allButMusic: ReadonlyArray<ArrKind> = ["radarr", "sonarr", "readarr"]
const sonarr: ReadonlyArray<ArrKind> = ["sonarr"]

/** What is searched for. Each of the four that say so stands by itself. */
const whatKeys = {
  SearchMissing: key({
    value: bool,
    default: true,
    effect: "live",
    doc: "Search for what has no file. This key, DoUpgradeSearch, QualityUnmetSearch and CustomFormatUnmetSearch each stand by themselves: none needs another. With all four off only requests are searched for."
  }),
  AlsoSearchSpecials: key({
    value: bool,
    default: false,
    effect: "live",
    kinds: sonarr,
    doc: "Include specials (season 0)."
  }),
  Unmonitored: key({
    value: bool,
    default: false,
    effect: "live",
    doc: "Include items that the Arr does not monitor."
  }),
  DoUpgradeSearch: key({
    value: bool,
    default: false,
    effect: "live",
    doc: "Search for items that have a file that its profile would still replace: the quality is below the cutoff, or the custom format score below the one at which upgrades end. Stands by itself."
  }),
  QualityUnmetSearch: key({
    value: bool,
    default: false,
    effect: "live",
    doc: "Search for items that have a file whose quality is below the cutoff of their profile. Stands by itself."
  }),
  CustomFormatUnmetSearch: key({
    value: bool,
    default: false,
    effect: "live",
    doc: "Search for items that have a file whose custom format score is below the minimum of their profile. Stands by itself."
  }),
  ForceMinimumCustomFormat: key({
    value: bool,
    default: false,
    effect: "live",
    doc: "Remove torrents whose custom format score is below the minimum."
  })
}

/** In which order. */
const orderKeys = {
  SearchByYear: key({
    value: bool,
    default: true,
    effect: "live",
    kinds: allButMusic,
    doc: "Go through the years one by one, newest first unless SearchInReverse. When false, by title."
  }),
  SearchInReverse: key({
    value: bool,
    default: false,
    effect: "live",
    doc: "Oldest year (of music, oldest release) first instead of newest. Stands by itself: it changes the order and nothing else."
  }),
  SearchAgainOnSearchCompletion: key({
    value: bool,
    default: true,
    effect: "live",
    doc: "Start over once everything was searched for; an item rests for a day after a search, twice as long each time, a week at most. When false each item is searched for once for each thing that it lacks, and after that only what is new. Stands by itself."
  }),
  SearchBySeries: key({
    value: searchBySeries,
    default: "smart",
    effect: "live",
    kinds: sonarr,
    doc: 'true searches whole series, false single episodes, "smart" whatever fits what is missing: the series, a season or an episode.'
  }),
  PrioritizeTodaysReleases: key({
    value: bool,
    default: true,
    effect: "live",
    kinds: sonarr,
    doc: "Search for what aired within the last 24 hours first."
  })
}

/** When, and how eagerly. */
const paceKeys = {
  SearchLimit: key({
    value: int({ min: 1 }),
    default: 5,
    effect: "live",
    doc: "Most of our search commands that wait or run in the Arr at the same time. Requests, today's releases and searches by hand may exceed it by 2."
  }),
  SearchWindow: key({
    value: list(timeWindow, { single: true }),
    default: [],
    effect: "live",
    doc: 'Times of day in which may be searched, e.g. ["01:00-07:00", "22:30-23:30"], in the time zone of this process (TZ); "22:00-06:00" crosses midnight, equal ends are the whole day, an empty list is any time. Requests and searches by hand do not wait for it. It goes by the clock on the wall: when an hour comes twice it is open both times, and a window that lies in an hour that is left out is left out that day.'
  }),
  MaxQueueSize: key({
    value: int({ min: 0 }),
    default: 0,
    effect: "live",
    doc: "Search for nothing while the queue of the Arr holds this many downloads or more (a season pack is one); 0 is no limit. Requests and searches by hand do not wait for it."
  }),
  SearchLoopDelay: override(settingsTree.SearchLoopDelay, "SearchLoopDelay"),
  SearchesPerHour: override(settingsTree.SearchesPerHour, "SearchesPerHour"),
  SearchRequestsEvery: key({
    value: duration({ unit: "s", min: 1 }),
    default: 300,
    effect: "live",
    kinds: video,
    doc: "How often Overseerr and Ombi are asked for requests."
  })
}

/** Temporary quality profiles. */
const profileKeys = {
  UseTempForMissing: key({
    value: bool,
    default: false,
    effect: "worker",
    doc: "Give missing items a temporary quality profile while they are searched for. Switched off, everything goes back to its main profile."
  }),
  KeepTempProfile: key({
    value: bool,
    default: false,
    effect: "worker",
    doc: "Leave the temporary profile on items that have been found."
  }),
  QualityProfileMappings: key({
    value: textMap,
    default: {},
    effect: "worker",
    doc: 'Main profile to temporary profile, by their exact names: { "HD-1080p" = "SD" }.'
  }),
  MainQualityProfile: key({
    value: list(requiredText, { single: true }),
    default: [],
    effect: "worker",
    legacy: true,
    doc: "Older way to name the main profiles; used when QualityProfileMappings is empty and both lists are of one length."
  }),
  TempQualityProfile: key({
    value: list(requiredText, { single: true }),
    default: [],
    effect: "worker",
    legacy: true,
    doc: "Older way to name the temporary profiles, in the order of MainQualityProfile."
  }),
  ForceResetTempProfiles: key({
    value: bool,
    default: false,
    effect: "worker",
    doc: "Put everything that has a temporary profile back to its main profile at start."
  }),
  TempProfileResetTimeoutMinutes: key({
    value: duration({ unit: "min", min: 0 }),
    default: 0,
    effect: "worker",
    doc: "Put an item back to its main profile after this long; 0 never does."
  }),
  ProfileSwitchRetryAttempts: key({
    value: int({ min: 0 }),
    default: 3,
    effect: "worker",
    doc: "How often to try again when a profile could not be switched."
  })
}

/** `[<Arr>.EntrySearch]`: what is searched for, and how eagerly. Source: spec config §7.3. */
export const searchTable = table({
  doc: "Searching for what is missing or could be better.",
  keys: { ...whatKeys, ...orderKeys, ...paceKeys, ...profileKeys, ...requestTables }
})
