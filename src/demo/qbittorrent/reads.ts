import { json, text, type WebResponse } from "../http/Exchange.ts"
import type { Dialect } from "./Dialect.ts"
import { fileRows, properties, realTrackerRows, trackerRows } from "./details.ts"
import { categoriesOf } from "./maindata.ts"
import { placesOf } from "./queue.ts"
import { isComplete, isStopped, type Torrent } from "./Torrent.ts"
import type { World } from "./World.ts"
import { type Fields, torrentFields } from "./wire.ts"

/** A read endpoint: pure, sees the query only. */
export type Read = (query: URLSearchParams, world: World, dialect: Dialect, now: number) => WebResponse

type Test = (torrent: Torrent) => boolean
const seeding = /^(uploading|stalledUP|checkingUP|queuedUP|forcedUP)$/
const running: Test = (torrent) => !isStopped(torrent)

/** Only the names in use for a version; an unknown name is no filter at all, as in every real version. */
const filterOf = (name: string | null, dialect: Dialect): Test => {
  const byName: Readonly<Record<string, Test>> = {
    downloading: (torrent) => !isComplete(torrent) && !/^(error|missingFiles|moving)$/.test(torrent.state),
    seeding: (torrent) => seeding.test(torrent.state),
    completed: (torrent) => seeding.test(torrent.state) || torrent.state === "stoppedUP",
    [dialect.stopped]: isStopped,
    [dialect.five ? "running" : "resumed"]: running,
    stalled: (torrent) => /^stalled/.test(torrent.state),
    stalled_uploading: (torrent) => torrent.state === "stalledUP",
    stalled_downloading: (torrent) => torrent.state === "stalledDL",
    checking: (torrent) => /^checking/.test(torrent.state),
    moving: (torrent) => torrent.state === "moving",
    errored: (torrent) => /^(error|missingFiles)$/.test(torrent.state),
    active: (torrent) => torrent.dlspeed > 0 || torrent.upspeed > 0 || /meta|moving/i.test(torrent.state),
    inactive: (torrent) => torrent.dlspeed === 0 && torrent.upspeed === 0 && !/meta|moving/i.test(torrent.state)
  }
  return (name === null ? undefined : byName[name]) ?? (() => true)
}

const compare = (a: unknown, b: unknown): number =>
  typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b))

const info: Read = (query, world, dialect, now) => {
  const hashes = query.get("hashes")?.toLowerCase().split("|")
  const wanted = hashes === undefined || hashes.includes("all") ? undefined : new Set(hashes)
  const category = query.get("category")
  const tag = query.get("tag")
  const filter = filterOf(query.get("filter"), dialect)
  const places = placesOf(world)
  const withTrackers = dialect.five && query.get("includeTrackers")?.toLowerCase() === "true"
  const rows: Array<Fields> = [...world.torrents.values()]
    .filter((torrent) => wanted === undefined || wanted.has(torrent.hash))
    .filter((torrent) => category === null || torrent.category === category)
    .filter((torrent) => tag === null || (tag === "" ? torrent.tags.length === 0 : torrent.tags.includes(tag)))
    .filter(filter)
    .map((torrent) => ({
      hash: torrent.hash,
      ...torrentFields(torrent, dialect, now, places.get(torrent.hash)),
      ...(withTrackers ? { trackers: realTrackerRows(torrent, dialect, now) } : {})
    }))
  const sort = query.get("sort")
  if (sort !== null && sort !== "" && rows.length > 0) {
    if (!(sort in (rows[0] ?? {}))) return text(400, "'sort' parameter is invalid")
    rows.sort((a, b) => compare(a[sort], b[sort]))
  }
  if (query.get("reverse")?.toLowerCase() === "true") rows.reverse()
  const from = Number(query.get("offset") ?? 0) || 0
  const limit = Number(query.get("limit") ?? 0) || 0
  const start = from < 0 ? Math.max(0, rows.length + from) : from
  return json(200, rows.slice(start, limit > 0 ? start + limit : undefined))
}

const ofOne =
  (render: (torrent: Torrent, dialect: Dialect, now: number) => unknown): Read =>
  (query, world, dialect, now) => {
    const hash = query.get("hash")
    if (hash === null || hash === "") return missing(dialect, ["hash"])
    const torrent = world.torrents.get(hash.toLowerCase())
    return torrent === undefined ? text(404, "Not Found") : json(200, render(torrent, dialect, now))
  }

/** The 400 for parameters that are not there; 5.2 names them. */
export const missing = (dialect: Dialect, names: ReadonlyArray<string>): WebResponse =>
  text(400, dialect.fiveTwo ? `Missing required parameters: ${names.join(", ")}` : "Bad Request")

/** GET endpoints by `<scope>/<action>`; `sync/maindata` and `auth/*` need the session and are answered elsewhere. */
export const reads: Readonly<Record<string, Read>> = {
  "app/version": (_query, _world, dialect) => text(200, dialect.app),
  "app/webapiVersion": (_query, _world, dialect) => text(200, dialect.webApi),
  "app/preferences": (_query, world) => json(200, world.preferences),
  "app/defaultSavePath": (_query, world) => text(200, String(world.preferences["save_path"])),
  "torrents/info": info,
  "torrents/files": ofOne(fileRows),
  "torrents/trackers": ofOne(trackerRows),
  "torrents/properties": ofOne(properties),
  "torrents/categories": (_query, world, dialect) => json(200, categoriesOf(world, dialect)),
  "torrents/tags": (_query, world) => json(200, world.tags),
  "transfer/info": (_query, world, dialect) =>
    json(200, {
      connection_status: "connected",
      dht_nodes: 120,
      dl_info_data: 0,
      dl_info_speed: [...world.torrents.values()].reduce((sum, torrent) => sum + torrent.dlspeed, 0),
      dl_rate_limit: 0,
      up_info_data: 0,
      up_info_speed: [...world.torrents.values()].reduce((sum, torrent) => sum + torrent.upspeed, 0),
      up_rate_limit: 0,
      ...(dialect.five ? { last_external_address_v4: "", last_external_address_v6: "" } : {})
    })
}
