import { key, rows, table } from "../Key.ts"
import { category } from "../values/Category.ts"
import { bool } from "../values/Choice.ts"
import { duration } from "../values/Duration.ts"
import { list } from "../values/List.ts"
import { int } from "../values/Number.ts"
import { requiredText, secret, text } from "../values/Text.ts"
import { override } from "./restart.ts"
import { categoryTree, hitAndRunKeys, limitKeys, trackerTree } from "./seeding.ts"
import { settingsTree } from "./settings.ts"

/** The same folder under two names: that of qBittorrent and that of `whose`. */
const mappingRows = (doc: string, whose: string) =>
  rows({
    doc,
    effect: "live",
    keys: {
      from: key({
        value: requiredText,
        default: undefined,
        required: true,
        effect: "live",
        doc: "Folder as qBittorrent reports it."
      }),
      to: key({
        value: requiredText,
        default: undefined,
        required: true,
        effect: "live",
        doc: `The same folder as ${whose} sees it.`
      })
    }
  })

/** `PathMappings` of qBittorrent and Arr sections. */
export const pathMappingsRows = mappingRows(
  "The same folder as qBittorrent reports it (from) and as the Arr sees it (to). The longest match wins.",
  "the Arr"
)

/** `[qBit]` and `[qBit-<name>]`: one qBittorrent. Source: spec config §6. */
export const qbitTree = {
  Disabled: key({
    value: bool,
    default: false,
    effect: "worker",
    sample: true,
    doc: "Leave this qBittorrent alone but keep its section."
  }),
  Host: key({
    value: requiredText,
    default: "CHANGE_ME",
    effect: "worker",
    doc: "Host name, IP address or URL of the Web UI; a URL may have a scheme, a port and a path."
  }),
  Port: key({
    value: int({ min: 1, max: 65_535 }),
    default: 8080,
    effect: "worker",
    doc: "Port of the Web UI, unless Host is a URL with a port."
  }),
  UserName: key({
    value: text,
    default: "",
    effect: "worker",
    sample: "CHANGE_ME",
    doc: "User of the Web UI; empty when this machine may use it without login."
  }),
  Password: key({
    value: secret,
    default: "",
    effect: "worker",
    sample: "CHANGE_ME",
    doc: "Password of the Web UI; empty when this machine may use it without login."
  }),
  ApiKey: key({
    value: secret,
    default: "",
    effect: "worker",
    doc: "API key of qBittorrent 5.2 or later; used instead of user name and password."
  }),
  SkipTLSVerify: key({
    value: bool,
    default: false,
    effect: "worker",
    doc: "Accept any certificate. Whoever sits in between can then read the password."
  }),
  ManagedCategories: key({
    value: list(category),
    default: [],
    effect: "worker",
    doc: "Categories that belong to no Arr and are looked after by the rules of CategorySeeding."
  }),
  MatchSubcategories: key({
    value: bool,
    default: false,
    effect: "worker",
    doc: "A category also owns the categories below it: seed also means seed/linux."
  }),
  PathMappings: pathMappingsRows,
  LocalPathMappings: mappingRows(
    "The same folder as qBittorrent reports it (from) and as this program sees it (to), for AutoDelete.",
    "this program"
  ),
  FreeSpace: override(settingsTree.FreeSpace, "FreeSpace"),
  FreeSpaceFolder: override(settingsTree.FreeSpaceFolder, "FreeSpaceFolder"),
  DryRun: override(settingsTree.DryRun, "DryRun"),
  MaxRemovalsPerPass: override(settingsTree.MaxRemovalsPerPass, "MaxRemovalsPerPass"),
  OutageGuardPercent: override(settingsTree.OutageGuardPercent, "OutageGuardPercent"),
  MaxStrikes: override(settingsTree.MaxStrikes, "MaxStrikes"),
  CategorySeeding: table({
    doc: "Seeding rules for the ManagedCategories of this qBittorrent.",
    keys: {
      ...limitKeys,
      ...hitAndRunKeys,
      StalledDelay: key({
        value: duration({ unit: "min", min: -1 }),
        default: -1,
        effect: "live",
        doc: "Grace for stalled downloads; -1 is off, 0 never removes."
      }),
      IgnoreTorrentsYoungerThan: key({
        value: duration({ unit: "s", min: 0 }),
        default: 180,
        effect: "live",
        doc: "Leave torrents alone that were added less than this ago."
      }),
      Categories: rows({
        doc: "Other values for single categories.",
        effect: "live",
        keys: categoryTree
      })
    }
  }),
  Trackers: rows({
    doc: "Rules per tracker, for all torrents of this qBittorrent.",
    effect: "live",
    keys: trackerTree
  })
}
