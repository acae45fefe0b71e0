import { createHash } from "node:crypto"
import { mkdir, readdir, readFile, rm } from "node:fs/promises"
import { join } from "node:path"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { writePrivate } from "./atomicWrite.ts"
import { ConfigFileFailure, UnknownBackup } from "./ConfigEdit.ts"

/** An earlier version of the config file. */
export interface Backup {
  /** Name of its file. */
  readonly id: string
  /** When it was replaced, epoch milliseconds. */
  readonly at: number
  readonly revision: string
  /** Bytes. */
  readonly size: number
}

/** The revision of a content. */
export const revisionOf = (content: string | Uint8Array): string =>
  createHash("sha256").update(content).digest("hex").slice(0, 32)

/** Versions that are kept. */
export const keptVersions = 10

/** `20261126T033151123Z-0123abcd.toml`: in the order of their times, and no character that any file system refuses. */
const shape = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})Z-[0-9a-f]{8}\.toml$/

const idOf = (at: number, revision: string): string =>
  `${new Date(at).toISOString().replace(/[-:.]/g, "")}-${revision.slice(0, 8)}.toml`

const timeOf = (id: string): number | undefined => {
  const parts = shape.exec(id)?.slice(1).map(Number)
  if (parts === undefined) return undefined
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0, milli = 0] = parts
  return Date.UTC(year, month - 1, day, hour, minute, second, milli)
}

/** The earlier versions in a folder, which is made when the first one is kept. */
export interface Backups {
  /** Newest first. */
  readonly list: Effect.Effect<ReadonlyArray<Backup>>
  readonly read: (id: string) => Effect.Effect<string, UnknownBackup>
  /** Keeps a content that is about to be replaced, unless it is the newest one already; the eleventh goes. */
  readonly keep: (text: string) => Effect.Effect<void, ConfigFileFailure>
}

export const make = (folder: string): Backups => {
  const content = (id: string): Effect.Effect<string, UnknownBackup> =>
    timeOf(id) === undefined
      ? Effect.fail(new UnknownBackup({ id }))
      : Effect.tryPromise({ try: () => readFile(join(folder, id), "utf8"), catch: () => new UnknownBackup({ id }) })
  const ids = Effect.tryPromise(() => readdir(folder)).pipe(
    Effect.orElseSucceed((): Array<string> => []),
    Effect.map((names) =>
      names
        .filter((name) => timeOf(name) !== undefined)
        .sort()
        .reverse()
    )
  )
  const list = Effect.flatMap(ids, (all) =>
    Effect.map(
      Effect.forEach(all, (id) =>
        content(id).pipe(
          Effect.map(
            (text): ReadonlyArray<Backup> => [
              { id, at: timeOf(id) ?? 0, revision: revisionOf(text), size: Buffer.byteLength(text) }
            ]
          ),
          Effect.orElseSucceed((): ReadonlyArray<Backup> => [])
        )
      ),
      (found) => found.flat()
    )
  )
  const keep = (text: string): Effect.Effect<void, ConfigFileFailure> =>
    Effect.gen(function* () {
      yield* Effect.tryPromise({
        try: () => mkdir(folder, { recursive: true, mode: 0o700 }),
        catch: () =>
          new ConfigFileFailure({ message: `The folder ${folder} for earlier versions of the config cannot be made.` })
      })
      const revision = revisionOf(text)
      const before = yield* list
      if (before[0]?.revision === revision) return
      // Never before the newest one, even when the clock was set back.
      const at = Math.max(yield* Clock.currentTimeMillis, (before[0]?.at ?? 0) + 1)
      yield* writePrivate(join(folder, idOf(at, revision)), text)
      const surplus = before.slice(keptVersions - 1)
      yield* Effect.forEach(surplus, ({ id }) => Effect.ignore(Effect.tryPromise(() => rm(join(folder, id)))), {
        discard: true
      })
    })
  return { list, read: content, keep }
}
