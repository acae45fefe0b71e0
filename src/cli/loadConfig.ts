import type * as FileSystem from "@effect/platform/FileSystem"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as ConfigFile from "../config/ConfigFile.ts"
import * as ConfigPaths from "../config/ConfigPaths.ts"
import * as ApiToken from "../web/ApiToken.ts"
import { CliFailure, exitCodes } from "./CliFailure.ts"
import type { Target } from "./DaemonClient.ts"
import type { Location } from "./options.ts"

/** Config file and data folder that a command is about. */
export const locate = (options: Location): Effect.Effect<ConfigPaths.ConfigPaths, never, FileSystem.FileSystem> =>
  ConfigPaths.locate({
    config: Option.getOrUndefined(options.config),
    data: Option.getOrUndefined(options.data),
    env: process.env,
    cwd: process.cwd()
  })

/** The config with everything known about it; an unusable one ends the command with all its problems. */
export const load = (
  where: ConfigPaths.ConfigPaths
): Effect.Effect<ConfigFile.LoadedConfig, CliFailure, FileSystem.FileSystem> =>
  ConfigFile.load({ file: where.configFile, env: process.env }).pipe(
    Effect.mapError((error) => new CliFailure({ message: error.message, code: error.exitCode }))
  )

/** The daemon that runs with that config, and the token it asks for. */
export const target = (options: Location): Effect.Effect<Target, CliFailure, FileSystem.FileSystem> =>
  Effect.gen(function* () {
    const where = yield* locate(options)
    const { WebUI } = (yield* load(where)).config
    const token = yield* Effect.mapError(
      ApiToken.read(Redacted.value(WebUI.Token), where.dataFolder),
      (error) => new CliFailure({ message: error.message, code: exitCodes.noPermission })
    )
    return {
      host: WebUI.Host,
      port: WebUI.Port,
      urlBase: WebUI.UrlBase,
      token,
      configFile: where.configFile,
      tokenFile: ApiToken.tokenPath(where.dataFolder)
    }
  })
