import type * as SqlClient from "@effect/sql/SqlClient"
import * as Effect from "effect/Effect"
import { fromCause, type StoreFailure, type Write } from "./StoreFailure.ts"

/** One queued write. Of several with the same `key` only the last has to be written. */
export interface Row {
  readonly label: string
  readonly write: Write
  readonly key: string | undefined
}

/** Rows taken from the queue and not yet on disk, oldest first. */
export interface Backlog {
  readonly push: (row: Row) => void
  readonly rows: () => ReadonlyArray<Row>
  /** Writes all of it. Fails, with the rest kept, while the disk refuses. */
  readonly drain: Effect.Effect<void, StoreFailure>
}

/** All or nothing. */
export const transaction = <A>(sql: SqlClient.SqlClient, write: Write<A>): Effect.Effect<A, StoreFailure> =>
  Effect.catchAllCause(sql.withTransaction(write), (cause) => Effect.fail(fromCause(cause)))

/** The later of two writes to the same key replaces the earlier. */
const withoutReplaced = (rows: ReadonlyArray<Row>): Array<Row> => {
  const newest = new Map<string, Row>()
  for (const row of rows) if (row.key !== undefined) newest.set(row.key, row)
  return rows.filter((row) => row.key === undefined || newest.get(row.key) === row)
}

/** `settled` is told how many rows need no more waiting for: written, replaced by a later one, or refused and reported. */
export const make = (
  sql: SqlClient.SqlClient,
  batch: number,
  settled: (count: number) => Effect.Effect<unknown>
): Backlog => {
  let rows: Array<Row> = []

  /** A batch with a bad row in it: each on its own, so that it costs only itself. */
  const oneByOne = (some: ReadonlyArray<Row>): Effect.Effect<void, StoreFailure> =>
    Effect.forEach(
      some,
      (row) =>
        transaction(sql, row.write).pipe(
          Effect.catchIf(
            (failure) => !failure.transient,
            (failure) => Effect.logError(`The database refused ${row.label}, it is not stored: ${failure.message}`)
          ),
          Effect.zipRight(
            Effect.suspend(() => {
              rows = rows.filter((other) => other !== row)
              return settled(1)
            })
          )
        ),
      { discard: true }
    )

  const drain: Effect.Effect<void, StoreFailure> = Effect.suspend(() => {
    const merged = withoutReplaced(rows)
    const replaced = rows.length - merged.length
    rows = merged
    const next = merged.slice(0, batch)
    if (next.length === 0) return settled(replaced)
    return settled(replaced).pipe(
      Effect.zipRight(
        transaction(
          sql,
          Effect.forEach(next, (row) => row.write, { discard: true })
        )
      ),
      Effect.matchEffect({
        onSuccess: () => {
          rows = rows.slice(next.length)
          return settled(next.length)
        },
        onFailure: (failure) => (failure.transient ? failure : oneByOne(next))
      }),
      Effect.zipRight(drain)
    )
  })

  return { push: (row) => rows.push(row), rows: () => rows, drain }
}
