import * as Error from "@effect/platform/Error"
import * as FileSystem from "@effect/platform/FileSystem"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { DatabaseUnusable } from "./DatabaseUnusable.ts"

/** Who this process is; undefined where the system has no numeric users. */
export interface Owner {
  readonly uid: number
  readonly gid: number
}

const whoAmI = (): Owner | undefined => {
  const uid = process.geteuid?.()
  const gid = process.getegid?.()
  return uid === undefined || gid === undefined ? undefined : { uid, gid }
}

/** `EACCES` and the like; empty when the system gave none. */
const codeOf = (error: Error.PlatformError): string => {
  const cause: unknown = error.cause
  if (typeof cause === "object" && cause !== null && "code" in cause) return String(cause.code)
  return Error.isPlatformError(error) && error._tag === "SystemError" && error.reason === "PermissionDenied"
    ? "EACCES"
    : ""
}

const quoted = (path: string): string => (/^[\w./@:+-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`)

/** The message for a folder that cannot be written: which one, as whom, and what to run. */
export const explainUnwritable = (folder: string, code: string, me: Owner | undefined, owner: Owner | undefined) => {
  const who = me === undefined ? "" : ` by user ${me.uid} (group ${me.gid})`
  const start = `The data folder ${folder} cannot be written${who}`
  switch (code) {
    case "EACCES":
    case "EPERM": {
      const belongs = owner === undefined ? "" : ` It belongs to user ${owner.uid} (group ${owner.gid}).`
      const advice =
        me === undefined
          ? `Give the account that runs qbitrr write permission for ${folder}.`
          : `Run: chown -R ${me.uid}:${me.gid} ${quoted(folder)}`
      const other = owner === undefined || me === undefined ? "" : `, or start qbitrr as ${owner.uid}:${owner.gid}`
      return `${start}: permission denied.${belongs} ${advice}${other}`
    }
    case "EROFS":
      return `${start}: it is on a read-only file system. Mount it writable (remove :ro from the volume).`
    case "ENOSPC":
    case "EDQUOT":
      return `${start}: no space is left on its disk. Free some space.`
    case "ENOTDIR":
    case "EEXIST":
      return `${start}: a part of that path is a file, not a folder. Move the file away or choose another data folder.`
    default:
      return `${start}${code === "" ? "" : ` (${code})`}. Check that the path exists and is mounted.`
  }
}

/** The nearest part of the path that exists says who may create the rest. */
const ownerOf = (fs: FileSystem.FileSystem, folder: string): Effect.Effect<Owner | undefined> =>
  fs.stat(folder).pipe(
    Effect.map((info) => Option.getOrUndefined(Option.all({ uid: info.uid, gid: info.gid }))),
    Effect.catchAll(() => {
      const parent = folder.slice(0, folder.lastIndexOf("/"))
      return parent === "" ? Effect.succeed(undefined) : ownerOf(fs, parent)
    })
  )

/**
 * Creates the folder when it is missing and proves with a small file that it can be written: permission bits alone
 * say nothing about read-only mounts, full disks and network shares.
 */
export const ensureWritable = (folder: string): Effect.Effect<void, DatabaseUnusable, FileSystem.FileSystem> =>
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    const probe = `${folder}/.qbitrr-write-test-${process.pid}`
    yield* fs.makeDirectory(folder, { recursive: true }).pipe(
      Effect.zipRight(fs.writeFileString(probe, "qbitrr\n")),
      Effect.zipRight(fs.remove(probe)),
      Effect.catchAll((error) =>
        Effect.flatMap(
          ownerOf(fs, folder),
          (owner) =>
            new DatabaseUnusable({
              reason: "folder",
              file: folder,
              message: explainUnwritable(folder, codeOf(error), whoAmI(), owner)
            })
        )
      )
    )
  })
