import { isAbsolute, join, resolve } from "node:path"
import * as FileSystem from "@effect/platform/FileSystem"
import * as Effect from "effect/Effect"
import type { Environment } from "./environment.ts"

/** The two places a daemon lives in, both absolute. */
export interface ConfigPaths {
  readonly configFile: string
  /** Home folder: logs, database and everything else that is kept. */
  readonly dataFolder: string
}

/** The folder that overrides the default home; it counts only when it exists (spec config §1). */
export const dataPathVariable = "QBITRR_OVERRIDES_DATA_PATH"

const containerFolder = "/config"

/**
 * Where config and data are. Data folder: `data`, else `QBITRR_OVERRIDES_DATA_PATH` if it exists, else `/config` in a
 * container, else `.config` in the working folder. Config file: `config`, else `config.toml` in the data folder, else
 * `config.toml` in the working folder if only that one exists.
 */
export const locate = (options: {
  readonly config?: string | undefined
  readonly data?: string | undefined
  readonly env: Environment
  readonly cwd: string
}): Effect.Effect<ConfigPaths, never, FileSystem.FileSystem> =>
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    const exists = (path: string) => Effect.orElseSucceed(fs.exists(path), () => false)
    const absolute = (path: string) => (isAbsolute(path) ? path : resolve(options.cwd, path))

    const inContainer = Effect.gen(function* () {
      if (options.env["QBITRR_DOCKER_RUNNING"] === "69420") return true
      if ((yield* exists("/.dockerenv")) || (yield* exists("/run/.containerenv"))) return true
      const groups = yield* Effect.orElseSucceed(fs.readFileString("/proc/1/cgroup"), () => "")
      return /docker|kubepods|containerd|libpod/.test(groups)
    })
    const home = Effect.gen(function* () {
      if (options.data !== undefined) return absolute(options.data)
      const named = options.env[dataPathVariable]
      if (named !== undefined && named !== "" && (yield* exists(absolute(named)))) return absolute(named)
      return (yield* inContainer) ? containerFolder : join(options.cwd, ".config")
    })

    const dataFolder = yield* home
    if (options.config !== undefined) return { configFile: absolute(options.config), dataFolder }
    const configFile = join(dataFolder, "config.toml")
    const besides = join(options.cwd, "config.toml")
    const useBesides = !(yield* exists(configFile)) && (yield* exists(besides))
    return { configFile: useBesides ? besides : configFile, dataFolder }
  })
