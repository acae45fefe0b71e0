import type { Dialect } from "./Dialect.ts"
import { sizeOf, type Torrent } from "./Torrent.ts"
import { type Fields, torrentFields } from "./wire.ts"

const pieceSize = 262_144

/** `torrents/files`: empty before the metadata is there; `is_seed` only on the first row. */
export const fileRows = (torrent: Torrent): ReadonlyArray<Fields> => {
  let offset = 0
  return torrent.files.map((file, index) => {
    const first = Math.floor(offset / pieceSize)
    offset += file.size
    return {
      availability: torrent.progress >= 1 ? 1 : Math.max(0, torrent.availability),
      index,
      ...(index === 0 ? { is_seed: torrent.progress >= 1 } : {}),
      name: file.name,
      piece_range: [first, Math.floor(Math.max(0, offset - 1) / pieceSize)],
      priority: file.priority,
      progress: file.priority === 0 && torrent.progress < 1 ? 0 : torrent.progress,
      size: file.size
    }
  })
}

const numbers = { num_downloaded: 0, num_leeches: 0, num_peers: 0, num_seeds: 0 }

/** The trackers proper, as `includeTrackers` tells them; 5.2 knows more of them. */
export const realTrackerRows = (torrent: Torrent, dialect: Dialect, now: number): ReadonlyArray<Fields> => {
  const next = Math.floor(now / 1000) + 1787
  return torrent.trackers.map(({ url, status, msg }, tier) => ({
    ...numbers,
    num_downloaded: -1,
    num_leeches: torrent.leechs,
    num_peers: torrent.seeds + torrent.leechs,
    num_seeds: torrent.seeds,
    msg,
    status: dialect.fiveTwo ? status : Math.min(status, 4),
    tier,
    url,
    ...(dialect.fiveTwo ? { endpoints: [], min_announce: 0, next_announce: next, updating: status === 3 } : {})
  }))
}

/** `torrents/trackers`: three rows that are no trackers come first. */
export const trackerRows = (torrent: Torrent, dialect: Dialect, now: number): ReadonlyArray<Fields> => {
  const pseudo = ["DHT", "PeX", "LSD"].map((name) => ({
    ...numbers,
    msg: torrent.private ? "This torrent is private" : "",
    status: torrent.private ? 0 : 2,
    tier: -1,
    url: `** [${name}] **`
  }))
  return [...pseudo, ...realTrackerRows(torrent, dialect, now)]
}

/** `torrents/properties`. */
export const properties = (torrent: Torrent, dialect: Dialect, now: number): Fields => {
  const info = torrentFields(torrent, dialect, now)
  const size = sizeOf(torrent)
  return {
    addition_date: torrent.addedOn,
    comment: "",
    completion_date: torrent.completionOn ?? -1,
    created_by: "",
    creation_date: torrent.hasMetadata ? 1_700_000_000 : -1,
    dl_limit: torrent.dlLimit === 0 ? -1 : torrent.dlLimit,
    dl_speed: torrent.dlspeed,
    dl_speed_avg: torrent.dlspeed,
    download_path: "",
    eta: torrent.eta,
    hash: torrent.hash,
    infohash_v1: torrent.hash,
    infohash_v2: "",
    is_private: torrent.hasMetadata && torrent.private,
    last_seen: torrent.seenComplete ?? -1,
    name: torrent.name,
    nb_connections: torrent.seeds + torrent.leechs,
    nb_connections_limit: 100,
    peers: torrent.leechs,
    peers_total: torrent.leechs,
    piece_size: torrent.hasMetadata ? pieceSize : -1,
    pieces_have: Math.floor((size * torrent.progress) / pieceSize),
    pieces_num: torrent.hasMetadata ? Math.ceil(size / pieceSize) : -1,
    reannounce: 1787,
    save_path: torrent.savePath,
    seeding_time: info["seeding_time"],
    seeds: torrent.seeds,
    seeds_total: torrent.seeds,
    share_ratio: info["ratio"],
    time_elapsed: info["time_active"],
    total_downloaded: info["completed"],
    total_downloaded_session: info["completed"],
    total_size: torrent.hasMetadata ? sizeOf(torrent, true) : -1,
    total_uploaded: torrent.uploaded,
    total_uploaded_session: torrent.uploaded,
    total_wasted: 0,
    up_limit: torrent.upLimit === 0 ? -1 : torrent.upLimit,
    up_speed: torrent.upspeed,
    up_speed_avg: torrent.upspeed,
    ...(dialect.five
      ? {
          has_metadata: torrent.hasMetadata,
          popularity: 0,
          private: torrent.hasMetadata ? torrent.private : null,
          progress: torrent.progress
        }
      : {}),
    ...(dialect.fiveTwo ? { availability: torrent.availability } : {})
  }
}
