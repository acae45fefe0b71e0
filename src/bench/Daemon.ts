import { spawn } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import type * as Scope from "effect/Scope"
import { type Ended, ended, endNow, ownScript } from "./children.ts"
import { BenchFailed } from "./Measure.ts"
import { type Ruleset, seedingMode, trackerRows } from "./rulesets.ts"
import { arrs, type Ready } from "./servers/protocol.ts"

/** The real daemon, in a process of its own. Times are epoch milliseconds. */
export interface Daemon {
  readonly pid: number
  readonly spawnedAt: number
  readonly url: string
  /** What its API wants to be shown; there once it is healthy. */
  readonly token: Effect.Effect<string>
  /** When `/api/health` first answered 200. */
  readonly healthyAt: Effect.Effect<number, BenchFailed>
  /** When the console first said this; fails when it does not within so many seconds. */
  readonly saidAt: (words: string, seconds: number) => Effect.Effect<number, BenchFailed>
  /** Sends SIGTERM; how it ended, and how many milliseconds that took. */
  readonly stop: Effect.Effect<Ended & { readonly took: number }>
}

/** What of the config is not as it comes. */
export interface DaemonOptions {
  readonly ports: Ready
  /** `RefreshDownloadsTimer`, minutes; 0 when commands on its own account would be in the way. Default 1. */
  readonly refreshMinutes?: number
  /** Default "defaults". */
  readonly ruleset?: Ruleset
  /** Default: as it comes. */
  readonly searchesPerHour?: number
}

const freePort: Effect.Effect<number> = Effect.async((resume) => {
  const server = createServer()
  server.listen(0, "127.0.0.1", () => {
    const address = server.address()
    server.close(() => resume(Effect.succeed(typeof address === "object" && address !== null ? address.port : 0)))
  })
})

/** Default values but for addresses and the two that the reference was measured with (baseline, "Environment"). */
const configText = (
  { ports, refreshMinutes = 1, ruleset = "defaults", searchesPerHour }: DaemonOptions,
  port: number
): string =>
  [
    ...(searchesPerHour === undefined ? [] : ["[Settings]", `SearchesPerHour = ${searchesPerHour}`]),
    "[WebUI]",
    'Host = "127.0.0.1"',
    `Port = ${port}`,
    "[qBit]",
    'Host = "127.0.0.1"',
    `Port = ${ports.qbittorrent}`,
    'UserName = "admin"',
    'Password = "bench"',
    ...trackerRows(ruleset),
    ...arrs.flatMap((arr) => {
      const section = `${arr.slice(0, 1).toUpperCase()}${arr.slice(1)}-Bench`
      return [
        `[${section}]`,
        `URI = "http://127.0.0.1:${ports.arrs[arr]}"`,
        'APIKey = "bench-key"',
        `Category = "${arr}"`,
        `RefreshDownloadsTimer = ${refreshMinutes}`,
        `[${section}.Torrent]`,
        "IgnoreTorrentsYoungerThan = 1",
        "StalledDelay = 600",
        ...seedingMode(section, ruleset)
      ]
    }),
    ""
  ].join("\n")

const temporaryFolder = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "qbitrr-bench-"))),
  (folder) => Effect.sync(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }))
)

/** Starts a daemon with an empty data folder; it ends with the scope. */
export const start = (options: DaemonOptions): Effect.Effect<Daemon, BenchFailed, Scope.Scope> =>
  Effect.gen(function* () {
    const folder = yield* temporaryFolder
    const port = yield* freePort
    const configFile = join(folder, "config.toml")
    writeFileSync(configFile, configText(options, port))
    const script = join(dirname(ownScript), "main.js")
    let output = ""
    const said: Array<{ readonly at: number; readonly line: string }> = []
    const { child, spawnedAt } = yield* Effect.acquireRelease(
      Effect.sync(() => {
        const at = Date.now()
        const started = spawn(process.execPath, [script, "run", "--config", configFile, "--data", folder], {
          env: { ...process.env, NO_COLOR: "1" },
          stdio: ["ignore", "pipe", "pipe"]
        })
        for (const stream of [started.stdout, started.stderr]) {
          stream.on("data", (chunk: Buffer) => {
            const text = chunk.toString()
            const at = Date.now()
            for (const line of text.split("\n")) said.push({ at, line })
            output = (output + text).slice(-2_000)
          })
        }
        return { child: started, spawnedAt: at }
      }),
      (held) => endNow(held.child)
    )
    const { pid } = child
    if (pid === undefined) return yield* new BenchFailed({ message: `${script} cannot be started` })

    const asked = Effect.tryPromise(async () => {
      const answer = await fetch(`http://127.0.0.1:${port}/api/health`, { headers: { connection: "close" } })
      await answer.arrayBuffer()
      return answer.status === 200
    }).pipe(Effect.orElseSucceed(() => false))
    const early = Effect.flatMap(ended(child), ({ code }) =>
      Effect.fail(new BenchFailed({ message: `The daemon ended with code ${code}:\n${output}` }))
    )
    const healthy = asked.pipe(
      Effect.repeat({ until: (so) => so, schedule: Schedule.spaced("10 millis") }),
      Effect.as(undefined),
      Effect.timeoutFail({
        duration: "20 seconds",
        onTimeout: () => new BenchFailed({ message: `The daemon does not answer within 20 s:\n${output}` })
      })
    )
    return {
      pid,
      spawnedAt,
      url: `http://127.0.0.1:${port}`,
      token: Effect.sync(() => readFileSync(join(folder, "qBitManager", "api-token"), "utf8").trim()),
      healthyAt: Effect.map(Effect.raceFirst(healthy, early), () => Date.now()),
      saidAt: (words, seconds) =>
        Effect.sync(() => said.find(({ line }) => line.includes(words))?.at).pipe(
          Effect.repeat({ until: (at) => at !== undefined, schedule: Schedule.spaced("100 millis") }),
          Effect.map(() => said.find(({ line }) => line.includes(words))?.at ?? Number.NaN),
          Effect.timeoutFail({
            duration: seconds * 1_000,
            onTimeout: () =>
              new BenchFailed({ message: `The daemon did not say "${words}" within ${seconds} s:\n${output}` })
          })
        ),
      stop: Effect.gen(function* () {
        const before = performance.now()
        child.kill("SIGTERM")
        const end = yield* ended(child)
        return { ...end, took: performance.now() - before }
      })
    }
  })
