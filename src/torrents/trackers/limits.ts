import type { RuleInput } from "../Rule.ts"
import type { Torrent } from "../Torrent.ts"
import type { TorrentRules } from "../TorrentRules.ts"
import { bestRule, isUnresolved } from "./matching.ts"
import type { SeedingRules } from "./TrackerRule.ts"

/** What holds for one torrent after section, tracker and the torrent's own settings have been laid over each other. */
export interface Limits {
  /** undefined = no limit. */
  readonly ratio: number | undefined
  /** Milliseconds; undefined = no limit. */
  readonly seedingTime: number | undefined
  /** Bytes/s; undefined = do not touch. */
  readonly download: number | undefined
  readonly upload: number | undefined
  readonly superSeed: boolean
}

const positive = (value: number | undefined): number | undefined =>
  value === undefined || value <= 0 ? undefined : value

const larger = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined || b === undefined ? (a ?? b) : Math.max(a, b)

/**
 * Section, then the best tracker rule where it has a positive value, then the torrent's own share limits, which can only
 * raise (engine §2.12.1, §10.3). A tracker's -1 never clears a limit of the section. Ask `isUnresolved` before acting on it.
 */
export const limitsOf = (rules: TorrentRules, torrent: Torrent): Limits => {
  const { seeding } = rules
  const rule = bestRule(rules.trackers, torrent)
  return {
    ratio: larger(positive(rule?.maxRatio) ?? positive(seeding.maxRatio), positive(torrent.ratioLimit)),
    seedingTime: larger(
      positive(rule?.maxSeedingTime) ?? positive(seeding.maxSeedingTime),
      positive(torrent.seedingTimeLimit)
    ),
    download: positive(rule?.downloadLimit ?? seeding.downloadLimit),
    upload: positive(rule?.uploadLimit ?? seeding.uploadLimit),
    superSeed: rule?.superSeed === true
  }
}

/**
 * Milliseconds: the tracker's MaximumETA where it has one, else the section's; undefined = no limit, which is also the
 * answer while its trackers are not known, since no limit removes nothing.
 */
export const maximumEtaOf = (rules: TorrentRules, torrent: Torrent): number | undefined =>
  isUnresolved(rules, torrent)
    ? undefined
    : (positive(bestRule(rules.trackers, torrent)?.maximumEta) ?? rules.maximumEta)

/** How far a torrent is with its limits. A limit that is not set is never met. */
export interface Reached {
  readonly ratio: boolean
  readonly time: boolean
  /** Epoch milliseconds at which the time limit is met if it goes on like this; undefined when it is met, unset or stands still. */
  readonly timeAt: number | undefined
}

/**
 * The time counts as met by qBittorrent's seeding time or by the time it was seen in stalledUP without a break
 * (engine §2.12.2). Whatever qBittorrent did not tell meets nothing.
 */
export const reached = ({ memory, now, torrent }: Omit<RuleInput, "facts" | "rules">, limits: Limits): Reached => {
  const ratio = limits.ratio !== undefined && torrent.ratio !== undefined && torrent.ratio >= limits.ratio
  if (limits.seedingTime === undefined) return { ratio, time: false, timeAt: undefined }
  const seeded = torrent.seedingTime === undefined ? undefined : torrent.seedingTime * 1000
  const stalled =
    torrent.state === "stalledUP" && memory.stalledUpSince !== undefined ? now - memory.stalledUpSince : undefined
  const spent = Math.max(seeded ?? 0, stalled ?? 0)
  if (spent >= limits.seedingTime) return { ratio, time: true, timeAt: undefined }
  const stands = torrent.state === "stoppedUP" || (seeded === undefined && stalled === undefined)
  return { ratio, time: false, timeAt: stands ? undefined : now + limits.seedingTime - spent }
}

/** Whether `RemoveTorrent` is fulfilled: -1 never · 1 ratio · 2 time · 3 either · 4 both. */
export const isDone = (mode: SeedingRules["removeMode"], { ratio, time }: Reached): boolean => {
  switch (mode) {
    case -1:
      return false
    case 1:
      return ratio
    case 2:
      return time
    case 3:
      return ratio || time
    case 4:
      return ratio && time
  }
}
