import { mkdirSync, readFileSync, unlinkSync, writeFileSync } from "node:fs"
import { dirname } from "node:path"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { type CliFailure, failed } from "./CliFailure.ts"

/** What a pid file says about starting: nobody runs (also when the process it names is gone), or somebody does. */
export type Claim = { readonly _tag: "free" } | { readonly _tag: "taken"; readonly pid: number }

/** `content` undefined: there is no file. Anything but the number of a living process is stale. */
export const claim = (content: string | undefined, isAlive: (pid: number) => boolean): Claim => {
  const text = content?.trim() ?? ""
  if (!/^[1-9]\d{0,9}$/.test(text)) return { _tag: "free" }
  const pid = Number(text)
  return isAlive(pid) ? { _tag: "taken", pid } : { _tag: "free" }
}

/** Signal 0 only asks; without permission to signal it, the process lives. */
export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (cause) {
    return codeOf(cause) === "EPERM"
  }
}

const codeOf = (cause: unknown): string =>
  cause instanceof Error && "code" in cause ? String(cause.code) : String(cause)

const readText = (path: string): string | undefined => {
  try {
    return readFileSync(path, "utf8")
  } catch (cause) {
    if (codeOf(cause) === "ENOENT") return undefined
    throw cause
  }
}

const attempt = <A>(path: string, run: () => A): Effect.Effect<A, CliFailure> =>
  Effect.try({ try: run, catch: (cause) => failed(`The pid file ${path} cannot be used: ${codeOf(cause)}.`) })

/** Fails when the file names a living process other than this one. */
export const check = (path: string): Effect.Effect<void, CliFailure> =>
  Effect.flatMap(
    attempt(path, () => claim(readText(path), isAlive)),
    (found) =>
      found._tag === "free" || found.pid === process.pid
        ? Effect.void
        : failed(
            `qbitrr already runs as process ${found.pid} (${path}).\n` +
              `Stop it with "kill ${found.pid}", or delete that file if the process is another program.`
          )
  )

/** Holds the pid file for the scope: written with our pid, a stale one replaced, removed again if it is still ours. */
export const hold = (path: string): Effect.Effect<void, CliFailure, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.zipRight(
      check(path),
      attempt(path, () => {
        mkdirSync(dirname(path), { recursive: true })
        writeFileSync(path, `${process.pid}\n`)
      })
    ),
    () =>
      Effect.ignore(
        attempt(path, () => {
          if (readText(path)?.trim() === String(process.pid)) unlinkSync(path)
        })
      )
  )
