import { SystemError, type SystemErrorReason } from "@effect/platform/Error"
import * as FileSystem from "@effect/platform/FileSystem"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"

/** A file in memory: its text, or why it cannot be had. */
export type Content = string | { readonly reason: SystemErrorReason } | "folder"

export interface MemoryFiles {
  readonly layer: ReturnType<typeof FileSystem.layerNoop>
  /** Writes a file; each write has a new time. Undefined removes it. */
  readonly write: (path: string, content: Content | undefined) => void
  readonly reads: () => number
}

const failure = (method: string, path: string, reason: SystemErrorReason) =>
  new SystemError({ reason, module: "FileSystem", method, pathOrDescriptor: path })

/** Just enough of a file system to read configs from. */
export const memoryFiles = (initial: Readonly<Record<string, Content>> = {}): MemoryFiles => {
  const files = new Map<string, { readonly content: Content; readonly time: number }>()
  let time = 0
  let reads = 0
  const write = (path: string, content: Content | undefined): void => {
    time += 1
    if (content === undefined) files.delete(path)
    else files.set(path, { content, time })
  }
  for (const [path, content] of Object.entries(initial)) write(path, content)
  const found = (method: string, path: string) => {
    const file = files.get(path)
    if (file === undefined) return Effect.fail(failure(method, path, "NotFound"))
    return typeof file.content === "object"
      ? Effect.fail(failure(method, path, file.content.reason))
      : Effect.succeed(file)
  }
  return {
    write,
    reads: () => reads,
    layer: FileSystem.layerNoop({
      exists: (path) => Effect.sync(() => files.has(path)),
      readFileString: (path) =>
        Effect.flatMap(
          Effect.suspend(() => {
            reads += 1
            return found("readFileString", path)
          }),
          ({ content }) =>
            content === "folder"
              ? Effect.fail(failure("readFileString", path, "BadResource"))
              : Effect.succeed(String(content))
        ),
      stat: (path) =>
        Effect.map(
          Effect.suspend(() => found("stat", path)),
          (file): FileSystem.File.Info => ({
            type: file.content === "folder" ? "Directory" : "File",
            mtime: Option.some(new Date(file.time)),
            atime: Option.none(),
            birthtime: Option.none(),
            dev: 0,
            ino: Option.none(),
            mode: 0o644,
            nlink: Option.none(),
            uid: Option.none(),
            gid: Option.none(),
            rdev: Option.none(),
            size: FileSystem.Size(String(file.content).length),
            blksize: Option.none(),
            blocks: Option.none()
          })
        )
    })
  }
}
