import * as FileSystem from "@effect/platform/FileSystem"
import type * as SqlClient from "@effect/sql/SqlClient"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import { chooseDriver } from "./chooseDriver.ts"
import { applicationId, readHeader } from "./DatabaseFile.ts"
import { DatabaseUnusable } from "./DatabaseUnusable.ts"
import * as Migrations from "./Migrations.ts"
import * as SqlClientNode from "./SqlClientNode.ts"

/** What is in the header of a database that is only read. */
export interface OpenedReadOnly {
  readonly sql: SqlClient.SqlClient
  readonly schemaVersion: number
}

/**
 * Opens the database of a data folder for reading, next to a daemon that may use it: no lock is taken, nothing is
 * migrated, created or repaired. `None` when there is no database. Fails with the reason when the file is not ours, or
 * was written by a newer qbitrr.
 */
export const openReadOnly = (
  file: string
): Effect.Effect<Option.Option<OpenedReadOnly>, DatabaseUnusable, FileSystem.FileSystem | Scope.Scope> =>
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    const unusable = (reason: DatabaseUnusable["reason"], message: string) =>
      new DatabaseUnusable({ reason, file, message })
    const head = yield* Effect.scoped(
      Effect.flatMap(fs.open(file, { flag: "r" }), (handle) => handle.readAlloc(100))
    ).pipe(
      Effect.catchIf(
        (error) => error._tag === "SystemError" && error.reason === "NotFound",
        () => Effect.succeed(Option.none<Uint8Array>())
      ),
      Effect.mapError((error) =>
        unusable("failed", `${file} cannot be read: ${error.message}. Run this as the user that runs the daemon.`)
      )
    )
    if (Option.isNone(head)) return Option.none()
    const header = readHeader(head.value)
    if (!header.isSqlite || header.applicationId !== applicationId) {
      return yield* unusable(
        "foreign",
        `${file} is not the database of a qbitrr. Give the --data folder of the daemon.`
      )
    }
    const known = Migrations.latest()
    if (header.userVersion > known) {
      return yield* unusable(
        "newer",
        `${file} was written by a newer qbitrr (schema ${header.userVersion}, this one knows ${known}). Use that version.`
      )
    }
    const driver = chooseDriver()
    if ("missing" in driver) return yield* unusable("driver", driver.missing)
    const sql = yield* SqlClientNode.make({ file, driver, readOnly: true })
    return Option.some({ sql, schemaVersion: header.userVersion })
  })
