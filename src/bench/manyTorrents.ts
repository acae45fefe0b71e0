import type { QueueRecord } from "../clients/arr/QueueRecord.ts"
import type { Maindata, TorrentFields } from "../clients/qbittorrent/wire.ts"
import * as Defaults from "../config/keys/fileFilterDefaults.ts"
import * as FileFilter from "../torrents/FileFilter.ts"
import * as Tags from "../torrents/Tags.ts"
import type { TorrentFile } from "../torrents/Torrent.ts"
import type { TorrentRules } from "../torrents/TorrentRules.ts"

const hour = 3600
const gigabyte = 2 ** 30
const category = "radarr"

export const instance = "qBit"

/** 40 hexadecimal digits, the same for the same number. */
export const hashOf = (index: number): string => index.toString(16).padStart(8, "0").repeat(5)

const nameOf = (index: number): string => `Some.Movie.${1950 + (index % 75)}.${index}.1080p.WEB-DL.x264-GROUP`

/** What most of a grown client is: 6 of 10 seed imported things, 2 stall within their grace, 1 downloads, 1 is stopped. */
const kinds: ReadonlyArray<{ readonly state: string; readonly tags: string; readonly progress: number }> = [
  ...Array.from({ length: 6 }, () => ({ state: "stalledUP", tags: Tags.imported, progress: 1 })),
  ...Array.from({ length: 2 }, () => ({ state: "stalledDL", tags: Tags.allowedStalled, progress: 0.4 })),
  { state: "downloading", tags: "", progress: 0.7 },
  { state: "stoppedDL", tags: "", progress: 0.2 }
]

/** One torrent as qBittorrent tells it. `now` in epoch milliseconds. */
const fieldsOf = (index: number, now: number): TorrentFields => {
  const { progress, state, tags } = kinds[index % kinds.length] ?? { state: "stoppedDL", tags: "", progress: 0 }
  const seconds = Math.floor(now / 1000)
  const name = nameOf(index)
  return {
    name,
    state,
    category,
    tags,
    progress,
    amount_left: Math.round(2 * gigabyte * (1 - progress)),
    size: 2 * gigabyte,
    total_size: 2 * gigabyte,
    added_on: seconds - 24 * hour - index,
    completion_on: progress === 1 ? seconds - 20 * hour : -1,
    last_activity: seconds - 60,
    content_path: `/downloads/${category}/${name}`,
    save_path: `/downloads/${category}`,
    dlspeed: state === "downloading" ? 1_000_000 : 0,
    upspeed: 0,
    eta: state === "downloading" ? 600 : 8_640_000,
    ratio: 0.5,
    seeding_time: progress === 1 ? 20 * hour : 0,
    availability: 3.5
  }
}

/** The first answer of a client with `count` torrents. */
export const fullPicture = (count: number, now: number): Maindata => ({
  rid: 1,
  full: true,
  torrents: new Map(Array.from({ length: count }, (_, index) => [hashOf(index), fieldsOf(index, now)])),
  removed: [],
  unreadable: [],
  connection: "connected",
  trackers: new Map([["https://tracker.example/announce", Array.from({ length: count }, (_, index) => hashOf(index))]]),
  trackersRemoved: [],
  freeSpace: 500 * gigabyte,
  queueing: true
})

/** The next answer: `count` of `total` torrents, spread over all kinds, uploaded or downloaded something. */
export const delta = (count: number, total: number, round: number): Maindata => ({
  rid: round + 2,
  full: false,
  torrents: new Map(
    Array.from({ length: count }, (_, nth) => {
      const index = (nth * Math.floor(total / count) + nth + round) % total
      const moved = kinds[index % kinds.length]?.state === "downloading"
      // A changed ratio counts as a change for the rules, as a changed progress does.
      const changed: TorrentFields = moved ? { progress: 0.7 + (round + 1) / 1000 } : { ratio: 0.5 + (round + 1) / 20 }
      return [hashOf(index), changed] as const
    })
  ),
  removed: [],
  unreadable: [],
  connection: undefined,
  trackers: new Map(),
  trackersRemoved: [],
  freeSpace: undefined,
  queueing: undefined
})

/** The queue row of a torrent's download. */
export const rowOf = (index: number): QueueRecord => ({
  id: index + 1,
  hash: hashOf(index),
  media: { kind: "movie", movieId: index + 1 },
  title: nameOf(index),
  status: "downloading",
  trackedStatus: "ok",
  trackedState: "downloading",
  messages: [],
  errorMessage: undefined,
  outputPath: undefined,
  customFormatScore: undefined
})

/** What a torrent of `fullPicture` holds. */
export const filesOf = (name: string): ReadonlyArray<TorrentFile> => [
  { index: 0, name: `${name}/${name}.mkv`, size: 2 * gigabyte, progress: 0, priority: 1 }
]

/** The rules of a Radarr section that changes no default. */
export const rules: TorrentRules = {
  section: "Radarr-Movies",
  kind: "arr",
  failedCategory: "failed",
  recheckCategory: "recheck",
  youngerThan: 180_000,
  stalledDelay: 15 * 60_000,
  maximumDeletable: 0.99,
  maximumEta: undefined,
  keepSlow: true,
  replaceStalled: false,
  maxStrikes: 0,
  errorMessages: Defaults.errorMessages.radarr,
  formatUnmet: undefined,
  removeUnregistered: false,
  validates: false,
  seeding: {
    downloadLimit: undefined,
    uploadLimit: undefined,
    maxRatio: undefined,
    maxSeedingTime: undefined,
    removeMode: -1,
    hitAndRun: { mode: "disabled", minRatio: 1, minSeedingTime: 0, minProgress: 0.1, partialRatio: 1, buffer: 0 },
    removeDeadTrackers: false,
    deadTrackerMessages: Defaults.deadTrackerMessages
  },
  trackers: [],
  trackerTags: new Set(),
  tagless: false,
  offlineRetry: 15_000,
  fileFilter: FileFilter.compile({
    folders: Defaults.folderPatterns.radarr,
    names: Defaults.namePatterns.radarr,
    extensions: Defaults.extensions.radarr,
    caseSensitive: false
  }),
  research: true,
  imports: true,
  importMode: "Auto",
  pathMappings: [],
  instancePathMappings: {}
}
