import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as NodeContext from "@effect/platform-node/NodeContext"
import type * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Cli from "../../../src/cli/Cli.ts"
import type { DaemonLayer } from "../../../src/cli/run.ts"
import { Os } from "../../../src/cli/signals.ts"

/** What a command line printed and its exit code. */
export interface Outcome {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

const noDaemon: DaemonLayer = () => Layer.die(new Error("no test starts the real daemon here"))

/** Runs `qbitrr …args` in this process. */
export const qbitrr = (...args: ReadonlyArray<string>) => qbitrrWith(noDaemon, args)

export const qbitrrWith = (daemon: DaemonLayer, args: ReadonlyArray<string>): Effect.Effect<Outcome> =>
  Effect.gen(function* () {
    const out: Array<string> = []
    const err: Array<string> = []
    const base = yield* Effect.console
    const collected: Console.Console = {
      ...base,
      log: (...words) => Effect.sync(() => void out.push(words.join(" "))),
      error: (...words) => Effect.sync(() => void err.push(words.join(" ")))
    }
    const exit = yield* Cli.run(daemon, ["node", "qbitrr", ...args], false).pipe(
      Effect.provide(NodeContext.layer),
      Effect.provideService(Os, { on: () => undefined, off: () => undefined, exitNow: () => undefined }),
      Effect.withConsole(collected),
      Effect.exit
    )
    return { code: Cli.exitCode(exit), stdout: out.join("\n"), stderr: err.join("\n") }
  })

/** A data folder for the scope of a test, with this `config.toml` unless undefined. */
export const dataFolder = (config?: string) =>
  Effect.acquireRelease(
    Effect.sync(() => {
      const path = mkdtempSync(join(tmpdir(), "qbitrr-web-"))
      if (config !== undefined) writeFileSync(join(path, "config.toml"), config)
      return path
    }),
    (path) => Effect.sync(() => rmSync(path, { recursive: true, force: true }))
  )
