import { join } from "node:path"
import * as NodeContext from "@effect/platform-node/NodeContext"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as LogLevel from "effect/LogLevel"
import * as MutableRef from "effect/MutableRef"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"
import * as Ffprobe from "./clients/ffprobe/Ffprobe.ts"
import type { Config } from "./config/Config.ts"
import * as ConfigFile from "./config/ConfigFile.ts"
import * as ConfigService from "./config/ConfigService.ts"
import * as ConfigEditor from "./config/edit/ConfigEditor.ts"
import { secretsOf } from "./config/options.ts"
import * as Managers from "./managers/Managers.ts"
import * as OutageWatch from "./managers/OutageWatch.ts"
import * as Recorder from "./managers/Recorder.ts"
import * as EventLoopMonitor from "./observability/EventLoopMonitor.ts"
import * as Logging from "./observability/Logging.ts"
import { levelFromWord } from "./observability/LogLine.ts"
import { Logs } from "./observability/Logs.ts"
import * as LogTail from "./observability/LogTail.ts"
import * as Redaction from "./observability/Redaction.ts"
import * as Searches from "./search/Searches.ts"
import { databaseIn } from "./store/DatabaseFile.ts"
import * as StoreLive from "./store/StoreLive.ts"
import * as Dependencies from "./supervision/Dependencies.ts"
import * as Supervisor from "./supervision/SupervisorLive.ts"
import * as Apply from "./torrents/apply.ts"
import * as Connectivity from "./torrents/Connectivity.ts"
import * as QueueFeeds from "./torrents/QueueFeeds.ts"
import * as TorrentFeeds from "./torrents/TorrentFeeds.ts"
import * as TrackerReadings from "./torrents/TrackerReadings.ts"
import * as UnknownMessages from "./torrents/trackers/UnknownMessages.ts"
import * as ApiToken from "./web/ApiToken.ts"
import * as AccessLive from "./web/access/AccessLive.ts"
import * as TorrentPlans from "./web/config/TorrentPlans.ts"
import * as LiveServer from "./web/LiveServer.ts"
import * as Posters from "./web/library/Posters.ts"
import * as Throughput from "./web/status/Throughput.ts"
import { WebSettings } from "./web/WebSettings.ts"

/** Where a daemon finds its config and keeps its data. */
export interface AppOptions {
  readonly configFile: string
  /** Holds `state/qbitrr.db`, `qBitManager/api-token` and `logs/`. */
  readonly dataFolder: string
  /** Log lines on standard output too; true unless given. */
  readonly console?: boolean
  /** The config, when it has been read already. */
  readonly loaded?: ConfigFile.LoadedConfig
}

/**
 * Log files and console. Level and hidden secrets follow the config; the first secrets are hidden before the first line.
 * A level that was set by hand stays until the config names another one than before.
 */
const logging = (options: AppOptions, config: Config) => {
  const levelOf = ({ Settings }: Config) => Option.getOrElse(levelFromWord(Settings.ConsoleLevel), () => LogLevel.Info)
  const level = MutableRef.make<LogLevel.LogLevel>(LogLevel.Info)
  const tail = LogTail.make()
  const folder = config.Settings.Logging ? Option.some(join(options.dataFolder, "logs")) : Option.none()
  const hide = (current: Config) =>
    Effect.flatMap(Redaction.Secrets, (secrets) =>
      Effect.forEach(secretsOf(current), secrets.register, { discard: true })
    )
  const logger = Layer.unwrapEffect(
    Effect.as(
      hide(config),
      Logging.layer({
        folder,
        level: levelOf(config),
        levelRef: level,
        tail,
        console: options.console ?? true
      })
    )
  ).pipe(Layer.merge(Layer.succeed(Logs, { folder, level, tail })))
  const follow = Layer.scopedDiscard(
    Effect.gen(function* () {
      const configs = yield* ConfigService.ConfigService
      let configured = levelOf(config)
      const change = (next: Config) =>
        Effect.zipRight(
          hide(next),
          Effect.sync(() => {
            const wanted = levelOf(next)
            if (wanted !== configured) MutableRef.set(level, wanted)
            configured = wanted
          })
        )
      yield* Effect.forkScoped(Stream.runForEach(configs.changes, change))
    })
  )
  return { logger, follow }
}

/** What the API reads of the live config. */
const webSettings = (options: AppOptions) =>
  Layer.effect(
    WebSettings,
    Effect.gen(function* () {
      const configs = yield* ConfigService.ConfigService
      const secrets = yield* Redaction.Secrets
      const generated = yield* ApiToken.ensure("", options.dataFolder)
      yield* secrets.register(Redacted.value(generated))
      return {
        token: Effect.map(configs.current, ({ WebUI }) =>
          Redacted.value(WebUI.Token) === "" ? generated : WebUI.Token
        ),
        authDisabled: Effect.map(configs.current, ({ WebUI }) => WebUI.AuthDisabled),
        allowDrills: Effect.map(configs.current, ({ Settings }) => Settings.AllowDrills),
        dataFolder: options.dataFolder
      }
    })
  )

/** Where the web server listens; a change binds anew. */
const serverOptions = ({ WebUI }: Config) => ({ host: WebUI.Host, port: WebUI.Port, urlBase: WebUI.UrlBase })

/** `QBITRR_SETUP_TOKEN`, in any case as all our variables. */
const setupToken = ({ environment }: ConfigFile.LoadedConfig): Redacted.Redacted | undefined => {
  const named = Object.entries(Redacted.value(environment)).find(
    ([name]) => name.toUpperCase() === "QBITRR_SETUP_TOKEN"
  )
  return named?.[1] === undefined || named[1].trim() === "" ? undefined : Redacted.make(named[1])
}

const web = (options: AppOptions, loaded: ConfigFile.LoadedConfig) =>
  Layer.unwrapEffect(
    Effect.map(ConfigService.ConfigService, ({ changes, current }) =>
      LiveServer.layer(Effect.map(current, serverOptions), Stream.map(changes, serverOptions))
    )
  ).pipe(
    Layer.provide(AccessLive.layer(setupToken(loaded))),
    Layer.provide(webSettings(options)),
    Layer.provide(TorrentPlans.layer),
    Layer.provide(Throughput.layer),
    Layer.provide(Posters.layer({ folder: join(options.dataFolder, "posters") }))
  )

const read = ({ configFile, loaded }: AppOptions) =>
  loaded === undefined ? ConfigFile.load({ file: configFile, env: process.env }) : Effect.succeed(loaded)

/**
 * The whole daemon. Read from the bottom up to see what starts first; the web server binds before the first worker
 * starts. Shutdown is the reverse: web, workers (they end with the supervisor), feeds and `apply`, store, log files. Fails with what keeps it from starting; every such error says what to do.
 */
export const layer = (options: AppOptions) =>
  Layer.unwrapEffect(
    Effect.map(read(options), (loaded) => {
      const { follow, logger } = logging(options, loaded.config)
      return Managers.layer.pipe(
        Layer.provideMerge(web(options, loaded)),
        Layer.provideMerge(Supervisor.layer),
        Layer.provideMerge(Layer.mergeAll(OutageWatch.layer, Recorder.layer)),
        Layer.provideMerge(Apply.layer),
        Layer.provideMerge(
          Layer.mergeAll(
            TorrentFeeds.layer(),
            QueueFeeds.layer,
            Dependencies.layer,
            TrackerReadings.layer,
            UnknownMessages.layer,
            Connectivity.layer,
            Searches.layer,
            Ffprobe.layer({ dataFolder: options.dataFolder, searchPath: process.env["PATH"] })
          )
        ),
        Layer.provideMerge(StoreLive.layer({ file: databaseIn(options.dataFolder) })),
        Layer.provideMerge(Layer.mergeAll(follow, EventLoopMonitor.layer())),
        Layer.provideMerge(ConfigEditor.layer({ loaded, dataFolder: options.dataFolder })),
        Layer.provideMerge(ConfigService.layer(loaded)),
        Layer.provideMerge(logger),
        Layer.provideMerge(Redaction.layer)
      )
    })
  ).pipe(Layer.provide(NodeContext.layer))

/** Everything that keeps the daemon from starting; each has a message that says what to do. */
export type StartupError = Layer.Layer.Error<ReturnType<typeof layer>>
