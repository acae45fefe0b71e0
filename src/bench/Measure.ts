import * as Data from "effect/Data"
import type * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"

/** One measured number. */
export interface Figure {
  readonly name: string
  readonly figure: number
  readonly unit: string
  /** The most it may be (architecture, "Budgets"), in the same unit. */
  readonly budget?: number
  /** What the reference implementation was measured at, in the same unit or in words. */
  readonly reference?: string
  /** How it was measured, with whatever else was seen: other percentiles, parts of a sum. */
  readonly detail: string
}

/** What the command line chose. */
export interface BenchOptions {
  /** Shorter windows and fewer repetitions; good for a look, not for a record. */
  readonly quick: boolean
}

/** Something could not be measured; never a number that is too high. */
export class BenchFailed extends Data.TaggedError("BenchFailed")<{ readonly message: string }> {}

/** Something that can be measured. Runs in a process of its own, with `--expose-gc`. */
export interface Measure {
  /** As on the command line. */
  readonly name: string
  readonly run: (options: BenchOptions) => Effect.Effect<ReadonlyArray<Figure>, BenchFailed, Scope.Scope>
}
