import type { Stats } from "node:fs"
import { lstat, readdir } from "node:fs/promises"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type { Found } from "./plan.ts"

/** Most entries looked at below one folder; what lies beyond waits until others are gone. */
const mostEntries = 100_000

/** Deepest level looked at. */
const deepest = 40

/** `lstat`: of the link itself. None when it is not there or cannot be read. */
export const look = (path: string): Effect.Effect<Option.Option<Stats>> =>
  Effect.option(Effect.tryPromise(() => lstat(path)))

/** The same file or folder on disk, through whatever mount or spelling it is reached. */
export const identityOf = ({ dev, ino }: Stats): string => `${dev}:${ino}`

/** The later of the last change of content and of place: unpacked files often carry an old time of change. */
export const changedAtOf = ({ ctimeMs, mtimeMs }: Stats): number => Math.max(ctimeMs, mtimeMs)

const kindOf = (stats: Stats): Found["kind"] => (stats.isFile() ? "file" : stats.isDirectory() ? "folder" : "other")

/**
 * All files and folders below a folder. Links are listed and not followed, other disks are not entered, and what
 * cannot be read is left out. `claims`: identities that belong to live torrents.
 */
export const scan = (root: string, claims: ReadonlySet<string>): Effect.Effect<ReadonlyArray<Found>> =>
  Effect.gen(function* () {
    const start = yield* look(root)
    if (Option.isNone(start) || !start.value.isDirectory()) return []
    const found: Array<Found> = []
    const open = [{ path: root, claimed: claims.has(identityOf(start.value)), depth: 0 }]
    for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
      const { claimed: inherited, depth, path } = folder
      const names = yield* Effect.option(Effect.tryPromise(() => readdir(path)))
      if (Option.isNone(names)) continue
      const entries = yield* Effect.forEach(
        names.value,
        (name) => Effect.map(look(`${path}/${name}`), (stats) => [`${path}/${name}`, stats] as const),
        { concurrency: 8 }
      )
      for (const [entry, stats] of entries) {
        if (Option.isNone(stats) || stats.value.dev !== start.value.dev) continue
        if (found.length >= mostEntries) return found
        const kind = kindOf(stats.value)
        const claimed = inherited || claims.has(identityOf(stats.value))
        found.push({ path: entry, kind, size: stats.value.size, changedAt: changedAtOf(stats.value), claimed })
        if (kind === "folder" && depth < deepest) open.push({ path: entry, claimed, depth: depth + 1 })
      }
    }
    return found
  })
