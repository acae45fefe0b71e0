import * as FileSystem from "@effect/platform/FileSystem"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Schedule from "effect/Schedule"
import type * as Stream from "effect/Stream"
import * as SubscriptionRef from "effect/SubscriptionRef"
import type { Config } from "./Config.ts"
import { type ConfigDiff, diff } from "./ConfigDiff.ts"
import { interpret, type LoadedConfig, read } from "./ConfigFile.ts"
import { type ConfigProblem, render } from "./ConfigProblem.ts"

/** What came of reading the config again. */
export type ReloadResult =
  | { readonly _tag: "Unchanged" }
  | { readonly _tag: "Reloaded"; readonly diff: ConfigDiff; readonly warnings: ReadonlyArray<ConfigProblem> }
  /** The file cannot be used; the last good config stays. */
  | { readonly _tag: "Refused"; readonly problems: ReadonlyArray<ConfigProblem> }

/** The live config. */
export interface ConfigServiceService {
  /** The last good config; each reload publishes a new, immutable one. */
  readonly current: Effect.Effect<Config>
  /** The current config and then each new one. */
  readonly changes: Stream.Stream<Config>
  /** Reads the file again now. Never fails: a bad file is logged and refused. */
  readonly reload: Effect.Effect<ReloadResult>
}

export class ConfigService extends Context.Tag("qbitrr/config/ConfigService")<ConfigService, ConfigServiceService>() {}

/** How often the file is looked at. */
const pollEvery = Duration.seconds(2)

/** What the reader of the log has to know about each change. */
const effectText = {
  live: "now",
  worker: "its workers",
  workers: "all workers",
  web: "web server",
  process: "next start",
  none: "not used yet"
}

const describe = ({ changes }: ConfigDiff): string =>
  changes
    .map(({ key, kind, effect }) => (kind === "changed" ? `${key} (${effectText[effect]})` : `${key} ${kind}`))
    .join(", ")

const make = (loaded: LoadedConfig) =>
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    const state = yield* SubscriptionRef.make(loaded.config)
    for (const warning of loaded.warnings) yield* Effect.logWarning(render(warning))
    const lock = yield* Effect.makeSemaphore(1)
    /** The content last refused, so that it is told once. */
    let refused: string | undefined

    const refuse = (content: string, problems: ReadonlyArray<ConfigProblem>) =>
      Effect.gen(function* () {
        if (refused !== content) {
          const lines = problems.map(render).join("\n")
          yield* Effect.logError(`${loaded.file} cannot be used, the last good config stays in force:\n${lines}`)
        }
        refused = content
        return { _tag: "Refused", problems } as const
      })

    const accept = (next: LoadedConfig) =>
      Effect.gen(function* () {
        const before = yield* SubscriptionRef.get(state)
        const changed = diff(before, next.config)
        const recovered = refused !== undefined
        refused = undefined
        if (changed.changes.length === 0) {
          if (recovered) yield* Effect.logInfo(`${loaded.file} can be used again; nothing changed`)
          return { _tag: "Unchanged" } as const
        }
        for (const warning of next.warnings) yield* Effect.logWarning(render(warning))
        yield* Effect.logInfo(`${loaded.file} changed: ${describe(changed)}`)
        yield* SubscriptionRef.set(state, next.config)
        return { _tag: "Reloaded", diff: changed, warnings: next.warnings } as const
      })

    const reload: Effect.Effect<ReloadResult> = Effect.gen(function* () {
      const text = yield* read(loaded.file)
      return yield* interpret(loaded.file, text, Redacted.value(loaded.environment)).pipe(
        Effect.matchEffect({
          onFailure: ({ problems }): Effect.Effect<ReloadResult> => refuse(text, problems),
          onSuccess: (next): Effect.Effect<ReloadResult> => accept(next)
        })
      )
    }).pipe(
      // No content to tell by: the reason stands for it.
      Effect.catchAll((error) => refuse(`\u0000${error.message}`, error.problems)),
      Effect.provideService(FileSystem.FileSystem, fs),
      lock.withPermits(1)
    )

    /** Changes whenever somebody writes the file. */
    const signature = fs.stat(loaded.file).pipe(
      Effect.map(({ mtime, size }) => `${Option.getOrUndefined(mtime)?.getTime() ?? 0}:${size}`),
      Effect.orElseSucceed(() => "absent")
    )
    const atFirst = yield* signature
    const text = yield* Effect.orElseSucceed(fs.readFileString(loaded.file), () => undefined)
    // Somebody may have written it between loading and now.
    let seen = text === loaded.text ? atFirst : undefined
    let settling: string | undefined
    /** A file that is just being written is left alone until it looks the same twice. */
    const poll = Effect.gen(function* () {
      const now = yield* signature
      if (now === seen) {
        settling = undefined
        return
      }
      if (now !== settling) {
        settling = now
        return
      }
      seen = now
      settling = undefined
      yield* reload
    })
    yield* Effect.forkScoped(Effect.repeat(Effect.delay(poll, pollEvery), Schedule.forever))

    return ConfigService.of({ current: SubscriptionRef.get(state), changes: state.changes, reload })
  })

/**
 * The live config, starting from a loaded one. Watches the file until the scope ends: every 2 s its time and size are
 * looked at, and once they differ and have settled it is read again. A bad file is logged once per content. Logs the
 * warnings of what was loaded.
 */
export const layer = (loaded: LoadedConfig): Layer.Layer<ConfigService, never, FileSystem.FileSystem> =>
  Layer.scoped(ConfigService, make(loaded))
