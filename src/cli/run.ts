import { setFlagsFromString } from "node:v8"
import * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Ref from "effect/Ref"
import type * as Runtime from "effect/Runtime"
import type { LoadedConfig } from "../config/ConfigFile.ts"
import type { ConfigPaths } from "../config/ConfigPaths.ts"
import { ConfigService } from "../config/ConfigService.ts"
import { Supervisor } from "../supervision/Supervisor.ts"
import { Bustle } from "../web/Bustle.ts"
import { CliFailure, exitCodes, failed } from "./CliFailure.ts"
import { detach } from "./detach.ts"
import { load, locate, target } from "./loadConfig.ts"
import { location } from "./options.ts"
import * as PidFile from "./pidFile.ts"
import * as Signals from "./signals.ts"
import * as Thrift from "./thrift.ts"

/** What a failed start tells: a message for people, and an exit code if 1 is not right. */
export interface StartupError {
  readonly message: string
  readonly exitCode?: number
}

/** Where a daemon lives, with its config when that has been read already. */
export interface Start extends ConfigPaths {
  readonly loaded?: LoadedConfig
}

/** The whole daemon, ready to be launched; `App.layer`. Tests pass a smaller one. */
export type DaemonLayer = (where: Start) => Layer.Layer<Supervisor | ConfigService, StartupError>

type DaemonRuntime = Runtime.Runtime<Supervisor | ConfigService>

/** Workers that still live while the daemon stops. */
const unfinished = (runtime: DaemonRuntime) =>
  Effect.map(Context.get(runtime.context, Supervisor).status, (workers) =>
    workers.filter(({ state }) => state !== "stopped" && state !== "failed").map(({ name }) => name)
  )

const reload = (runtime: DaemonRuntime) =>
  Effect.logInfo("SIGHUP received, reading the config again").pipe(
    Effect.zipRight(Context.get(runtime.context, ConfigService).reload),
    Effect.asVoid,
    Effect.provide(runtime)
  )

const startFailure = (error: StartupError): CliFailure =>
  new CliFailure({ message: error.message, code: error.exitCode ?? exitCodes.failed })

/**
 * Runs the daemon until it is interrupted. The order of the end is that of the layer's scope; the signals are listened
 * to until the last finalizer has run.
 */
export const runDaemon = (
  layer: DaemonLayer,
  where: Start,
  options: { readonly shutdownTimeout: Duration.Duration; readonly pidFile: Option.Option<string> }
): Effect.Effect<never, CliFailure, Signals.Os> =>
  Effect.scoped(
    Effect.gen(function* () {
      const running = yield* Ref.make(Option.none<DaemonRuntime>())
      const whenRunning = <A>(then: (runtime: DaemonRuntime) => Effect.Effect<A>, otherwise: Effect.Effect<A>) =>
        Effect.flatMap(Ref.get(running), Option.match({ onNone: () => otherwise, onSome: then }))
      yield* Signals.listen({
        timeout: options.shutdownTimeout,
        log: (line) => whenRunning((runtime) => Effect.provide(Effect.logInfo(line), runtime), Effect.logInfo(line)),
        unfinished: whenRunning<ReadonlyArray<string>>(unfinished, Effect.succeed([])),
        reload: whenRunning(reload, Effect.void)
      })
      if (Option.isSome(options.pidFile)) yield* PidFile.hold(options.pidFile.value)
      return yield* Effect.scoped(
        Effect.gen(function* () {
          const runtime = yield* Effect.mapError(Layer.toRuntime(layer(where)), startFailure)
          yield* Ref.set(running, Option.some(runtime))
          return yield* Effect.never
        })
      )
    })
  )

const detached = Options.boolean("detach", { negationNames: ["no-detach"], aliases: ["d"] }).pipe(
  Options.withDescription(
    "--detach runs in the background and returns once the daemon answers; --no-detach, the default, stays."
  )
)

const pidFile = Options.text("pid-file").pipe(
  Options.withPseudoName("FILE"),
  Options.withDescription(
    "Keep the process id in this file while running (default with --detach: qbitrr.pid in the data folder)."
  ),
  Options.optional
)

/** Only for a process that is the daemon and nothing else. */
const thrift = Layer.scoped(Bustle, Thrift.make(setFlagsFromString))

export const make = (layer: DaemonLayer) =>
  Command.make("run", { detached, pidFile, ...location }, (options) =>
    Effect.gen(function* () {
      const where = yield* locate(options)
      const loaded = yield* load(where)
      if (!options.detached) {
        return yield* runDaemon(
          (start) => Layer.provide(layer(start), thrift),
          { ...where, loaded },
          {
            shutdownTimeout: Duration.seconds(loaded.config.Settings.ShutdownTimeout),
            pidFile: options.pidFile
          }
        )
      }
      if (Option.isSome(options.pidFile)) {
        return yield* failed("--detach has its own pid file, qbitrr.pid in the data folder. Leave out --pid-file.")
      }
      yield* detach(where, yield* target(options))
    })
  ).pipe(Command.withDescription("Run the daemon. SIGTERM or Ctrl-C stops it in order, SIGHUP reads the config again."))
