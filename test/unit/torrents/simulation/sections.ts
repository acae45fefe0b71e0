import type { CategoryRoot } from "../../../../src/torrents/CategoryOwner.ts"
import type { Torrent } from "../../../../src/torrents/Torrent.ts"
import type { TorrentRules } from "../../../../src/torrents/TorrentRules.ts"
import { hitAndRun, rules, seeding, trackerRule, videoFilter } from "../samples.ts"
import { privateHost } from "./hosts.ts"
import { day, hour, minute } from "./Model.ts"

/** What the private tracker wants of everyone. */
export const terms = hitAndRun({ mode: "and", minRatio: 0.5, minSeedingTime: 3 * day })

const trackers = [
  trackerRule({ host: privateHost, priority: 10, hitAndRun: terms, addTags: ["private"] }),
  trackerRule({ host: "alpha.example", uploadLimit: 51_200 })
]

const common: Partial<TorrentRules> = {
  maximumDeletable: 0.97,
  fileFilter: videoFilter,
  errorMessages: ["Not an upgrade for existing movie file(s)"],
  removeUnregistered: true,
  trackers,
  trackerTags: new Set(["private"])
}

/** Everything on, with tags. */
export const radarr = rules({
  ...common,
  section: "Radarr-Movies",
  stalledDelay: 30 * minute,
  maximumEta: day,
  keepSlow: false,
  seeding: seeding({ removeMode: 3, maxRatio: 2, maxSeedingTime: 10 * day })
})

/** Tagless, with strikes and replacements; the Arr searches again by itself. */
export const sonarr = rules({
  ...common,
  section: "Sonarr-TV",
  youngerThan: 12 * minute,
  stalledDelay: hour,
  maximumEta: undefined,
  replaceStalled: true,
  maxStrikes: 3,
  tagless: true,
  research: false,
  seeding: seeding({ removeMode: 4, maxRatio: 1.2, maxSeedingTime: 6 * day })
})

/** The category that no Arr knows. */
const managed = rules({
  section: "qBit",
  kind: "managed",
  stalledDelay: undefined,
  fileFilter: undefined,
  imports: false,
  research: false,
  removeUnregistered: true,
  trackers,
  trackerTags: new Set(["private"]),
  seeding: seeding({ removeMode: 2, maxSeedingTime: 9 * day })
})

const special = rules({ section: "qBit", kind: "special", imports: false, research: false, stalledDelay: undefined })

/** The rules of the worker that owns this torrent. */
export const rulesFor = ({ category }: Torrent): TorrentRules => {
  if (category === "radarr") return radarr
  if (category === "tv") return sonarr
  return category === "seed" ? managed : special
}

/** Who looks after its category. */
export const ownerOf = ({ category, instance }: Torrent): CategoryRoot | undefined => {
  const root = { category, descends: false }
  switch (category) {
    case "radarr":
      return { ...root, owner: { _tag: "Arr", section: radarr.section } }
    case "tv":
      return { ...root, owner: { _tag: "Arr", section: sonarr.section } }
    case "seed":
      return { ...root, owner: { _tag: "Managed", instance } }
    case "failed":
    case "recheck":
      return { ...root, owner: { _tag: "Special" } }
    default:
      return undefined
  }
}
