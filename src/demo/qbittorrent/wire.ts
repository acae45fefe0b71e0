import type { Dialect } from "./Dialect.ts"
import { isComplete, isStopped, sizeOf, type Torrent } from "./Torrent.ts"

/** Members of one JSON object. */
export type Fields = Readonly<Record<string, unknown>>

/** First folder shared by all files, "" when there is none. */
export const rootFolder = (torrent: Torrent): string => {
  const [first] = torrent.files
  const root = first?.name.includes("/") === true ? first.name.slice(0, first.name.indexOf("/")) : ""
  return root !== "" && torrent.files.every((file) => file.name.startsWith(`${root}/`)) ? root : ""
}

/** Where the content is: the file of a single-file torrent, else the root folder, else the save path; "" without metadata. */
export const contentPath = (torrent: Torrent): string => {
  const [only, ...others] = torrent.files
  if (only === undefined) return ""
  if (others.length === 0) return `${torrent.savePath}/${only.name}`
  const root = rootFolder(torrent)
  return root === "" ? torrent.savePath : `${torrent.savePath}/${root}`
}

const magnet = (torrent: Torrent): string =>
  `magnet:?xt=urn:btih:${torrent.hash}&dn=${encodeURIComponent(torrent.name)}` +
  torrent.trackers.map(({ url }) => `&tr=${encodeURIComponent(url)}`).join("")

/** Seconds it has seeded and been active. */
const times = (torrent: Torrent, now: number) => {
  const seconds = Math.floor(now / 1000)
  const idle = isStopped(torrent)
  const seeding = torrent.completionOn === undefined || idle ? 0 : seconds - torrent.completionOn
  return {
    seeding_time: torrent.seedingTime ?? Math.max(0, seeding),
    time_active: torrent.timeActive ?? (idle ? 0 : Math.max(0, seconds - torrent.addedOn))
  }
}

const trackerOf = (torrent: Torrent, dialect: Dialect): string =>
  torrent.trackers.find(({ status }) => dialect.five || status === 2)?.url ?? ""

/** The state in the words of the version. */
export const stateWord = (torrent: Torrent, dialect: Dialect): string =>
  dialect.five ? torrent.state : torrent.state.replace(/^stopped/, dialect.stopped)

const sinceFive = (torrent: Torrent): Fields => ({
  comment: "",
  has_metadata: torrent.hasMetadata,
  inactive_seeding_time_limit: torrent.inactiveSeedingTimeLimit,
  max_inactive_seeding_time: Math.max(-1, torrent.inactiveSeedingTimeLimit),
  popularity: 0,
  private: torrent.hasMetadata ? torrent.private : null,
  reannounce: isStopped(torrent) ? 0 : 1787,
  root_path: rootFolder(torrent) === "" ? "" : `${torrent.savePath}/${rootFolder(torrent)}`
})

const pieceSize = 262_144

const sinceFiveTwo = (torrent: Torrent, size: number): Fields => ({
  connections_count: torrent.seeds + torrent.leechs,
  connections_limit: 100,
  created_by: "",
  creation_date: torrent.hasMetadata ? 1_700_000_000 : -1,
  piece_size: torrent.hasMetadata ? pieceSize : -1,
  pieces_have: Math.floor((size * torrent.progress) / pieceSize),
  pieces_num: torrent.hasMetadata ? Math.ceil(size / pieceSize) : -1,
  share_limit_action: torrent.shareLimitAction,
  total_wasted: 0
})

/** One torrent as `sync/maindata` tells it (no `hash`); `torrents/info` adds the hash. `place`: in the queue, 0 for none. */
export const torrentFields = (torrent: Torrent, dialect: Dialect, now: number, place = 0): Fields => {
  const size = sizeOf(torrent)
  const completed = Math.round(size * torrent.progress)
  const date = (value: number | undefined) => value ?? dialect.unsetDate
  return {
    added_on: torrent.addedOn,
    amount_left: size - completed,
    auto_tmm: torrent.autoTmm,
    availability: torrent.availability,
    category: torrent.category,
    completed,
    completion_on: date(torrent.completionOn),
    content_path: contentPath(torrent),
    dl_limit: torrent.dlLimit,
    dlspeed: torrent.dlspeed,
    download_path: "",
    downloaded: completed,
    downloaded_session: completed,
    eta: torrent.eta,
    f_l_piece_prio: false,
    force_start: torrent.forceStart,
    infohash_v1: torrent.hash,
    infohash_v2: "",
    last_activity: torrent.lastActivity,
    magnet_uri: magnet(torrent),
    max_ratio: torrent.ratioLimit >= 0 ? torrent.ratioLimit : -1,
    max_seeding_time: torrent.seedingTimeLimit >= 0 ? torrent.seedingTimeLimit : -1,
    name: torrent.name,
    num_complete: torrent.seeds,
    num_incomplete: torrent.leechs,
    num_leechs: torrent.leechs,
    num_seeds: torrent.seeds,
    priority: place,
    progress: torrent.progress,
    ratio: completed === 0 ? 0 : torrent.uploaded / completed,
    ratio_limit: torrent.ratioLimit,
    save_path: torrent.savePath,
    seeding_time_limit: torrent.seedingTimeLimit,
    seen_complete: date(torrent.seenComplete ?? (isComplete(torrent) ? torrent.completionOn : undefined)),
    seq_dl: false,
    size,
    state: stateWord(torrent, dialect),
    super_seeding: torrent.superSeeding,
    tags: torrent.tags.join(", "),
    total_size: torrent.hasMetadata ? sizeOf(torrent, true) : -1,
    tracker: trackerOf(torrent, dialect),
    trackers_count: torrent.trackers.length,
    up_limit: torrent.upLimit,
    uploaded: torrent.uploaded,
    uploaded_session: torrent.uploaded,
    upspeed: torrent.upspeed,
    ...times(torrent, now),
    ...(dialect.five ? sinceFive(torrent) : {}),
    ...(dialect.fiveTwo ? sinceFiveTwo(torrent, size) : {})
  }
}
