import { dirname } from "node:path"
import type * as FileSystem from "@effect/platform/FileSystem"
import * as SqlClient from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import { chooseDriver } from "./chooseDriver.ts"
import { hasOrphanLog, inspect, setAside } from "./DatabaseFile.ts"
import { DatabaseUnusable } from "./DatabaseUnusable.ts"
import { ensureWritable } from "./DataFolder.ts"
import * as InstanceLock from "./InstanceLock.ts"
import * as Migrations from "./Migrations.ts"
import * as SqlClientNode from "./SqlClientNode.ts"
import type { SqliteDriver } from "./SqliteDriver.ts"

/** What is known about the open database. */
export interface DatabaseService {
  readonly file: string
  readonly driver: SqliteDriver["name"]
  readonly schemaVersion: number
  /** Where a damaged database was kept when this one had to start empty. */
  readonly recovered: Option.Option<string>
}

export class Database extends Context.Tag("qbitrr/store/Database")<Database, DatabaseService>() {}

/** `driver` and `migrations` are for tests and for tools that bring their own. */
export interface DatabaseOptions {
  /** Path of the database; its folder is the data folder. */
  readonly file: string
  readonly driver?: SqliteDriver
  readonly migrations?: typeof Migrations.migrations
}

const unusable = (reason: DatabaseUnusable["reason"], file: string, message: string): DatabaseUnusable =>
  new DatabaseUnusable({ reason, file, message })

const detailOf = (cause: unknown): string => (cause instanceof Error ? ` (${cause.message})` : "")

const findDriver = (options: DatabaseOptions): Effect.Effect<SqliteDriver, DatabaseUnusable> =>
  Effect.suspend(() => {
    const found = options.driver ?? chooseDriver()
    return "missing" in found ? unusable("driver", options.file, found.missing) : Effect.succeed(found)
  })

const keepDamaged = (file: string, detail: string) =>
  Effect.tap(setAside(file), (kept) =>
    Effect.logError(
      `The database ${file} is damaged (${detail}). It is kept as ${kept}; qbitrr starts with an empty one: what it remembered of torrents, imports and unfinished removals is lost.`
    )
  )

/** Decides from what is at the path whether it may be opened, and puts a damaged one aside. */
const prepare = (
  file: string,
  driver: SqliteDriver,
  known: number
): Effect.Effect<Option.Option<string>, DatabaseUnusable, FileSystem.FileSystem> =>
  Effect.gen(function* () {
    const found = yield* inspect(file, driver, known)
    switch (found._tag) {
      case "Absent":
        return (yield* hasOrphanLog(file))
          ? Option.some(yield* keepDamaged(file, "only its write-ahead log is left"))
          : Option.none()
      case "Corrupt":
        return Option.some(yield* keepDamaged(file, found.detail))
      case "Foreign":
        return yield* unusable(
          "foreign",
          file,
          `${file} is the database of another program; it was left untouched. Choose another data folder, or move that file away.`
        )
      case "Ours":
        if (found.version <= known) return Option.none()
        return yield* unusable(
          "newer",
          file,
          `${file} was written by a newer qbitrr (schema ${found.version}, this one knows ${known}); the original was left untouched. Install that version again, or move the file away to start empty.`
        )
    }
  })

const make = (
  options: DatabaseOptions
): Effect.Effect<
  Context.Context<Database | SqlClient.SqlClient>,
  DatabaseUnusable,
  FileSystem.FileSystem | Scope.Scope
> =>
  Effect.gen(function* () {
    const { file } = options
    const migrations = options.migrations ?? Migrations.migrations
    const schemaVersion = Migrations.latest(migrations)
    yield* ensureWritable(dirname(file))
    const driver = yield* findDriver(options)
    yield* InstanceLock.acquire(file, driver)
    const recovered = yield* prepare(file, driver, schemaVersion)
    const client = yield* SqlClientNode.make({ file, driver })
    yield* Migrations.migrate(migrations).pipe(
      Effect.provideService(SqlClient.SqlClient, client),
      Effect.mapError((error) =>
        unusable("failed", file, `${file} cannot be brought up to date: ${error.message}${detailOf(error.cause)}`)
      )
    )
    return Context.make(SqlClient.SqlClient, client).pipe(
      Context.add(Database, { file, driver: driver.name, schemaVersion, recovered })
    )
  })

/**
 * Opens the one database of a data folder: creates the folder, takes the lock, checks the file, migrates it. A damaged
 * file is kept aside and replaced by an empty one (one ERROR line, see `recovered`); everything else that is wrong is a
 * `DatabaseUnusable`, and then the file is untouched. Closing folds the write-ahead log into the file.
 */
export const layer = (
  options: DatabaseOptions
): Layer.Layer<Database | SqlClient.SqlClient, DatabaseUnusable, FileSystem.FileSystem> =>
  Layer.scopedContext(make(options))

/** What a repository reads when it starts; without it the daemon must not run. */
export const readAtStart = <A, R>(
  what: string,
  read: Effect.Effect<A, SqlError, R>
): Effect.Effect<A, DatabaseUnusable, R | Database> =>
  Effect.catchAll(read, (error) =>
    Effect.flatMap(Database, ({ file }) =>
      unusable("failed", file, `${what} cannot be read from ${file}: ${error.message}`)
    )
  )
