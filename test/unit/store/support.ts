import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as LogLevel from "effect/LogLevel"
import * as TorrentId from "../../../src/clients/qbittorrent/TorrentId.ts"
import { chooseDriver } from "../../../src/store/chooseDriver.ts"
import type { DatabaseOptions } from "../../../src/store/Database.ts"
import type { SqliteDriver } from "../../../src/store/SqliteDriver.ts"
import * as StoreLive from "../../../src/store/StoreLive.ts"
import type { WriteBehindOptions } from "../../../src/store/WriteBehind.ts"

/** A folder of its own that goes with the scope. */
export const folder = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "qbitrr-store-"))),
  (path) => Effect.sync(() => rmSync(path, { recursive: true, force: true }))
)

export type StoreOptions = Omit<DatabaseOptions, "file"> & { readonly writer?: Partial<WriteBehindOptions> }

/** The whole store on the real disk. */
export const store = (file: string, options: StoreOptions = {}) =>
  StoreLive.layer({ file, ...options }).pipe(Layer.provide(NodeFileSystem.layer))

/** What was logged at WARNING and above, and a layer that collects it. */
export const collectLogs = () => {
  const lines: Array<string> = []
  const logger = Logger.make<unknown, void>(({ logLevel, message }) => {
    if (LogLevel.greaterThanEqual(logLevel, LogLevel.Warning)) {
      lines.push(`${logLevel.label} ${(Array.isArray(message) ? message : [message]).join(" ")}`)
    }
  })
  return { lines, layer: Logger.replace(Logger.defaultLogger, logger) }
}

export const driver: SqliteDriver = (() => {
  const found = chooseDriver()
  if ("missing" in found) throw new Error(found.missing)
  return found
})()

/** Asks a closed database past all of our code but the driver. */
export const ask = (file: string, sql: string): ReadonlyArray<Record<string, unknown>> => {
  const db = driver.open(file)
  try {
    return db
      .prepare(sql)
      .all([])
      .map((row) => ({ ...row }))
  } finally {
    db.close()
  }
}

export const id = (n: number | string) => TorrentId.make("qBit", String(n).padStart(40, "0"))
