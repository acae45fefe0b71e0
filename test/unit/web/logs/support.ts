import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import * as LogLevel from "effect/LogLevel"
import * as MutableRef from "effect/MutableRef"
import * as Option from "effect/Option"
import type { LogsService } from "../../../../src/observability/Logs.ts"
import * as LogTail from "../../../../src/observability/LogTail.ts"

/** A folder of its own for each test. */
export const folder = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "qbitrr-logs-"))),
  (path) => Effect.sync(() => rmSync(path, { recursive: true, force: true }))
)

/** Log files by their names. */
export const logsWith = (files: Readonly<Record<string, string>>) =>
  Effect.map(folder, (path) => {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(path, name), text)
    const logs: LogsService = {
      folder: Option.some(path),
      level: MutableRef.make<LogLevel.LogLevel>(LogLevel.Info),
      tail: LogTail.make()
    }
    return { path, logs }
  })

/** A line as the logger writes it; `minute` is that of the day. */
export const line = (minute: number, level: string, text: string): string => {
  const pad = (n: number) => String(n).padStart(2, "0")
  return `2026-11-23 ${pad(Math.floor(minute / 60) % 24)}:${pad(minute % 60)}:00 ${level} - ${text}\n`
}
