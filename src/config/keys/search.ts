import type { ArrKind } from "../../clients/arr/ArrKind.ts"
import { key, table } from "../Key.ts"
import { bool, searchBySeries } from "../values/Choice.ts"
import { duration } from "../values/Duration.ts"
import { list, textMap } from "../values/List.ts"
import { int } from "../values/Number.ts"
import { requiredText, secret, text } from "../values/Text.ts"

const video: ReadonlyArray<ArrKind> = ["radarr", "sonarr"]
const allButMusic: ReadonlyArray<ArrKind> = ["radarr", "sonarr", "readarr"]
const sonarr: ReadonlyArray<ArrKind> = ["sonarr"]

const approvedOnly = key({ value: bool, default: true, effect: "live", doc: "Only take requests that were approved." })
const skipTls = key({ value: bool, default: false, effect: "live", doc: "Accept any certificate of this service." })

const requests = {
  Ombi: table({
    planned: true,
    doc: "Search what people asked for in Ombi first. Not used when Overseerr is on.",
    kinds: video,
    keys: {
      SearchOmbiRequests: key({ value: bool, default: false, effect: "live", doc: "Take requests from Ombi." }),
      OmbiURI: key({ value: text, default: "CHANGE_ME", effect: "live", doc: "Address of Ombi." }),
      OmbiAPIKey: key({ value: secret, default: "CHANGE_ME", effect: "live", doc: "API key of Ombi." }),
      ApprovedOnly: approvedOnly,
      SkipTLSVerify: skipTls
    }
  }),
  Overseerr: table({
    planned: true,
    doc: "Search what people asked for in Overseerr or Jellyseerr first.",
    kinds: video,
    keys: {
      SearchOverseerrRequests: key({
        value: bool,
        default: false,
        effect: "live",
        doc: "Take requests from Overseerr."
      }),
      OverseerrURI: key({ value: text, default: "CHANGE_ME", effect: "live", doc: "Address of Overseerr." }),
      OverseerrAPIKey: key({ value: secret, default: "CHANGE_ME", effect: "live", doc: "API key of Overseerr." }),
      ApprovedOnly: approvedOnly,
      SkipTLSVerify: skipTls,
      Is4K: key({
        generated: [true],
        value: bool,
        default: false,
        effect: "live",
        doc: "This section serves the 4K requests."
      })
    }
  })
}

/** `[<Arr>.EntrySearch]`: what is searched for, and how eagerly. Source: spec config §7.3. */
export const searchTable = table({
  doc: "Searching for what is missing or could be better.",
  keys: {
    SearchMissing: key({
      planned: true,
      value: bool,
      default: true,
      effect: "live",
      doc: "Search for missing items at all."
    }),
    AlsoSearchSpecials: key({
      planned: true,
      value: bool,
      default: false,
      effect: "live",
      kinds: sonarr,
      doc: "Include season 0."
    }),
    Unmonitored: key({
      planned: true,
      value: bool,
      default: false,
      effect: "live",
      kinds: allButMusic,
      doc: "Include items that the Arr does not monitor."
    }),
    SearchLimit: key({
      planned: true,
      value: int({ min: 1 }),
      default: 5,
      effect: "live",
      kinds: allButMusic,
      doc: "Most of our search commands that run in the Arr at the same time."
    }),
    SearchByYear: key({
      planned: true,
      value: bool,
      default: true,
      effect: "live",
      kinds: allButMusic,
      doc: "Go through the years one by one, newest first."
    }),
    SearchInReverse: key({ planned: true, value: bool, default: false, effect: "live", doc: "Oldest first." }),
    SearchRequestsEvery: key({
      planned: true,
      value: duration({ unit: "s", min: 1 }),
      default: 300,
      effect: "live",
      kinds: video,
      doc: "How often to ask Overseerr or Ombi for requests."
    }),
    DoUpgradeSearch: key({
      planned: true,
      value: bool,
      default: false,
      effect: "live",
      doc: "Also search for items that have a file, in the hope of a better one."
    }),
    QualityUnmetSearch: key({
      planned: true,
      value: bool,
      default: false,
      effect: "live",
      doc: "Search for items whose quality is below the cutoff."
    }),
    CustomFormatUnmetSearch: key({
      value: bool,
      default: false,
      effect: "live",
      doc: "Search for items whose custom format score is too low."
    }),
    ForceMinimumCustomFormat: key({
      value: bool,
      default: false,
      effect: "live",
      doc: "Remove torrents whose custom format score is below the minimum."
    }),
    SearchAgainOnSearchCompletion: key({
      planned: true,
      value: bool,
      default: true,
      effect: "live",
      doc: "Start over once everything was searched for."
    }),
    UseTempForMissing: key({
      planned: true,
      value: bool,
      default: false,
      effect: "worker",
      doc: "Give missing items a temporary quality profile while they are searched for."
    }),
    KeepTempProfile: key({
      planned: true,
      value: bool,
      default: false,
      effect: "worker",
      doc: "Never switch back from the temporary profile."
    }),
    QualityProfileMappings: key({
      planned: true,
      value: textMap,
      default: {},
      effect: "worker",
      doc: 'Main profile to temporary profile, by their exact names: { "HD-1080p" = "SD" }.'
    }),
    MainQualityProfile: key({
      planned: true,
      value: list(requiredText, { single: true }),
      default: [],
      effect: "worker",
      legacy: true,
      doc: "Older way to name the main profiles; used when QualityProfileMappings is empty and both lists are of one length."
    }),
    TempQualityProfile: key({
      planned: true,
      value: list(requiredText, { single: true }),
      default: [],
      effect: "worker",
      legacy: true,
      doc: "Older way to name the temporary profiles, in the order of MainQualityProfile."
    }),
    ForceResetTempProfiles: key({
      planned: true,
      value: bool,
      default: false,
      effect: "worker",
      doc: "Put everything back to its main profile at start."
    }),
    TempProfileResetTimeoutMinutes: key({
      planned: true,
      value: duration({ unit: "min", min: 0 }),
      default: 0,
      effect: "worker",
      doc: "Put an item back to its main profile after this long; 0 never does."
    }),
    ProfileSwitchRetryAttempts: key({
      planned: true,
      value: int({ min: 0 }),
      default: 3,
      effect: "worker",
      doc: "How often to try again when a profile could not be switched."
    }),
    SearchBySeries: key({
      planned: true,
      value: searchBySeries,
      default: "smart",
      effect: "live",
      kinds: sonarr,
      doc: 'true searches whole series, false single episodes, "smart" whatever fits what is missing.'
    }),
    PrioritizeTodaysReleases: key({
      planned: true,
      value: bool,
      default: true,
      effect: "live",
      kinds: sonarr,
      doc: "Search for what airs today first."
    }),
    ...requests
  }
})
