import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { QueueSnapshot } from "../../clients/arr/QueueRecord.ts"
import type { Config } from "../../config/Config.ts"
import { breathe } from "../../config/edit/breathe.ts"
import { ownerOf, type PossibleOwner } from "../../managers/CategoryManager.ts"
import { limitsOf } from "../../managers/contexts.ts"
import { clientFacts, rowsOf, twinsOf, unasked } from "../../managers/facts.ts"
import { OutageWatch } from "../../managers/OutageWatch.ts"
import type { ActionKind } from "../../managers/replay.ts"
import { ownersOf } from "../../managers/rulesOf.ts"
import { ImportLedger } from "../../store/ImportLedger.ts"
import { TorrentMemories } from "../../store/TorrentMemories.ts"
import { QueueFeeds } from "../../torrents/QueueFeeds.ts"
import type { Facts, Outage } from "../../torrents/Rule.ts"
import { TorrentFeeds } from "../../torrents/TorrentFeeds.ts"
import { TrackerReadings } from "../../torrents/TrackerReadings.ts"
import { comparer, type FactsOf, type Sight, type TorrentChange } from "./torrentChanges.ts"

/** What another config would mean for the torrents that are there. */
export interface TorrentPlan {
  /** Torrents that were looked at. */
  readonly torrents: number
  readonly changed: number
  /** Torrents to which something of that kind would be done, and now is not; and the other way round. */
  readonly more: ReadonlyMap<ActionKind, number>
  readonly less: ReadonlyMap<ActionKind, number>
  /** Removals first. */
  readonly first: ReadonlyArray<TorrentChange>
  /** Torrents of which a rule would have to ask somebody. */
  readonly untold: number
}

/** Compares two configs on the torrents as they are now. Nothing is asked of qBittorrent or an Arr, and nothing is done. */
export interface TorrentPlansService {
  readonly compare: (before: Config, after: Config) => Effect.Effect<TorrentPlan>
}

export class TorrentPlans extends Context.Tag("qbitrr/web/config/TorrentPlans")<TorrentPlans, TorrentPlansService>() {}

/** Torrents that are told one by one. */
export const shownTorrents = 50

/** Torrents looked at before everything else gets its turn: a few milliseconds. */
const perRest = 100

/** What is destroyed now and was not before comes first. */
const weight = ({ kinds, more }: TorrentChange): number => (more.includes("Remove") ? 0 : kinds.length > 0 ? 1 : 2)

const count = (counts: Map<ActionKind, number>, kind: ActionKind): void =>
  void counts.set(kind, (counts.get(kind) ?? 0) + 1)

const make = Effect.gen(function* () {
  const feeds = yield* TorrentFeeds
  const queues = yield* QueueFeeds
  const readings = yield* TrackerReadings
  const ledger = yield* ImportLedger
  const memories = yield* TorrentMemories
  const watch = yield* OutageWatch
  // Two at a time would only make each other wait.
  const one = yield* Effect.makeSemaphore(1)

  /** The facts that the managers of a config have at hand before they ask anybody. */
  const sightOf = (config: Config) =>
    Effect.gen(function* () {
      const snapshots = yield* feeds.snapshots
      const rows = new Map<string, QueueSnapshot | undefined>()
      for (const [section, feed] of yield* queues.all) rows.set(section, yield* feed.snapshot)
      const owners = ownersOf(config)
      const arrs = Object.entries(config.Arr)
        .filter(([, arr]) => arr.Managed)
        .map(([section, arr]): PossibleOwner => ({ section, category: arr.Category, research: arr.ReSearch }))
      const factsOf: FactsOf = (torrent, section, kind): Facts => {
        const common = {
          ...unasked,
          ...clientFacts(snapshots.get(torrent.instance), undefined),
          trackers: readings.get(torrent.id)
        }
        if (kind === "category") {
          const owner = ownerOf(arrs, rows, torrent.hash, memories.get(torrent.id).previousCategory)
          const queue = owner._tag === "Known" ? rowsOf(rows.get(owner.section), torrent.hash) : undefined
          return { ...common, owner, queue, importEntry: undefined }
        }
        const arr = config.Arr[section]
        return {
          ...common,
          twins: twinsOf(torrent, snapshots, owners),
          owner: { _tag: "Known", section, category: arr?.Category ?? "", research: arr?.ReSearch ?? false },
          queue: rowsOf(rows.get(section), torrent.hash),
          importEntry: ledger.get(section, torrent.id)
        }
      }
      const outages = new Map<string, ReadonlyArray<Outage>>()
      const sections = [...Object.keys(config.Arr), ...Object.keys(config.qBit)]
      for (const percent of new Set(sections.map((section) => limitsOf(config, section).outagePercent))) {
        for (const instance of snapshots.keys()) {
          outages.set(`${percent} ${instance}`, yield* watch.outages(instance, percent))
        }
      }
      const sight: Sight = {
        now: yield* Clock.currentTimeMillis,
        memoryOf: memories.get,
        factsOf,
        outagesOf: (instance, percent) => outages.get(`${percent} ${instance}`) ?? []
      }
      return { config, sight }
    })

  const compare = (before: Config, after: Config): Effect.Effect<TorrentPlan> =>
    Effect.gen(function* () {
      const look = comparer(yield* sightOf(before), yield* sightOf(after))
      const found: Array<TorrentChange> = []
      const more = new Map<ActionKind, number>()
      const less = new Map<ActionKind, number>()
      let torrents = 0
      let untold = 0
      for (const snapshot of (yield* feeds.snapshots).values()) {
        for (const torrent of snapshot.torrents.values()) {
          torrents += 1
          if (torrents % perRest === 0) yield* breathe
          const result = look(torrent)
          if (result.untold) untold += 1
          if (result.change === undefined) continue
          found.push(result.change)
          for (const kind of result.change.more) count(more, kind)
          for (const kind of result.change.less) count(less, kind)
        }
      }
      const first = found.sort((a, b) => weight(a) - weight(b) || (a.torrent.name < b.torrent.name ? -1 : 1))
      return { torrents, changed: found.length, more, less, first: first.slice(0, shownTorrents), untold }
    }).pipe(one.withPermits(1))

  return TorrentPlans.of({ compare })
})

export const layer: Layer.Layer<
  TorrentPlans,
  never,
  ImportLedger | OutageWatch | QueueFeeds | TorrentFeeds | TorrentMemories | TrackerReadings
> = Layer.effect(TorrentPlans, make)
