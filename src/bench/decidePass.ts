import * as Effect from "effect/Effect"
import * as PubSub from "effect/PubSub"
import * as Queue from "effect/Queue"
import { hashOf } from "../clients/qbittorrent/TorrentId.ts"
import { unasked } from "../managers/facts.ts"
import { OutageWatch } from "../managers/OutageWatch.ts"
import { Recorder } from "../managers/Recorder.ts"
import { torrentLoop } from "../managers/torrentLoop.ts"
import { TorrentMemories } from "../store/TorrentMemories.ts"
import { empty, type TorrentMemory } from "../store/TorrentMemory.ts"
import * as Dependencies from "../supervision/Dependencies.ts"
import { Heartbeat } from "../supervision/Heartbeat.ts"
import { Apply } from "../torrents/apply.ts"
import { Connectivity } from "../torrents/Connectivity.ts"
import { decide } from "../torrents/decide.ts"
import { applyDelta, empty as noPicture, type Picture } from "../torrents/feed/applyDelta.ts"
import type { Facts } from "../torrents/Rule.ts"
import type { Torrent } from "../torrents/Torrent.ts"
import type { FeedChange, FeedSnapshot } from "../torrents/TorrentFeed.ts"
import { TorrentFeeds } from "../torrents/TorrentFeeds.ts"
import { BenchFailed, type Figure, type Measure } from "./Measure.ts"
import * as Many from "./manyTorrents.ts"
import { listed, median, rounded } from "./statistics.ts"

const total = 10_000
const changing = 100
const rounds = 20
const warmUps = 5
const minute = 60_000

/** CPU milliseconds of this process, all threads. */
const cpu = (since?: NodeJS.CpuUsage): number => {
  const { system, user } = process.cpuUsage(since)
  return (user + system) / 1000
}

const rows = new Map(Array.from({ length: total }, (_, index) => [Many.hashOf(index), [Many.rowOf(index)]]))

const factsOf = (torrent: Torrent): Facts => ({
  online: true,
  connected: true,
  owner: { _tag: "Known", section: Many.rules.section, category: "radarr", research: true },
  queue: torrent.progress === 1 ? [] : (rows.get(hashOf(torrent.id)) ?? []),
  ...unasked,
  importEntry: undefined
})

/** What the daemon remembers of torrents it has looked at before: their files are judged. */
const remembered = (torrent: Torrent, now: number): TorrentMemory => {
  const facts = { ...factsOf(torrent), files: Many.filesOf(torrent.name) }
  return decide({ torrent, facts, rules: Many.rules, memory: empty, now }).memory
}

/** The world around the loop: a picture that changes when told, memories in a map, and an `apply` nobody may need. */
const stage = Effect.gen(function* () {
  const now = Date.now()
  let picture: Picture = applyDelta(noPicture(Many.instance), Many.fullPicture(total, now)).picture
  let version = 1
  const memories = new Map([...picture.torrents.values()].map((torrent) => [torrent.id, remembered(torrent, now)]))
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
      section: Many.rules.section,
      rulesFor: () => Many.rules,
      dryRun: false,
      dryInstances: new Set<string>(),
      maxRemovals: 10,
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
    resumes: Many.rules.section,
    hints: [],
    afterPass: () => Queue.offer(passed, undefined),
    gone: () => Effect.void
  }).pipe(
    Effect.provideService(TorrentFeeds, {
      register: () => Effect.void,
      forget: () => Effect.void,
      all: Effect.succeed(new Map()),
      snapshots,
      changes: PubSub.subscribe(hub)
    }),
    Effect.provideService(Recorder, { note: () => undefined, forget: () => Effect.void }),
    Effect.provideService(OutageWatch, { outages: () => Effect.succeed([]) }),
    Effect.provideService(Connectivity, { check: () => Effect.succeed(true) }),
    Effect.provideService(TorrentMemories, {
      get: (id) => memories.get(id) ?? empty,
      set: (id, memory) => Effect.sync(() => void memories.set(id, memory)),
      forget: (id) => Effect.sync(() => void memories.delete(id))
    }),
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
    })
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
    /** A delta of 100 torrents and the pass over them. */
    some: (round: number) =>
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
    /** `decide` and nothing else, on the first `count` torrents. */
    alone: (count: number) =>
      Effect.sync(() => {
        const torrents = [...picture.torrents.values()].slice(0, count)
        const at = Date.now()
        const before = process.cpuUsage()
        for (const torrent of torrents) {
          const memory = memories.get(torrent.id) ?? empty
          decide({ torrent, facts: factsOf(torrent), rules: Many.rules, memory, now: at })
        }
        return cpu(before)
      })
  }
})

/** The same many times, without the first few, which the compiler has not seen yet. */
const repeated = <A, E>(one: (round: number) => Effect.Effect<A, E>): Effect.Effect<ReadonlyArray<A>, E> =>
  Effect.map(
    Effect.forEach(
      Array.from({ length: warmUps + rounds }, (_, index) => index),
      one
    ),
    (all) => all.slice(warmUps)
  )

const figure = (name: string, values: ReadonlyArray<number>, detail: string, budget?: number): Figure => ({
  name,
  figure: rounded(median(values)),
  unit: "ms CPU",
  ...(budget === undefined ? {} : { budget }),
  detail: `${detail}; median of ${rounds}, slowest ${listed([Math.max(...values)], "ms")}`
})

/** What the manager of a section with 10,000 torrents costs when everything, or 100 of them, has changed. */
export const decidePass: Measure = {
  name: "decide",
  run: () =>
    Effect.gen(function* () {
      const { alone, everything, loop, some, started } = yield* stage
      yield* Effect.forkScoped(loop)
      yield* started
      const both = yield* repeated(some)
      const all = yield* repeated(() => everything)
      const aloneAll = yield* repeated(() => alone(total))
      const aloneSome = yield* repeated(() => alone(changing))
      return [
        figure(
          "pass, 10,000 torrents, 100 changed",
          both.map(({ manager }) => manager),
          "the manager's own loop: wake, Watch.take, resolve, decide, due times",
          20
        ),
        figure(
          "delta of 100 into a picture of 10,000",
          both.map(({ feed }) => feed),
          "the feed's share of the same change, JSON already decoded"
        ),
        figure("pass, all 10,000 torrents", all, "as after a start or an outage, files already judged"),
        figure("decide alone, 10,000 torrents", aloneAll, "no loop around it"),
        figure("decide alone, 100 torrents", aloneSome, "no loop around it")
      ]
    }).pipe(Effect.provide(Dependencies.layer))
}
