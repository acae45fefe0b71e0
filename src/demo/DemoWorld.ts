import * as Clock from "effect/Clock"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import type * as Scope from "effect/Scope"
import * as TorrentId from "../clients/qbittorrent/TorrentId.ts"
import { LastDecisions } from "../store/LastDecisions.ts"
import { type Search, SearchLog } from "../store/search/SearchLog.ts"
import { Supervisor } from "../supervision/Supervisor.ts"
import type { Media, SearchTarget } from "./arr/Media.ts"
import * as FakeArr from "./FakeArr.ts"
import * as FakeQbittorrent from "./FakeQbittorrent.ts"
import type { PortUnavailable } from "./http/LoopbackServer.ts"
import type { TorrentSpec } from "./qbittorrent/Torrent.ts"
import { StoryFailed } from "./Story.ts"

/** The simulated servers. */
export interface DemoServers {
  readonly qbittorrent: FakeQbittorrent.FakeQbittorrent
  readonly radarr: FakeArr.FakeArr
  readonly sonarr: FakeArr.FakeArr
  readonly lidarr: FakeArr.FakeArr
}

/** Everything a story may do and see. */
export interface DemoWorld extends DemoServers {
  /** Name of the torrent that nobody may touch. */
  readonly ignored: string
  /** Epoch seconds. */
  readonly seconds: Effect.Effect<number>
  /** An Arr sends a torrent to qBittorrent. */
  readonly grab: (
    arr: "radarr" | "sonarr" | "lidarr",
    spec: TorrentSpec,
    media: ReadonlyArray<Media>
  ) => Effect.Effect<string>
  readonly isGone: (hash: string) => Effect.Effect<boolean>
  readonly has: (name: string) => Effect.Effect<boolean>
  readonly hasTag: (hash: string, tag: string) => Effect.Effect<boolean>
  /** In the words of qBittorrent 5; undefined when it is gone. */
  readonly torrentState: (hash: string) => Effect.Effect<string | undefined>
  /** Why the daemon leaves it as it is; undefined while it has not decided so. */
  readonly keptBecause: (hash: string) => Effect.Effect<string | undefined>
  /** How often the daemon has logged this. */
  readonly logged: (text: string) => Effect.Effect<number>
  readonly isUntouched: (name: string) => Effect.Effect<boolean>
  readonly stateOf: (worker: string) => Effect.Effect<string>
  readonly lifeOf: (worker: string) => Effect.Effect<number>
  readonly drill: (worker: string) => Effect.Effect<void>
  /** The newest search of that title, as the daemon remembers it. */
  readonly search: (section: string, title: string) => Effect.Effect<Search | undefined>
  /** What a request service tells the daemon: `POST /api/webhooks/requests`. */
  readonly webhook: (body: unknown) => Effect.Effect<void>
  /** Waits until it is so, and says how long it took. */
  readonly until: (step: string, check: Effect.Effect<boolean>) => Effect.Effect<void, StoryFailed>
}

/** Longest time a step may take, seconds. */
const patience = 30

const ignoredName = "Cosmos.Laundromat.2015.Remux"

/** What the indexers still have. */
const onSearch = (target: SearchTarget): TorrentSpec | undefined => {
  if (target.kind === "season") {
    return {
      name: "Pioneer.One.S01.1080p.WEB-DL",
      category: "sonarr",
      downloadSeconds: 3600,
      availability: 4,
      seeds: 12
    }
  }
  return target.kind === "movie" && target.movieId === 110
    ? { name: "Big.Buck.Bunny.2008.1080p.WEB-DL", category: "radarr", downloadSeconds: 2 }
    : undefined
}

/** Starts the servers, with the ignored torrent waiting in qBittorrent. */
export const servers: Effect.Effect<DemoServers, PortUnavailable, Scope.Scope> = Effect.gen(function* () {
  const qbittorrent = yield* FakeQbittorrent.make({ webApi: "2.11.4", username: "admin", password: "demo" })
  const options = { apiKey: "demo-key", client: qbittorrent, autoImportAfter: "1 seconds" } as const
  const radarr = yield* FakeArr.make({ ...options, kind: "radarr", category: "radarr", onSearch })
  const sonarr = yield* FakeArr.make({ ...options, kind: "sonarr", category: "sonarr", onSearch })
  const lidarr = yield* FakeArr.make({ ...options, kind: "lidarr", category: "lidarr" })
  const longAgo = Math.floor((yield* Clock.currentTimeMillis) / 1000) - 5 * 86_400
  yield* qbittorrent.add({
    name: ignoredName,
    category: "radarr",
    tags: ["qBitrr-ignored"],
    state: "stalledDL",
    addedOn: longAgo,
    lastActivity: longAgo
  })
  return { qbittorrent, radarr, sonarr, lidarr }
})

/**
 * The world of the stories around a running daemon.
 * @param log what the daemon has logged so far
 * @param webhook how a request service reaches the daemon
 */
export const make = (
  all: DemoServers,
  log: Effect.Effect<string>,
  webhook: DemoWorld["webhook"]
): Effect.Effect<DemoWorld, never, LastDecisions | SearchLog | Supervisor> =>
  Effect.gen(function* () {
    const supervisor = yield* Supervisor
    const decisions = yield* LastDecisions
    const searches = yield* SearchLog
    const { qbittorrent } = all
    const worker = (name: string) =>
      Effect.map(supervisor.status, (workers) => workers.find((one) => one.name === name))
    const named = (name: string) =>
      Effect.map(qbittorrent.torrents, (torrents) => torrents.find((torrent) => torrent.name === name))
    return {
      ...all,
      ignored: ignoredName,
      seconds: Effect.map(Clock.currentTimeMillis, (now) => Math.floor(now / 1000)),
      grab: (arr, spec, media) =>
        Effect.gen(function* () {
          const hash = yield* qbittorrent.add({ ...spec, category: arr })
          yield* all[arr].grab({ hash, media, title: spec.name })
          return hash
        }),
      isGone: (hash) => Effect.map(qbittorrent.torrent(hash), (torrent) => torrent === undefined),
      has: (name) => Effect.map(named(name), (torrent) => torrent !== undefined),
      hasTag: (hash, tag) => Effect.map(qbittorrent.torrent(hash), (torrent) => torrent?.tags.includes(tag) === true),
      torrentState: (hash) => Effect.map(qbittorrent.torrent(hash), (torrent) => torrent?.state),
      keptBecause: (hash) => Effect.sync(() => decisions.get(TorrentId.make("qBit", hash))?.reason),
      logged: (text) => Effect.map(log, (all) => all.split(text).length - 1),
      isUntouched: (name) =>
        Effect.gen(function* () {
          const torrent = yield* named(name)
          const calls = JSON.stringify(yield* qbittorrent.log)
          return torrent !== undefined && !calls.includes(torrent.hash)
        }),
      stateOf: (name) => Effect.map(worker(name), (status) => status?.state ?? "absent"),
      lifeOf: (name) => Effect.map(worker(name), (status) => (status?.state === "running" ? status.life : 0)),
      search: (section, title) =>
        Effect.map(searches.list({ section, limit: 50, offset: 0 }), (page) =>
          page.searches.find((search) => search.title === title)
        ),
      webhook,
      drill: (name) => Effect.orDie(supervisor.drill(name, { kind: "crash" })),
      until: (step, check) =>
        Effect.gen(function* () {
          const begun = yield* Clock.currentTimeMillis
          yield* check.pipe(
            Effect.repeat({ until: (so) => so, schedule: Schedule.spaced("50 millis") }),
            Effect.timeoutFail({
              duration: `${patience} seconds`,
              onTimeout: () => new StoryFailed({ step, seconds: patience })
            })
          )
          const took = ((yield* Clock.currentTimeMillis) - begun) / 1000
          yield* Console.log(`     ✔ ${step} (${took.toFixed(1)} s)`)
        })
    }
  })
