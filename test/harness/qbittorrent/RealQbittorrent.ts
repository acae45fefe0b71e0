import { type ChildProcess, spawn } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import type { QbittorrentOptions } from "../../../src/clients/qbittorrent/QbittorrentClient.ts"
import { Admin } from "./Admin.ts"
import { freePort, writeProfile } from "./profile.ts"

export interface RealOptions {
  readonly binary: string
  /** No login needed from 127.0.0.1. Default false. */
  readonly bypass?: boolean
  readonly maxFailures?: number
  /** Downloads queue, one at a time. Default false. */
  readonly queueing?: boolean
}

/** A qbittorrent-nox of our own: own profile below /tmp, own ports on 127.0.0.1. Gone with the scope. */
export interface RealQbittorrent {
  readonly url: string
  readonly username: string
  readonly password: string
  readonly btPort: number
  /** Default save path. */
  readonly downloads: string
  readonly admin: Admin
  /** What a client needs, under the config section `name`. */
  readonly options: (name: string, changes?: Partial<QbittorrentOptions>) => QbittorrentOptions
  /** SIGKILL; returns when it is gone. */
  readonly kill: Effect.Effect<void>
  /** SIGTERM; returns when it is gone. */
  readonly stopProcess: Effect.Effect<void>
  /** Starts it again on the same ports with the same torrents; returns once it answers. */
  readonly startAgain: Effect.Effect<void>
}

const ended = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null

const endWith = (child: ChildProcess | undefined, signal: "SIGTERM" | "SIGKILL"): Effect.Effect<void> =>
  child === undefined
    ? Effect.void
    : Effect.async<void>((resume) => {
        if (ended(child)) return resume(Effect.void)
        child.once("exit", () => resume(Effect.void))
        child.kill(signal)
      })

/** Any HTTP answer at all, 403 included. */
const answers = (url: string): Effect.Effect<boolean> =>
  Effect.tryPromise(() => fetch(`${url}/api/v2/app/version`, { signal: AbortSignal.timeout(2_000) })).pipe(
    Effect.as(true),
    Effect.orElseSucceed(() => false)
  )

const waitUntilUp = (url: string, child: ChildProcess, output: () => string): Effect.Effect<void> =>
  Effect.gen(function* () {
    for (let tries = 0; tries < 600; tries++) {
      if (yield* answers(url)) return
      if (ended(child)) break
      yield* Effect.sleep("50 millis")
    }
    return yield* Effect.dieMessage(`qbittorrent-nox does not answer at ${url}. It said: ${output() || "nothing"}`)
  })

/** Starts one and waits until its Web API answers. */
export const start = (options: RealOptions): Effect.Effect<RealQbittorrent, never, Scope.Scope> =>
  Effect.gen(function* () {
    const folder = yield* Effect.acquireRelease(
      Effect.sync(() => mkdtempSync(join(tmpdir(), "qbitrr-qbt-"))),
      (path) => Effect.sync(() => rmSync(path, { recursive: true, force: true, maxRetries: 3 }))
    )
    const webPort = yield* Effect.promise(freePort)
    const btPort = yield* Effect.promise(freePort)
    const url = `http://127.0.0.1:${webPort}`
    const downloads = join(folder, "downloads")
    const username = "admin"
    const password = "correct horse"
    const bypass = options.bypass ?? false
    const maxFailures = options.maxFailures ?? 5
    const queueing = options.queueing ?? false
    writeProfile({ folder, downloads, webPort, btPort, username, password, bypass, maxFailures, queueing })

    let child: ChildProcess | undefined
    const launch = Effect.gen(function* () {
      let output = ""
      const started = spawn(options.binary, [`--profile=${folder}`], {
        env: { ...process.env, HOME: folder },
        stdio: ["ignore", "pipe", "pipe"]
      })
      const keep = (chunk: Buffer) => {
        output = (output + chunk.toString()).slice(-2_000)
      }
      started.stdout.on("data", keep)
      started.stderr.on("data", keep)
      started.on("error", (error) => keep(Buffer.from(error.message)))
      child = started
      yield* waitUntilUp(url, started, () => output)
    })
    yield* Effect.acquireRelease(launch, () =>
      Effect.suspend(() =>
        endWith(child, "SIGTERM").pipe(
          Effect.interruptible,
          Effect.timeout("10 seconds"),
          Effect.catchAll(() => endWith(child, "SIGKILL"))
        )
      )
    )
    return {
      url,
      username,
      password,
      btPort,
      downloads,
      admin: new Admin(url, username, password),
      options: (name, changes) => ({
        name,
        url,
        username,
        password: Redacted.make(password),
        apiKey: Option.none(),
        skipTlsVerify: false,
        timeout: "10 seconds",
        ...changes
      }),
      kill: Effect.suspend(() => endWith(child, "SIGKILL")),
      stopProcess: Effect.suspend(() => endWith(child, "SIGTERM")),
      startAgain: launch
    }
  })
