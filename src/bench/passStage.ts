import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as NodeContext from "@effect/platform-node/NodeContext"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as PubSub from "effect/PubSub"
import * as Queue from "effect/Queue"
import { hashOf } from "../clients/qbittorrent/TorrentId.ts"
import { OutageWatch } from "../managers/OutageWatch.ts"
import * as Recorder from "../managers/Recorder.ts"
import { torrentLoop } from "../managers/torrentLoop.ts"
import * as StoreLive from "../store/StoreLive.ts"
import { TorrentMemories } from "../store/TorrentMemories.ts"
import type { TorrentMemory } from "../store/TorrentMemory.ts"
import * as Dependencies from "../supervision/Dependencies.ts"
import { Heartbeat } from "../supervision/Heartbeat.ts"
import { Apply } from "../torrents/apply.ts"
import { Connectivity } from "../torrents/Connectivity.ts"
import { applyDelta, empty as noPicture, type Picture } from "../torrents/feed/applyDelta.ts"
import type { Facts, RuleInput } from "../torrents/Rule.ts"
import type { Torrent } from "../torrents/Torrent.ts"
import type { FeedChange, FeedSnapshot } from "../torrents/TorrentFeed.ts"
import { TorrentFeeds } from "../torrents/TorrentFeeds.ts"
import type { TrackerReading } from "../torrents/trackers/TrackerStatus.ts"
import { BenchFailed } from "./Measure.ts"
import * as Many from "./manyTorrents.ts"
import { announcesOf, isOwing, type Ruleset } from "./rulesets.ts"
import { settled } from "./settling.ts"

const minute = 60_000

/** CPU milliseconds of this process, all threads. */
export const cpu = (since?: NodeJS.CpuUsage): number => {
  const { system, user } = process.cpuUsage(since)
  return (user + system) / 1000
}

/** The store of the daemon on a file that goes with the scope, and the recorder on it. */
export const storeLayer = Layer.unwrapScoped(
  Effect.map(
    Effect.acquireRelease(
      Effect.sync(() => mkdtempSync(join(tmpdir(), "qbitrr-bench-"))),
      (folder) => Effect.sync(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }))
    ),
    (folder) => Recorder.layer.pipe(Layer.provideMerge(StoreLive.layer({ file: join(folder, "qbitrr.db") })))
  )
).pipe(
  Layer.provide(NodeContext.layer),
  Layer.mapError(({ message }) => new BenchFailed({ message }))
)

/** A section with `total` torrents that are looked after already, and its loop, with the store and recorder of the daemon. */
export const make = (ruleset: Ruleset, total: number) =>
  Effect.gen(function* () {
    const now = Date.now()
    const rules = yield* Many.rulesOf(ruleset)
    const stored = yield* TorrentMemories
    const rows = new Map(Array.from({ length: total }, (_, index) => [Many.hashOf(index), [Many.rowOf(index)]]))
    const readings = new Map<string, TrackerReading>()
    for (let index = 0; index < total; index++) {
      if (ruleset === "tracker messages" || (ruleset === "tracker rules" && isOwing(index))) {
        readings.set(Many.hashOf(index), Many.readingOf(index, announcesOf(index), now))
      }
    }
    const factsOf = (torrent: Torrent): Facts => ({
      online: true,
      connected: true,
      twins: [],
      owner: { _tag: "Known", section: Many.section, category: "radarr", research: true },
      queue: torrent.progress === 1 ? [] : (rows.get(hashOf(torrent.id)) ?? []),
      importEntry: undefined,
      files: undefined,
      trackers: readings.get(torrent.hash),
      formats: undefined,
      playable: undefined,
      outages: []
    })
    const memories = new Map<string, TorrentMemory>()
    const unsettled: Array<string> = []
    const picture0 = Many.fullPicture(total, now, (index, fields) => {
      const hash = Many.hashOf(index)
      const found = settled(fields, announcesOf(index).toSorted(), {
        instance: Many.instance,
        hash,
        // Their files are judged.
        factsOf: (torrent) => ({ ...factsOf(torrent), files: Many.filesOf(torrent.name) }),
        rules,
        now
      })
      if (found === undefined) unsettled.push(hash)
      else memories.set(hash, found.memory)
      return found?.fields ?? fields
    })
    if (unsettled.length > 0) {
      return yield* new BenchFailed({ message: `${unsettled.length} torrents are not settled with ${ruleset}` })
    }
    let picture: Picture = applyDelta(noPicture(Many.instance), picture0).picture
    let version = 1
    for (const { hash, id } of picture.torrents.values()) yield* stored.set(id, memories.get(hash) ?? {})
    const hub = yield* PubSub.unbounded<FeedChange>()
    const passed = yield* Queue.unbounded<void>()

    const snapshots = Effect.sync(() => {
      const { torrents } = picture
      const snapshot: FeedSnapshot = {
        instance: Many.instance,
        online: true,
        at: Date.now(),
        version,
        torrents,
        connection: "connected",
        freeSpace: undefined,
        queueing: true
      }
      return new Map([[Many.instance, snapshot]])
    })
    const loop = torrentLoop({
      context: Effect.succeed({
        section: Many.section,
        rulesFor: () => rules,
        dryRun: false,
        dryInstances: new Set<string>(),
        maxRemovals: 10,
        searchesPerHour: () => 20,
        outagePercent: 30,
        pingHosts: [],
        ownerOf: () => undefined,
        qbittorrent: () => undefined,
        arr: () => Effect.succeed(undefined)
      }),
      // Long, so that only what is published makes a pass.
      interval: 10 * minute,
      needs: () => true,
      owns: (_, { category }) => category === "radarr",
      readers: {},
      facts: () => Effect.succeed(factsOf),
      resumes: Many.section,
      hints: [],
      afterPass: () => Queue.offer(passed, undefined),
      gone: () => Effect.void
    }).pipe(
      Effect.provideService(TorrentFeeds, {
        register: () => Effect.void,
        forget: () => Effect.void,
        nudge: () => Effect.void,
        all: Effect.succeed(new Map()),
        snapshots,
        changes: PubSub.subscribe(hub)
      }),
      Effect.provideService(OutageWatch, {
        outages: () => Effect.dieMessage("bench: nothing is to be removed, but the outage guard was asked")
      }),
      Effect.provideService(Connectivity, { check: () => Effect.succeed(true) }),
      Effect.provideService(Apply, {
        run: (_context, planned) =>
          Effect.dieMessage(`bench: nothing is to be done, but "${planned[0]?.decision.reason}" was planned`),
        resume: () => Effect.succeed([]),
        isBeingRemoved: () => false
      }),
      Effect.provideService(Heartbeat, {
        worker: "bench",
        life: 1,
        ready: Effect.void,
        beat: () => Effect.void,
        extend: () => Effect.void,
        release: () => Effect.void,
        degrade: () => Effect.void,
        recover: () => Effect.void,
        isCurrent: Effect.succeed(true)
      }),
      Effect.provide(Dependencies.layer)
    )

    /** Publishes a change and waits for the end of the pass that it causes. CPU milliseconds. */
    const pass = (change: Omit<FeedChange, "instance" | "removed">) =>
      Effect.gen(function* () {
        // The loop rests between two passes.
        yield* Effect.sleep("60 millis")
        const before = process.cpuUsage()
        yield* PubSub.publish(hub, { instance: Many.instance, removed: new Set<string>(), ...change })
        yield* Queue.take(passed)
        return cpu(before)
      })

    return {
      loop,
      started: Queue.take(passed),
      everything: pass({ full: true, changed: new Set() }),
      /** A delta of `changing` torrents and the pass over them. */
      some: (changing: number, round: number) =>
        Effect.gen(function* () {
          const before = process.cpuUsage()
          const applied = applyDelta(picture, Many.delta(changing, total, round))
          const feed = cpu(before)
          picture = applied.picture
          version += 1
          if (applied.changed.size !== changing) {
            return yield* new BenchFailed({ message: `${applied.changed.size} torrents changed, not ${changing}` })
          }
          return { feed, manager: yield* pass({ full: false, changed: applied.changed }) }
        }),
      /** What `decide` would be asked now. */
      inputs: Effect.sync((): ReadonlyArray<RuleInput> => {
        const at = Date.now()
        return [...picture.torrents.values()].map((torrent) => ({
          torrent,
          facts: factsOf(torrent),
          rules,
          memory: stored.get(torrent.id),
          now: at
        }))
      }),
      readings
    }
  })

export type Stage = Effect.Effect.Success<ReturnType<typeof make>>
