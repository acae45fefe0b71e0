import { join } from "node:path"
import * as FileSystem from "@effect/platform/FileSystem"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { DatabaseUnusable } from "./DatabaseUnusable.ts"
import { failureOf, type SqliteDriver, sqlError } from "./SqliteDriver.ts"

/** Marks a file as ours in its header ("qbrr"), https://sqlite.org/pragma.html#pragma_application_id */
export const applicationId = 0x71627272

/** Where the database of a data folder is. */
export const databaseIn = (dataFolder: string): string => join(dataFolder, "state", "qbitrr.db")

/** What is at the path, seen without changing a byte of it. */
export type Inspection =
  | { readonly _tag: "Absent" }
  | { readonly _tag: "Ours"; readonly version: number }
  | { readonly _tag: "Foreign" }
  | { readonly _tag: "Corrupt"; readonly detail: string }

/** The 100 bytes every SQLite file starts with, https://sqlite.org/fileformat2.html#the_database_header */
export interface Header {
  readonly isSqlite: boolean
  readonly userVersion: number
  readonly applicationId: number
}

/** `bytes` are the first 100 of a file, or all it has. */
export const readHeader = (bytes: Uint8Array): Header => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const isSqlite = bytes.length >= 100 && new TextDecoder().decode(bytes.subarray(0, 16)) === "SQLite format 3\0"
  return {
    isSqlite,
    userVersion: isSqlite ? view.getUint32(60) : 0,
    applicationId: isSqlite ? view.getUint32(68) : 0
  }
}

const failed = (file: string, what: string): DatabaseUnusable =>
  new DatabaseUnusable({ reason: "failed", file, message: `${file} cannot be read: ${what}` })

const first = (rows: ReadonlyArray<Record<string, unknown>>): unknown => Object.values(rows[0] ?? {})[0]

/** Read-only, so that neither recovery nor a checkpoint touches the bytes that may have to be kept. */
const check = (driver: SqliteDriver, file: string): Inspection => {
  const db = driver.open(file, { readOnly: true })
  try {
    db.exec("PRAGMA busy_timeout = 5000")
    const ask = (sql: string) => first(db.prepare(sql).all([]))
    const verdict = ask("PRAGMA quick_check(1)")
    if (verdict !== "ok") return { _tag: "Corrupt", detail: String(verdict) }
    if (ask("PRAGMA application_id") === applicationId)
      return { _tag: "Ours", version: Number(ask("PRAGMA user_version")) }
    return ask("SELECT count(*) FROM sqlite_master") === 0 ? { _tag: "Ours", version: 0 } : { _tag: "Foreign" }
  } finally {
    db.close()
  }
}

/** SQLite's own check of the whole file. */
const quickCheck = (file: string, driver: SqliteDriver): Effect.Effect<Inspection, DatabaseUnusable> =>
  Effect.try({ try: () => check(driver, file), catch: sqlError }).pipe(
    Effect.catchAll((error) => {
      const failure = failureOf(error.cause)
      return failure === "CORRUPT" || failure === "NOTADB"
        ? Effect.succeed<Inspection>({ _tag: "Corrupt", detail: error.message })
        : failed(file, error.message)
    })
  )

/** The first 100 bytes; none when there is no file. */
const readHead = (file: string): Effect.Effect<Uint8Array, DatabaseUnusable, FileSystem.FileSystem> =>
  Effect.flatMap(FileSystem.FileSystem, (fs) =>
    Effect.scoped(Effect.flatMap(fs.open(file, { flag: "r" }), (handle) => handle.readAlloc(100)))
  ).pipe(
    Effect.map(Option.getOrElse(() => new Uint8Array())),
    Effect.catchIf(
      (error) => error._tag === "SystemError" && error.reason === "NotFound",
      () => Effect.succeed(new Uint8Array())
    ),
    Effect.mapError((error) => failed(file, error.message))
  )

/**
 * `known` is the newest schema version this program understands. Fails only when the disk or SQLite refuses to tell.
 */
export const inspect = (
  file: string,
  driver: SqliteDriver,
  known: number
): Effect.Effect<Inspection, DatabaseUnusable, FileSystem.FileSystem> =>
  Effect.flatMap(readHead(file), (head): Effect.Effect<Inspection, DatabaseUnusable> => {
    if (head.length === 0) return Effect.succeed({ _tag: "Absent" })
    const header = readHeader(head)
    if (!header.isSqlite) return Effect.succeed({ _tag: "Corrupt", detail: "it does not start like a SQLite file" })
    // Each migration is written through to the header, so a newer file is recognised without being opened.
    return header.applicationId === applicationId && header.userVersion > known
      ? Effect.succeed({ _tag: "Ours", version: header.userVersion })
      : quickCheck(file, driver)
  })

/** `20261123T203853Z` */
const stamp = (millis: number): string =>
  new Date(millis)
    .toISOString()
    .replace(/\.\d+Z$/, "Z")
    .replaceAll(/[-:]/g, "")

/**
 * Moves the database and its companions to `<file>.corrupt-<time>`, under names by which SQLite still finds them together.
 * Nothing is deleted. Returns the new path of the main file.
 */
export const setAside = (file: string): Effect.Effect<string, DatabaseUnusable, FileSystem.FileSystem> =>
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    const now = yield* Clock.currentTimeMillis
    const base = `${file}.corrupt-${stamp(now)}`
    const taken = (path: string) =>
      Effect.map(
        Effect.forEach(["", "-wal", "-shm"], (suffix) => fs.exists(path + suffix)),
        (found) => found.includes(true)
      )
    let target = base
    for (let n = 2; yield* taken(target); n++) target = `${base}-${n}`
    // The main file first: a log without its file is recognised at the next start, a file without its log is not.
    for (const suffix of ["", "-wal", "-shm"]) {
      if (yield* fs.exists(file + suffix)) yield* fs.rename(file + suffix, target + suffix)
    }
    return target
  }).pipe(
    Effect.catchAll(
      (error) =>
        new DatabaseUnusable({
          reason: "failed",
          file,
          message: `${file} is damaged and cannot be moved aside: ${error.message}. Move it away by hand, with its -wal and -shm files.`
        })
    )
  )

/** A write-ahead log whose file is gone: what a move aside leaves when it is cut short. SQLite would delete it. */
export const hasOrphanLog = (file: string): Effect.Effect<boolean, never, FileSystem.FileSystem> =>
  Effect.flatMap(FileSystem.FileSystem, (fs) => fs.stat(`${file}-wal`)).pipe(
    Effect.map((info) => info.size > 0n),
    Effect.orElseSucceed(() => false)
  )
