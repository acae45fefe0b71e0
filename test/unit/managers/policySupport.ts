import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as Stream from "effect/Stream"
import type { QbittorrentClient } from "../../../src/clients/qbittorrent/QbittorrentClient.ts"
import * as TorrentId from "../../../src/clients/qbittorrent/TorrentId.ts"
import { DecisionLog, type DecisionRow } from "../../../src/store/DecisionLog.ts"
import { TorrentMemories } from "../../../src/store/TorrentMemories.ts"
import { empty, type TorrentMemory } from "../../../src/store/TorrentMemory.ts"
import { Dependencies } from "../../../src/supervision/Dependencies.ts"
import { Heartbeat } from "../../../src/supervision/Heartbeat.ts"
import type { ApplyContext } from "../../../src/torrents/apply/ApplyContext.ts"
import { Apply, type Planned } from "../../../src/torrents/apply.ts"
import type { Torrent } from "../../../src/torrents/Torrent.ts"
import type { FeedSnapshot, TorrentFeed } from "../../../src/torrents/TorrentFeed.ts"
import { TorrentFeeds } from "../../../src/torrents/TorrentFeeds.ts"
import { clientStub } from "../../harness/qbittorrent/clientStub.ts"
import { rules, torrent } from "../torrents/samples.ts"

/** A torrent by its number, of an Arr's category. */
export const numbered = (place: number, change: Partial<Torrent> = {}): Torrent => {
  const hash = place.toString(16).padStart(40, "0")
  return torrent({ id: TorrentId.make("qBit", hash), hash, name: `T${place}`, queuePosition: place, ...change })
}

/** A qBittorrent whose picture the test draws, and a door that writes down what is asked of it. */
export const stage = (first: Partial<FeedSnapshot> = {}) => {
  const torrents = new Map<string, Torrent>()
  let shown: Partial<FeedSnapshot> = first
  const memories = new Map<TorrentId.TorrentId, TorrentMemory>()
  const beats: Array<string> = []
  const missing = new Map<string, string>()
  const logs: Array<{ readonly level: string; readonly text: string }> = []
  const ran: Array<{ readonly name: string; readonly actions: ReadonlyArray<string>; readonly reason: string }> = []
  const records: Array<DecisionRow> = []
  const removing = new Set<TorrentId.TorrentId>()
  let refusal: ((planned: Planned) => string | undefined) | undefined

  const snapshot: Effect.Effect<FeedSnapshot> = Effect.clockWith((clock) =>
    Effect.map(clock.currentTimeMillis, (at) => ({
      instance: "qBit",
      online: true,
      at,
      version: 1,
      connection: "connected" as const,
      freeSpace: undefined,
      queueing: true,
      ...shown,
      torrents: new Map(torrents)
    }))
  )
  const feed: TorrentFeed = {
    instance: "qBit",
    client: clientStub({}),
    snapshot,
    changes: Effect.never,
    run: Effect.never,
    refresh: Effect.void
  }

  const put = (...changed: ReadonlyArray<Torrent>) => {
    for (const one of changed) torrents.set(one.hash, one)
  }

  /** What a real client would show afterwards. */
  const carryOut = ({ decision, torrent: one }: Planned) => {
    let now = torrents.get(one.hash)
    for (const action of decision.actions) {
      if (now === undefined) return
      if (action._tag === "Stop") now = { ...now, state: "stoppedDL" }
      if (action._tag === "Start") now = { ...now, state: "stalledDL" }
      if (action._tag === "AddTags") now = { ...now, tags: [...now.tags, ...action.tags] }
      if (action._tag === "RemoveTags") now = { ...now, tags: now.tags.filter((tag) => !action.tags.includes(tag)) }
    }
    if (now !== undefined) put(now)
  }

  const context = (client: QbittorrentClient = clientStub({})): ApplyContext => ({
    section: "qBit",
    rulesFor: () => rules(),
    dryRun: false,
    dryInstances: new Set(),
    maxRemovals: 10,
    searchesPerHour: () => 20,
    outagePercent: 30,
    pingHosts: [],
    ownerOf: ({ category }) =>
      category === "radarr"
        ? { category, descends: false, owner: { _tag: "Arr", section: "Radarr-Movies" } }
        : category === "failed"
          ? { category, descends: false, owner: { _tag: "Special" } }
          : undefined,
    qbittorrent: () => client,
    arr: () => Effect.succeed(undefined)
  })

  const layer = Layer.mergeAll(
    Layer.succeed(TorrentFeeds, {
      register: () => Effect.void,
      forget: () => Effect.void,
      nudge: () => Effect.void,
      all: Effect.succeed(new Map([["qBit", feed]])),
      snapshots: Effect.map(snapshot, (now) => new Map([["qBit", now]])),
      changes: Effect.never
    }),
    Layer.succeed(TorrentMemories, {
      get: (id) => memories.get(id) ?? empty,
      set: (id, memory) => Effect.sync(() => void memories.set(id, memory)),
      forget: (id) => Effect.sync(() => void memories.delete(id))
    }),
    Layer.succeed(Apply, {
      run: (given, all) =>
        Effect.sync(() =>
          all.map((planned) => {
            const { decision, torrent: one } = planned
            ran.push({ name: one.name, actions: decision.actions.map(({ _tag }) => _tag), reason: decision.reason })
            const result = given.dryRun ? "dry run" : (refusal?.(planned) ?? "done")
            if (result === "done") {
              memories.set(one.id, decision.memory)
              carryOut(planned)
            }
            return { planned, result }
          })
        ),
      resume: () => Effect.succeed([]),
      isBeingRemoved: (id) => removing.has(id)
    }),
    Layer.succeed(Heartbeat, {
      worker: "qBit",
      life: 1,
      ready: Effect.sync(() => void beats.push("ready")),
      beat: (track = "main") => Effect.sync(() => void beats.push(track)),
      extend: () => Effect.void,
      release: () => Effect.void,
      degrade: (dependency, reason) => Effect.sync(() => void missing.set(dependency, reason)),
      recover: (dependency) => Effect.sync(() => void missing.delete(dependency)),
      isCurrent: Effect.succeed(true)
    }),
    Layer.succeed(Dependencies, {
      register: () => Effect.void,
      forget: () => Effect.void,
      up: () => Effect.void,
      down: () => Effect.void,
      answered: () => Effect.void,
      identified: () => Effect.void,
      all: Effect.succeed([]),
      changes: Stream.empty
    }),
    Layer.succeed(DecisionLog, {
      record: (row) => Effect.sync(() => void records.push(row)),
      recent: () => Effect.succeed([...records]),
      changes: Stream.empty
    }),
    Logger.replace(
      Logger.defaultLogger,
      Logger.make(({ logLevel, message }) => {
        logs.push({ level: logLevel.label, text: String(message) })
      })
    )
  )

  return {
    layer,
    context,
    memories,
    beats,
    missing,
    logs,
    records,
    removing,
    torrents,
    put,
    /** Changes what the feed shows besides torrents. */
    show: (change: Partial<FeedSnapshot>) => {
      shown = { ...shown, ...change }
    },
    refuse: (how: typeof refusal) => {
      refusal = how
    },
    /** What was asked of the door since the last call. */
    asked: () => ran.splice(0)
  }
}

export type Stage = ReturnType<typeof stage>
