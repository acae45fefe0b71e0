import { statfs } from "node:fs/promises"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"

/** The disk of a folder cannot be measured. */
export class DiskUnreadable extends Schema.TaggedError<DiskUnreadable>("qbitrr/DiskUnreadable")("DiskUnreadable", {
  folder: Schema.String,
  detail: Schema.String
}) {
  override get message(): string {
    return `the disk of ${this.folder} cannot be measured: ${this.detail}`
  }
}

const codeOf = (cause: unknown): string =>
  typeof cause === "object" && cause !== null && "code" in cause && typeof cause.code === "string" ? cause.code : ""

const detailOf = (cause: unknown): string => {
  switch (codeOf(cause)) {
    case "ENOENT":
      return "this folder does not exist"
    case "ENOTDIR":
      return "a part of this path is no folder"
    case "EACCES":
      return "this program may not read it"
    default:
      return cause instanceof Error ? cause.message : String(cause)
  }
}

/** A dead network share answers never. */
const patience = "10 seconds"

/** Bytes that this program's user may still write to the disk that holds `folder`. */
export const freeBytes = (folder: string): Effect.Effect<number, DiskUnreadable> =>
  Effect.tryPromise({
    try: () => statfs(folder),
    catch: (cause) => new DiskUnreadable({ folder, detail: detailOf(cause) })
  }).pipe(
    Effect.map(({ bavail, bsize }) => bavail * bsize),
    Effect.timeoutFail({
      duration: patience,
      onTimeout: () => new DiskUnreadable({ folder, detail: `no answer within ${patience}` })
    })
  )
