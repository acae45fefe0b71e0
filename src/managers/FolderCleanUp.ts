import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import type * as Scope from "effect/Scope"
import { Ffprobe } from "../clients/ffprobe/Ffprobe.ts"
import type { TorrentId } from "../clients/qbittorrent/TorrentId.ts"
import type { DecisionLog } from "../store/DecisionLog.ts"
import { ImportLedger } from "../store/ImportLedger.ts"
import type { Heartbeat } from "../supervision/Heartbeat.ts"
import type { ApplyContext } from "../torrents/apply/ApplyContext.ts"
import { type CleanUpReport, cleanUp } from "../torrents/apply/cleanUp.ts"
import { type CategoryFolder, completedFolders } from "../torrents/cleanUp/completedFolders.ts"
import { type Holder, isRootless, type Owned, ownedBy } from "../torrents/cleanUp/owned.ts"
import { mapPath } from "../torrents/PathMapping.ts"
import * as Tags from "../torrents/Tags.ts"
import type { Torrent } from "../torrents/Torrent.ts"
import type { FeedSnapshot } from "../torrents/TorrentFeed.ts"
import { TorrentFeeds } from "../torrents/TorrentFeeds.ts"
import { isComplete } from "../torrents/TorrentState.ts"
import { alongside } from "./alongside.ts"
import type { CleanUpSettings } from "./cleanUpSettings.ts"

export interface FolderCleanUpOptions {
  readonly section: string
  readonly context: Effect.Effect<ApplyContext>
  /** Read from the live config for every round; undefined = `AutoDelete` is off. */
  readonly settings: Effect.Effect<CleanUpSettings | undefined>
}

/** Rounds: this often, and this long after something changed. Milliseconds. */
const every = 3_600_000
const settle = 60_000

/** File lists read in one round, of torrents without a root folder. A torrent beyond them owns its whole save folder. */
const mostLists = 50

type Snapshots = ReadonlyMap<string, FeedSnapshot>

const torrentsOf = (snapshots: Snapshots): ReadonlyArray<Torrent> =>
  [...snapshots.values()].flatMap(({ torrents }) => [...torrents.values()])

/** All instances of the config are there and answer. */
const isKnown = ({ instances }: CleanUpSettings, snapshots: Snapshots): boolean =>
  instances.length > 0 && instances.every((instance) => snapshots.get(instance)?.online === true)

const holderOf = (
  settings: CleanUpSettings,
  lists: ReadonlyMap<TorrentId, ReadonlyArray<string>>,
  torrent: Torrent
): Holder => ({
  name: torrent.name,
  contentPath: torrent.contentPath,
  savePath: torrent.savePath,
  files: lists.get(torrent.id),
  mappings: settings.mappings(torrent.instance)
})

/** Where a torrent's files are, as this program sees them: their folder, or each entry of one without a folder. */
const contentsOf = (holder: Holder): ReadonlyArray<string> => {
  if (holder.contentPath === "") return []
  const local = mapPath(holder.mappings, holder.contentPath)
  if (!isRootless(holder) || holder.files === undefined) return [local]
  return [...new Set(holder.files.map((file) => `${local}/${file.split("/")[0] ?? ""}`))]
}

/**
 * `AutoDelete`: an hourly round over the completed folders of one Arr section, and one a minute after an import was
 * confirmed or a torrent went away. Runs beside the other loops of an Arr manager.
 */
export const folderCleanUp = (
  options: FolderCleanUpOptions
): Effect.Effect<never, never, DecisionLog | Ffprobe | Heartbeat | ImportLedger | Scope.Scope | TorrentFeeds> =>
  Effect.gen(function* () {
    const { section } = options
    const feeds = yield* TorrentFeeds
    const ffprobe = yield* Ffprobe
    const ledger = yield* ImportLedger
    const changes = yield* feeds.changes
    const wake = yield* Queue.sliding<void>(1)
    const warned = new Set<string>()
    let told = ""

    const isImported = (torrent: Torrent): boolean =>
      torrent.tags.includes(Tags.imported) || ledger.get(section, torrent.id)?.state === "imported"

    /** Own torrents of which the import is known, so that each wakes us once. */
    const imported = new Set<TorrentId>()
    const follow = Effect.forever(
      Effect.gen(function* () {
        const change = yield* Queue.take(changes)
        const settings = yield* options.settings
        if (settings === undefined) return
        const torrents = (yield* feeds.snapshots).get(change.instance)?.torrents
        let news = change.removed.size > 0
        for (const hash of change.changed) {
          const torrent = torrents?.get(hash)
          if (torrent === undefined || imported.has(torrent.id)) continue
          if (!settings.owns(torrent.instance, torrent.category) || !isImported(torrent)) continue
          imported.add(torrent.id)
          news = true
        }
        if (news) yield* Queue.offer(wake, undefined)
      })
    )

    const forgetGone = (snapshots: Snapshots): void => {
      const live = new Set(torrentsOf(snapshots).map(({ id }) => id))
      for (const id of imported) if (!live.has(id)) imported.delete(id)
    }

    const warn = (text: string) => {
      if (warned.has(text)) return Effect.logDebug(text)
      warned.add(text)
      return Effect.logWarning(text)
    }

    /** File lists of torrents that have no root folder; one that cannot be read is left out. */
    const readLists = (torrents: ReadonlyArray<Torrent>) =>
      Effect.gen(function* () {
        const all = yield* feeds.all
        const rootless = torrents.filter(isRootless).slice(0, mostLists)
        const lists = yield* Effect.forEach(
          rootless,
          (torrent) =>
            (all.get(torrent.instance)?.client.files(torrent.hash) ?? Effect.succeed([])).pipe(
              Effect.map((files) => (files.length === 0 ? undefined : files.map(({ name }) => name))),
              Effect.catchAll(() => Effect.succeed(undefined)),
              Effect.map((files) => [torrent.id, files] as const)
            ),
          { concurrency: 4 }
        )
        return new Map(lists.flatMap(([id, files]) => (files === undefined ? [] : [[id, files] as const])))
      })

    /** The categories of all instances; undefined when one cannot tell them. */
    const readCategories = (settings: CleanUpSettings) =>
      Effect.gen(function* () {
        const folders: Array<CategoryFolder> = []
        for (const [instance, feed] of yield* feeds.all) {
          for (const [category, savePath] of yield* feed.client.categories) {
            folders.push({
              category,
              savePath,
              mappings: settings.mappings(instance),
              own: settings.owns(instance, category)
            })
          }
        }
        return folders
      }).pipe(
        Effect.catchAll((error) =>
          Effect.as(
            Effect.logDebug(`${section}: no clean-up, a qBittorrent does not answer: ${error.message}`),
            undefined
          )
        )
      )

    /** Ownership from the newest pictures, put together again only when one of them changed. */
    const ownership = (settings: CleanUpSettings, lists: ReadonlyMap<TorrentId, ReadonlyArray<string>>) => {
      let known: { readonly version: string; readonly owned: Owned } | undefined
      return Effect.map(feeds.snapshots, (snapshots) => {
        if (!isKnown(settings, snapshots)) return undefined
        const version = [...snapshots.values()].map((snapshot) => `${snapshot.instance}:${snapshot.version}`).join(" ")
        if (known?.version !== version) {
          const holders = torrentsOf(snapshots).map((torrent) => holderOf(settings, lists, torrent))
          known = { version, owned: ownedBy(holders) }
        }
        return known.owned
      })
    }

    const round: Effect.Effect<CleanUpReport | undefined, never, DecisionLog | Heartbeat> = Effect.gen(function* () {
      const settings = yield* options.settings
      if (settings === undefined) return undefined
      const snapshots = yield* feeds.snapshots
      forgetGone(snapshots)
      if (!isKnown(settings, snapshots)) {
        yield* Effect.logDebug(`${section}: no clean-up while the torrents of some qBittorrent are not known`)
        return undefined
      }
      const categories = yield* readCategories(settings)
      if (categories === undefined) return undefined
      const { foreign, roots, shared } = completedFolders(categories)
      for (const folder of shared) {
        yield* warn(
          `${section}: AutoDelete leaves ${folder} alone, because another category uses it too. Give each category a save path of its own.`
        )
      }
      if (roots.length === 0) {
        if (shared.length === 0) {
          yield* warn(
            `${section}: AutoDelete knows no folder to clean up: give its category an absolute save path in qBittorrent.`
          )
        }
        return undefined
      }
      const torrents = torrentsOf(snapshots)
      const lists = yield* readLists(torrents)
      const holders = torrents.map((torrent) => [torrent, holderOf(settings, lists, torrent)] as const)
      const { dryInstances, dryRun } = yield* options.context
      const report = yield* cleanUp({
        section,
        dryRun: dryRun || settings.instances.some((instance) => dryInstances.has(instance)),
        roots,
        foreign,
        owned: ownership(settings, lists),
        contents: holders.flatMap(([, holder]) => contentsOf(holder)),
        expected: holders.flatMap(([torrent, holder]) =>
          isComplete(torrent.state) && torrent.contentPath !== "" && settings.owns(torrent.instance, torrent.category)
            ? [mapPath(holder.mappings, torrent.contentPath)]
            : []
        ),
        allows: settings.allows,
        probe: ffprobe.probe,
        trashFolder: settings.trashFolder,
        trashDays: settings.trashDays,
        told
      })
      told = report.told
      for (const warning of report.warnings) yield* warn(warning)
      return report
    })

    const untilNext = Effect.raceFirst(
      Effect.sleep(every),
      Effect.zipRight(Queue.take(wake), Effect.zipRight(Effect.sleep(settle), Queue.takeAll(wake)))
    )
    // The first round waits too: at start the pictures are still being put together.
    const rounds = Effect.forever(Effect.zipRight(untilNext, round))
    return yield* rounds.pipe(alongside(follow))
  })
