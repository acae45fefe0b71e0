import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import * as Effect from "effect/Effect"

/** Recorded answers and OpenAPI documents beside the repository; tests that need them are skipped where they are not. */
export const apiFolder = join(import.meta.dirname, "../../../../shared/api")
export const haveApi = existsSync(apiFolder)

/** One recorded exchange with a real qBittorrent, by version and the end of its file name. */
export const recorded = (version: string, name: string): { readonly status: number; readonly body: unknown } => {
  const folder = join(apiFolder, "fixtures/qbittorrent-live", version)
  const file = readdirSync(folder).find((entry) => entry.endsWith(`-${name}.json`))
  if (file === undefined) throw new Error(`no recording ${name} of ${version}`)
  return JSON.parse(readFileSync(join(folder, file), "utf8"))
}

export const fixture = (path: string): unknown => JSON.parse(readFileSync(join(apiFolder, "fixtures", path), "utf8"))

export interface Reply {
  readonly status: number
  readonly headers: Headers
  readonly body: string
  /** Parsed on access. */
  readonly json: unknown
}

/** One real request. Dies when the server cannot be reached. */
export const call = (url: string, init: RequestInit = {}): Effect.Effect<Reply, "unreachable"> =>
  Effect.tryPromise({
    try: async (signal) => {
      const response = await fetch(url, { ...init, signal })
      const body = await response.text()
      return {
        status: response.status,
        headers: response.headers,
        body,
        get json() {
          return JSON.parse(body)
        }
      }
    },
    catch: () => "unreachable" as const
  })

type Form = Readonly<Record<string, string>>

/** POST of a form. */
export const post = (url: string, form: Form, headers: Form = {}) =>
  call(url, { method: "POST", body: new URLSearchParams(form), headers })

/** Key to the JSON types it has in these objects, to compare answers by shape. */
export const shape = (objects: ReadonlyArray<unknown>): Readonly<Record<string, ReadonlyArray<string>>> => {
  const types: Record<string, Array<string>> = {}
  for (const object of objects) {
    for (const [key, value] of Object.entries(object as object)) {
      const type = value === null ? "null" : Array.isArray(value) ? "array" : typeof value
      types[key] = [...new Set([...(types[key] ?? []), type])].sort()
    }
  }
  return Object.fromEntries(Object.entries(types).sort(([a], [b]) => a.localeCompare(b)))
}

/** The member of a parsed JSON object. */
export const at = (value: unknown, ...keys: ReadonlyArray<string | number>): unknown =>
  keys.reduce<unknown>((inner, key) => (inner as Record<string | number, unknown> | undefined)?.[key], value)
