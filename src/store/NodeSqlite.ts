import type { SqliteDriver, SqliteValue } from "./SqliteDriver.ts"

/** The part of `node:sqlite` that is used; the type definitions of Node 20 do not have it. */
interface NodeSqlite {
  readonly DatabaseSync: new (
    file: string,
    options: { readonly readOnly: boolean }
  ) => {
    exec(sql: string): void
    prepare(sql: string): {
      all(...params: ReadonlyArray<SqliteValue>): ReadonlyArray<Record<string, unknown>>
      run(...params: ReadonlyArray<SqliteValue>): { changes: number | bigint; lastInsertRowid: number | bigint }
      setReturnArrays?(on: boolean): void
    }
    close(): void
  }
}

const fromNode = ({ DatabaseSync }: NodeSqlite): SqliteDriver => ({
  name: "node:sqlite",
  open: (file, options) => {
    const db = new DatabaseSync(file, { readOnly: options?.readOnly ?? false })
    return {
      exec: (sql) => db.exec(sql),
      close: () => db.close(),
      prepare: (sql) => {
        const statement = db.prepare(sql)
        return {
          all: (params) => statement.all(...params),
          values: (params) => {
            if (statement.setReturnArrays === undefined)
              return statement.all(...params).map((row) => Object.values(row))
            statement.setReturnArrays(true)
            try {
              return statement.all(...params) as unknown as ReadonlyArray<ReadonlyArray<unknown>>
            } finally {
              statement.setReturnArrays(false)
            }
          },
          run: (params) => {
            const result = statement.run(...params)
            return { changes: Number(result.changes), lastInsertRowid: Number(result.lastInsertRowid) }
          }
        }
      }
    }
  }
})

/** `node:sqlite` needs no flag from 22.13 on, https://nodejs.org/api/sqlite.html */
export const hasNodeSqlite = (version: string): boolean => {
  const [major = 0, minor = 0] = version.split(".").map(Number)
  return major > 22 || (major === 22 && minor >= 13)
}

/** Node 22 prints an ExperimentalWarning while `node:sqlite` loads; only that one is kept quiet. */
const withoutSqliteWarning = <A>(load: () => A): A => {
  const emitWarning = process.emitWarning
  process.emitWarning = ((warning: string | Error, ...rest: ReadonlyArray<never>) => {
    const text = typeof warning === "string" ? warning : warning.message
    if (!text.startsWith("SQLite is an experimental feature")) emitWarning.call(process, warning, ...rest)
  }) as typeof process.emitWarning
  try {
    return load()
  } finally {
    process.emitWarning = emitWarning
  }
}

/** The SQLite inside Node.js; undefined before 22.13 and in a Node.js built without it. */
export const loadNodeSqlite = (): SqliteDriver | undefined => {
  if (!hasNodeSqlite(process.versions.node)) return undefined
  const loaded = withoutSqliteWarning(() => process.getBuiltinModule("node:sqlite"))
  return loaded === undefined ? undefined : fromNode(loaded as NodeSqlite)
}
