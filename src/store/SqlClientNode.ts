import * as Reactivity from "@effect/experimental/Reactivity"
import * as SqlClient from "@effect/sql/SqlClient"
import type * as SqlConnection from "@effect/sql/SqlConnection"
import * as Statement from "@effect/sql/Statement"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { DatabaseUnusable } from "./DatabaseUnusable.ts"
import {
  type SqliteConnection,
  type SqliteDriver,
  type SqliteStatement,
  type SqliteValue,
  sqlError
} from "./SqliteDriver.ts"

/** Statements kept prepared. The store has some thirty of its own. */
const preparedLimit = 200

/**
 * WAL with a commit that is on disk when it returns: what is written down must survive a power cut, and one
 * fsync per batch is cheap.
 */
const pragmas = [
  "PRAGMA busy_timeout = 5000",
  "PRAGMA journal_mode = WAL",
  "PRAGMA synchronous = FULL",
  "PRAGMA foreign_keys = ON"
]

const readPragmas = ["PRAGMA busy_timeout = 5000", "PRAGMA query_only = ON"]

const toValue = (param: unknown): SqliteValue => {
  if (param === undefined || param === null) return null
  if (typeof param === "boolean") return param ? 1 : 0
  if (typeof param === "number" || typeof param === "bigint" || typeof param === "string") return param
  if (param instanceof Uint8Array) return param
  if (param instanceof Date) return param.toISOString()
  return JSON.stringify(param)
}

/** Least recently used statements leave first. */
const makePrepared = (db: SqliteConnection) => {
  const cache = new Map<string, SqliteStatement>()
  return {
    get: (sql: string): SqliteStatement => {
      const known = cache.get(sql)
      if (known !== undefined) {
        cache.delete(sql)
        cache.set(sql, known)
        return known
      }
      const statement = db.prepare(sql)
      cache.set(sql, statement)
      if (cache.size > preparedLimit) {
        const oldest = cache.keys().next()
        if (oldest.done !== true) cache.delete(oldest.value)
      }
      return statement
    },
    clear: () => cache.clear()
  }
}

/**
 * SQLite rolls back by itself on a full disk or an I/O error, so a rollback may find nothing left to do; and a commit
 * that fails may leave the transaction open, which would lock every later one out.
 */
const control = (db: SqliteConnection, sql: string): void => {
  if (sql === "ROLLBACK") {
    try {
      db.exec(sql)
    } catch (cause) {
      if (!(cause instanceof Error) || !cause.message.includes("no transaction is active")) throw cause
    }
    return
  }
  try {
    db.exec(sql)
  } catch (cause) {
    if (sql === "COMMIT") control(db, "ROLLBACK")
    throw cause
  }
}

const makeConnection = (db: SqliteConnection, prepared: ReturnType<typeof makePrepared>): SqlConnection.Connection => {
  const attempt = <A>(run: () => A) => Effect.try({ try: run, catch: sqlError })
  const rows = (sql: string, params: ReadonlyArray<unknown>) =>
    attempt(() => prepared.get(sql).all(params.map(toValue)))
  return {
    execute: (sql, params, transformRows) =>
      transformRows === undefined ? rows(sql, params) : Effect.map(rows(sql, params), transformRows),
    executeRaw: (sql, params) => attempt(() => prepared.get(sql).run(params.map(toValue))),
    executeValues: (sql, params) => attempt(() => prepared.get(sql).values(params.map(toValue))),
    executeStream: (sql, params, transformRows) =>
      Stream.fromIterableEffect(
        transformRows === undefined ? rows(sql, params) : Effect.map(rows(sql, params), transformRows)
      ),
    executeUnprepared: (sql, params, transformRows) =>
      attempt(() => {
        if (params.length === 0 && /^(BEGIN|COMMIT|ROLLBACK|SAVEPOINT)\b/.test(sql)) {
          control(db, sql)
          return []
        }
        const found = db.prepare(sql).all(params.map(toValue))
        return transformRows === undefined ? found : transformRows(found)
      })
  }
}

/**
 * A client of one SQLite file over one connection; transactions and single statements take turns. When its scope ends
 * the write-ahead log is folded into the file, so that only the `.db` file is left.
 */
export const make = (options: {
  readonly file: string
  readonly driver: SqliteDriver
  /** Nothing is changed, neither rows nor settings of the file; a daemon may use it meanwhile. */
  readonly readOnly?: boolean
}): Effect.Effect<SqlClient.SqlClient, DatabaseUnusable, Scope.Scope> =>
  Effect.gen(function* () {
    const db = yield* Effect.acquireRelease(
      Effect.try({
        try: () => {
          const readOnly = options.readOnly ?? false
          const opened = options.driver.open(options.file, { readOnly })
          for (const pragma of readOnly ? readPragmas : pragmas) opened.exec(pragma)
          return opened
        },
        catch: (cause) =>
          new DatabaseUnusable({
            reason: "failed",
            file: options.file,
            message: `${options.file} cannot be opened: ${sqlError(cause).message}`
          })
      }),
      (opened) => Effect.ignoreLogged(Effect.try({ try: () => opened.close(), catch: sqlError }))
    )
    const prepared = makePrepared(db)
    yield* Effect.addFinalizer(() =>
      Effect.try({
        try: () => {
          prepared.clear()
          if (options.readOnly !== true) db.exec("PRAGMA wal_checkpoint(TRUNCATE)")
        },
        catch: sqlError
      }).pipe(
        Effect.catchAll((error) => Effect.logWarning(`The write-ahead log of ${options.file} stays: ${error.message}`))
      )
    )
    const connection = makeConnection(db, prepared)
    const turn = yield* Effect.makeSemaphore(1)
    // A single statement holds its turn as a transaction does, so it can never slip into somebody else's.
    const acquirer = Effect.uninterruptibleMask((restore) =>
      restore(turn.take(1)).pipe(Effect.zipRight(Effect.addFinalizer(() => turn.release(1))), Effect.as(connection))
    )
    return yield* SqlClient.make({
      acquirer,
      compiler: Statement.makeCompilerSqlite(),
      beginTransaction: "BEGIN IMMEDIATE",
      spanAttributes: [["db.system.name", "sqlite"]]
    })
  }).pipe(Effect.provide(Reactivity.layer))
