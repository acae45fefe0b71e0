import * as CommandExecutor from "@effect/platform/CommandExecutor"
import * as FileSystem from "@effect/platform/FileSystem"
import * as Context from "effect/Context"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import { findFfprobe } from "./findFfprobe.ts"
import { mediaFilesOf } from "./mediaFilesOf.ts"
import { mediaName } from "./mediaNames.ts"
import { type ProbeResult, runFfprobe } from "./runFfprobe.ts"

export type { ProbeResult } from "./runFfprobe.ts"

/** Whether a whole download can be played; `example` is one refused file with ffprobe's words. */
export type DownloadProbe =
  | { readonly _tag: "Playable" }
  | { readonly _tag: "Unknown"; readonly reason: string }
  | { readonly _tag: "Unplayable"; readonly example: string }

/** Asks ffprobe whether files can be played. Nothing here ever fails: what cannot be told is `Unknown`. */
export interface FfprobeService {
  /** One file, by its path as this program sees it. Books and comics are playable without a probe. */
  readonly probe: (path: string) => Effect.Effect<ProbeResult>
  /**
   * A file or folder as this program sees it (mapped). One playable file is enough; unplayable only when every media
   * file was probed and refused.
   */
  readonly playableOf: (path: string) => Effect.Effect<DownloadProbe>
  /** Where it looks for the program, and where one may be put. */
  readonly options: FfprobeOptions
  /** The program that is used, undefined while there is none. */
  readonly program: Effect.Effect<string | undefined>
}

export class Ffprobe extends Context.Tag("qbitrr/clients/Ffprobe")<Ffprobe, FfprobeService>() {}

export interface FfprobeOptions {
  readonly dataFolder: string
  /** `PATH`; undefined = there is none. */
  readonly searchPath: string | undefined
  /** Longest time for one file; 30 s unless given. */
  readonly timeout?: Duration.DurationInput
}

/** Files probed at once. */
const atOnce = 2

/** Answers kept, by path, size and time of the last change. */
const remembered = 5_000

const unknown = (reason: string): ProbeResult => ({ _tag: "Unknown", reason })

export const make = (
  options: FfprobeOptions
): Effect.Effect<FfprobeService, never, CommandExecutor.CommandExecutor | FileSystem.FileSystem> =>
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    const executor = yield* CommandExecutor.CommandExecutor
    const permits = yield* Effect.makeSemaphore(atOnce)
    const answers = new Map<string, ProbeResult>()

    const program = findFfprobe(options.searchPath, options.dataFolder).pipe(
      Effect.provideService(FileSystem.FileSystem, fs)
    )

    const remember = (key: string, result: ProbeResult): void => {
      answers.set(key, result)
      if (answers.size <= remembered) return
      for (const oldest of answers.keys()) {
        answers.delete(oldest)
        return
      }
    }

    const probe = Effect.fn("Ffprobe.probe")(
      function* (path: string) {
        switch (mediaName(path)) {
          case "book": {
            const playable: ProbeResult = { _tag: "Playable" }
            return playable
          }
          case "unfinished":
            return unknown("qBittorrent has not finished it")
          case "other":
            return unknown("its name is not that of a media file")
          case "media":
        }
        const info = yield* Effect.option(fs.stat(path))
        if (Option.isNone(info)) return unknown("it cannot be read here")
        if (info.value.type !== "File") return unknown("it is not a file")
        const changedAt = Option.match(info.value.mtime, { onNone: () => 0, onSome: (date) => date.getTime() })
        const key = `${info.value.size}|${changedAt}|${path}`
        const known = answers.get(key)
        if (known !== undefined) return known
        const found = yield* program
        if (found === undefined) return unknown("there is no ffprobe")
        const result = yield* permits.withPermits(1)(runFfprobe(found, path, options.timeout ?? "30 seconds"))
        if (result._tag !== "Unknown") remember(key, result)
        return result
      },
      Effect.provideService(CommandExecutor.CommandExecutor, executor)
    )

    const playableOf = Effect.fn("Ffprobe.playableOf")(function* (path: string) {
      const listed = yield* mediaFilesOf(path).pipe(Effect.provideService(FileSystem.FileSystem, fs))
      if (listed._tag === "Unreadable") {
        const result: DownloadProbe = { _tag: "Unknown", reason: listed.reason }
        return result
      }
      let refused: string | undefined
      let doubt = listed.complete ? undefined : "it holds too many files to probe them all"
      for (const file of listed.files) {
        const result = yield* probe(file)
        if (result._tag === "Playable") return result
        if (result._tag === "Unknown") doubt ??= `${file}: ${result.reason}`
        else refused ??= `${file.slice(file.lastIndexOf("/") + 1)}: ${result.reason}`
        // Without an ffprobe the next file has no other answer.
        if (doubt !== undefined && (yield* program) === undefined) break
      }
      const result: DownloadProbe =
        doubt === undefined && refused !== undefined
          ? { _tag: "Unplayable", example: refused }
          : { _tag: "Unknown", reason: doubt ?? "it holds no media file" }
      return result
    })

    return { options, probe, playableOf, program }
  })

/** One for the whole process: at most two files are probed at once, whoever asks. */
export const layer = (
  options: FfprobeOptions
): Layer.Layer<Ffprobe, never, CommandExecutor.CommandExecutor | FileSystem.FileSystem> =>
  Layer.effect(Ffprobe, make(options))
