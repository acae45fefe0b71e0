import * as Effect from "effect/Effect"
import type { QbittorrentClient } from "../../../../src/clients/qbittorrent/QbittorrentClient.ts"
import { hashOf, type TorrentId } from "../../../../src/clients/qbittorrent/TorrentId.ts"
import { ownerOf as ownerAmong } from "../../../../src/managers/CategoryManager.ts"
import { rowsOf, unasked } from "../../../../src/managers/facts.ts"
import { pass, resolve } from "../../../../src/managers/pass.ts"
import { filesReader, type Reader } from "../../../../src/managers/readers.ts"
import * as Watch from "../../../../src/managers/Watch.ts"
import { empty } from "../../../../src/store/TorrentMemory.ts"
import type { ApplyContext } from "../../../../src/torrents/apply/ApplyContext.ts"
import { Apply } from "../../../../src/torrents/apply.ts"
import { type Held, hold } from "../../../../src/torrents/heldOutages.ts"
import { outagesOf } from "../../../../src/torrents/OutageGuard.ts"
import type { Facts, Outage } from "../../../../src/torrents/Rule.ts"
import type { Torrent } from "../../../../src/torrents/Torrent.ts"
import type { TrackerReading } from "../../../../src/torrents/trackers/TrackerStatus.ts"
import { instances } from "./births.ts"
import { readingOf } from "./hosts.ts"
import type { Judge } from "./Judge.ts"
import { day, type Model, minute, stepTime } from "./Model.ts"
import type { ModelArr } from "./ModelArr.ts"
import { ownerOf, rulesFor } from "./sections.ts"
import type { Stores } from "./stores.ts"
import type { World } from "./World.ts"

/** `MaxRemovalsPerPass`, and `OutageGuardPercent`. */
export const cap = 10
const percent = 30

/** Somebody has asked the trackers about each torrent this often, so that what a rule sees is seldom too old. */
const readEvery = 25 * minute

/** Everything is looked at again this often; between, only what changed and what is due. */
const fullEvery = 2 * day

/** One manager: an Arr's, or the one of a client's special and managed categories. */
export interface Worker {
  readonly section: string
  readonly watch: Watch.Watch
  readonly owns: (torrent: Torrent) => boolean
  readonly factsOf: (model: Model) => Pick<Facts, "owner" | "queue" | "importEntry">
  readonly arr: ModelArr | undefined
}

/** The workers of the model's config. */
export const workersOf = (world: World, arrs: ReadonlyArray<ModelArr>, stores: Stores): ReadonlyArray<Worker> => {
  const categoryOf = ({ kind }: ModelArr): string => (kind === "radarr" ? "radarr" : "tv")
  const possible = arrs.map((arr) => ({
    section: arr.section,
    category: categoryOf(arr),
    research: arr.kind === "radarr"
  }))
  const queueOf = (arr: ModelArr) =>
    arr.isOnline ? { at: world.now, byHash: arr.rows, pending: [], skipped: 0 } : undefined
  return [
    ...arrs.map((arr): Worker => {
      const category = categoryOf(arr)
      const owner = { _tag: "Known", section: arr.section, category, research: arr.kind === "radarr" } as const
      return {
        section: arr.section,
        watch: Watch.make(),
        arr,
        owns: (torrent) => torrent.category === category,
        factsOf: ({ torrent }) => ({
          owner,
          queue: rowsOf(queueOf(arr), torrent.hash),
          importEntry: stores.entries.get(`${arr.section}\n${torrent.id}`)
        })
      }
    }),
    ...instances.map(
      (instance): Worker => ({
        section: instance,
        watch: Watch.make(),
        arr: undefined,
        owns: (torrent) => torrent.instance === instance && torrent.category !== "radarr" && torrent.category !== "tv",
        factsOf: ({ torrent }) => {
          const queues = new Map(arrs.map((arr) => [arr.section, queueOf(arr)]))
          const owner = ownerAmong(possible, queues, torrent.hash, stores.memories.get(torrent.id)?.previousCategory)
          return {
            owner,
            queue: owner._tag === "Known" ? rowsOf(queues.get(owner.section), torrent.hash) : undefined,
            importEntry: undefined
          }
        }
      })
    )
  ]
}

/** What the trackers said the last time they were asked. */
const readingAt = (world: World, model: Model, now: number): TrackerReading => {
  if (model.reading !== undefined && now < model.reading.at + readEvery) return model.reading
  model.reading = readingOf(model, world.troubles, now)
  return model.reading
}

/**
 * The engine over the model: the real decisions, the real pass, the real door and the real outage guard, woken by what
 * changed and by what is due. The feeds and the loop around them are played by the caller.
 */
export const makeEngine = (
  world: World,
  workers: ReadonlyArray<Worker>,
  clients: ReadonlyMap<string, QbittorrentClient>,
  stores: Stores,
  judge: Judge
) =>
  Effect.gen(function* () {
    const apply = yield* Apply
    let held: ReadonlyArray<Held> = []
    let askedAt = 0
    /** Left their client while their removal was not finished. */
    const lingering = new Set<TorrentId>()
    let fullAt = world.now + fullEvery

    /** As `OutageWatch`: over all clients, asked once in a step, held for a while. */
    const lookAround = (): void => {
      const { now } = world
      if (askedAt === now) return
      askedAt = now
      const found = outagesOf({
        torrents: Array.from(world.models.values(), ({ torrent }) => torrent),
        readings: (id) => world.models.get(id)?.reading,
        memories: (id) => stores.memories.get(id) ?? empty,
        percent,
        now
      })
      held = hold(held, found, now)
    }
    const outages = (instance: string): ReadonlyArray<Outage> => {
      lookAround()
      return held
        .map(({ outage }) => outage)
        .filter(({ scope }) => scope._tag === "Tracker" || scope.instance === instance)
    }

    const trackersReader: Reader = (_, torrents) =>
      Effect.sync(
        () =>
          new Map(
            torrents.flatMap(({ id }) => {
              const model = world.models.get(id)
              if (model === undefined) return []
              model.reading = readingOf(model, world.troubles, world.now)
              return [[id, { trackers: model.reading }] as const]
            })
          )
      )

    const factsOf = (worker: Worker) => (torrent: Torrent) => {
      const client = world.clients.get(torrent.instance)
      const model = world.models.get(torrent.id)
      const facts: Facts = {
        ...unasked,
        online: client?.isOnline === true,
        connected: client?.connection === "connected",
        owner: { _tag: "Unknown", reason: "it left the model" },
        queue: undefined,
        importEntry: undefined,
        ...(model === undefined ? {} : { trackers: readingAt(world, model, world.now), ...worker.factsOf(model) })
      }
      return facts
    }

    const contextOf = (worker: Worker): ApplyContext => ({
      section: worker.section,
      rulesFor,
      dryRun: false,
      dryInstances: new Set(),
      maxRemovals: cap,
      searchesPerHour: () => 1_000_000,
      outagePercent: percent,
      pingHosts: [],
      ownerOf,
      qbittorrent: (instance) => clients.get(instance),
      arr: (section) => Effect.succeed(workers.find((one) => one.section === section)?.arr?.access)
    })

    const turn = (worker: Worker) =>
      Effect.gen(function* () {
        const context = contextOf(worker)
        judge.beginPass()
        yield* apply.resume(context, worker.arr?.section)
        const ids = Watch.take(worker.watch, world.now)
        const find = (id: TorrentId): Torrent | undefined => {
          const torrent = world.models.get(id)?.torrent
          return torrent !== undefined && worker.owns(torrent) ? torrent : undefined
        }
        const torrents =
          ids === undefined
            ? [...world.models.values()].flatMap(({ torrent }) => (worker.owns(torrent) ? [torrent] : []))
            : resolve(worker.watch, ids, find)
        if (torrents.length > 0) {
          yield* pass({
            watch: worker.watch,
            context,
            torrents,
            factsOf: factsOf(worker),
            readers: { files: filesReader, trackers: trackersReader },
            outagesOf: (instance) => Effect.sync(() => outages(instance)),
            note: judge.noted,
            interval: stepTime
          })
        }
        judge.endPass()
      })

    const forget = (id: TorrentId): void => {
      stores.memories.delete(id)
      for (const { arr } of workers) {
        if (arr === undefined) continue
        stores.entries.delete(`${arr.section}\n${id}`)
        arr.forget(hashOf(id))
      }
    }

    return {
      /** One pass of every worker, and what has to be forgotten after it. */
      step: Effect.gen(function* () {
        if (world.now >= fullAt) {
          fullAt = world.now + fullEvery
          for (const { watch } of workers) watch.all = true
        }
        // An outage that is known is followed, though nobody asks.
        if (held.length > 0) lookAround()
        for (const worker of workers) yield* turn(worker)
        for (const id of lingering) {
          if (world.models.has(id) || apply.isBeingRemoved(id)) continue
          lingering.delete(id)
          forget(id)
        }
      }),
      /** It changed, or is new. */
      changed: (model: Model): void => {
        for (const { owns, watch } of workers) if (owns(model.torrent)) watch.dirty.add(model.torrent.id)
      },
      /** It left its client. */
      removed: (id: TorrentId): void => {
        for (const { watch } of workers) Watch.forget(watch, id)
        lingering.add(id)
      },
      lingering
    }
  })
