import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Ref from "effect/Ref"
import type * as Scope from "effect/Scope"
import type { WebRequest } from "./http/Exchange.ts"
import { type Fault, type FaultKind, through } from "./http/Fault.ts"
import * as LoopbackServer from "./http/LoopbackServer.ts"
import * as Advance from "./qbittorrent/advance.ts"
import { dialectOf, type WebApiVersion } from "./qbittorrent/Dialect.ts"
import * as Login from "./qbittorrent/Login.ts"
import { counted, type LoggedCall, respond, type State } from "./qbittorrent/respond.ts"
import {
  makeTorrent,
  patched,
  sizeOf,
  type Torrent,
  type TorrentPatch,
  type TorrentSpec,
  type Tracker
} from "./qbittorrent/Torrent.ts"
import * as World from "./qbittorrent/World.ts"
import { contentPath } from "./qbittorrent/wire.ts"

/** How to start one. */
export interface FakeQbittorrentOptions {
  readonly webApi: WebApiVersion
  readonly username: string
  readonly password: string
  /** 5.2 only; `Authorization: Bearer`. */
  readonly apiKey?: string
  /** Default 0: any free one. */
  readonly port?: number
  /** Default `/downloads`. A category is saved in a folder of its name below it. */
  readonly savePath?: string
  /** Changes the hashes of torrents that are added without one. */
  readonly seed?: string
  /** Default 3. */
  readonly recheckSeconds?: number
}

/** A torrent with what others ask about it. */
export interface SeenTorrent extends Torrent {
  readonly contentPath: string
  /** Bytes of the wanted files. */
  readonly size: number
}

/** A qBittorrent on loopback: real HTTP, torrents in memory, time from the `Clock` of the fiber that made it. */
export interface FakeQbittorrent extends LoopbackServer.LoopbackServer {
  readonly webApi: WebApiVersion
  /** Adds a torrent and answers its hash. Its category and tags exist from then on. */
  readonly add: (spec: TorrentSpec) => Effect.Effect<string>
  /** Adds many at once: one after the other, thousands would take a minute. Answers their hashes. */
  readonly addAll: (specs: ReadonlyArray<TorrentSpec>) => Effect.Effect<ReadonlyArray<string>>
  /** Changes an existing torrent (`patched`); an explicit `state` or `progress` ends what goes on by itself. */
  readonly update: (hash: string, patch: TorrentPatch) => Effect.Effect<void>
  /** Downloads from where it is; complete (`stalledUP`) after `seconds`. */
  readonly startDownload: (hash: string, options: { readonly seconds: number }) => Effect.Effect<void>
  /** What a person or an Arr does in the client: gone without a log entry. */
  readonly remove: (hash: string) => Effect.Effect<void>
  /** From now on this tracker answers so: all torrents that have it, or those of `hashes`. */
  readonly answerOfTracker: (
    url: string,
    answer: Partial<Omit<Tracker, "url">>,
    hashes?: ReadonlyArray<string>
  ) => Effect.Effect<void>
  readonly createCategory: (name: string, savePath?: string) => Effect.Effect<void>
  readonly setPreferences: (preferences: Readonly<Record<string, unknown>>) => Effect.Effect<void>
  /** Bytes. */
  readonly setFreeSpace: (bytes: number) => Effect.Effect<void>
  /** Everything as it is now, in the order of adding. */
  readonly torrents: Effect.Effect<ReadonlyArray<SeenTorrent>>
  readonly torrent: (hash: string) => Effect.Effect<SeenTorrent | undefined>
  readonly categories: Effect.Effect<ReadonlyMap<string, string>>
  /** Mutating calls over HTTP (not logins), in order. */
  readonly log: Effect.Effect<ReadonlyArray<LoggedCall>>
  /** Requests by path, e.g. `/api/v2/sync/maindata`; those that met a fault included. */
  readonly requests: Effect.Effect<ReadonlyMap<string, number>>
  /** Sessions are gone, as after a restart: the next request is answered 403. */
  readonly dropSessions: Effect.Effect<void>
  readonly fault: (kind: FaultKind, options?: { readonly paths?: RegExp }) => Effect.Effect<void>
}

const preferencesOf = (savePath: string): Readonly<Record<string, unknown>> => ({
  auto_tmm_enabled: false,
  dht: true,
  lsd: true,
  max_ratio: -1,
  max_ratio_act: 0,
  max_ratio_enabled: false,
  max_seeding_time: -1,
  max_seeding_time_enabled: false,
  pex: true,
  queueing_enabled: false,
  refresh_interval: 1500,
  save_path: savePath,
  temp_path: `${savePath}/temp`,
  temp_path_enabled: false,
  web_ui_session_timeout: 3600
})

const seen = (torrent: Torrent): SeenTorrent => ({
  ...torrent,
  contentPath: contentPath(torrent),
  size: sizeOf(torrent)
})

/** Starts one; it stops with the scope. Fails when the port is taken. */
export const make = Effect.fn("FakeQbittorrent.make")(function* (
  options: FakeQbittorrentOptions
): Effect.fn.Return<FakeQbittorrent, LoopbackServer.PortUnavailable, Scope.Scope> {
  const { savePath = "/downloads", seed = "qbittorrent", recheckSeconds = 3 } = options
  const dialect = dialectOf(options.webApi)
  const access = { username: options.username, password: options.password, apiKey: options.apiKey, seed }
  const state = yield* Ref.make<State>({
    world: World.empty(preferencesOf(savePath), 500 * 1024 ** 3),
    logins: Login.none,
    log: [],
    requests: new Map()
  })
  const fault = yield* Ref.make<Fault>({ kind: "none" })

  const setting = { dialect, access, recheckSeconds }
  const answer = (request: WebRequest) =>
    Effect.flatMap(Clock.currentTimeMillis, (now) =>
      Ref.modify(state, (before) => respond(request, before, setting, now))
    )
  const server = yield* LoopbackServer.make(
    (request) =>
      Effect.zipRight(
        Ref.update(state, (before) => counted(before, request.path)),
        through(fault, "qBittorrent", request, answer(request))
      ),
    options.port
  )

  const reshape = (f: (world: World.World, now: number) => World.World) =>
    Effect.flatMap(Clock.currentTimeMillis, (now) =>
      Ref.update(state, (before) => ({ ...before, world: f(World.at(before.world, now), now) }))
    )
  /** Makes torrents that are saved where their category is. */
  const made = Effect.gen(function* () {
    const now = yield* Clock.currentTimeMillis
    const { world } = yield* Ref.get(state)
    return (spec: TorrentSpec): Torrent => {
      const category = spec.category ?? ""
      const folder = world.categories.get(category) || (category === "" ? savePath : `${savePath}/${category}`)
      return makeTorrent(spec, seed, folder, now)
    }
  })
  const torrents = Effect.flatMap(Clock.currentTimeMillis, (now) =>
    Effect.map(Ref.get(state), ({ world }) => [...World.at(world, now).torrents.values()].map(seen))
  )

  return {
    ...server,
    webApi: options.webApi,
    add: Effect.fn("FakeQbittorrent.add")(function* (spec) {
      const torrent = (yield* made)(spec)
      yield* reshape((current) => World.put(current, torrent))
      return torrent.hash
    }),
    addAll: Effect.fn("FakeQbittorrent.addAll")(function* (specs) {
      const torrents = specs.map(yield* made)
      yield* reshape((current) => World.putAll(current, torrents))
      return torrents.map(({ hash }) => hash)
    }),
    update: (hash, patch) =>
      reshape((world, now) => World.change(world, [hash.toLowerCase()], (torrent) => patched(torrent, patch, now))),
    startDownload: (hash, { seconds }) =>
      reshape((world, now) =>
        World.change(world, [hash.toLowerCase()], (torrent) => Advance.startDownload(torrent, seconds, now))
      ),
    remove: (hash) => reshape((world) => World.remove(world, [hash.toLowerCase()])),
    answerOfTracker: (url, given, hashes) =>
      reshape((world) =>
        World.change(world, hashes?.map((hash) => hash.toLowerCase()) ?? [...world.torrents.keys()], (torrent) => ({
          ...torrent,
          trackers: torrent.trackers.map((tracker) => (tracker.url === url ? { ...tracker, ...given } : tracker))
        }))
      ),
    createCategory: (name, path = "") =>
      reshape((world) => ({ ...world, categories: new Map(world.categories).set(name, path) })),
    setPreferences: (preferences) =>
      reshape((world) => ({ ...world, preferences: { ...world.preferences, ...preferences } })),
    setFreeSpace: (freeSpace) => reshape((world) => ({ ...world, freeSpace })),
    torrents,
    torrent: (hash) => Effect.map(torrents, (all) => all.find((torrent) => torrent.hash === hash.toLowerCase())),
    categories: Effect.map(Ref.get(state), ({ world }) => world.categories),
    log: Effect.map(Ref.get(state), ({ log }) => log),
    requests: Effect.map(Ref.get(state), ({ requests }) => requests),
    dropSessions: Ref.update(state, (before) => ({ ...before, logins: { ...before.logins, sessions: new Map() } })),
    fault: (kind, { paths } = {}) => Ref.set(fault, { kind, paths })
  }
})
