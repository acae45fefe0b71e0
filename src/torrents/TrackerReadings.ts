import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as MutableRef from "effect/MutableRef"
import type { QbittorrentReads, TrackerInfo } from "../clients/qbittorrent/QbittorrentReader.ts"
import type { TorrentId } from "../clients/qbittorrent/TorrentId.ts"
import type { Torrent } from "./Torrent.ts"
import { hostOf } from "./trackers/TrackerHost.ts"
import type { TrackerReading, TrackerState, TrackerStatus } from "./trackers/TrackerStatus.ts"

/** How the trackers answered, per torrent, as last read. */
export interface TrackerReadingsService {
  /** Undefined while never read. May be old: ask `isFresh`. */
  readonly get: (id: TorrentId) => TrackerReading | undefined
  /**
   * Reads the trackers of these torrents of one qBittorrent anew. Never fails: a torrent that cannot be read keeps what
   * was read before, which grows old, and one that is no longer there loses it.
   */
  readonly refresh: (
    client: Pick<QbittorrentReads, "name" | "trackersOf">,
    torrents: ReadonlyArray<Torrent>
  ) => Effect.Effect<void>
  readonly forget: (id: TorrentId) => Effect.Effect<void>
  readonly all: Effect.Effect<ReadonlyMap<TorrentId, TrackerReading>>
}

export class TrackerReadings extends Context.Tag("qbitrr/torrents/TrackerReadings")<
  TrackerReadings,
  TrackerReadingsService
>() {}

/** How long a reading counts as what the trackers say now, milliseconds (engine §2.13: 600 s). */
const freshFor = 600_000

/** What nobody asked for during this time is forgotten, milliseconds. */
const keptFor = 86_400_000

/** Torrents per question: an answer that is lost costs no more than these. One request from qBittorrent 5.1 on. */
const portion = 150

/** Whether the reading is at most ten minutes old. `now` is epoch milliseconds. */
export const isFresh = (reading: TrackerReading | undefined, now: number): boolean =>
  reading !== undefined && Math.abs(now - reading.at) <= freshFor

const states: ReadonlyMap<number, TrackerState> = new Map<number, TrackerState>([
  [0, "disabled"],
  [1, "notContacted"],
  [2, "working"],
  [3, "updating"],
  [4, "notWorking"],
  [5, "error"],
  [6, "unreachable"]
])

/** One tracker as rules see it; a status this version does not know is `unknown`. */
export const statusOf = ({ message, status, url }: TrackerInfo): TrackerStatus => ({
  url,
  host: hostOf(url),
  state: states.get(status) ?? "unknown",
  message
})

interface Kept {
  readonly reading: TrackerReading | undefined
  /** Epoch milliseconds. */
  readonly askedAt: number
}

export const make: Effect.Effect<TrackerReadingsService> = Effect.sync(() => {
  // `get` is asked for every torrent of a pass, so that it must not be an effect. Changed by fibers of one thread only.
  const kept = MutableRef.make<ReadonlyMap<TorrentId, Kept>>(new Map())

  const change = (f: (now: Map<TorrentId, Kept>) => void) =>
    Effect.sync(() => {
      const next = new Map(MutableRef.get(kept))
      f(next)
      MutableRef.set(kept, next)
    })

  return {
    get: (id) => MutableRef.get(kept).get(id)?.reading,
    refresh: Effect.fn("TrackerReadings.refresh")(function* (client, torrents) {
      const askedAt = yield* Clock.currentTimeMillis
      yield* change((now) => {
        for (const [id, one] of now) if (askedAt - one.askedAt > keptFor) now.delete(id)
        for (const { id } of torrents) now.set(id, { reading: now.get(id)?.reading, askedAt })
      })
      for (let from = 0; from < torrents.length; from += portion) {
        const some = torrents.slice(from, from + portion)
        const read = yield* Effect.either(client.trackersOf(some.map(({ hash }) => hash)))
        if (read._tag === "Left") {
          yield* Effect.logDebug(
            `The trackers of ${some.length} torrents of ${client.name} could not be read: ${read.left.message}`
          )
          // The others would end the same way.
          if (read.left._tag === "Transient" || read.left._tag === "AuthRejected") return
          continue
        }
        const at = yield* Clock.currentTimeMillis
        yield* change((now) => {
          for (const { hash, id } of some) {
            const trackers = read.right.get(hash)
            if (trackers === undefined) now.delete(id)
            else if (now.has(id)) now.set(id, { reading: { at, trackers: trackers.map(statusOf) }, askedAt })
          }
        })
      }
    }),
    forget: (id) => change((now) => void now.delete(id)),
    all: Effect.sync(() => {
      const readings = new Map<TorrentId, TrackerReading>()
      for (const [id, { reading }] of MutableRef.get(kept)) if (reading !== undefined) readings.set(id, reading)
      return readings
    })
  }
})

export const layer: Layer.Layer<TrackerReadings> = Layer.effect(TrackerReadings, make)
