import * as TorrentId from "../clients/qbittorrent/TorrentId.ts"
import type { TorrentFields } from "../clients/qbittorrent/wire.ts"
import { normaliseCategory } from "../config/values/Category.ts"
import type { Torrent } from "./Torrent.ts"
import { fromWire } from "./TorrentState.ts"

/** What qBittorrent says instead of "unknown" or "for ever" (100 days in seconds). */
const endless = 8_640_000

const notNegative = (value: number | undefined): number | undefined =>
  value === undefined || value < 0 || !Number.isFinite(value) ? undefined : value

/** Unset times are 0 (up to 4.6) or -1 (from 5.0). Seconds to milliseconds. */
const time = (seconds: number | undefined): number | undefined =>
  seconds === undefined || seconds <= 0 ? undefined : seconds * 1000

/** None is 0 (seen on 4.5 to 5.3) or -1 (as documented). */
const speedLimit = (value: number | undefined): number | undefined =>
  value === undefined ? undefined : Math.max(0, value)

const minutesToMillis = (value: number | undefined): number | undefined =>
  value === undefined ? undefined : value * 60_000

/** One string joined by `", "` on the wire. */
export const splitTags = (tags: string): ReadonlyArray<string> =>
  tags
    .split(",")
    .map((tag) => tag.trim())
    .filter((tag) => tag !== "")

/**
 * A torrent as rules see it, from what qBittorrent told. `ratio` -1 (beyond its maximum, or nothing downloaded) and
 * `availability` -1 (stopped or complete) are undefined, and so are share limits below 0 (-2: the default holds, -1: none). Source: api/qbittorrent-webapi.md §4.
 */
export const normalise = (
  instance: string,
  hash: string,
  fields: TorrentFields,
  trackers?: ReadonlyArray<string>
): Torrent => ({
  id: TorrentId.make(instance, hash),
  instance,
  hash: hash.toLowerCase(),
  name: fields.name ?? hash,
  state: fromWire(fields.state ?? ""),
  category: normaliseCategory(fields.category ?? ""),
  tags: splitTags(fields.tags ?? ""),
  progress: notNegative(fields.progress),
  amountLeft: notNegative(fields.amount_left),
  size: notNegative(fields.size),
  totalSize: notNegative(fields.total_size),
  addedAt: time(fields.added_on),
  completedAt: time(fields.completion_on),
  lastActivityAt: time(fields.last_activity),
  contentPath: fields.content_path ?? "",
  savePath: fields.save_path ?? "",
  downloadSpeed: notNegative(fields.dlspeed),
  uploadSpeed: notNegative(fields.upspeed),
  eta: fields.eta !== undefined && fields.eta >= endless ? undefined : notNegative(fields.eta),
  ratio: notNegative(fields.ratio),
  seedingTime: notNegative(fields.seeding_time),
  availability: notNegative(fields.availability),
  queuePosition: fields.priority === undefined || fields.priority <= 0 ? undefined : fields.priority,
  downloadLimit: speedLimit(fields.dl_limit),
  uploadLimit: speedLimit(fields.up_limit),
  ratioLimit: notNegative(fields.ratio_limit),
  seedingTimeLimit: minutesToMillis(notNegative(fields.seeding_time_limit)),
  superSeeding: fields.super_seeding === true,
  trackers
})

const sameTags = (a: ReadonlyArray<string>, b: ReadonlyArray<string>): boolean =>
  a.length === b.length && a.every((tag, index) => tag === b[index])

/** A hundredth of the ratio is the least that a seeding limit can tell apart. */
const ratioStep = (ratio: number | undefined): number | undefined =>
  ratio === undefined ? undefined : Math.floor(ratio * 100)

/**
 * Whether a rule may decide differently on `b` than on `a`. What ticks by itself (speeds, eta, seeding time, last
 * activity, availability) does not count: rules that depend on time name the time at which they look again.
 */
export const isSameForRules = (a: Torrent, b: Torrent): boolean =>
  a.state === b.state &&
  a.progress === b.progress &&
  a.amountLeft === b.amountLeft &&
  a.category === b.category &&
  sameTags(a.tags, b.tags) &&
  a.name === b.name &&
  a.size === b.size &&
  a.totalSize === b.totalSize &&
  a.addedAt === b.addedAt &&
  a.completedAt === b.completedAt &&
  a.contentPath === b.contentPath &&
  a.savePath === b.savePath &&
  a.downloadLimit === b.downloadLimit &&
  a.uploadLimit === b.uploadLimit &&
  a.ratioLimit === b.ratioLimit &&
  a.seedingTimeLimit === b.seedingTimeLimit &&
  a.superSeeding === b.superSeeding &&
  a.trackers === b.trackers &&
  ratioStep(a.ratio) === ratioStep(b.ratio)

/** Nothing at all differs, so the older object can be kept. */
export const isSame = (a: Torrent, b: Torrent): boolean =>
  isSameForRules(a, b) &&
  a.ratio === b.ratio &&
  a.downloadSpeed === b.downloadSpeed &&
  a.uploadSpeed === b.uploadSpeed &&
  a.eta === b.eta &&
  a.seedingTime === b.seedingTime &&
  a.lastActivityAt === b.lastActivityAt &&
  a.availability === b.availability &&
  a.queuePosition === b.queuePosition
