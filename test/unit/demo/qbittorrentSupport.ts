import * as Effect from "effect/Effect"
import * as Qbittorrent from "../../../src/demo/FakeQbittorrent.ts"
import type { WebApiVersion } from "../../../src/demo/qbittorrent/Dialect.ts"
import { call, post } from "./support.ts"

export const versions: ReadonlyArray<readonly [WebApiVersion, string]> = [
  ["2.8.19", "4.5.2"],
  ["2.11.4", "5.1.4"],
  ["2.15.1", "5.2.3"]
]

export const credentials = { username: "admin", password: "secret" }

/** A stand-in and calls with a session. */
export const open = Effect.fn(function* (
  webApi: WebApiVersion,
  options: Partial<Qbittorrent.FakeQbittorrentOptions> = {}
) {
  const server = yield* Qbittorrent.make({ webApi, ...credentials, ...options })
  const api = (path: string) => `${server.url}/api/v2/${path}`
  const login = post(api("auth/login"), credentials).pipe(
    Effect.map((reply) => ({ cookie: (reply.headers.get("set-cookie") ?? "").split(";")[0] ?? "" }))
  )
  const headers = yield* login
  return {
    server,
    api,
    login,
    get: (path: string) => call(api(path), { headers }),
    post: (path: string, form: Readonly<Record<string, string>>) => post(api(path), form, headers)
  }
})
