import { spawn } from "node:child_process"
import { closeSync, fstatSync, mkdirSync, openSync, readFileSync } from "node:fs"
import { dirname, join } from "node:path"
import * as Console from "effect/Console"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Runtime from "effect/Runtime"
import * as Schedule from "effect/Schedule"
import { CliFailure, exitCodes, failed } from "./CliFailure.ts"
import * as DaemonClient from "./DaemonClient.ts"
import * as PidFile from "./pidFile.ts"

/** The pid file of `run --detach`. */
export const pidPath = (dataFolder: string): string => join(dataFolder, "qbitrr.pid")

/** Where a detached daemon writes what it would print. */
export const outPath = (dataFolder: string): string => join(dataFolder, "logs", "qbitrr.out")

/** The command line of the daemon that `run --detach` starts. */
export const daemonArgs = (
  script: string,
  execArgv: ReadonlyArray<string>,
  where: { readonly configFile: string; readonly dataFolder: string }
): ReadonlyArray<string> => [
  ...execArgv,
  script,
  "run",
  "--config",
  where.configFile,
  "--data",
  where.dataFolder,
  "--pid-file",
  pidPath(where.dataFolder)
]

/** The last `count` lines of what was written behind `from` bytes. */
export const tail = (content: Buffer, from: number, count: number): string =>
  content.subarray(from).toString().trimEnd().split("\n").slice(-count).join("\n")

const startTimeout = Duration.minutes(1)
const pollEvery = Duration.millis(200)

const nobodyThere = (daemon: DaemonClient.Target) =>
  DaemonClient.health(daemon).pipe(
    Effect.matchEffect({
      onSuccess: () => failed(`A daemon answers at ${DaemonClient.baseUrl(daemon)} already. See: qbitrr status`),
      // Another program on that port will be named by the daemon itself.
      onFailure: () => Effect.void
    })
  )

/**
 * Starts the daemon as a process of its own and waits until it answers. Fails when one runs already, when the new one
 * dies (with its exit code and its last words) or does not answer within a minute.
 */
export const detach = (
  where: { readonly configFile: string; readonly dataFolder: string },
  daemon: DaemonClient.Target
): Effect.Effect<void, CliFailure> =>
  Effect.scoped(
    Effect.gen(function* () {
      yield* PidFile.check(pidPath(where.dataFolder))
      yield* nobodyThere(daemon)
      const path = outPath(where.dataFolder)
      const out = yield* Effect.acquireRelease(
        Effect.try({
          try: () => {
            mkdirSync(dirname(path), { recursive: true })
            return openSync(path, "a")
          },
          catch: (cause) => failed(`${path} cannot be written: ${cause instanceof Error ? cause.message : cause}`)
        }),
        (fd) => Effect.sync(() => closeSync(fd))
      )
      const from = fstatSync(out).size
      const runFork = Runtime.runFork(yield* Effect.runtime<never>())
      const died = yield* Deferred.make<never, CliFailure>()
      const child = yield* Effect.sync(() =>
        spawn(process.execPath, daemonArgs(process.argv[1] ?? "", process.execArgv, where), {
          detached: true,
          stdio: ["ignore", out, out]
        })
      )
      const ended = (how: string, code: number) =>
        Deferred.fail(
          died,
          new CliFailure({
            message: `The daemon did not start (${how}). The end of ${path}:\n${tail(readFileSync(path), from, 20)}`,
            code: code === 0 ? exitCodes.failed : code
          })
        )
      child.once("error", (error) => runFork(ended(error.message, exitCodes.failed)))
      child.once("exit", (code, signal) =>
        runFork(ended(signal ?? `exit code ${code ?? "?"}`, code ?? exitCodes.failed))
      )
      yield* DaemonClient.health(daemon).pipe(
        Effect.retry(Schedule.spaced(pollEvery)),
        Effect.timeoutFail({
          duration: startTimeout,
          onTimeout: () =>
            failed(
              `Process ${child.pid ?? "?"} does not answer at ${DaemonClient.baseUrl(daemon)} after ${Duration.format(startTimeout)}, but it still runs. See ${path}`
            )
        }),
        Effect.raceFirst(Deferred.await(died))
      )
      yield* Effect.sync(() => child.unref())
      yield* Console.log(
        `qbitrr runs as process ${child.pid ?? "?"} at ${DaemonClient.baseUrl(daemon)}; output in ${path}`
      )
    })
  )
