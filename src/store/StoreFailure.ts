import type { SqlError } from "@effect/sql/SqlError"
import * as Cause from "effect/Cause"
import * as Data from "effect/Data"
import type * as Effect from "effect/Effect"
import { failureOf } from "./SqliteDriver.ts"

/** One or more statements, run inside a transaction of the writer. */
export type Write<A = unknown> = Effect.Effect<A, SqlError>

/**
 * A write the database did not take. `transient` when the disk or a lock is to blame, so that the same write may succeed
 * later; otherwise the write itself is at fault.
 */
export class StoreFailure extends Data.TaggedError("StoreFailure")<{
  readonly message: string
  readonly transient: boolean
  readonly cause?: unknown
}> {}

const isSqlError = (error: unknown): error is SqlError =>
  typeof error === "object" && error !== null && "_tag" in error && error._tag === "SqlError"

/** A commit that fails reaches us as a defect of `withTransaction`, a statement that fails as an error: both end here. */
export const fromCause = (cause: Cause.Cause<SqlError>): StoreFailure => {
  const error = Cause.squash(cause)
  const failure = isSqlError(error) ? failureOf(error.cause) : "OTHER"
  const transient = ["BUSY", "READONLY", "IOERR", "FULL", "CANTOPEN"].includes(failure)
  return new StoreFailure({ message: error instanceof Error ? error.message : String(error), transient, cause: error })
}
