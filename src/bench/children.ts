import { type ChildProcess, fork as forkNode } from "node:child_process"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { BenchFailed } from "./Measure.ts"

/** This program, `dist/bench.js`: the daemon's `main.js` lies beside it. */
export const ownScript = process.argv[1] ?? ""

/** How a process ended. */
export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

/** Waits for the end of a process. */
export const ended = (child: ChildProcess): Effect.Effect<Ended> =>
  Effect.async((resume) => {
    if (child.exitCode !== null || child.signalCode !== null) {
      resume(Effect.succeed({ code: child.exitCode, signal: child.signalCode }))
      return
    }
    const listener = (code: number | null, signal: NodeJS.Signals | null) => resume(Effect.succeed({ code, signal }))
    child.once("exit", listener)
    return Effect.sync(() => void child.off("exit", listener))
  })

/** Ends a process that may have ended already, by force if it takes longer than 3 s. */
export const endNow = (child: ChildProcess): Effect.Effect<void> =>
  Effect.gen(function* () {
    child.kill("SIGTERM")
    const gone = yield* Effect.timeoutOption(Effect.interruptible(ended(child)), "3 seconds")
    if (gone._tag === "None") {
      child.kill("SIGKILL")
      yield* ended(child)
    }
  })

/** Another process of this program with a message channel; it ends with the scope. */
export const fork = (
  args: ReadonlyArray<string>,
  nodeFlags: ReadonlyArray<string> = []
): Effect.Effect<ChildProcess, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.sync(() =>
      forkNode(ownScript, args, { execArgv: [...nodeFlags], stdio: ["ignore", "inherit", "inherit", "ipc"] })
    ),
    endNow
  )

/** The next message of a process. Fails when it ends without one. */
export const nextMessage = (child: ChildProcess, who: string): Effect.Effect<unknown, BenchFailed> =>
  Effect.raceFirst(
    Effect.async<unknown>((resume) => {
      const listener = (message: unknown) => resume(Effect.succeed(message))
      child.once("message", listener)
      return Effect.sync(() => void child.off("message", listener))
    }),
    Effect.flatMap(ended(child), ({ code, signal }) =>
      Effect.fail(new BenchFailed({ message: `${who} ended without an answer (${signal ?? `code ${code}`})` }))
    )
  )

/** Completes when the process that forked this one has gone. */
export const parentGone: Effect.Effect<void> = Effect.async((resume) => {
  process.once("disconnect", () => resume(Effect.void))
})
