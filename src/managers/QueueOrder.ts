import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { Config } from "../config/Config.ts"
import type { DecisionLog } from "../store/DecisionLog.ts"
import { Heartbeat } from "../supervision/Heartbeat.ts"
import type { ApplyContext } from "../torrents/apply/ApplyContext.ts"
import { applyOrder, type Move, queueingOff } from "../torrents/apply/ordering.ts"
import { Apply } from "../torrents/apply.ts"
import { currentOrder, desiredOrder, moves, priorityOf } from "../torrents/order/order.ts"
import type { Torrent } from "../torrents/Torrent.ts"
import type { FeedSnapshot } from "../torrents/TorrentFeed.ts"
import type { TrackerRule } from "../torrents/trackers/TrackerRule.ts"
import { type PolicyServices, policyLoop, settle } from "./policyLoop.ts"
import { mergeTrackers, ownersOf } from "./rulesOf.ts"

/** By what the queue of one qBittorrent is sorted. */
export interface OrderSettings {
  /** Some row of `Trackers` that holds on this qBittorrent has `SortTorrents`. */
  readonly enabled: boolean
  /** Rows for one torrent: those of its qBittorrent and of the Arr that owns it; undefined = nobody looks after it. */
  readonly rulesFor: (torrent: Torrent) => ReadonlyArray<TrackerRule> | undefined
}

/** Build it once per config: `rulesFor` remembers what it has worked out. */
export const orderSettingsOf = (config: Config, instance: string): OrderSettings => {
  const own = config.qBit[instance]?.Trackers ?? []
  const arrs = Object.entries(config.Arr).filter(([, arr]) => arr.Managed)
  const ofQbit = mergeTrackers(own, [])
  const ofArr = new Map(arrs.map(([section, arr]) => [section, mergeTrackers(own, arr.Torrent.Trackers)]))
  const ownerOf = ownersOf(config)
  return {
    enabled: [ofQbit, ...ofArr.values()].some((rules) => rules.some(({ sortTorrents }) => sortTorrents)),
    rulesFor: (torrent) => {
      const owner = ownerOf(torrent)?.owner
      switch (owner?._tag) {
        case "Arr":
          return ofArr.get(owner.section)
        case "Managed":
          return ofQbit
        default:
          return undefined
      }
    }
  }
}

export interface QueueOrderOptions {
  /** qBittorrent section it works for. */
  readonly instance: string
  /** `LoopSleepTimer`, milliseconds. */
  readonly interval: number
  /** Read anew for every look, as the settings. */
  readonly context: Effect.Effect<ApplyContext>
  readonly settings: Effect.Effect<OrderSettings>
}

/** Track of the heartbeat. */
const track = "order"

/** What is to be moved has to stay the same for this long, so that a burst of new torrents is one sort. Milliseconds. */
const quiet = 10_000

/** A burst without an end is sorted all the same. Milliseconds. */
const longestBurst = 60_000

/** An order that does not come about although it was sent: the next try, doubling. Milliseconds. */
const firstRetry = 20_000
const longestRetry = 600_000

/** A sort that waits for quiet: its moves, since when they are these, and since when there are any. */
interface Pending {
  readonly key: string
  readonly since: number
  readonly first: number
}

/** Sorts that were sent since the order was last right. */
interface Sent {
  readonly count: number
  readonly until: number
}

/**
 * One life of the worker that keeps the download queue of one qBittorrent in the order of its trackers' `Priority`
 * (engine §2.22.1). Only torrents that somebody looks after are moved; finished ones have no place in the queue.
 */
export const queueOrder = (
  options: QueueOrderOptions
): Effect.Effect<never, never, PolicyServices | Apply | DecisionLog> =>
  Effect.gen(function* () {
    const { instance } = options
    const apply = yield* Apply
    const heartbeat = yield* Heartbeat
    let pending: Pending | undefined
    let sent: Sent | undefined
    let actedAt: number | undefined
    /** The last series that dry run has recorded. */
    let pretended: string | undefined
    let warned = false

    const warn = Effect.suspend(() => {
      if (warned) return Effect.void
      warned = true
      return Effect.logWarning(
        `${instance}: SortTorrents does nothing, because qBittorrent does not queue torrents. Switch on "Torrent Queueing" ` +
          "in its options under BitTorrent, or take SortTorrents out of the config."
      )
    })

    const movesOf = (settings: OrderSettings, snapshot: FeedSnapshot): ReadonlyArray<Move> => {
      const rules = new Map<Torrent, ReadonlyArray<TrackerRule>>()
      for (const torrent of snapshot.torrents.values()) {
        if (torrent.queuePosition === undefined || apply.isBeingRemoved(torrent.id)) continue
        const own = settings.rulesFor(torrent)
        if (own !== undefined) rules.set(torrent, own)
      }
      const torrents = [...rules.keys()]
      const rulesOf = (torrent: Torrent) => rules.get(torrent) ?? []
      const desired = desiredOrder(torrents, rulesOf)
      const places = new Map(desired.map((torrent, index) => [torrent, index + 1]))
      return moves(currentOrder(torrents), desired).map((torrent) => ({
        torrent,
        reason:
          `priority ${priorityOf(torrent, rulesOf(torrent))}: belongs at place ${places.get(torrent)} of the ` +
          `${desired.length} sorted torrents, was at position ${torrent.queuePosition} of the queue`
      }))
    }

    const send = (series: ReadonlyArray<Move>, key: string) =>
      Effect.gen(function* () {
        const context = yield* options.context
        if (context.dryRun || context.dryInstances.has(instance)) {
          if (pretended === key) return
          pretended = key
        }
        yield* heartbeat.extend(track, "10 minutes")
        const result = yield* Effect.ensuring(applyOrder(context, instance, series), heartbeat.extend(track, 0))
        const now = yield* Clock.currentTimeMillis
        if (result === queueingOff) yield* warn
        const count = (sent?.count ?? 0) + 1
        sent = { count, until: now + Math.min(longestRetry, firstRetry * 2 ** (count - 1)) }
        actedAt = now
        pending = undefined
      })

    const round = (snapshot: FeedSnapshot) =>
      Effect.gen(function* () {
        const settings = yield* options.settings
        if (!settings.enabled) {
          pending = undefined
          return
        }
        if (!snapshot.queueing) {
          pending = undefined
          return yield* warn
        }
        if (actedAt !== undefined && snapshot.at < actedAt + settle) return
        const now = yield* Clock.currentTimeMillis
        const series = movesOf(settings, snapshot)
        if (series.length === 0) {
          pending = undefined
          sent = undefined
          pretended = undefined
          return
        }
        const key = series.map(({ torrent }) => torrent.hash).join()
        if (pending?.key !== key) pending = { key, since: now, first: pending?.first ?? now }
        if (now - pending.since < quiet && now - pending.first < longestBurst) return
        if (sent !== undefined && now < sent.until) return
        yield* send(series, key)
      })

    return yield* policyLoop({ instance, track, interval: options.interval, round })
  })
