import * as Effect from "effect/Effect"
import type { QueueRecord } from "../clients/arr/QueueRecord.ts"
import type { Maindata, TorrentFields } from "../clients/qbittorrent/wire.ts"
import { assemble } from "../config/assemble.ts"
import { arrRules } from "../managers/rulesOf.ts"
import * as Tags from "../torrents/Tags.ts"
import type { TorrentFile } from "../torrents/Torrent.ts"
import type { TorrentRules } from "../torrents/TorrentRules.ts"
import type { TrackerReading } from "../torrents/trackers/TrackerStatus.ts"
import { BenchFailed } from "./Measure.ts"
import { announcesOf, isOwing, type Ruleset, seedingMode, trackerRows } from "./rulesets.ts"

const hour = 3600
const gigabyte = 2 ** 30
const category = "radarr"

export const instance = "qBit"

/** 40 hexadecimal digits, the same for the same number. */
export const hashOf = (index: number): string => index.toString(16).padStart(8, "0").repeat(5)

const nameOf = (index: number): string => `Some.Movie.${1950 + (index % 75)}.${index}.1080p.WEB-DL.x264-GROUP`

/** What most of a grown client is: 6 of 10 seed imported things, 2 stall within their grace, 1 downloads, 1 is stopped. */
const kinds: ReadonlyArray<{ readonly state: string; readonly tags: string; readonly progress: number }> = [
  ...Array.from({ length: 6 }, () => ({ state: "stalledUP", tags: Tags.imported, progress: 1 })),
  ...Array.from({ length: 2 }, () => ({ state: "stalledDL", tags: Tags.allowedStalled, progress: 0.4 })),
  { state: "downloading", tags: "", progress: 0.7 },
  { state: "stoppedDL", tags: "", progress: 0.2 }
]

/** Beyond its limit only where tracker 2 is still owed something. */
const ratioOf = (index: number): number => (isOwing(index) && kinds[index % kinds.length]?.progress === 1 ? 2.5 : 0.5)

/** One torrent as qBittorrent tells it. `now` in epoch milliseconds. */
const fieldsOf = (index: number, now: number): TorrentFields => {
  const { progress, state, tags } = kinds[index % kinds.length] ?? { state: "stoppedDL", tags: "", progress: 0 }
  const seconds = Math.floor(now / 1000)
  const name = nameOf(index)
  return {
    name,
    state,
    category,
    tags,
    progress,
    amount_left: Math.round(2 * gigabyte * (1 - progress)),
    size: 2 * gigabyte,
    total_size: 2 * gigabyte,
    added_on: seconds - 24 * hour - index,
    completion_on: progress === 1 ? seconds - 20 * hour : -1,
    last_activity: seconds - 60,
    content_path: `/downloads/${category}/${name}`,
    save_path: `/downloads/${category}`,
    dlspeed: state === "downloading" ? 1_000_000 : 0,
    upspeed: 0,
    eta: state === "downloading" ? 600 : 8_640_000,
    ratio: ratioOf(index),
    seeding_time: progress === 1 ? 20 * hour : 0,
    availability: 3.5,
    dl_limit: 0,
    up_limit: 0,
    ratio_limit: -2,
    seeding_time_limit: -2,
    super_seeding: false
  }
}

/** As qBittorrent tells trackers: hashes by announce URL. */
const holders = (count: number): ReadonlyMap<string, ReadonlyArray<string>> => {
  const found = new Map<string, Array<string>>()
  for (let index = 0; index < count; index++) {
    for (const url of announcesOf(index)) {
      const hashes = found.get(url) ?? []
      found.set(url, hashes)
      hashes.push(hashOf(index))
    }
  }
  return found
}

/** The first answer of a client with `count` torrents. `settle`: what somebody has changed on one since it was added. */
export const fullPicture = (
  count: number,
  now: number,
  settle: (index: number, fields: TorrentFields) => TorrentFields
): Maindata => ({
  rid: 1,
  full: true,
  torrents: new Map(
    Array.from({ length: count }, (_, index) => [hashOf(index), settle(index, fieldsOf(index, now))] as const)
  ),
  removed: [],
  unreadable: [],
  connection: "connected",
  trackers: holders(count),
  trackersRemoved: [],
  freeSpace: 500 * gigabyte,
  queueing: true
})

/** The next answer: `count` of `total` torrents, spread over all kinds, uploaded or downloaded something. */
export const delta = (count: number, total: number, round: number): Maindata => ({
  rid: round + 2,
  full: false,
  torrents: new Map(
    Array.from({ length: count }, (_, nth) => {
      const index = (nth * Math.floor(total / count) + nth + round) % total
      const moved = kinds[index % kinds.length]?.state === "downloading"
      // A changed ratio counts as a change for the rules, as a changed progress does.
      const changed: TorrentFields = moved
        ? { progress: 0.7 + (round + 1) / 1000 }
        : { ratio: ratioOf(index) + (round + 1) / 20 }
      return [hashOf(index), changed] as const
    })
  ),
  removed: [],
  unreadable: [],
  connection: undefined,
  trackers: new Map(),
  trackersRemoved: [],
  freeSpace: undefined,
  queueing: undefined
})

/** The queue row of a torrent's download. */
export const rowOf = (index: number): QueueRecord => ({
  id: index + 1,
  hash: hashOf(index),
  media: { kind: "movie", movieId: index + 1 },
  title: nameOf(index),
  status: "downloading",
  trackedStatus: "ok",
  trackedState: "downloading",
  messages: [],
  errorMessage: undefined,
  outputPath: undefined,
  customFormatScore: undefined
})

/** What a torrent of `fullPicture` holds. */
export const filesOf = (name: string): ReadonlyArray<TorrentFile> => [
  { index: 0, name: `${name}/${name}.mkv`, size: 2 * gigabyte, progress: 0, priority: 1 }
]

/** How the trackers of a torrent answered a minute ago; one of 20 has a dead one among them. `now` in epoch milliseconds. */
export const readingOf = (index: number, urls: ReadonlyArray<string>, now: number): TrackerReading => ({
  at: now - 60_000,
  trackers: urls.map((url, nth) => ({
    url,
    host: new URL(url).hostname,
    ...(index % 20 === 3 && nth === 1
      ? { state: "notWorking", message: "Connection timed out" }
      : { state: "working", message: "" })
  }))
})

export const section = "Radarr-Movies"

/** The rules that such a Radarr section has, by way of a config file. */
export const rulesOf = (ruleset: Ruleset): Effect.Effect<TorrentRules, BenchFailed> =>
  Effect.gen(function* () {
    const text = [
      `[${instance}]`,
      'Host = "qbittorrent"',
      ...trackerRows(ruleset),
      `[${section}]`,
      'URI = "http://radarr:7878"',
      'APIKey = "0123456789abcdef0123456789abcdef"',
      `Category = "${category}"`,
      ...seedingMode(section, ruleset)
    ].join("\n")
    const sources = { file: "config.toml", text, environment: {}, secretFiles: new Map() }
    const { config } = yield* Effect.mapError(
      assemble(sources),
      (problems) => new BenchFailed({ message: `The bench's config is wrong: ${JSON.stringify(problems)}` })
    )
    const rules = arrRules(config, section, instance)
    return rules ?? (yield* new BenchFailed({ message: `The bench's config has no ${section}` }))
  })
