import { request as nodeRequest } from "node:http"
import * as HttpServer from "@effect/platform/HttpServer"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as LogLevel from "effect/LogLevel"
import * as MutableRef from "effect/MutableRef"
import * as Option from "effect/Option"
import * as Queue from "effect/Queue"
import * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import * as TorrentId from "../../../src/clients/qbittorrent/TorrentId.ts"
import { assemble } from "../../../src/config/assemble.ts"
import { ConfigService } from "../../../src/config/ConfigService.ts"
import { ConfigFileFailure, UnknownBackup } from "../../../src/config/edit/ConfigEdit.ts"
import { ConfigEditor } from "../../../src/config/edit/ConfigEditor.ts"
import { Logs, type LogsService } from "../../../src/observability/Logs.ts"
import * as LogTail from "../../../src/observability/LogTail.ts"
import * as Redaction from "../../../src/observability/Redaction.ts"
import * as Searches from "../../../src/search/Searches.ts"
import { DecisionLog, type DecisionRow } from "../../../src/store/DecisionLog.ts"
import { ImportLedger } from "../../../src/store/ImportLedger.ts"
import { LastDecisions, type NotedDecision } from "../../../src/store/LastDecisions.ts"
import type { LibraryIndex } from "../../../src/store/search/LibraryIndex.ts"
import type { ProfileSwitches } from "../../../src/store/search/ProfileSwitches.ts"
import type { Requests } from "../../../src/store/search/Requests.ts"
import type { SearchLog } from "../../../src/store/search/SearchLog.ts"
import type { SearchMarks } from "../../../src/store/search/SearchMarks.ts"
import type { Wishes } from "../../../src/store/search/Wishes.ts"
import { TorrentMemories } from "../../../src/store/TorrentMemories.ts"
import type { TorrentMemory } from "../../../src/store/TorrentMemory.ts"
import { Dependencies, type DependencyStatus } from "../../../src/supervision/Dependencies.ts"
import { ShuttingDown, Supervisor, UnknownWorker } from "../../../src/supervision/Supervisor.ts"
import type { WorkerStatus } from "../../../src/supervision/WorkerStatus.ts"
import { describe } from "../../../src/torrents/Action.ts"
import { Apply } from "../../../src/torrents/apply.ts"
import type { QueueFeed } from "../../../src/torrents/QueueFeed.ts"
import { QueueFeeds } from "../../../src/torrents/QueueFeeds.ts"
import type { Torrent } from "../../../src/torrents/Torrent.ts"
import type { FeedChange } from "../../../src/torrents/TorrentFeed.ts"
import { TorrentFeeds, type TorrentFeedsService } from "../../../src/torrents/TorrentFeeds.ts"
import { type UnknownMessage, UnknownMessages } from "../../../src/torrents/trackers/UnknownMessages.ts"
import * as AccessLive from "../../../src/web/access/AccessLive.ts"
import { PasswordCost } from "../../../src/web/access/Passwords.ts"
import { TorrentPlans } from "../../../src/web/config/TorrentPlans.ts"
import { Posters } from "../../../src/web/library/Posters.ts"
import * as Server from "../../../src/web/Server.ts"
import { Throughput, type ThroughputSample } from "../../../src/web/status/Throughput.ts"
import { WebSettings } from "../../../src/web/WebSettings.ts"
import type { AccessMemory } from "../../harness/access/memoryStores.ts"
import * as accessStores from "../../harness/access/memoryStores.ts"
import * as memoryStores from "../../harness/search/memoryStores.ts"

export const token = "0123456789abcdef"

export const worker = (patch: Partial<WorkerStatus> = {}): WorkerStatus => ({
  name: "Radarr-Movies",
  category: "radarr-movies",
  role: "manager",
  state: "running",
  since: Date.UTC(2024, 0, 15, 10, 30, 0),
  reason: null,
  nextAttemptAt: null,
  life: 3,
  lifeStartedAt: Date.UTC(2024, 0, 15, 10, 30, 0),
  lastBeat: Date.UTC(2024, 0, 15, 10, 31, 0),
  restartCount: 2,
  lastRestart: Date.UTC(2024, 0, 15, 10, 30, 0),
  restartLimit: 5,
  restartWindow: 300_000,
  exits: [],
  ...patch
})

export const dependency = (patch: Partial<DependencyStatus> = {}): DependencyStatus => ({
  name: "qBit",
  kind: "qbittorrent",
  state: "up",
  since: Date.UTC(2024, 0, 15, 10, 30, 0),
  reason: null,
  nextAttemptAt: null,
  latency: null,
  version: null,
  ...patch
})

/** What a test decides about the daemon behind the API. `commands` collects what reached the supervisor. */
export interface World {
  readonly searching?: Layer.Layer<
    Searches.Searches | LibraryIndex | ProfileSwitches | Requests | SearchLog | SearchMarks | Wishes
  >
  /** A config in a real file; absent: `config`, behind which there is no file. */
  readonly editing?: Layer.Layer<ConfigEditor | ConfigService | TorrentPlans>
  /** The text of the config; absent: two instances and Radarr-Movies. */
  readonly config?: string
  readonly workers?: ReadonlyArray<WorkerStatus>
  readonly dependencies?: ReadonlyArray<DependencyStatus>
  readonly authDisabled?: boolean
  /** What the stores of access hold; absent: a new installation. */
  readonly access?: AccessMemory
  /** `QBITRR_SETUP_TOKEN` */
  readonly setupToken?: string
  readonly allowDrills?: boolean
  readonly shuttingDown?: boolean
  /** Runs inside every restart. */
  readonly restarting?: Effect.Effect<void>
  readonly urlBase?: string
  readonly graceMillis?: number
  readonly commands?: Array<string>
  readonly torrents?: ReadonlyArray<Torrent>
  /** Instead of `torrents`. */
  readonly feeds?: TorrentFeedsService
  /** Queues of Arr sections. */
  readonly queues?: ReadonlyMap<string, QueueFeed>
  /** Absent: there are none. */
  readonly posters?: Layer.Layer<Posters>
  /** What comes of every action; absent: `done`. */
  readonly result?: string
  /** Those that acted, newest first. */
  readonly decisions?: ReadonlyArray<DecisionRow>
  /** Speeds of the last hour, oldest first. */
  readonly throughput?: ReadonlyArray<ThroughputSample>
  readonly lastDecisions?: Readonly<Record<string, NotedDecision>>
  readonly unknownMessages?: ReadonlyArray<UnknownMessage>
  /** Absent: no files, level INFO. */
  readonly logs?: LogsService
  /** What happens while the server runs. */
  readonly changes?: {
    readonly workers?: Stream.Stream<WorkerStatus>
    readonly dependencies?: Stream.Stream<DependencyStatus>
    readonly decisions?: Stream.Stream<DecisionRow>
    /** Texts of configs; the first one is the present one. */
    readonly configs?: Stream.Stream<string>
  }
}

/** Two instances; Radarr-Movies owns category `radarr`, and `qBit` itself looks after `seed`. */
const config = `
[qBit]
Host = "localhost"
ManagedCategories = ["seed"]
[qBit-4K]
Host = "localhost"
[Radarr-Movies]
URI = "http://localhost:7878"
APIKey = "0123456789abcdef0123456789abcdef"
Category = "radarr"
`

const configOf = (text: string) =>
  Effect.suspend(() => {
    const assembled = assemble({ file: "config.toml", text, environment: {}, secretFiles: new Map() })
    return Either.isRight(assembled)
      ? Effect.succeed(assembled.right.config)
      : Effect.dieMessage(JSON.stringify(assembled.left))
  })

const configs = (world: World) =>
  Layer.succeed(ConfigService, {
    current: configOf(world.config ?? config),
    changes: Stream.mapEffect(world.changes?.configs ?? Stream.empty, configOf),
    reload: Effect.succeed({ _tag: "Unchanged" as const })
  })

const feeds = (world: World) =>
  Layer.succeed(TorrentFeeds, {
    register: () => Effect.void,
    forget: () => Effect.void,
    nudge: () => Effect.void,
    all: Effect.succeed(new Map()),
    changes: Queue.unbounded<FeedChange>(),
    snapshots: Effect.sync(
      () =>
        new Map(
          ["qBit", "qBit-4K"].map((instance) => {
            const own = (world.torrents ?? []).filter((torrent) => torrent.instance === instance)
            return [
              instance,
              {
                instance,
                online: instance === "qBit",
                at: 0,
                version: 1,
                torrents: new Map(own.map((torrent) => [torrent.hash, torrent])),
                connection: "connected" as const,
                freeSpace: undefined,
                queueing: false
              }
            ]
          })
        )
    )
  })

const records = (world: World) => {
  const last = world.lastDecisions ?? {}
  const isFound = (row: DecisionRow, torrent: string | undefined, search: string | undefined) =>
    (torrent === undefined || row.torrent === torrent) &&
    (search === undefined ||
      row.name.toLowerCase().includes(search.toLowerCase()) ||
      TorrentId.hashOf(row.torrent).startsWith(search))
  return Layer.mergeAll(
    Layer.succeed(DecisionLog, {
      record: () => Effect.void,
      changes: world.changes?.decisions ?? Stream.empty,
      recent: ({ action = "", limit, search, since = 0, torrent }) =>
        Effect.succeed(
          (world.decisions ?? [])
            .filter((row) => isFound(row, torrent, search) && row.at >= since && row.action.includes(action))
            .slice(0, limit)
        )
    }),
    Layer.succeed(LastDecisions, {
      note: () => undefined,
      get: (id) => last[id],
      facts: (id) => Effect.sync(() => last[id]?.facts() ?? {}),
      forget: () => Effect.void
    }),
    Layer.succeed(UnknownMessages, {
      note: () => Effect.void,
      noteReading: () => Effect.void,
      list: Effect.succeed(world.unknownMessages ?? [])
    })
  )
}

const unreadable = new ConfigFileFailure({ message: "there is no config file behind this server" })

const editing = Layer.merge(
  Layer.succeed(ConfigEditor, {
    file: "config.toml",
    onDisk: Effect.fail(unreadable),
    interpreted: Effect.fail(unreadable),
    shown: Effect.succeed,
    propose: () => Effect.fail(unreadable),
    save: () => Effect.fail(unreadable),
    backups: Effect.succeed([]),
    backup: (id) => Effect.fail(new UnknownBackup({ id }))
  }),
  Layer.succeed(TorrentPlans, { compare: () => Effect.dieMessage("no plan was expected") })
)

/** Nothing is searched for. */
const searching = Layer.mergeAll(memoryStores.layer, Searches.layer)

const logs = (world: World) =>
  Layer.sync(
    Logs,
    () =>
      world.logs ?? {
        folder: Option.none(),
        level: MutableRef.make<LogLevel.LogLevel>(LogLevel.Info),
        tail: LogTail.make()
      }
  )

const supervisor = (world: World) => {
  const workers = world.workers ?? [worker(), worker({ name: "Sonarr TV/4K", category: "sonarr" })]
  const command = (word: string) => (name: string) =>
    Effect.gen(function* () {
      if (world.shuttingDown === true) return yield* Effect.fail(new ShuttingDown())
      const known = workers.map((one) => one.name)
      if (!known.includes(name)) return yield* Effect.fail(new UnknownWorker({ name, known }))
      world.commands?.push(`${word} ${name}`)
      if (word === "restart" && world.restarting !== undefined) yield* world.restarting
    })
  return Layer.succeed(Supervisor, {
    start: () => Effect.void,
    remove: command("remove"),
    status: Effect.succeed(workers),
    changes: world.changes?.workers ?? Stream.empty,
    restart: command("restart"),
    restartAll: Effect.suspend(() => {
      if (world.shuttingDown === true) return Effect.fail(new ShuttingDown())
      world.commands?.push("restartAll")
      return Effect.void
    }),
    stop: command("stop"),
    resume: command("resume"),
    drill: (name, drill) => command(drill.kind === "crash" ? "crash" : `hang(${String(drill.ignoreFor)})`)(name)
  })
}

/** A door that writes down what is asked of it, and does it. */
const acting = (world: World) => {
  const memories = new Map<TorrentId.TorrentId, TorrentMemory>()
  return Layer.mergeAll(
    Layer.succeed(Apply, {
      run: (_context, planned) =>
        Effect.sync(() =>
          planned.map((one) => {
            const { actions, memory, reason } = one.decision
            world.commands?.push(`${one.torrent.name}: ${actions.map(describe).join("; ")} (${reason})`)
            memories.set(one.torrent.id, memory)
            return { planned: one, result: world.result ?? "done" }
          })
        ),
      resume: () => Effect.succeed([]),
      isBeingRemoved: () => false
    }),
    Layer.succeed(ImportLedger, { get: () => undefined, put: () => Effect.void, forget: () => Effect.void }),
    Layer.succeed(QueueFeeds, {
      register: () => Effect.void,
      get: (section) => Effect.succeed(world.queues?.get(section)),
      all: Effect.succeed(world.queues ?? new Map())
    }),
    Layer.succeed(TorrentMemories, {
      get: (id) => memories.get(id) ?? {},
      set: (id, memory) => Effect.sync(() => void memories.set(id, memory)),
      forget: () => Effect.void
    })
  )
}

/** Everything that the web server reads and commands. Passwords cost next to nothing here. */
export const daemon = (world: World = {}) =>
  AccessLive.layer(world.setupToken === undefined ? undefined : Redacted.make(world.setupToken)).pipe(
    Layer.provide(Layer.succeed(PasswordCost, { ln: 10, r: 8, p: 1 })),
    Layer.provideMerge(accessStores.layer(world.access)),
    Layer.provideMerge(withoutAccess(world))
  )

const withoutAccess = (world: World) =>
  Layer.mergeAll(
    supervisor(world),
    world.editing ?? Layer.merge(configs(world), editing),
    world.feeds === undefined ? feeds(world) : Layer.succeed(TorrentFeeds, world.feeds),
    records(world),
    acting(world),
    world.posters ?? Layer.succeed(Posters, { get: () => Effect.succeed(undefined) }),
    world.searching ?? searching,
    Redaction.layer,
    logs(world),
    Layer.succeed(Dependencies, {
      register: () => Effect.void,
      forget: () => Effect.void,
      up: () => Effect.void,
      down: () => Effect.void,
      answered: () => Effect.void,
      identified: () => Effect.void,
      all: Effect.succeed(world.dependencies ?? [dependency()]),
      changes: world.changes?.dependencies ?? Stream.empty
    }),
    Layer.succeed(WebSettings, {
      token: Effect.succeed(Redacted.make(token)),
      authDisabled: Effect.succeed(world.authDisabled ?? false),
      allowDrills: Effect.succeed(world.allowDrills ?? false),
      dataFolder: "/data"
    }),
    Layer.succeed(Throughput, { samples: Effect.succeed(world.throughput ?? []) })
  )

/** The layer of a real web server at a free port of the loopback, in front of fakes. */
export const server = (world: World = {}) =>
  Server.layer({
    host: "127.0.0.1",
    port: 0,
    urlBase: world.urlBase ?? "",
    grace: world.graceMillis ?? 200
  }).pipe(Layer.provide(daemon(world)))

export const portOf = (context: Context.Context<HttpServer.HttpServer>): number => {
  const { address } = Context.get(context, HttpServer.HttpServer)
  return address._tag === "TcpAddress" ? address.port : 0
}

/** Starts the server for the scope of the test and tells its port. */
export const start = (world: World = {}): Effect.Effect<number, unknown, Scope.Scope> =>
  Effect.map(Layer.build(Layer.provide(server(world), Logger.remove(Logger.defaultLogger))), portOf)

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | Array<string> | undefined>>
  readonly text: string
  readonly json: unknown
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** One raw request with the token unless `headers` says otherwise. */
export const call = (
  port: number,
  method: string,
  path: string,
  options: { readonly headers?: Record<string, string>; readonly body?: string; readonly anonymous?: boolean } = {}
): Effect.Effect<Answer, Error> =>
  Effect.async((resume) => {
    const headers = { ...(options.anonymous === true ? {} : { authorization: `Bearer ${token}` }), ...options.headers }
    const request = nodeRequest({ host: "127.0.0.1", port, method, path, headers, agent: false }, (response) => {
      const chunks: Array<Buffer> = []
      response.on("data", (chunk: Buffer) => chunks.push(chunk))
      response.on("end", () => {
        const text = Buffer.concat(chunks).toString()
        resume(
          Effect.succeed({ status: response.statusCode ?? 0, headers: response.headers, text, json: parsed(text) })
        )
      })
    })
    request.on("error", (error) => resume(Effect.fail(error)))
    request.end(options.body)
  })
