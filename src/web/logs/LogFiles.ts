import { constants } from "node:fs"
import { type FileHandle, lstat, open, readdir } from "node:fs/promises"
import { join } from "node:path"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import { ageOf, baseOf, isLogName } from "./logName.ts"

/** No log file has that name, or it is none that may be shown. */
export class UnknownLogFile extends Data.TaggedError("UnknownLogFile")<{ readonly name: string }> {}

/** One file of the log folder. */
export interface LogFileInfo {
  readonly name: string
  /** Bytes. */
  readonly size: number
  /** Epoch milliseconds. */
  readonly modifiedAt: number
  /** Stays with the file when it is rotated and gets another name. */
  readonly id: string
}

/** A file that is open for reading. What is written to it later is not seen. */
export interface OpenLog extends LogFileInfo {
  /** Bytes `from` (included) `to` (not included), fewer where the file ends. Dies when the disk does not answer. */
  readonly read: (from: number, to: number) => Effect.Effect<Buffer>
}

const byName = (a: LogFileInfo, b: LogFileInfo): number => {
  const left = baseOf(a.name).toLowerCase()
  const right = baseOf(b.name).toLowerCase()
  return left === right ? ageOf(a.name) - ageOf(b.name) : left < right ? -1 : 1
}

/** Names of the folder as it says them, so that nobody else's spelling (`..`, another case, a stream) is ever opened. */
const namesIn = (folder: string): Effect.Effect<ReadonlyArray<string>> =>
  Effect.map(
    Effect.orElseSucceed(
      Effect.tryPromise(() => readdir(folder)),
      () => []
    ),
    (names) => names.filter(isLogName)
  )

const infoOf = (folder: string, name: string): Effect.Effect<Option.Option<LogFileInfo>> =>
  Effect.orElseSucceed(
    Effect.tryPromise(async () => {
      const stat = await lstat(join(folder, name))
      // A link may lead anywhere.
      if (!stat.isFile()) return Option.none()
      return Option.some({ name, size: stat.size, modifiedAt: Math.round(stat.mtimeMs), id: String(stat.ino) })
    }),
    () => Option.none()
  )

/** All log files, each followed by its older parts. None when there is no folder. */
export const list = (folder: string): Effect.Effect<ReadonlyArray<LogFileInfo>> =>
  Effect.flatMap(namesIn(folder), (names) =>
    Effect.map(
      Effect.forEach(names, (name) => infoOf(folder, name), { concurrency: 8 }),
      (found) => found.flatMap(Option.toArray).sort(byName)
    )
  )

const readFrom =
  (handle: FileHandle) =>
  (from: number, to: number): Effect.Effect<Buffer> =>
    Effect.promise(async () => {
      const buffer = Buffer.allocUnsafe(Math.max(0, to - from))
      let filled = 0
      while (filled < buffer.length) {
        const { bytesRead } = await handle.read(buffer, filled, buffer.length - filled, from + filled)
        if (bytesRead === 0) break
        filled += bytesRead
      }
      return buffer.subarray(0, filled)
    })

/** Without waiting for the other end of a pipe and without following a link. */
const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)

/** Opens a log file by its name; it stays the same file when it is rotated meanwhile. */
export const openLog = (folder: string, name: string): Effect.Effect<OpenLog, UnknownLogFile, Scope.Scope> =>
  Effect.gen(function* () {
    const unknown = new UnknownLogFile({ name })
    if (!(yield* namesIn(folder)).includes(name)) return yield* Effect.fail(unknown)
    const handle = yield* Effect.acquireRelease(
      Effect.tryPromise({ try: () => open(join(folder, name), flags), catch: () => unknown }),
      (opened) => Effect.promise(() => opened.close())
    )
    const stat = yield* Effect.promise(() => handle.stat())
    if (!stat.isFile()) return yield* Effect.fail(unknown)
    const { ino, mtimeMs, size } = stat
    return { name, size, modifiedAt: Math.round(mtimeMs), id: String(ino), read: readFrom(handle) }
  })

/** Other parts of the same log that are older than `name`, the newest of them first. */
export const olderThan = (files: ReadonlyArray<LogFileInfo>, name: string): ReadonlyArray<LogFileInfo> =>
  files.filter((file) => file.name !== name && baseOf(file.name) === baseOf(name) && ageOf(file.name) > ageOf(name))
