import type { TorrentId } from "../clients/qbittorrent/TorrentId.ts"
import type { TorrentMemory } from "../store/TorrentMemory.ts"
import { aliveWithin, idleFor, leastTorrents, outagesOfWards, type Ward, wardOf } from "./outageWards.ts"
import type { Outage } from "./Rule.ts"
import type { Torrent } from "./Torrent.ts"
import type { TorrentState } from "./TorrentState.ts"
import { hostOf } from "./trackers/TrackerHost.ts"
import type { TrackerReading } from "./trackers/TrackerStatus.ts"

/** Everything the guard looks at; nothing is kept between two calls. */
export interface GuardInput {
  /** All torrents of one qBittorrent, whoever looks after them. Of several: trackers are judged across them. */
  readonly torrents: ReadonlyArray<Torrent>
  /** How the trackers answered a torrent the last time; undefined = not read. */
  readonly readings: (id: TorrentId) => TrackerReading | undefined
  readonly memories: (id: TorrentId) => TorrentMemory
  /** `OutageGuardPercent`, 1 to 100; 100 switches the guard off. */
  readonly percent: number
  /** Epoch milliseconds. */
  readonly now: number
}

const client = (instance: string): Outage["scope"] => ({ _tag: "Client", instance })
const tracker = (host: string): Outage["scope"] => ({ _tag: "Tracker", host })

/** Downloads that the swarm could move; stopped, queued and busy ones tell nothing about it. */
const downloading: ReadonlySet<TorrentState> = new Set([
  "downloading",
  "forcedDL",
  "stalledDL",
  "metaDL",
  "forcedMetaDL"
])

const stands = ({ downloadSpeed, state }: Torrent): boolean =>
  state === "stalledDL" || state === "metaDL" || state === "forcedMetaDL" || downloadSpeed === 0

/** Last sign of life; undefined when there was none since it was added, which qBittorrent tells as the time of adding. */
const activityOf = ({ addedAt, lastActivityAt }: Torrent, now: number): number | undefined =>
  lastActivityAt === undefined || lastActivityAt <= (addedAt ?? 0) + 1000 ? undefined : Math.min(lastActivityAt, now)

/** Hosts of announce URLs; the same few URLs come again and again. */
const hostsFinder = () => {
  const hosts = new Map<string, string>()
  return ({ trackers }: Torrent): ReadonlySet<string> => {
    const found = new Set<string>()
    for (const url of trackers ?? []) {
      const host = hosts.get(url) ?? hostOf(url)
      hosts.set(url, host)
      if (host !== "") found.add(host)
    }
    return found
  }
}

/** Keys with enough bad torrents to be worth counting the rest. */
const suspects = (wards: ReadonlyMap<string, Ward>): Map<string, Ward> =>
  new Map([...wards].filter(([, ward]) => ward.bad.length >= leastTorrents))

const swarmOutages = (input: GuardInput): ReadonlyArray<Outage> => {
  const { now, torrents } = input
  const clients = new Map<string, Ward>()
  const bad: Array<{ readonly torrent: Torrent; readonly at: number }> = []
  /** Torrents that count for a tracker, as one that is judged or as a sign of life. */
  const others: Array<{ readonly torrent: Torrent; readonly judged: boolean; readonly at: number | undefined }> = []
  for (const torrent of torrents) {
    const at = activityOf(torrent, now)
    const isDownload = downloading.has(torrent.state)
    const isStanding = isDownload && stands(torrent)
    // Dead on arrival: it never turned bad.
    const judged = isDownload && !(isStanding && at === undefined)
    const recent = at !== undefined && now - at <= aliveWithin.swarm
    if (!judged && !recent) continue
    const ward = wardOf(clients, torrent.instance)
    if (judged) ward.total++
    if (at !== undefined) ward.aliveAt = Math.max(ward.aliveAt, at)
    others.push({ torrent, judged, at })
    if (!judged || !isStanding || at === undefined || now - at < idleFor) continue
    ward.bad.push(at)
    bad.push({ torrent, at })
  }
  if (bad.length < leastTorrents) return []
  const outages = outagesOfWards(
    input,
    clients,
    "swarm",
    client,
    (count, total, instance) => `${count} of ${total} downloads of ${instance} stalled`
  )
  // A tracker is not told of when only clients that are ill themselves show it.
  const ill = new Set(outages.map(({ scope }) => (scope._tag === "Client" ? scope.instance : "")))
  const hostsOf = hostsFinder()
  const all = new Map<string, Ward>()
  const shown = new Set<string>()
  for (const { at, torrent } of bad) {
    for (const host of hostsOf(torrent)) {
      wardOf(all, host).bad.push(at)
      if (!ill.has(torrent.instance)) shown.add(host)
    }
  }
  const hosts = new Map([...suspects(all)].filter(([host]) => shown.has(host)))
  if (hosts.size === 0) return outages
  for (const { at, judged, torrent } of others) {
    for (const host of hostsOf(torrent)) {
      const ward = hosts.get(host)
      if (ward === undefined) continue
      if (judged) ward.total++
      if (at !== undefined) ward.aliveAt = Math.max(ward.aliveAt, at)
    }
  }
  return [
    ...outages,
    ...outagesOfWards(
      input,
      hosts,
      "swarm",
      tracker,
      (count, total, host) => `${count} of ${total} downloads on ${host} stalled`
    )
  ]
}

const trackerOutages = (input: GuardInput): ReadonlyArray<Outage> => {
  const { memories, now, readings, torrents } = input
  const announced = hostsFinder()
  const hostsOf = (torrent: Torrent): ReadonlySet<string> => {
    const reading = readings(torrent.id)
    return reading === undefined
      ? announced(torrent)
      : new Set(reading.trackers.flatMap(({ host, state }) => (state === "disabled" ? [] : [host])))
  }
  const all = new Map<string, Ward>()
  const gone = new Set<TorrentId>()
  for (const torrent of torrents) {
    const { goneSince } = memories(torrent.id)
    if (goneSince === undefined) continue
    gone.add(torrent.id)
    for (const host of hostsOf(torrent)) wardOf(all, host).bad.push(Math.min(goneSince, now))
  }
  const hosts = suspects(all)
  if (hosts.size === 0) return []
  for (const torrent of torrents) {
    const reading = readings(torrent.id)
    if (reading === undefined && !gone.has(torrent.id)) continue
    for (const host of hostsOf(torrent)) {
      const ward = hosts.get(host)
      if (ward !== undefined) ward.total++
    }
    for (const { host, state } of reading?.trackers ?? []) {
      const ward = state === "working" ? hosts.get(host) : undefined
      if (ward !== undefined) ward.aliveAt = Math.max(ward.aliveAt, Math.min(reading?.at ?? 0, now))
    }
  }
  return outagesOfWards(
    input,
    hosts,
    "tracker",
    tracker,
    (count, total, host) => `${count} of ${total} torrents were disowned by ${host}`
  )
}

const isBroken = (state: TorrentState): boolean => state === "missingFiles" || state === "error"

const fileOutages = (input: GuardInput): ReadonlyArray<Outage> => {
  const { memories, now, torrents } = input
  const clients = new Map<string, Ward>()
  for (const torrent of torrents) {
    const ward = wardOf(clients, torrent.instance)
    ward.total++
    if (isBroken(torrent.state)) ward.bad.push(Math.min(memories(torrent.id).brokenSince ?? now, now))
  }
  return outagesOfWards(
    input,
    clients,
    "files",
    client,
    (count, total, instance) => `${count} of ${total} torrents of ${instance} lost their files or went into error`
  )
}

/**
 * What is taken for an outage rather than for many dead torrents (decisions, "Outage guard"): at least `leastTorrents`
 * and more than `percent` of one client's or one tracker's torrents turned bad within one window. Pure; it goes by times
 * that qBittorrent and the memory keep, so a restart changes nothing.
 *
 * `swarm`: downloads that moved once and stand still, since their last activity · `tracker`: torrents that all their
 * trackers disowned, since `goneSince` · `files`: missing files or error, since `brokenSince`. It is over when enough of
 * them have recovered, and for swarm and tracker also when it is older than `oldAfter` while the rest lives.
 */
export const outagesOf = (input: GuardInput): ReadonlyArray<Outage> =>
  input.percent >= 100 ? [] : [...swarmOutages(input), ...trackerOutages(input), ...fileOutages(input)]

/** States in which it cannot be told whether its files are well again. */
const undecided: ReadonlySet<TorrentState> = new Set([
  "unknown",
  "checkingDL",
  "checkingUP",
  "checkingResumeData",
  "moving",
  "allocating"
])

/** Remembers since when a torrent has missing files or an error; a recheck on the way back is not yet its end. */
export const observeBroken = (memory: TorrentMemory, torrent: Torrent, now: number): TorrentMemory => {
  if (isBroken(torrent.state)) return memory.brokenSince === undefined ? { ...memory, brokenSince: now } : memory
  if (memory.brokenSince === undefined || undecided.has(torrent.state)) return memory
  const { brokenSince: _, ...rest } = memory
  return rest
}
