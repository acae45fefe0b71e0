import type { Torrent } from "../Torrent.ts"
import type { TorrentRules } from "../TorrentRules.ts"
import { bestRule } from "./matching.ts"

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
 * raise (engine §2.12.1, §10.3). A tracker's -1 never clears a limit of the section.
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

/** Milliseconds: the tracker's MaximumETA where it has one, else the section's; undefined = no limit. */
export const maximumEtaOf = (rules: TorrentRules, torrent: Torrent): number | undefined =>
  positive(bestRule(rules.trackers, torrent)?.maximumEta) ?? rules.maximumEta
