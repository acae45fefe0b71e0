import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as PubSub from "effect/PubSub"
import type * as TorrentId from "../../../src/clients/qbittorrent/TorrentId.ts"
import { clientFacts, unasked } from "../../../src/managers/facts.ts"
import { OutageWatch } from "../../../src/managers/OutageWatch.ts"
import { Recorder } from "../../../src/managers/Recorder.ts"
import type { Readers } from "../../../src/managers/readers.ts"
import { torrentLoop } from "../../../src/managers/torrentLoop.ts"
import { TorrentMemories } from "../../../src/store/TorrentMemories.ts"
import { empty, type TorrentMemory } from "../../../src/store/TorrentMemory.ts"
import * as Dependencies from "../../../src/supervision/Dependencies.ts"
import { Heartbeat } from "../../../src/supervision/Heartbeat.ts"
import { Apply, type Planned } from "../../../src/torrents/apply.ts"
import { Connectivity } from "../../../src/torrents/Connectivity.ts"
import type { Decision } from "../../../src/torrents/decide.ts"
import type { Outage, Playable } from "../../../src/torrents/Rule.ts"
import type { Torrent } from "../../../src/torrents/Torrent.ts"
import type { FeedChange, FeedSnapshot } from "../../../src/torrents/TorrentFeed.ts"
import { TorrentFeeds } from "../../../src/torrents/TorrentFeeds.ts"
import { midday } from "../search/loopWorld.ts"
import { advance, quickly, shift } from "../search/searchClock.ts"
import {
  complete,
  day,
  facts,
  hitAndRun,
  minute,
  now,
  reading,
  row,
  rules,
  torrent,
  trackerRule
} from "../torrents/samples.ts"

const interval = 5_000

/** One manager's loop with everything around it drawn; `now` of the samples is the time it starts. */
const stage = (given: {
  readonly torrents?: ReadonlyArray<Torrent>
  readonly rules?: ReturnType<typeof rules>
  readonly readers?: Readers
}) => {
  const torrents = new Map((given.torrents ?? []).map((one) => [one.hash, one]))
  const memories = new Map<TorrentId.TorrentId, TorrentMemory>()
  const seen = { passes: 0, facts: 0, arrs: 0, pings: 0, outages: 0 }
  const applied: Array<Planned> = []
  const decisions: Array<Decision> = []
  let connection: FeedSnapshot["connection"] = "connected"
  let pinged = true
  let outages: ReadonlyArray<Outage> = []

  const snapshots = Effect.clockWith((clock) =>
    Effect.map(clock.currentTimeMillis, (at) => {
      const snapshot: FeedSnapshot = {
        instance: "qBit",
        online: true,
        at,
        version: 1,
        torrents: new Map(torrents),
        connection,
        freeSpace: undefined,
        queueing: false
      }
      return new Map([["qBit", snapshot]])
    })
  )

  const layer = (hub: PubSub.PubSub<FeedChange>) =>
    Layer.mergeAll(
      Layer.succeed(TorrentFeeds, {
        register: () => Effect.void,
        forget: () => Effect.void,
        nudge: () => Effect.void,
        all: Effect.succeed(new Map()),
        snapshots,
        changes: PubSub.subscribe(hub)
      }),
      Layer.succeed(TorrentMemories, {
        get: (id) => memories.get(id) ?? empty,
        set: (id, memory) => Effect.sync(() => void memories.set(id, memory)),
        forget: (id) => Effect.sync(() => void memories.delete(id))
      }),
      Layer.succeed(Apply, {
        run: (_, all) =>
          Effect.sync(() => {
            applied.push(...all)
            for (const { torrent: one } of all) torrents.delete(one.hash)
            return all.map((planned) => ({ planned, result: "done" }))
          }),
        resume: () => Effect.succeed([]),
        isBeingRemoved: () => false
      }),
      Layer.succeed(OutageWatch, {
        outages: () =>
          Effect.sync(() => {
            seen.outages += 1
            return outages
          })
      }),
      Layer.succeed(Recorder, { note: (_, __, decision) => void decisions.push(decision), forget: () => Effect.void }),
      Layer.succeed(Connectivity, {
        check: () =>
          Effect.sync(() => {
            seen.pings += 1
            return pinged
          })
      }),
      Layer.succeed(Heartbeat, {
        worker: "Radarr-Movies",
        life: 1,
        ready: Effect.void,
        beat: () => Effect.void,
        extend: () => Effect.void,
        release: () => Effect.void,
        degrade: () => Effect.void,
        recover: () => Effect.void,
        isCurrent: Effect.succeed(true)
      }),
      Dependencies.layer
    )

  const start = Effect.gen(function* () {
    yield* shift(now - midday)
    const hub = yield* PubSub.unbounded<FeedChange>()
    yield* torrentLoop({
      context: Effect.sync(() => {
        seen.passes += 1
        return {
          section: "Radarr-Movies",
          rulesFor: () => given.rules ?? rules(),
          dryRun: false,
          dryInstances: new Set<string>(),
          maxRemovals: 10,
          searchesPerHour: () => 20,
          outagePercent: 30,
          pingHosts: ["one.one.one.one"],
          ownerOf: () => undefined,
          qbittorrent: () => undefined,
          arr: () =>
            Effect.sync(() => {
              seen.arrs += 1
              return undefined
            })
        }
      }),
      interval,
      owns: (_, { category }) => category === "radarr",
      needs: () => true,
      resumes: "Radarr-Movies",
      hints: [],
      readers: given.readers ?? {},
      facts: (sight) =>
        Effect.sync(() => {
          seen.facts += 1
          return (one: Torrent) => ({
            ...facts({ ...unasked, ...clientFacts(sight.snapshots.get(one.instance), sight.pinged) }),
            queue: [row()]
          })
        }),
      afterPass: () => Effect.void,
      gone: () => Effect.void
    }).pipe(Effect.provide(layer(hub)), Effect.forkScoped)
    yield* advance(1)
  })
  return {
    start,
    applied,
    decisions,
    seen,
    connect: (status: FeedSnapshot["connection"], ping = true) => {
      connection = status
      pinged = ping
    },
    strike: (...some: ReadonlyArray<Outage>) => {
      outages = some
    }
  }
}

const dead = torrent({ state: "stalledDL", lastActivityAt: now - day, addedAt: now - 2 * day })

describe("a manager's loop", () => {
  it.scoped("check 10: an empty category is looked at every LoopSleepTimer, and no Arr is asked anything", () =>
    Effect.gen(function* () {
      const { applied, seen, start } = stage({ torrents: [torrent({ category: "somebody else's" })] })
      yield* start
      const before = seen.passes
      yield* advance(10 * interval)
      assert.strictEqual(seen.passes - before, 10)
      assert.strictEqual(seen.facts, 0)
      assert.strictEqual(seen.arrs, 0)
      assert.isEmpty(applied)
    }).pipe(quickly)
  )

  it.scoped("check 11: offline nothing is removed; NoInternetSleepTimer later it is looked at again", () =>
    Effect.gen(function* () {
      const loop = stage({ torrents: [dead] })
      loop.connect("disconnected")
      yield* loop.start
      yield* advance(minute)
      assert.isEmpty(loop.applied)
      assert.match(loop.decisions[0]?.reason ?? "", /no connection to the internet/)
      assert.strictEqual(loop.decisions[0]?.again, now + rules().offlineRetry)
      // At most once per 15 s, not with every pass.
      assert.isAtMost(loop.decisions.length, 5)
      loop.connect("connected")
      yield* advance(rules().offlineRetry + interval)
      assert.deepStrictEqual(
        loop.applied.map(({ decision }) => decision.rule),
        ["stalled"]
      )
    }).pipe(quickly)
  )

  it.scoped(
    "check 11: a client that cannot tell is believed when a ping gets through, never one that says disconnected",
    () =>
      Effect.gen(function* () {
        const unknown = stage({ torrents: [dead] })
        unknown.connect("unknown", false)
        yield* unknown.start
        yield* advance(minute)
        assert.isEmpty(unknown.applied)
        assert.isAbove(unknown.seen.pings, 0)
        unknown.connect("unknown", true)
        yield* advance(rules().offlineRetry + interval)
        assert.strictEqual(unknown.applied.length, 1)
        const down = stage({ torrents: [dead] })
        down.connect("disconnected", true)
        yield* down.start
        yield* advance(minute)
        assert.strictEqual(down.seen.pings, 0)
        assert.isEmpty(down.applied)
      }).pipe(quickly)
  )

  it.scoped("an outage is asked about only before a removal, and holds it back", () =>
    Effect.gen(function* () {
      const fine = stage({ torrents: [torrent()] })
      yield* fine.start
      assert.strictEqual(fine.seen.outages, 0)
      const loop = stage({ torrents: [dead] })
      loop.strike({
        scope: { _tag: "Client", instance: "qBit" },
        evidence: "swarm",
        reason: "9 of 12 downloads of qBit stalled within 10 minutes"
      })
      yield* loop.start
      yield* advance(minute)
      assert.isEmpty(loop.applied)
      assert.match(loop.decisions[0]?.reason ?? "", /9 of 12 downloads/)
      loop.strike()
      yield* advance(minute + interval)
      assert.strictEqual(loop.applied.length, 1)
    }).pipe(quickly)
  )

  it.scoped("what a rule asks for is read in the same pass; what cannot be read keeps the torrent", () =>
    Effect.gen(function* () {
      const owing = rules({ trackers: [trackerRule({ hitAndRun: hitAndRun({ mode: "and" }) })] })
      let asked = 0
      const silent = stage({
        torrents: [dead],
        rules: owing,
        readers: {
          trackers: () =>
            Effect.sync(() => {
              asked += 1
              return new Map()
            })
        }
      })
      yield* silent.start
      yield* advance(5 * minute)
      assert.isEmpty(silent.applied)
      // Once a minute at most, however often the loop wakes.
      assert.isAtMost(asked, 7)
      const told = stage({
        torrents: [dead],
        rules: owing,
        readers: {
          trackers: (_, torrents) =>
            Effect.clockWith((clock) =>
              Effect.map(clock.currentTimeMillis, (at) => {
                const trackers = { ...reading({ state: "notWorking", message: "Unregistered torrent" }), at }
                return new Map(torrents.map(({ id }) => [id, { trackers }]))
              })
            )
        }
      })
      yield* told.start
      // A tracker in trouble disowns everything; only after an hour of it nothing is owed any more.
      assert.isEmpty(told.applied)
      yield* advance(100 * minute)
      assert.deepStrictEqual(
        told.applied.map(({ decision }) => decision.rule),
        ["stalled"]
      )
    }).pipe(quickly)
  )

  it.scoped("what cannot be read holds up the rule that asks, not the others", () =>
    Effect.gen(function* () {
      const loop = stage({
        torrents: [dead],
        rules: rules({ removeUnregistered: true }),
        readers: { trackers: () => Effect.succeed(new Map()) }
      })
      yield* loop.start
      assert.deepStrictEqual(
        loop.applied.map(({ decision }) => decision.rule),
        ["stalled"]
      )
    }).pipe(quickly)
  )

  it.scoped("a probe that is under way holds up the import until it has ended", () =>
    Effect.gen(function* () {
      let playable: Playable | undefined
      const loop = stage({
        torrents: [complete()],
        rules: rules({ validates: true }),
        readers: {
          playable: (_, torrents) =>
            Effect.sync(
              () => new Map(playable === undefined ? [] : torrents.map(({ id }) => [id, { playable }] as const))
            )
        }
      })
      yield* loop.start
      yield* advance(3 * minute)
      assert.isEmpty(loop.applied)
      playable = { _tag: "Playable" }
      yield* advance(minute)
      assert.deepStrictEqual(
        loop.applied.map(({ decision }) => decision.rule),
        ["completed"]
      )
    }).pipe(quickly)
  )
})
