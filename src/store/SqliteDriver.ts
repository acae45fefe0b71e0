import { SqlError } from "@effect/sql/SqlError"

/** A value SQLite can hold. */
export type SqliteValue = null | number | bigint | string | Uint8Array

/** One prepared statement. Every method is synchronous and throws what the driver throws. */
export interface SqliteStatement {
  /** Runs it to the end; the rows it answered, none for a statement without rows. */
  readonly all: (params: ReadonlyArray<SqliteValue>) => ReadonlyArray<Record<string, unknown>>
  /** As `all`, each row as the list of its columns. */
  readonly values: (params: ReadonlyArray<SqliteValue>) => ReadonlyArray<ReadonlyArray<unknown>>
  /** How many rows it changed, and the last row number it gave. */
  readonly run: (params: ReadonlyArray<SqliteValue>) => { readonly changes: number; readonly lastInsertRowid: number }
}

/** One open connection. */
export interface SqliteConnection {
  readonly exec: (sql: string) => void
  readonly prepare: (sql: string) => SqliteStatement
  readonly close: () => void
}

/** A way to reach SQLite from this Node.js. */
export interface SqliteDriver {
  readonly name: "node:sqlite" | "better-sqlite3"
  readonly open: (file: string, options?: { readonly readOnly?: boolean }) => SqliteConnection
}

/** Primary result codes of SQLite that are told apart, https://sqlite.org/rescode.html */
export type SqliteFailure = "BUSY" | "READONLY" | "IOERR" | "CORRUPT" | "FULL" | "CANTOPEN" | "NOTADB" | "OTHER"

const byNumber: Readonly<Record<number, SqliteFailure>> = {
  5: "BUSY",
  6: "BUSY",
  8: "READONLY",
  10: "IOERR",
  11: "CORRUPT",
  13: "FULL",
  14: "CANTOPEN",
  26: "NOTADB"
}
const names = new Set<string>(Object.values(byNumber))
const isFailure = (name: string): name is SqliteFailure => names.has(name)

/** Why a driver threw, the same word for both drivers. */
export const failureOf = (cause: unknown): SqliteFailure => {
  if (typeof cause !== "object" || cause === null) return "OTHER"
  if ("errcode" in cause && typeof cause.errcode === "number") return byNumber[cause.errcode & 0xff] ?? "OTHER"
  if ("code" in cause && typeof cause.code === "string" && cause.code.startsWith("SQLITE_")) {
    const name = cause.code.slice("SQLITE_".length).split("_")[0] ?? ""
    return isFailure(name) ? name : "OTHER"
  }
  return "OTHER"
}

/** What a driver threw, as the error of `@effect/sql`. */
export const sqlError = (cause: unknown): SqlError =>
  new SqlError({ cause, message: `SQLite: ${cause instanceof Error ? cause.message : String(cause)}` })
