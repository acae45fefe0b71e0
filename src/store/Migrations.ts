import * as Migrator from "@effect/sql/Migrator"
import * as SqlClient from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { applicationId } from "./DatabaseFile.ts"
import start from "./migrations/0001_start.ts"
import replacements from "./migrations/0002_replacements.ts"
import explain from "./migrations/0003_explain.ts"
import search from "./migrations/0004_search.ts"
import access from "./migrations/0005_access.ts"

/** Every migration by number and name. A number that was released never changes; a change is a new number. */
export const migrations: Readonly<Record<string, Effect.Effect<void, SqlError, SqlClient.SqlClient>>> = {
  "0001_start": start,
  "0002_replacements": replacements,
  "0003_explain": explain,
  "0004_search": search,
  "0005_access": access
}

/** The schema version this program writes. */
export const latest = (all: Readonly<Record<string, unknown>> = migrations): number =>
  Math.max(0, ...Object.keys(all).map((name) => Number.parseInt(name, 10)))

/**
 * Brings the schema up to date in one transaction: all missing migrations or none. On SQLite the version is then written
 * through to the file's header, where an older program sees it without opening the database.
 */
export const migrate = (
  all: Readonly<Record<string, Effect.Effect<void, SqlError, SqlClient.SqlClient>>> = migrations
): Effect.Effect<void, Migrator.MigrationError | SqlError, SqlClient.SqlClient> =>
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    const mark = (pragma: string) =>
      sql.onDialectOrElse({ sqlite: () => sql.unsafe(pragma), orElse: () => Effect.void })
    yield* mark(`PRAGMA application_id = ${applicationId}`)
    yield* Migrator.make<never>({})({ loader: Migrator.fromRecord(all), table: "qbitrr_migrations" }).pipe(
      // The migrator dies of a migration that fails; here that is an ordinary reason not to start.
      Effect.catchSomeDefect((defect) =>
        defect instanceof Migrator.MigrationError ? Option.some(Effect.fail(defect)) : Option.none()
      )
    )
    yield* mark(`PRAGMA user_version = ${latest(all)}`)
    yield* mark("PRAGMA wal_checkpoint(TRUNCATE)")
  })
