import * as fc from "fast-check"
import * as TorrentId from "../../../src/clients/qbittorrent/TorrentId.ts"
import type { TorrentMemory } from "../../../src/store/TorrentMemory.ts"
import type { RuleInput } from "../../../src/torrents/Rule.ts"
import * as Tags from "../../../src/torrents/Tags.ts"
import type { Torrent } from "../../../src/torrents/Torrent.ts"
import type { TorrentRules } from "../../../src/torrents/TorrentRules.ts"
import { isComplete, type TorrentState } from "../../../src/torrents/TorrentState.ts"
import type { HitAndRun, SeedingRules, TrackerRule } from "../../../src/torrents/trackers/TrackerRule.ts"
import { day, minute, torrent as torrentSample, trackerRule, videoFilter, now as when } from "./samples.ts"
import { factsOf, playable, readingOf, texts, torrentFiles } from "./simulation/anyFacts.ts"
import { flag, gigabyte, hosts, maybe, past, some, urlOf } from "./simulation/chance.ts"

/** Every state this version knows, and the one it does not. */
export const states: ReadonlyArray<TorrentState> = [
  "downloading",
  "stalledDL",
  "metaDL",
  "forcedMetaDL",
  "queuedDL",
  "stoppedDL",
  "forcedDL",
  "checkingDL",
  "allocating",
  "uploading",
  "stalledUP",
  "queuedUP",
  "stoppedUP",
  "forcedUP",
  "checkingUP",
  "checkingResumeData",
  "moving",
  "missingFiles",
  "error",
  "unknown"
]

const tags = fc
  .tuple(
    flag(5),
    fc.subarray([Tags.imported, Tags.allowedStalled, Tags.allowedSeeding, Tags.freeSpacePaused, "mine", "hd", "slow"], {
      maxLength: 3
    })
  )
  .map(([ignored, others]) => (ignored ? [Tags.ignored, ...others] : others))

/** What a torrent in this state usually looks like. */
const coherent = (torrent: Torrent): Torrent => {
  if (isComplete(torrent.state)) {
    return { ...torrent, progress: 1, amountLeft: 0, completedAt: torrent.completedAt ?? when - minute }
  }
  if (torrent.state === "metaDL" || torrent.state === "forcedMetaDL") {
    return { ...torrent, progress: 0, amountLeft: 0, size: 0, totalSize: undefined, contentPath: "" }
  }
  const progress = torrent.progress === 1 ? 0.5 : torrent.progress
  const size = torrent.size ?? gigabyte
  return { ...torrent, progress, amountLeft: progress === undefined ? undefined : Math.round(size * (1 - progress)) }
}

/** Any torrent: mostly one that can be, sometimes one whose fields contradict each other. */
export const torrent: fc.Arbitrary<Torrent> = fc
  .record({
    instance: some("qBit", "qBit-seedbox"),
    state: some(...states),
    category: some("radarr", "radarr", "radarr", "radarr", "seed", "failed", "recheck", ""),
    tags,
    progress: maybe(some(0, 0.05, 0.1, 0.5, 0.95, 0.99, 0.995, 1)),
    amountLeft: maybe(some(0, 1, gigabyte)),
    size: maybe(some(0, gigabyte, 40 * gigabyte)),
    totalSize: maybe(some(gigabyte, 41 * gigabyte)),
    addedAt: maybe(past),
    completedAt: maybe(past, 2),
    lastActivityAt: maybe(past),
    contentPath: some("/downloads/radarr/Some.Movie.2024", ""),
    downloadSpeed: maybe(some(0, 1, 50_000, 5_000_000)),
    uploadSpeed: maybe(some(0, 1, 50_000)),
    eta: maybe(some(0, 60, 7_200, 864_000)),
    ratio: maybe(some(0, 0.5, 0.99, 1, 2, 10)),
    seedingTime: maybe(some(0, 3_600, 86_400, 864_000)),
    availability: maybe(some(0, 0.3, 0.99, 1, 7)),
    queuePosition: maybe(some(1, 2, 50), 1),
    downloadLimit: maybe(some(0, 1024, 102_400)),
    uploadLimit: maybe(some(0, 1024, 102_400)),
    ratioLimit: maybe(some(0, 1, 3), 1),
    seedingTimeLimit: maybe(some(0, 60 * minute, 10 * day), 1),
    superSeeding: flag(10),
    trackers: maybe(fc.subarray(hosts.map(urlOf)))
  })
  .chain((fields) => {
    const one = torrentSample({ ...fields, id: TorrentId.make(fields.instance, torrentSample().hash) })
    return flag(85).map((sane) => (sane ? coherent(one) : one))
  })

const hitAndRunTerms: fc.Arbitrary<HitAndRun> = fc.record({
  mode: some("disabled" as const, "disabled" as const, "and" as const, "or" as const),
  minRatio: some(0, 1, 2),
  minSeedingTime: some(0, 5 * day),
  minProgress: some(0.1, 0.5),
  partialRatio: some(0.5, 1),
  buffer: some(0, 60 * minute)
})

const trackerRuleOf = (host: string): fc.Arbitrary<TrackerRule> =>
  fc
    .record({
      priority: some(-1, 0, 10),
      sortTorrents: fc.boolean(),
      maximumEta: maybe(some(3_600_000), 1),
      downloadLimit: maybe(some(0, 102_400), 1),
      uploadLimit: maybe(some(0, 51_200), 1),
      maxRatio: maybe(some(1, 2), 1),
      maxSeedingTime: maybe(some(day, 9 * day), 1),
      addIfMissing: flag(20),
      removeIfExists: flag(15),
      superSeed: flag(15),
      addTags: fc.subarray(["hd", "slow"]),
      hitAndRun: hitAndRunTerms,
      messages: some(
        { gone: [], outage: [], userError: [] },
        { gone: ["the moon"], outage: [], userError: [] },
        { gone: [], outage: ["unregistered"], userError: [] }
      )
    })
    .map((fields) => trackerRule({ ...fields, host, name: host, uri: urlOf(host) }))

const trackerRules: fc.Arbitrary<ReadonlyArray<TrackerRule>> = fc
  .subarray(["tracker.example", "other.example", "third.example"])
  .chain((chosen) => fc.tuple(...chosen.map(trackerRuleOf)))

const seedingRules: fc.Arbitrary<SeedingRules> = fc.record({
  downloadLimit: maybe(some(102_400), 1),
  uploadLimit: maybe(some(51_200), 1),
  maxRatio: maybe(some(1, 2), 2),
  maxSeedingTime: maybe(some(day, 9 * day), 2),
  removeMode: some(-1 as const, 1 as const, 2 as const, 3 as const, 4 as const),
  hitAndRun: hitAndRunTerms,
  removeDeadTrackers: flag(30),
  deadTrackerMessages: some<ReadonlyArray<string>>([], ["skipping tracker announce", "info hash is not authorized"])
})

/** Any config of one section. */
export const rules: fc.Arbitrary<TorrentRules> = fc.record({
  section: fc.constant("Radarr-Movies"),
  kind: some("arr" as const, "arr" as const, "arr" as const, "managed" as const, "special" as const),
  failedCategory: fc.constant("failed"),
  recheckCategory: fc.constant("recheck"),
  youngerThan: some(0, 180_000, 30 * minute),
  stalledDelay: maybe(some(0, 15 * minute, 15 * minute, 120 * minute), 6),
  maximumDeletable: some(0, 0.5, 0.99, 1),
  maximumEta: maybe(some(60 * minute, day), 2),
  keepSlow: fc.boolean(),
  replaceStalled: flag(30),
  maxStrikes: some(0, 0, 0, 1, 3),
  errorMessages: some<ReadonlyArray<string>>([], texts.slice(0, 2)),
  formatUnmet: maybe(fc.record({ forceMinimum: fc.boolean() }), 1),
  removeUnregistered: fc.boolean(),
  validates: flag(30),
  seeding: seedingRules,
  trackers: trackerRules,
  trackerTags: some(new Set<string>(), new Set(["hd", "slow"])),
  tagless: flag(25),
  offlineRetry: fc.constant(15_000),
  fileFilter: maybe(fc.constant(videoFilter), 1),
  research: fc.boolean(),
  imports: flag(80),
  importMode: some("Auto" as const, "Move" as const, "Copy" as const),
  pathMappings: fc.constant([]),
  instancePathMappings: fc.constant({})
})

const marks = fc.subarray([...Tags.marks]).map((chosen) => [...chosen].sort())

/** Whatever may be remembered; every field may be missing. */
export const memory: fc.Arbitrary<TorrentMemory> = fc.record(
  {
    previousCategory: some("radarr", "tv"),
    recheck: fc.record({ requestedAt: past, sawChecking: fc.boolean() }),
    filterSignature: some("", `${videoFilter.fingerprint}#${gigabyte}`),
    firstSeenAt: past,
    marks,
    stoppedBy: fc.record({ reason: fc.constant("free space" as const), at: past }),
    strikes: fc.record({ count: fc.integer({ min: 1, max: 4 }), at: past, left: some(0, 1, gigabyte) }),
    stalledUpSince: past,
    slowSince: past,
    errored: fc.record({ attempts: fc.integer({ min: 1, max: 9 }), nextAt: past }),
    replacedAt: past,
    goneSince: past,
    brokenSince: past
  },
  { requiredKeys: [] }
)

/** Any question that may ever be put to `decide`. */
export const input: fc.Arbitrary<RuleInput> = torrent.chain((one) =>
  fc.record({
    torrent: fc.constant(one),
    facts: factsOf(one),
    rules,
    memory,
    now: some(when, when + 1_000, when + 20 * minute, when + 2 * day)
  })
)

/** The same with everything read that a rule could ask for. */
export const readInput: fc.Arbitrary<RuleInput> = input.chain((one) =>
  fc
    .record({
      files: torrentFiles,
      trackers: readingOf(one.torrent.trackers ?? []),
      formats: fc.record({ file: maybe(some(-10, 0, 20, 100), 3), minimum: maybe(some(0, 5, 30), 3) }),
      playable
    })
    .map((read) => ({ ...one, facts: { ...one.facts, ...read } }))
)
