import { delimiter, join } from "node:path"
import * as FileSystem from "@effect/platform/FileSystem"
import * as Effect from "effect/Effect"

/** Name of the program on this system. */
export const programName = process.platform === "win32" ? "ffprobe.exe" : "ffprobe"

/** Where `FfprobeInstaller` puts the program. */
export const installedAt = (dataFolder: string): string => join(dataFolder, "ffprobe", programName)

const isProgram = (fs: FileSystem.FileSystem, path: string): Effect.Effect<boolean> =>
  fs.stat(path).pipe(
    Effect.map((info) => info.type === "File" && (process.platform === "win32" || (info.mode & 0o111) !== 0)),
    Effect.catchAll(() => Effect.succeed(false))
  )

/** The first ffprobe of a search path (`PATH`), as an absolute path. Relative entries are not followed. */
export const inSearchPath = (
  searchPath: string | undefined
): Effect.Effect<string | undefined, never, FileSystem.FileSystem> =>
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    for (const folder of (searchPath ?? "").split(delimiter)) {
      if (!folder.startsWith("/") && !/^[A-Za-z]:[\\/]/.test(folder)) continue
      const path = join(folder, programName)
      if (yield* isProgram(fs, path)) return path
    }
    return undefined
  })

/** `PATH` first, then the downloaded one (decisions, "ffprobe"). */
export const findFfprobe = (
  searchPath: string | undefined,
  dataFolder: string
): Effect.Effect<string | undefined, never, FileSystem.FileSystem> =>
  Effect.gen(function* () {
    const found = yield* inSearchPath(searchPath)
    if (found !== undefined) return found
    const own = installedAt(dataFolder)
    return (yield* isProgram(yield* FileSystem.FileSystem, own)) ? own : undefined
  })
