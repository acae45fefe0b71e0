import { hostname } from "node:os"
import * as FileSystem from "@effect/platform/FileSystem"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import { DatabaseUnusable } from "./DatabaseUnusable.ts"
import { failureOf, type SqliteConnection, type SqliteDriver, sqlError } from "./SqliteDriver.ts"

/** Who holds the lock, for the message only; the lock itself is the operating system's. */
const Holder = Schema.parseJson(Schema.Struct({ pid: Schema.Number, host: Schema.String, since: Schema.Number }))

/** Another daemon's name for itself, as far as it left one. */
const describeHolder = (file: string): Effect.Effect<string, never, FileSystem.FileSystem> =>
  Effect.flatMap(FileSystem.FileSystem, (fs) => fs.readFileString(`${file}.pid`)).pipe(
    Effect.flatMap(Schema.decode(Holder)),
    Effect.map(({ host, pid, since }) => `process ${pid} on ${host}, since ${new Date(since).toISOString()}`),
    Effect.orElseSucceed(() => "a process that left no name")
  )

const lock = (driver: SqliteDriver, lockFile: string): SqliteConnection => {
  const db = driver.open(lockFile)
  try {
    db.exec("PRAGMA busy_timeout = 0")
    // Nothing is ever written under this lock; a journal on disk would only lie about after a kill.
    db.exec("PRAGMA journal_mode = MEMORY")
    db.exec("BEGIN IMMEDIATE")
    return db
  } catch (cause) {
    db.close()
    throw cause
  }
}

/**
 * One daemon per database. SQLite's own write lock on the empty file `<file>.lock` is held as long as the scope lives:
 * the kernel lets go of it however the process ends, so nothing stale can be left, and it tells two containers on one
 * volume apart, which process ids (both are often 1) do not. The file stays, since removing it while another process
 * opens it would let both in; `<file>.pid` holds the name for the message. Fails with `locked` and the other's process id.
 */
export const acquire = (
  file: string,
  driver: SqliteDriver
): Effect.Effect<void, DatabaseUnusable, Scope.Scope | FileSystem.FileSystem> =>
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    const lockFile = `${file}.lock`
    const attempt = Effect.try({ try: () => lock(driver, lockFile), catch: sqlError }).pipe(
      Effect.catchAll((error) =>
        failureOf(error.cause) === "BUSY"
          ? Effect.flatMap(
              describeHolder(file),
              (holder) =>
                new DatabaseUnusable({
                  reason: "locked",
                  file,
                  message: `${file} is in use by another qbitrr (${holder}). Stop that one first, or give this one a data folder of its own.`
                })
            )
          : new DatabaseUnusable({
              reason: "failed",
              file,
              message: `${lockFile} cannot be locked: ${error.message}. The data folder must be on a file system with file locks.`
            })
      )
    )
    yield* Effect.acquireRelease(attempt, (held) =>
      Effect.zipRight(
        Effect.ignore(fs.remove(`${file}.pid`, { force: true })),
        Effect.sync(() => held.close())
      )
    )
    const since = yield* Clock.currentTimeMillis
    yield* Schema.encode(Holder)({ pid: process.pid, host: hostname(), since }).pipe(
      Effect.flatMap((text) => fs.writeFileString(`${file}.pid`, text)),
      Effect.ignoreLogged
    )
  })
