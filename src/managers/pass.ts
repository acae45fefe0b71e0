import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { QbittorrentClient } from "../clients/qbittorrent/QbittorrentClient.ts"
import type { TorrentId } from "../clients/qbittorrent/TorrentId.ts"
import { TorrentMemories } from "../store/TorrentMemories.ts"
import { Heartbeat } from "../supervision/Heartbeat.ts"
import type { ApplyContext } from "../torrents/apply/ApplyContext.ts"
import { importedResult } from "../torrents/apply/importing.ts"
import { Apply, type Planned } from "../torrents/apply.ts"
import { type Decision, decide } from "../torrents/decide.ts"
import type { Facts } from "../torrents/Rule.ts"
import type { Torrent, TorrentFile } from "../torrents/Torrent.ts"
import * as Watch from "./Watch.ts"

/** File lists read in one pass; the rest follows in the next one. */
const filesPerPass = 50

/** One manager's view of the torrents it looks after. */
export interface PassInput {
  readonly watch: Watch.Watch
  readonly context: ApplyContext
  /** Its torrents that are to be looked at now. */
  readonly torrents: ReadonlyArray<Torrent>
  readonly factsOf: (torrent: Torrent) => Facts
  /** `LoopSleepTimer`, milliseconds: when what was deferred is tried again. */
  readonly interval: number
}

const readFiles = (client: QbittorrentClient | undefined, torrent: Torrent) =>
  client === undefined
    ? Effect.succeed(undefined)
    : client.files(torrent.hash).pipe(
        Effect.map((files): ReadonlyArray<TorrentFile> => files),
        Effect.catchAll((error) =>
          Effect.as(Effect.logDebug(`The file list of ${torrent.name} cannot be read: ${error.message}`), undefined)
        )
      )

/**
 * One pass: decide for each torrent by itself, read file lists where a rule asks for them, then act through the one
 * door. One odd torrent never keeps the others from their turn (W-39).
 */
export const pass = Effect.fn("managers.pass")(function* (input: PassInput) {
  const { context, watch } = input
  const memories = yield* TorrentMemories
  const apply = yield* Apply
  const heartbeat = yield* Heartbeat
  const now = yield* Clock.currentTimeMillis
  const waiting: Array<Torrent> = []
  let planned: Array<Planned> = []

  /** Keeps what was observed, and plans what is to be done unless it failed a moment ago. */
  const settle = (torrent: Torrent, decision: Decision) =>
    Effect.gen(function* () {
      const { id } = torrent
      const remembered = decision.actions.length === 0 ? decision.memory : decision.observed
      if (remembered !== memories.get(id)) yield* memories.set(id, remembered)
      if (decision.again === undefined) watch.due.delete(id)
      else watch.due.set(id, decision.again)
      if (decision.actions.length === 0) return
      const failure = watch.failures.get(id)
      if (failure !== undefined && failure.until > now) watch.due.set(id, failure.until)
      else planned.push({ torrent, decision })
    })

  const judge = (torrent: Torrent, files?: ReadonlyArray<TorrentFile>) =>
    decide({
      torrent,
      facts: files === undefined ? input.factsOf(torrent) : { ...input.factsOf(torrent), files },
      rules: context.rulesFor(torrent),
      memory: memories.get(torrent.id),
      now
    })

  const act = Effect.gen(function* () {
    const batch = planned
    planned = []
    if (batch.length === 0) return
    // Every action is read back, which takes seconds each.
    yield* heartbeat.extend("torrents", "10 minutes")
    const applied = yield* Effect.ensuring(apply.run(context, batch), heartbeat.extend("torrents", 0))
    for (const { planned: one, result } of applied) {
      const { id } = one.torrent
      const at = yield* Clock.currentTimeMillis
      if (result.startsWith("failed")) {
        watch.due.set(id, Watch.noteFailure(watch, id, at))
        continue
      }
      watch.failures.delete(id)
      // The ledger says so now; the tag need not wait for the next look.
      if (result === importedResult) watch.due.set(id, at)
      if (!result.startsWith("done")) watch.due.set(id, Math.max(one.decision.again ?? 0, at + input.interval))
    }
  })

  for (const torrent of input.torrents) {
    if (apply.isBeingRemoved(torrent.id)) {
      watch.due.set(torrent.id, now + input.interval)
      continue
    }
    const decision = judge(torrent)
    if (decision.needs === undefined) yield* settle(torrent, decision)
    else if (waiting.length < filesPerPass) waiting.push(torrent)
    else watch.due.set(torrent.id, now)
  }
  yield* act

  yield* Effect.forEach(
    waiting,
    (torrent) =>
      Effect.gen(function* () {
        const files = yield* readFiles(context.qbittorrent(torrent.instance), torrent)
        if (files === undefined || files.length === 0) watch.due.set(torrent.id, now + input.interval)
        else yield* settle(torrent, judge(torrent, files))
      }),
    { concurrency: 6, discard: true }
  )
  yield* act
})

/** Ids to torrents; those that are gone are forgotten. */
export const resolve = (
  watch: Watch.Watch,
  ids: ReadonlySet<TorrentId>,
  find: (id: TorrentId) => Torrent | undefined
): ReadonlyArray<Torrent> =>
  [...ids].flatMap((id) => {
    const torrent = find(id)
    if (torrent === undefined) Watch.forget(watch, id)
    return torrent === undefined ? [] : [torrent]
  })
