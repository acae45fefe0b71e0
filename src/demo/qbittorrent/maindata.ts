import type { Dialect } from "./Dialect.ts"
import { isQueueing, placesOf } from "./queue.ts"
import type { Torrent } from "./Torrent.ts"
import type { World } from "./World.ts"
import { type Fields, torrentFields } from "./wire.ts"

/** What `sync/maindata` describes, complete and as it goes over the wire. */
export interface Maindata {
  readonly torrents: Readonly<Record<string, Fields>>
  readonly categories: Readonly<Record<string, Fields>>
  readonly tags: ReadonlyArray<string>
  /** Announce URL to the hashes that use it. */
  readonly trackers: Readonly<Record<string, ReadonlyArray<string>>>
  readonly server_state: Fields
}

/** One category as `torrents/categories` and `sync/maindata` tell it. */
export const categoryFields = (name: string, savePath: string, dialect: Dialect): Fields => ({
  name,
  savePath,
  ...(dialect.fiveTwo
    ? {
        download_path: null,
        inactive_seeding_time_limit: -2,
        ratio_limit: -2,
        seeding_time_limit: -2,
        share_limit_action: "Default"
      }
    : {})
})

/** The answer of `torrents/categories`. */
export const categoriesOf = (world: World, dialect: Dialect): Readonly<Record<string, Fields>> =>
  Object.fromEntries([...world.categories].map(([name, path]) => [name, categoryFields(name, path, dialect)]))

const sum = (torrents: ReadonlyArray<Torrent>, f: (torrent: Torrent) => number): number =>
  torrents.reduce((total, torrent) => total + f(torrent), 0)

const serverState = (world: World, dialect: Dialect): Fields => {
  const torrents = [...world.torrents.values()]
  const uploaded = sum(torrents, (torrent) => torrent.uploaded)
  return {
    alltime_dl: 0,
    alltime_ul: uploaded,
    average_time_queue: 0,
    connection_status: "connected",
    dht_nodes: 120,
    dl_info_data: 0,
    dl_info_speed: sum(torrents, (torrent) => torrent.dlspeed),
    dl_rate_limit: 0,
    free_space_on_disk: world.freeSpace,
    global_ratio: "-",
    queued_io_jobs: 0,
    queueing: isQueueing(world),
    read_cache_hits: "0",
    read_cache_overload: "0",
    refresh_interval: 1500,
    total_buffers_size: 0,
    total_peer_connections: sum(torrents, (torrent) => torrent.seeds + torrent.leechs),
    total_queued_size: 0,
    total_wasted_session: 0,
    up_info_data: uploaded,
    up_info_speed: sum(torrents, (torrent) => torrent.upspeed),
    up_rate_limit: 0,
    use_alt_speed_limits: false,
    write_cache_overload: "0",
    ...(dialect.five ? { last_external_address_v4: "", last_external_address_v6: "" } : {}),
    ...(dialect.five && !dialect.fiveTwo ? { use_subcategories: false } : {})
  }
}

const trackerFlags = (torrent: Torrent): Fields => ({
  has_tracker_error: torrent.trackers.some(({ status }) => status === 5),
  has_tracker_warning: torrent.trackers.some(({ status, msg }) => status === 2 && msg !== ""),
  has_other_announce_error: torrent.trackers.some(({ status }) => status === 4 || status === 6)
})

/** The whole picture of `world` at `now` (epoch milliseconds). */
export const maindataOf = (world: World, dialect: Dialect, now: number): Maindata => {
  const trackers: Record<string, Array<string>> = {}
  for (const torrent of world.torrents.values()) {
    for (const { url } of torrent.trackers) {
      const hashes = trackers[url] ?? []
      hashes.push(torrent.hash)
      trackers[url] = hashes
    }
  }
  const places = placesOf(world)
  return {
    torrents: Object.fromEntries(
      [...world.torrents].map(([hash, torrent]) => [
        hash,
        { ...torrentFields(torrent, dialect, now, places.get(hash)), ...(dialect.fiveTwo ? trackerFlags(torrent) : {}) }
      ])
    ),
    categories: categoriesOf(world, dialect),
    tags: world.tags,
    trackers,
    server_state: serverState(world, dialect)
  }
}
