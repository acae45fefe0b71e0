import * as TorrentId from "../../../../src/clients/qbittorrent/TorrentId.ts"
import * as Tags from "../../../../src/torrents/Tags.ts"
import type { Torrent, TorrentFile } from "../../../../src/torrents/Torrent.ts"
import { torrent } from "../samples.ts"
import { hosts, privateHost, publicHosts } from "./hosts.ts"
import { day, type Fate, hour, type Model, minute } from "./Model.ts"
import type { Random } from "./random.ts"

const gigabyte = 2 ** 30

export const instances = ["qBit", "qBit-seedbox", "qBit-nas"] as const

/** Two Arrs and one category that belongs to qBittorrent itself. */
export const categories = ["radarr", "tv", "seed"] as const

const fateOf = (random: Random): Fate => {
  const roll = random.next()
  if (roll < 0.8) return "well"
  if (roll < 0.84) return "stuck"
  if (roll < 0.93) return "dies"
  return roll < 0.96 ? "crawls" : "unwanted"
}

const file = (index: number, name: string, size: number): TorrentFile => ({
  index,
  name,
  size,
  progress: 0,
  priority: 1
})

const filesOf = (name: string, size: number, fate: Fate, withSample: boolean): ReadonlyArray<TorrentFile> => {
  if (fate === "unwanted") return [file(0, `${name}/setup.exe`, size), file(1, `${name}/readme.txt`, 100)]
  const movie = file(0, `${name}/${name}.mkv`, size)
  return withSample ? [movie, file(1, `${name}/Sample/sample.mkv`, 1_000), file(2, `${name}/x.nfo`, 100)] : [movie]
}

const urlOf = (host: string): string => `https://${host}/announce`

export const hashOf = (serial: number): string => serial.toString(16).padStart(8, "0").repeat(5)

/** What all models have in common. */
const make = (random: Random, serial: number, fate: Fate): Model => {
  const instance = random.pick(...instances)
  const home = random.pick("radarr", "radarr", "radarr", "tv", "tv", "tv", "tv", "seed")
  // A tenth is where hits and runs are counted.
  const host = random.chance(0.1) ? privateHost : random.pick(...publicHosts)
  const hash = hashOf(serial)
  const name = `Some.Release.${serial}.1080p`
  const size = Math.round(random.between(1, 20) * gigabyte)
  const lasts = fate === "crawls" ? random.between(20, 60) * day : random.between(20, 360) * minute
  const url = urlOf(host)
  // A tenth is on a second tracker, too.
  const second = hosts[(hosts.indexOf(host) + 1) % hosts.length]
  const told = torrent({
    id: TorrentId.make(instance, hash),
    instance,
    hash,
    name,
    category: home,
    size,
    totalSize: size,
    contentPath: `/downloads/${home}/${name}`,
    savePath: `/downloads/${home}`,
    trackers: random.chance(0.1) && second !== undefined ? [url, urlOf(second)] : [url]
  })
  return {
    torrent: told,
    fate,
    home,
    host,
    rate: size / lasts,
    diesAt: fate === "dies" ? random.between(0.01, 0.95) : Number.POSITIVE_INFINITY,
    metadataIn: 0,
    done: 0,
    restsUntil: 0,
    isDead: false,
    isGone: false,
    isLost: false,
    broken: "no",
    isStopped: false,
    isFailed: false,
    isRefused: random.chance(0.03),
    media: serial,
    condemnedAt: undefined,
    files: filesOf(name, size, fate, random.chance(0.3)),
    reading: undefined
  }
}

const metadataless: Partial<Torrent> = {
  state: "metaDL",
  progress: 0,
  amountLeft: 0,
  size: 0,
  totalSize: undefined,
  contentPath: ""
}

/** A grab: a magnet, or a torrent file whose download begins at once. */
export const grab = (random: Random, serial: number, now: number): Model => {
  const fate = fateOf(random)
  const model = make(random, serial, fate)
  const isMagnet = fate === "stuck" || random.chance(0.5)
  const size = model.torrent.size ?? 0
  model.metadataIn = !isMagnet ? 0 : fate === "stuck" ? Number.POSITIVE_INFINITY : random.between(0.2, 10) * minute
  model.condemnedAt = fate === "stuck" || fate === "crawls" || fate === "unwanted" ? now : undefined
  model.torrent = {
    ...model.torrent,
    addedAt: now,
    lastActivityAt: now,
    progress: 0,
    amountLeft: size,
    ...(isMagnet ? metadataless : {})
  }
  return model
}

/** A torrent of old: complete, imported and seeding since up to nine days. */
export const veteran = (random: Random, serial: number, now: number): Model => {
  const model = make(random, serial, "well")
  const age = random.between(1, 230) * hour
  model.torrent = {
    ...model.torrent,
    state: random.chance(0.95) ? "stalledUP" : "uploading",
    progress: 1,
    amountLeft: 0,
    addedAt: now - age - day,
    completedAt: now - age,
    lastActivityAt: now - random.between(0, 600) * minute,
    seedingTime: Math.round(age / 1000),
    ratio: random.between(0, 1.15),
    tags: model.home === "radarr" ? [Tags.imported] : []
  }
  return model
}
