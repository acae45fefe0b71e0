import { mkdir, rename, rmdir, writeFile } from "node:fs/promises"
import { dirname, join } from "node:path"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type { ProbeResult } from "../../clients/ffprobe/Ffprobe.ts"
import * as TorrentId from "../../clients/qbittorrent/TorrentId.ts"
import { DecisionLog } from "../../store/DecisionLog.ts"
import type { Heartbeat } from "../../supervision/Heartbeat.ts"
import { holdsOwned, isOwned, type Owned } from "../cleanUp/owned.ts"
import { type Found, folders, type Move, orphans, plan, type Scene } from "../cleanUp/plan.ts"
import { changedAtOf, identityOf, look, scan } from "../cleanUp/scan.ts"
import { stillOurs } from "./stillOurs.ts"
import { dateOf, emptyTrash, marker, trashFor } from "./trash.ts"

/** One clean-up of the completed folders of one Arr section. All paths as this program sees them. */
export interface CleanUpOrder {
  readonly section: string
  readonly dryRun: boolean
  /** Completed folders of its categories, none inside another. */
  readonly roots: ReadonlyArray<string>
  /** Folders of other categories. */
  readonly foreign: ReadonlyArray<string>
  /** What live torrents own right now; undefined while that is not known of every qBittorrent. Asked before every change. */
  readonly owned: Effect.Effect<Owned | undefined>
  /** Files and folders of all live torrents. */
  readonly contents: ReadonlyArray<string>
  /** Of complete torrents of this section: when one is not there, the paths are wrong and nothing is done. */
  readonly expected: ReadonlyArray<string>
  /** Whether the extension list admits a file of this name. */
  readonly allows: (name: string) => boolean
  readonly probe: (path: string) => Effect.Effect<ProbeResult>
  /** `TrashFolder`; "" = beside the completed folder. */
  readonly trashFolder: string
  /** `TrashDays`; 0 = never emptied. */
  readonly trashDays: number
  /** What the last dry run would have moved, so that it is not recorded every hour. */
  readonly told: string
}

export interface CleanUpReport {
  /** Files moved; in a dry run those that would be. */
  readonly moved: ReadonlyArray<string>
  readonly removedFolders: number
  readonly warnings: ReadonlyArray<string>
  /** For the next order's `told`. */
  readonly told: string
}

/** Younger files and folders are left alone: somebody may just be working on them. */
export const minAge = 3_600_000

/** Files named in one decision record. */
const named = 50

const codeOf = (cause: unknown): string =>
  typeof cause === "object" && cause !== null && "code" in cause ? String(cause.code) : String(cause)

const attempt = <A>(work: () => Promise<A>) => Effect.tryPromise({ try: work, catch: codeOf })

/** A free name in the trash: an earlier file of that name is never written over. */
const freeName = (wanted: string, count = 1): Effect.Effect<string | undefined> => {
  const name = count === 1 ? wanted : `${wanted} (${count})`
  return Effect.flatMap(look(name), (stats) =>
    Option.isNone(stats) ? Effect.succeed(name) : count > 99 ? Effect.succeed(undefined) : freeName(wanted, count + 1)
  )
}

/** Whether the file is still the one that was judged. */
const isUnchanged = ({ changedAt, path, size }: Found): Effect.Effect<boolean> =>
  Effect.map(look(path), (stats) =>
    Option.match(stats, {
      onNone: () => false,
      onSome: (now) => now.isFile() && now.size === size && changedAtOf(now) === changedAt
    })
  )

/** The first content that is not where it should be. */
const missingOf = (expected: ReadonlyArray<string>): Effect.Effect<string | undefined> =>
  Effect.map(
    Effect.forEach(expected, (path) => Effect.map(look(path), (stats) => ({ path, there: Option.isSome(stats) })), {
      concurrency: 8
    }),
    (checked) => checked.find(({ there }) => !there)?.path
  )

const claimsOf = (contents: ReadonlyArray<string>): Effect.Effect<ReadonlySet<string>> =>
  Effect.map(
    Effect.forEach(contents, look, { concurrency: 8 }),
    (all) => new Set(all.flatMap((stats) => (Option.isSome(stats) ? [identityOf(stats.value)] : [])))
  )

/** Renames one file into the trash. Fails with the system's error code. */
const discard = (order: CleanUpOrder, scene: Scene, { file, relative }: Move) =>
  Effect.gen(function* () {
    yield* stillOurs
    const owned = yield* order.owned
    if (owned === undefined || isOwned(owned, scene.root, file.path) || !(yield* isUnchanged(file))) return false
    const day = join(scene.trash, dateOf(scene.now))
    const target = yield* freeName(join(day, scene.root.slice(scene.root.lastIndexOf("/") + 1), relative))
    if (target === undefined) return false
    yield* attempt(() => mkdir(dirname(target), { recursive: true }))
    yield* attempt(() => writeFile(join(day, marker), ""))
    yield* attempt(() => rename(file.path, target))
    return true
  })

const moveAll = (order: CleanUpOrder, scene: Scene, moves: ReadonlyArray<Move>) =>
  Effect.gen(function* () {
    const moved: Array<Move> = []
    for (const move of moves) {
      const result = yield* Effect.either(discard(order, scene, move))
      if (result._tag === "Right") {
        if (result.right) moved.push(move)
        continue
      }
      const why =
        result.left === "EXDEV"
          ? `the trash ${scene.trash} is on another disk; set TrashFolder to a folder on the same disk`
          : `${move.file.path} cannot be moved to ${scene.trash} (${result.left}); check its permissions`
      return { moved, warning: `${order.section}: files without a torrent stay in ${scene.root}: ${why}.` }
    }
    return { moved, warning: undefined }
  })

/** `rmdir` takes only what is empty at that very moment. */
const removeFolders = (order: CleanUpOrder, scene: Scene) =>
  Effect.gen(function* () {
    let removed = 0
    for (const { path } of folders(scene)) {
      yield* stillOurs
      const owned = yield* order.owned
      if (owned === undefined) return removed
      if (isOwned(owned, scene.root, path) || holdsOwned(owned, path)) continue
      if (yield* Effect.isSuccess(attempt(() => rmdir(path)))) removed++
    }
    return removed
  })

const refusalsOf = (order: CleanUpOrder, scene: Scene) =>
  Effect.gen(function* () {
    const refusals = new Map<string, string>()
    const asked = orphans(scene).filter(({ path }) => order.allows(path.slice(path.lastIndexOf("/") + 1)))
    yield* Effect.forEach(
      asked,
      ({ path }) =>
        Effect.map(order.probe(path), (result) => {
          if (result._tag === "Unplayable") refusals.set(path, result.reason)
        }),
      { concurrency: 2, discard: true }
    )
    return refusals
  })

const record = (order: CleanUpOrder, root: string, moves: ReadonlyArray<Move>, trash: string, result: string) =>
  Effect.gen(function* () {
    const log = yield* DecisionLog
    const files = moves.length === 1 ? "1 file" : `${moves.length} files`
    const first = moves[0]
    yield* log.record({
      at: yield* Clock.currentTimeMillis,
      section: order.section,
      torrent: TorrentId.make(order.section, "clean-up"),
      name: root,
      rule: "clean-up",
      reason: first === undefined ? "" : `${first.relative}: ${first.reason}`,
      action: `move ${files} to the trash`,
      facts: {
        trash,
        files: moves.slice(0, named).map(({ file, reason, relative }) => ({ relative, size: file.size, reason }))
      },
      result
    })
    const verb = result === "done" ? "moved" : "would be moved (dry run)"
    yield* Effect.logInfo(`${order.section}: ${files} of no torrent ${verb} from ${root} to ${trash}`)
    yield* Effect.forEach(moves.slice(0, named), ({ reason, relative }) => Effect.logDebug(`${relative}: ${reason}`))
  })

const cleanRoot = (order: CleanUpOrder, root: string, owned: Owned, claims: ReadonlySet<string>) =>
  Effect.gen(function* () {
    const trash = yield* trashFor(order.trashFolder, root)
    const now = yield* Clock.currentTimeMillis
    const found = yield* scan(root, claims)
    const scene: Scene = { root, found, owned, foreign: order.foreign, trash, now, minAge }
    const moves = plan(scene, order.allows, yield* refusalsOf(order, scene))
    const shown = moves.map(({ file }) => file.path)
    if (order.dryRun) {
      const told = JSON.stringify(shown)
      if (moves.length > 0 && !order.told.includes(told)) yield* record(order, root, moves, trash, "dry run")
      return { moved: shown, removedFolders: 0, warnings: [], told }
    }
    const { moved, warning } = yield* moveAll(order, scene, moves)
    if (moved.length > 0) yield* record(order, root, moved, trash, "done")
    const removedFolders = yield* removeFolders(order, scene)
    const emptied = order.trashDays > 0 ? yield* emptyTrash(trash, order.trashDays, now) : []
    if (emptied.length > 0) yield* Effect.logInfo(`${order.section}: the trash of ${emptied.join(", ")} is deleted`)
    return {
      moved: moved.map(({ file }) => file.path),
      removedFolders,
      warnings: warning === undefined ? [] : [warning],
      told: ""
    }
  })

/**
 * Moves files that belong to no torrent out of the completed folders into the trash, removes empty folders and empties
 * the trash of what is past its time. Together with `trash.ts` the only place that changes anything on disk here. Never
 * fails, and does nothing at all when anything about torrents or paths is not known.
 */
export const cleanUp = (order: CleanUpOrder): Effect.Effect<CleanUpReport, never, DecisionLog | Heartbeat> =>
  Effect.gen(function* () {
    const nothing: CleanUpReport = { moved: [], removedFolders: 0, warnings: [], told: "" }
    const owned = yield* order.owned
    if (owned === undefined) return nothing
    const missing = yield* missingOf(order.expected)
    if (missing !== undefined) {
      const warning = `${order.section}: AutoDelete does nothing, because ${missing} of a complete torrent is not there. Check LocalPathMappings, or whether the folder is mounted.`
      return { ...nothing, warnings: [warning] }
    }
    const claims = yield* claimsOf(order.contents)
    const reports = yield* Effect.forEach(order.roots, (root) => cleanRoot(order, root, owned, claims))
    return {
      moved: reports.flatMap(({ moved }) => moved),
      removedFolders: reports.reduce((sum, { removedFolders }) => sum + removedFolders, 0),
      warnings: reports.flatMap(({ warnings }) => warnings),
      told: reports.map(({ told }) => told).join("\n")
    }
  })
