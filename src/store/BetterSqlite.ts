import { createRequire } from "node:module"
import type { SqliteDriver, SqliteValue } from "./SqliteDriver.ts"

/** The part of `better-sqlite3` that is used. */
type BetterSqlite = new (
  file: string,
  options: { readonly readonly: boolean }
) => {
  exec(sql: string): void
  prepare(sql: string): {
    readonly reader: boolean
    raw(on: boolean): unknown
    all(...params: ReadonlyArray<SqliteValue>): ReadonlyArray<Record<string, unknown>>
    run(...params: ReadonlyArray<SqliteValue>): { changes: number; lastInsertRowid: number | bigint }
  }
  close(): void
}

const fromBetter = (Database: BetterSqlite): SqliteDriver => ({
  name: "better-sqlite3",
  open: (file, options) => {
    const db = new Database(file, { readonly: options?.readOnly ?? false })
    return {
      exec: (sql) => db.exec(sql),
      close: () => db.close(),
      prepare: (sql) => {
        const statement = db.prepare(sql)
        const all = (params: ReadonlyArray<SqliteValue>): ReadonlyArray<Record<string, unknown>> => {
          if (statement.reader) return statement.all(...params)
          statement.run(...params)
          return []
        }
        return {
          all,
          values: (params) => {
            if (!statement.reader) return all(params).map((row) => Object.values(row))
            statement.raw(true)
            try {
              return statement.all(...params) as unknown as ReadonlyArray<ReadonlyArray<unknown>>
            } finally {
              statement.raw(false)
            }
          },
          run: (params) => {
            const result = statement.run(...params)
            return { changes: result.changes, lastInsertRowid: Number(result.lastInsertRowid) }
          }
        }
      }
    }
  }
})

/** The optional dependency; throws what `require` or the native code throws. */
export const loadBetterSqlite = (): SqliteDriver => {
  const Database: BetterSqlite = createRequire(import.meta.url)("better-sqlite3")
  // The native part is only loaded with the first connection, so a build for another Node.js shows itself here.
  new Database(":memory:", { readonly: false }).close()
  return fromBetter(Database)
}
