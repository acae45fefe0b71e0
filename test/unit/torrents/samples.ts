import type { QueueRecord } from "../../../src/clients/arr/QueueRecord.ts"
import * as TorrentId from "../../../src/clients/qbittorrent/TorrentId.ts"
import * as FileFilter from "../../../src/torrents/FileFilter.ts"
import type { Facts, RuleInput } from "../../../src/torrents/Rule.ts"
import type { Torrent, TorrentFile } from "../../../src/torrents/Torrent.ts"
import type { TorrentRules } from "../../../src/torrents/TorrentRules.ts"
import type { HitAndRun, SeedingRules, TrackerRule } from "../../../src/torrents/trackers/TrackerRule.ts"
import type { TrackerReading, TrackerStatus } from "../../../src/torrents/trackers/TrackerStatus.ts"

/** 2026-11-23 20:00 UTC. */
export const now = Date.UTC(2026, 10, 23, 20)
export const minute = 60_000
export const day = 86_400_000

const hash = "0123456789abcdef0123456789abcdef01234567"

export const torrent = (change: Partial<Torrent> = {}): Torrent => ({
  id: TorrentId.make("qBit", change.hash ?? hash),
  instance: "qBit",
  hash,
  name: "Some.Movie.2024",
  state: "downloading",
  category: "radarr",
  tags: [],
  progress: 0.5,
  amountLeft: 500,
  size: 1000,
  totalSize: 1000,
  addedAt: now - day,
  completedAt: undefined,
  lastActivityAt: now - 10_000,
  contentPath: "/downloads/radarr/Some.Movie.2024",
  savePath: "/downloads/radarr",
  downloadSpeed: 0,
  uploadSpeed: 0,
  eta: undefined,
  ratio: 0,
  seedingTime: 0,
  availability: 1,
  queuePosition: undefined,
  downloadLimit: 0,
  uploadLimit: 0,
  ratioLimit: undefined,
  seedingTimeLimit: undefined,
  superSeeding: false,
  trackers: ["https://tracker.example/announce"],
  ...change
})

export const complete = (change: Partial<Torrent> = {}): Torrent =>
  torrent({ state: "stalledUP", progress: 1, amountLeft: 0, completedAt: now - minute, ...change })

export const row = (change: Partial<QueueRecord> = {}): QueueRecord => ({
  id: 1,
  hash,
  media: { kind: "movie", movieId: 7 },
  title: "Some.Movie.2024",
  status: "downloading",
  trackedStatus: "ok",
  trackedState: "downloading",
  messages: [],
  errorMessage: undefined,
  outputPath: undefined,
  customFormatScore: undefined,
  ...change
})

export const facts = (change: Partial<Facts> = {}): Facts => ({
  online: true,
  connected: true,
  owner: { _tag: "Known", section: "Radarr-Movies", category: "radarr", research: true },
  queue: [row()],
  files: undefined,
  importEntry: undefined,
  trackers: undefined,
  formats: undefined,
  playable: undefined,
  outages: [],
  ...change
})

export const videoFilter = FileFilter.compile({
  folders: ["\\bextras?\\b", "\\bsamples?\\b"],
  names: ["\\bsample\\b"],
  extensions: [".mp4", ".mkv", ".srt", ".!qB", ".parts"],
  caseSensitive: false
})

export const hitAndRun = (change: Partial<HitAndRun> = {}): HitAndRun => ({
  mode: "disabled",
  minRatio: 1,
  minSeedingTime: 0,
  minProgress: 0.1,
  partialRatio: 1,
  buffer: 0,
  ...change
})

export const seeding = (change: Partial<SeedingRules> = {}): SeedingRules => ({
  downloadLimit: undefined,
  uploadLimit: undefined,
  maxRatio: undefined,
  maxSeedingTime: undefined,
  removeMode: -1,
  hitAndRun: hitAndRun(),
  removeDeadTrackers: false,
  deadTrackerMessages: [],
  ...change
})

/** A rule for `tracker.example`. */
export const trackerRule = (change: Partial<TrackerRule> = {}): TrackerRule => ({
  name: "",
  uri: `https://${change.host ?? "tracker.example"}/announce`,
  host: "tracker.example",
  priority: 0,
  sortTorrents: false,
  maximumEta: undefined,
  downloadLimit: undefined,
  uploadLimit: undefined,
  maxRatio: undefined,
  maxSeedingTime: undefined,
  addIfMissing: false,
  removeIfExists: false,
  superSeed: false,
  addTags: [],
  hitAndRun: hitAndRun(),
  messages: { gone: [], outage: [], userError: [] },
  ...change
})

export const reading = (...trackers: ReadonlyArray<Partial<TrackerStatus>>): TrackerReading => ({
  at: now,
  trackers: trackers.map((change) => ({
    url: `https://${change.host ?? "tracker.example"}/announce`,
    host: "tracker.example",
    state: "working",
    message: "",
    ...change
  }))
})

export const rules = (change: Partial<TorrentRules> = {}): TorrentRules => ({
  section: "Radarr-Movies",
  kind: "arr",
  failedCategory: "failed",
  recheckCategory: "recheck",
  youngerThan: 180_000,
  stalledDelay: 15 * minute,
  maximumDeletable: 0.99,
  maximumEta: undefined,
  keepSlow: true,
  replaceStalled: false,
  maxStrikes: 0,
  errorMessages: [],
  formatUnmet: undefined,
  removeUnregistered: false,
  validates: false,
  seeding: seeding(),
  trackers: [],
  trackerTags: new Set(),
  tagless: false,
  offlineRetry: 15_000,
  fileFilter: undefined,
  research: true,
  imports: true,
  importMode: "Auto",
  pathMappings: [],
  instancePathMappings: {},
  ...change
})

export const input = (change: Partial<RuleInput> = {}): RuleInput => ({
  torrent: torrent(),
  facts: facts(),
  rules: rules(),
  memory: { firstSeenAt: now - day, previousCategory: "radarr" },
  now,
  ...change
})

export const file = (name: string, priority = 1, index = 0): TorrentFile => ({
  index,
  name,
  size: 100,
  progress: 0,
  priority
})

export const files = (...names: ReadonlyArray<string>): ReadonlyArray<TorrentFile> =>
  names.map((name, index) => (name.startsWith("!") ? file(name.slice(1), 0, index) : file(name, 1, index)))
