import type { PlatformError } from "@effect/platform/Error"
import * as FileSystem from "@effect/platform/FileSystem"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Redacted from "effect/Redacted"
import { assemble, type Origins } from "./assemble.ts"
import type { Config } from "./Config.ts"
import { type ConfigProblem, ConfigUnusable } from "./ConfigProblem.ts"
import { type Environment, fileVariables, type SecretFile } from "./environment.ts"
import { missingFile, unreadableFile } from "./syntaxProblem.ts"

/** A usable config with all that is known about it. */
export interface LoadedConfig {
  readonly config: Config
  readonly warnings: ReadonlyArray<ConfigProblem>
  /** Where each value came from: `default`, `file:LINE` or `env:NAME`, by dotted path. */
  readonly origins: Origins
  readonly file: string
  readonly text: string
  /** What the process was started with; used again for every reload. */
  readonly environment: Redacted.Redacted<Environment>
}

const unusable = (...problems: ReadonlyArray<ConfigProblem>): ConfigUnusable => new ConfigUnusable({ problems })

const reason = (error: PlatformError): string => {
  if (error._tag === "BadArgument") return error.message
  switch (error.reason) {
    case "PermissionDenied":
      return "permission denied; let the user that runs qbitrr read it (chown or chmod)"
    case "NotFound":
      return "there is no such file"
    default:
      return error.description ?? error.reason
  }
}

/** The text of a config file. Errors: `ConfigUnusable` when it is absent, no file, or not readable. */
export const read = (file: string): Effect.Effect<string, ConfigUnusable, FileSystem.FileSystem> =>
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    const info = yield* fs.stat(file)
    if (info.type === "Directory") {
      return yield* unusable(unreadableFile(file, "it is a folder; name the file in it with --config FILE"))
    }
    return yield* fs.readFileString(file)
  }).pipe(
    Effect.catchTags({
      SystemError: (error) =>
        unusable(error.reason === "NotFound" ? missingFile(file) : unreadableFile(file, reason(error))),
      BadArgument: (error) => unusable(unreadableFile(file, error.message))
    })
  )

const readSecrets = (
  environment: Environment
): Effect.Effect<ReadonlyMap<string, SecretFile>, never, FileSystem.FileSystem> =>
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    const read = yield* Effect.forEach(fileVariables(environment), ([name, path]) =>
      fs.readFileString(path).pipe(
        Effect.match({
          onSuccess: (text): SecretFile => ({ text }),
          onFailure: (error): SecretFile => ({ failure: `the file ${path} cannot be read: ${reason(error)}` })
        }),
        Effect.map((file) => [name, file] as const)
      )
    )
    return new Map(read)
  })

/** A text as a config, together with the environment. Errors: all problems at once. */
export const interpret = (
  file: string,
  text: string,
  environment: Environment
): Effect.Effect<LoadedConfig, ConfigUnusable, FileSystem.FileSystem> =>
  Effect.gen(function* () {
    const secretFiles = yield* readSecrets(environment)
    return yield* Either.match(assemble({ file, text, environment, secretFiles }), {
      onLeft: (problems) => unusable(...problems),
      onRight: (assembled) => Effect.succeed({ ...assembled, file, text, environment: Redacted.make(environment) })
    })
  })

/**
 * Reads a config file and lays the environment over it. The file is never written. Errors: `ConfigUnusable` with all
 * problems, whose message is ready to be printed and whose exit code is 78.
 */
export const load = (options: {
  readonly file: string
  readonly env: Environment
}): Effect.Effect<LoadedConfig, ConfigUnusable, FileSystem.FileSystem> =>
  Effect.flatMap(read(options.file), (text) => interpret(options.file, text, options.env))
