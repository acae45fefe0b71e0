import * as Brand from "effect/Brand"

/** A torrent is always (qBittorrent instance, hash); a bare hash never names one. Written `instance/hash`. */
export type TorrentId = string & Brand.Brand<"TorrentId">

const brand = Brand.nominal<TorrentId>()

/** `hash` in any case; stored lower-case as qBittorrent answers it. */
export const make = (instance: string, hash: string): TorrentId => brand(`${instance}/${hash.toLowerCase()}`)

/** The config section of the qBittorrent instance, e.g. `qBit`. */
export const instanceOf = (id: TorrentId): string => id.slice(0, id.lastIndexOf("/"))

/** Lower-case hash. */
export const hashOf = (id: TorrentId): string => id.slice(id.lastIndexOf("/") + 1)
