import * as FileSystem from "@effect/platform/FileSystem"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { mediaName } from "./mediaNames.ts"

/** Files that can be probed in one download. */
export type MediaFiles =
  | { readonly _tag: "Listed"; readonly files: ReadonlyArray<string>; readonly complete: boolean }
  | { readonly _tag: "Unreadable"; readonly reason: string }

/** Most files and folders looked at in one download. */
const mostEntries = 500

/** `.parts` lie beside complete torrents too, with the edges of deselected files. */
const isProbed = (path: string): boolean => mediaName(path) !== "other" && !path.endsWith(".parts")

/**
 * The media files and books at or below a path, unfinished ones included (they keep the whole from being judged).
 * Links are followed no further than to files.
 */
export const mediaFilesOf = (path: string): Effect.Effect<MediaFiles, never, FileSystem.FileSystem> =>
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    const root = yield* Effect.option(fs.stat(path))
    if (Option.isNone(root)) {
      const missing: MediaFiles = { _tag: "Unreadable", reason: `${path} is not there, as this program sees it` }
      return missing
    }
    if (root.value.type === "File") {
      const single: MediaFiles = { _tag: "Listed", files: isProbed(path) ? [path] : [], complete: true }
      return single
    }
    const files: Array<string> = []
    const folders = [path]
    let seen = 0
    let complete = true
    for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
      const names = yield* Effect.option(fs.readDirectory(folder))
      if (Option.isNone(names)) {
        complete = false
        continue
      }
      for (const name of [...names.value].sort()) {
        if (++seen > mostEntries) {
          const partial: MediaFiles = { _tag: "Listed", files, complete: false }
          return partial
        }
        const entry = `${folder}/${name}`
        const info = yield* Effect.option(fs.stat(entry))
        if (Option.isNone(info)) complete = false
        else if (info.value.type === "File" && isProbed(entry)) files.push(entry)
        else if (info.value.type === "Directory") {
          if (Option.isNone(yield* Effect.option(fs.readLink(entry)))) folders.push(entry)
          else complete = false
        }
      }
    }
    const listed: MediaFiles = { _tag: "Listed", files, complete }
    return listed
  })
