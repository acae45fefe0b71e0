import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import type { TorrentId } from "../clients/qbittorrent/TorrentId.ts"
import type { Config } from "../config/Config.ts"
import { TorrentMemories } from "../store/TorrentMemories.ts"
import { Heartbeat } from "../supervision/Heartbeat.ts"
import type { ApplyContext } from "../torrents/apply/ApplyContext.ts"
import { Apply, type Planned } from "../torrents/apply.ts"
import { decisionOf, withStop } from "../torrents/space/decision.ts"
import { type DiskUnreadable, freeBytes } from "../torrents/space/freeBytes.ts"
import { type Candidate, type Room, type Want, walk } from "../torrents/space/walk.ts"
import * as Tags from "../torrents/Tags.ts"
import type { Torrent } from "../torrents/Torrent.ts"
import type { FeedSnapshot } from "../torrents/TorrentFeed.ts"
import { isComplete, isIncomplete } from "../torrents/TorrentState.ts"
import { type PolicyServices, policyLoop, settle } from "./policyLoop.ts"
import * as Watch from "./Watch.ts"

/** What the config says of the disk of one qBittorrent. */
export interface SpaceSettings {
  /** `AutoPauseResume`: without it nothing is stopped or started. */
  readonly enabled: boolean
  /** `FreeSpace`, bytes; undefined = off: what was stopped for it is started again. */
  readonly threshold: number | undefined
  /** `FreeSpaceFolder`; "" = what qBittorrent says of the disk of its default save path. */
  readonly folder: string
}

/** The keys of the qBittorrent section, else of `[Settings]`. */
export const spaceSettingsOf = (config: Config, instance: string): SpaceSettings => {
  const { Settings } = config
  const qbit = config.qBit[instance]
  const threshold = qbit?.FreeSpace ?? Settings.FreeSpace
  const folder = (qbit?.FreeSpaceFolder ?? Settings.FreeSpaceFolder).trim()
  return {
    enabled: Settings.AutoPauseResume,
    threshold: threshold < 0 ? undefined : threshold,
    folder: folder === "CHANGE_ME" ? "" : folder
  }
}

export interface SpacePolicyOptions {
  /** qBittorrent section it works for. */
  readonly instance: string
  /** `LoopSleepTimer`, milliseconds. */
  readonly interval: number
  /** Read anew for every look, as the settings. */
  readonly context: Effect.Effect<ApplyContext>
  readonly settings: Effect.Effect<SpaceSettings>
  /** Free bytes of the disk of a folder; `freeBytes` unless given. */
  readonly measure?: (folder: string) => Effect.Effect<number, DiskUnreadable>
}

/** Track of the heartbeat. */
const track = "space"

/** 0 may also be a measurement that was not made yet, so it has to be told for this long. Milliseconds. */
const zeroFor = 60_000

const isManaged = (context: ApplyContext, torrent: Torrent): boolean => {
  const tag = context.ownerOf(torrent)?.owner._tag
  return tag === "Arr" || tag === "Managed"
}

/**
 * One life of the worker that keeps `FreeSpace` bytes of one qBittorrent's disk free: stops downloads that do not fit,
 * and starts those that it stopped. It measures one disk, whatever the save paths are, and each qBittorrent by itself.
 */
export const spacePolicy = (
  options: SpacePolicyOptions
): Effect.Effect<never, never, PolicyServices | Apply | TorrentMemories> =>
  Effect.gen(function* () {
    const { instance } = options
    const measure = options.measure ?? freeBytes
    const apply = yield* Apply
    const memories = yield* TorrentMemories
    const heartbeat = yield* Heartbeat
    const watch = Watch.make()
    /** Folder that could not be measured, told once. */
    let unreadable: string | undefined
    let zeroSince: number | undefined
    let actedAt: number | undefined
    const unknown = new Set<TorrentId>()

    const readable = Effect.suspend(() => {
      const folder = unreadable
      unreadable = undefined
      return folder === undefined ? Effect.void : heartbeat.recover(`disk of ${folder}`)
    })

    const measured = (folder: string) =>
      Effect.gen(function* () {
        const answer = yield* Effect.either(measure(folder))
        if (unreadable !== folder || Either.isRight(answer)) yield* readable
        if (Either.isRight(answer)) return answer.right
        if (unreadable === undefined) {
          unreadable = folder
          yield* heartbeat.degrade(`disk of ${folder}`, answer.left.message)
          yield* Effect.logError(
            `${instance}: FreeSpace does nothing, because ${answer.left.message}. Set FreeSpaceFolder in [${instance}] or ` +
              "[Settings] to a folder that this program sees on the disk of the downloads, or empty it to go by what qBittorrent says."
          )
        }
        return undefined
      })

    const told = (freeSpace: number | undefined, now: number): number | undefined => {
      if (freeSpace !== 0) zeroSince = undefined
      else zeroSince ??= now
      return zeroSince !== undefined && now - zeroSince < zeroFor ? undefined : freeSpace
    }

    const candidatesOf = (context: ApplyContext, snapshot: FeedSnapshot): ReadonlyArray<Candidate> => {
      const candidates: Array<Candidate> = []
      for (const torrent of snapshot.torrents.values()) {
        const { state } = torrent
        if (!isIncomplete(state) && !isComplete(state)) continue
        const { marks, stoppedBy } = memories.get(torrent.id)
        const tagged = torrent.tags.includes(Tags.freeSpacePaused)
        const marked =
          tagged ||
          stoppedBy !== undefined ||
          (marks?.includes(Tags.freeSpacePaused) === true && context.rulesFor(torrent).tagless)
        if ((!marked && isComplete(state)) || apply.isBeingRemoved(torrent.id)) continue
        candidates.push({ torrent, managed: isManaged(context, torrent), marked, stoppedAt: stoppedBy?.at })
      }
      return candidates
    }

    /** Carries out wants of one kind; true when all of them are done or only pretended to be. */
    const act = (context: ApplyContext, wants: ReadonlyArray<Want>) =>
      Effect.gen(function* () {
        const now = yield* Clock.currentTimeMillis
        const dry = context.dryRun || context.dryInstances.has(instance)
        const planned: Array<Planned> = []
        let done = true
        for (const want of wants) {
          const { torrent } = want
          const memory = memories.get(torrent.id)
          const decision = decisionOf(want, memory, context.rulesFor(torrent), now)
          if ((watch.failures.get(torrent.id)?.until ?? 0) > now) done = false
          else if (decision.actions.length === 0) yield* memories.set(torrent.id, decision.memory)
          else planned.push({ torrent, decision })
        }
        if (planned.length === 0) return done
        // Written before the act: what is stopped when the lights go out is still known as ours.
        for (const { decision, torrent } of planned) {
          const stops = decision.actions.some(({ _tag }) => _tag === "Stop")
          if (stops && !dry) yield* memories.set(torrent.id, withStop(memories.get(torrent.id), now))
        }
        yield* heartbeat.extend(track, "10 minutes")
        const applied = yield* Effect.ensuring(apply.run(context, planned), heartbeat.extend(track, 0))
        const after = yield* Clock.currentTimeMillis
        if (!dry) actedAt = after
        for (const { planned: one, result } of applied) {
          const fine = result.startsWith("done") || result === "dry run"
          if (fine) watch.failures.delete(one.torrent.id)
          else Watch.noteFailure(watch, one.torrent.id, after)
          done &&= fine
        }
        return done
      })

    const tellUnknown = (torrents: ReadonlyArray<Torrent>) =>
      Effect.gen(function* () {
        const fresh = torrents.filter(({ id }) => !unknown.has(id))
        unknown.clear()
        for (const { id } of torrents) unknown.add(id)
        if (fresh.length === 0) return
        const names = fresh.slice(0, 5).map(({ name }) => name)
        const more = fresh.length > names.length ? ` and ${fresh.length - names.length} more` : ""
        yield* Effect.logInfo(
          `${instance}: FreeSpace does not count ${names.join(", ")}${more}: how much is left to download is not known yet`
        )
      })

    const round = (snapshot: FeedSnapshot) =>
      Effect.gen(function* () {
        const { enabled, folder, threshold } = yield* options.settings
        const now = yield* Clock.currentTimeMillis
        if (!enabled) return yield* readable
        // A picture from before our own act would be acted upon twice.
        if (actedAt !== undefined && snapshot.at < actedAt + settle) return
        let room: Room | undefined
        if (threshold === undefined || folder === "") yield* readable
        if (threshold !== undefined) {
          const free = folder === "" ? told(snapshot.freeSpace, now) : yield* measured(folder)
          if (free === undefined) return
          room = { free, threshold }
        }
        const context = yield* options.context
        const walked = walk({ candidates: candidatesOf(context, snapshot), room, now })
        yield* tellUnknown(room === undefined ? [] : walked.unknown)
        for (const id of watch.failures.keys())
          if (!walked.wants.some(({ torrent }) => torrent.id === id)) watch.failures.delete(id)
        // Room is made before it is used: while a stop does not work, nothing is started.
        const stopped = yield* act(
          context,
          walked.wants.filter(({ want }) => want === "stop")
        )
        const others = walked.wants.filter(({ want }) => want !== "stop" && (want === "unmark" || stopped))
        yield* act(context, others)
      })

    return yield* policyLoop({ instance, track, interval: options.interval, round })
  })
