import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { ClientView, Download } from "../../../src/demo/arr/Download.ts"
import * as FakeArr from "../../../src/demo/FakeArr.ts"
import { validateRequest } from "../OpenApi.ts"
import type { Admin, Row } from "../qbittorrent/Admin.ts"

/** The stand-in Arr of integration tests: every request is checked against the OpenAPI documents. */
export const arr = (
  options: Omit<FakeArr.FakeArrOptions, "apiKey" | "onRequest">
): Effect.Effect<FakeArr.FakeArr, never, Scope.Scope> =>
  Effect.orDie(
    FakeArr.make({
      apiKey: "integration-key",
      commandDelay: "50 millis",
      ...options,
      onRequest: ({ body, method, path, query }) => validateRequest(options.kind, { method, path, query, body })
    })
  )

const text = (row: Row, field: string): string => String(row[field] ?? "")
const number = (row: Row, field: string): number => Number(row[field] ?? 0)

/** A real qBittorrent as the download client of a stand-in Arr. */
export const clientView = (admin: Admin): ClientView => ({
  listening: Effect.catchAllCause(Effect.as(admin.call("app/version"), true), () => Effect.succeed(false)),
  torrents: Effect.catchAllCause(
    Effect.map(admin.rows, (rows) =>
      rows.map(
        (row): Download => ({
          hash: row.hash,
          name: text(row, "name"),
          category: text(row, "category"),
          state: row.state,
          progress: number(row, "progress"),
          size: number(row, "size"),
          eta: number(row, "eta"),
          savePath: text(row, "save_path"),
          contentPath: text(row, "content_path")
        })
      )
    ),
    () => Effect.succeed([])
  ),
  add: () => Effect.dieMessage("a stand-in Arr cannot add to a real qBittorrent"),
  remove: (hash) => Effect.asVoid(admin.call("torrents/delete", { hashes: hash, deleteFiles: "true" }))
})

/** TOML of one Arr section with short times; it searches for nothing by itself unless `search` says so. */
export const section = (
  name: string,
  arr: { readonly url: string },
  category: string,
  torrent: Readonly<Record<string, string | number | boolean>> = {},
  own: Readonly<Record<string, string | number | boolean>> = {},
  search: Readonly<Record<string, string | number | boolean>> = { SearchMissing: false }
): string =>
  [
    `[${name}]`,
    `URI = "${arr.url}"`,
    'APIKey = "integration-key"',
    `Category = "${category}"`,
    "RssSyncTimer = 0",
    "RefreshDownloadsTimer = 0",
    ...Object.entries(own).map(([key, value]) => `${key} = ${JSON.stringify(value)}`),
    `[${name}.Torrent]`,
    "IgnoreTorrentsYoungerThan = 1",
    ...Object.entries(torrent).map(([key, value]) => `${key} = ${JSON.stringify(value)}`),
    `[${name}.EntrySearch]`,
    ...Object.entries(search).map(([key, value]) => `${key} = ${JSON.stringify(value)}`),
    ""
  ].join("\n")

/** TOML of `[Settings]` with short times. */
export const settings = (more: Readonly<Record<string, string | number | boolean>> = {}): string =>
  [
    "[Settings]",
    ...Object.entries({
      LoopSleepTimer: 1,
      FeedInterval: 1,
      ProcessRestartDelay: 1,
      ConsoleLevel: "DEBUG",
      ...more
    }).map(([key, value]) => `${key} = ${JSON.stringify(value)}`),
    ""
  ].join("\n")

/** TOML of `[qBit]`. */
export const qbit = (
  server: { readonly url: string; readonly username: string; readonly password: string },
  name = "qBit"
): string => {
  const url = new URL(server.url)
  return [
    `[${name}]`,
    `Host = "${url.hostname}"`,
    `Port = ${url.port}`,
    `UserName = ${JSON.stringify(server.username)}`,
    `Password = ${JSON.stringify(server.password)}`,
    ""
  ].join("\n")
}
