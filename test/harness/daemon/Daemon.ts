import { type ChildProcess, spawn } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { ProcessView } from "../../../src/web/ProcessView.ts"
import type { Readiness } from "../../../src/web/Readiness.ts"
import { freePort } from "../qbittorrent/profile.ts"
import { mainScript } from "./bundle.ts"
import { poll } from "./poll.ts"

/** How one run of the daemon ended. */
export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  /** Milliseconds from the start of the process. */
  readonly lived: number
}

/** A daemon in a process of its own, on the bundle that users run. */
export interface Daemon {
  readonly folder: string
  readonly configFile: string
  readonly url: string
  readonly pid: Effect.Effect<number>
  readonly start: Effect.Effect<void>
  readonly signal: (name: NodeJS.Signals) => Effect.Effect<void>
  /** Waits for the end of the current run. */
  readonly ended: Effect.Effect<Ended>
  /** Sends a signal and waits; milliseconds it took. */
  readonly stop: (name: NodeJS.Signals) => Effect.Effect<Ended & { readonly took: number }>
  /** Everything the console said in all runs. */
  readonly output: () => string
  readonly writeConfig: (toml: string) => Effect.Effect<void>
  readonly call: (method: string, path: string, body?: unknown) => Effect.Effect<{ status: number; json: unknown }>
  readonly processes: Effect.Effect<ReadonlyArray<ProcessView>>
  readonly process: (name: string) => Effect.Effect<ProcessView | undefined>
  readonly ready: Effect.Effect<Readiness | undefined>
  readonly waitState: (name: string, state: string, seconds?: number) => Effect.Effect<ProcessView>
  readonly databaseFile: string
}

/** A `[WebUI]` and a token come with it; the rest is the test's. */
export const make = (
  toml: string,
  env: Readonly<Record<string, string>> = {}
): Effect.Effect<Daemon, never, Scope.Scope> =>
  Effect.gen(function* () {
    const folder = yield* Effect.acquireRelease(
      Effect.sync(() => mkdtempSync(join(tmpdir(), "qbitrr-daemon-"))),
      (path) => Effect.sync(() => rmSync(path, { recursive: true, force: true, maxRetries: 3 }))
    )
    const port = yield* Effect.promise(freePort)
    const configFile = join(folder, "config.toml")
    const writeConfig = (text: string) =>
      Effect.sync(() =>
        writeFileSync(configFile, `${text}\n[WebUI]\nHost = "127.0.0.1"\nPort = ${port}\nToken = "test-token"\n`)
      )
    yield* writeConfig(toml)
    let child: ChildProcess | undefined
    let output = ""
    let startedAt = 0
    let end: Promise<Ended> | undefined

    const start = Effect.sync(() => {
      startedAt = performance.now()
      const started = spawn(process.execPath, [mainScript, "run", "--config", configFile, "--data", folder], {
        env: { ...process.env, NO_COLOR: "1", ...env },
        stdio: ["ignore", "pipe", "pipe"]
      })
      for (const stream of [started.stdout, started.stderr]) {
        stream.on("data", (chunk: Buffer) => {
          output += chunk.toString()
        })
      }
      end = new Promise((resolve) =>
        started.on("close", (code, signal) => resolve({ code, signal, lived: performance.now() - startedAt }))
      )
      child = started
    })
    const ended = Effect.promise(() => end ?? Promise.resolve({ code: null, signal: null, lived: 0 }))
    const signal = (name: NodeJS.Signals) => Effect.sync(() => void child?.kill(name))
    yield* Effect.addFinalizer(() =>
      Effect.suspend(() =>
        child === undefined || child.exitCode !== null ? Effect.void : Effect.zipRight(signal("SIGKILL"), ended)
      )
    )

    const url = `http://127.0.0.1:${port}`
    const call: Daemon["call"] = (method, path, body) =>
      Effect.promise(async () => {
        try {
          const answer = await fetch(url + path, {
            method,
            headers: {
              authorization: "Bearer test-token",
              connection: "close",
              ...(body === undefined ? {} : { "content-type": "application/json" })
            },
            ...(body === undefined ? {} : { body: JSON.stringify(body) })
          })
          const text = await answer.text()
          return { status: answer.status, json: text === "" ? undefined : JSON.parse(text) }
        } catch {
          return { status: 0, json: undefined }
        }
      })
    const processes = Effect.map(call("GET", "/api/processes"), ({ json, status }) =>
      status === 200 ? (json as { processes: ReadonlyArray<ProcessView> }).processes : []
    )
    const one = (name: string) => Effect.map(processes, (all) => all.find((each) => each.name === name))
    return {
      folder,
      configFile,
      url,
      pid: Effect.sync(() => child?.pid ?? 0),
      start,
      signal,
      ended,
      stop: (name) =>
        Effect.gen(function* () {
          const before = performance.now()
          yield* signal(name)
          return { ...(yield* ended), took: performance.now() - before }
        }),
      output: () => output,
      writeConfig,
      call,
      processes,
      process: one,
      ready: Effect.map(call("GET", "/api/ready"), ({ json }) => json as Readiness | undefined),
      waitState: (name, state, seconds = 45) =>
        poll(
          `${name} is ${state}`,
          Effect.map(one(name), (found) => (found?.state === state ? found : undefined)),
          seconds
        ).pipe(Effect.tapErrorCause(() => Effect.sync(() => console.error(output.slice(-4_000))))),
      databaseFile: join(folder, "state/qbitrr.db")
    }
  })

/** The daemon's own log file. */
export const mainLog = (daemon: Daemon): string => readFileSync(join(daemon.folder, "logs/Main.log"), "utf8")
