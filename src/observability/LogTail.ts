import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"

/** One line as it was written, without its line break. Free of secrets. */
export interface TailedLine {
  /** Epoch milliseconds. */
  readonly at: number
  /** The word of `LogLine.levelWord`. */
  readonly level: string
  /** The worker that wrote it. */
  readonly worker: string | undefined
  readonly text: string
}

/** The lines of each log file from now on, whether or not there are files. */
export interface LogTail {
  /** For the logger: `file` gets this line. Never throws and never waits. */
  readonly write: (file: string, line: TailedLine) => void
  /** Whether somebody listens to any file: if not, the logger need not even write. */
  readonly isHeard: () => boolean
  /** Listens until the scope ends. The listener must not log, throw or wait. */
  readonly listen: (file: string, listener: (line: TailedLine) => void) => Effect.Effect<void, never, Scope.Scope>
}

/** A tail nobody listens to yet. */
export const make = (): LogTail => {
  const heard = new Map<string, Set<(line: TailedLine) => void>>()
  return {
    write: (file, line) => {
      for (const listener of heard.get(file) ?? []) listener(line)
    },
    isHeard: () => heard.size > 0,
    listen: (file, listener) =>
      Effect.asVoid(
        Effect.acquireRelease(
          Effect.sync(() => {
            const listeners = heard.get(file) ?? new Set()
            heard.set(file, listeners.add(listener))
            return listeners
          }),
          (listeners) =>
            Effect.sync(() => {
              listeners.delete(listener)
              if (listeners.size === 0) heard.delete(file)
            })
        )
      )
  }
}
