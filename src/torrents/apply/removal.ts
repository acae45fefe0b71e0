import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { ClientError } from "../../clients/ClientError.ts"
import { deleteTorrents } from "../../clients/qbittorrent/mutations.ts"
import * as TorrentId from "../../clients/qbittorrent/TorrentId.ts"
import { normaliseCategory } from "../../config/values/Category.ts"
import type { NewRemoval, Removal } from "../../store/Removal.ts"
import { RemovalJournal } from "../../store/RemovalJournal.ts"
import type { Heartbeat } from "../../supervision/Heartbeat.ts"
import type { Action } from "../Action.ts"
import type { Decision } from "../decide.ts"
import { splitTags } from "../normalise.ts"
import * as Tags from "../Tags.ts"
import type { Torrent } from "../Torrent.ts"
import type { ApplyContext } from "./ApplyContext.ts"
import { report } from "./report.ts"
import { type SearchServices, searchAgain } from "./searchAgain.ts"
import { stillOurs } from "./stillOurs.ts"

/** A removal that `decide` asked for. */
export interface PlannedRemoval {
  readonly torrent: Torrent
  readonly decision: Decision
  readonly action: RemovalAction
}

/** `Replace` is a removal that leaves the torrent in its client: only the Arr is told. */
export type RemovalAction = Extract<Action, { readonly _tag: "Remove" | "Replace" }>

/** What became of one removal. */
export type RemovalResult = "done" | `deferred: ${string}` | `failed: ${string}` | "cancelled: ignored"

const isIgnored = (tags: string): boolean => splitTags(tags).includes(Tags.ignored)

/** Writes the failure into the journal, so that a person sees why it hangs, and leaves the rest to the next attempt. */
const noteFailure = (removal: Removal) => (error: ClientError) =>
  Effect.gen(function* () {
    const journal = yield* RemovalJournal
    yield* journal.advance(removal.key, { lastError: error.message })
    yield* Effect.logWarning(
      `Removal of ${removal.name} is not finished (${removal.step}), will be continued: ${error.message}`
    )
    const result: RemovalResult = `failed: ${error.message}`
    return result
  })

const consequences = ({ blocklist, section }: Removal, searched: boolean): string =>
  section === undefined || !blocklist ? "" : `: blocklisted in ${section}${searched ? ", searching again" : ""}`

/** Carries a removal whose torrent is gone to its end: report to the Arr, search again. Every step is journalled. */
const finish = (
  context: ApplyContext,
  removal: Removal,
  resumed: boolean
): Effect.Effect<RemovalResult, never, RemovalJournal | SearchServices | Heartbeat> =>
  Effect.gen(function* () {
    const journal = yield* RemovalJournal
    let current = removal
    let sent = false
    if (current.step === "deleted") {
      const reported = yield* report(context, current, resumed)
      if (reported._tag === "Waiting") {
        const result: RemovalResult = `deferred: ${reported.reason}`
        return result
      }
      const step = reported.searchNeeded ? "reported" : "done"
      current = yield* journal.advance(current.key, { step, media: reported.media })
    }
    if (current.step === "reported" || current.step === "searching") {
      const searched = yield* searchAgain(context, current)
      if (searched._tag === "Waiting") {
        const result: RemovalResult = `deferred: ${searched.reason}`
        return result
      }
      sent = searched.sent
      current = yield* journal.advance(current.key, { step: "done" })
    }
    const done = removal.keepsTorrent ? "Replaced" : "Removed"
    yield* Effect.logInfo(`${done} ${removal.name}${consequences(removal, sent)}`)
    const result: RemovalResult = "done"
    return result
  }).pipe(Effect.catchAll(noteFailure(removal)))

const kinds = ["with files", "without files", "replace"] as const

const kindOf = (action: RemovalAction): (typeof kinds)[number] =>
  action._tag === "Replace" ? "replace" : action.deleteFiles ? "with files" : "without files"

/**
 * Removes torrents: re-verify → journal → delete from the client → verify → report to the Arr → search again.
 * One delete call per instance. Results come in the order of `planned`.
 */
export const removeTorrents = Effect.fn("apply.removeTorrents")(function* (
  context: ApplyContext,
  planned: ReadonlyArray<PlannedRemoval>
) {
  const journal = yield* RemovalJournal
  const results = new Map<string, RemovalResult>()
  const now = yield* Clock.currentTimeMillis
  const instances = [...new Set(planned.map((one) => one.torrent.instance))]

  for (const instance of instances) {
    const ours = planned.filter((one) => one.torrent.instance === instance)
    const client = context.qbittorrent(instance)
    if (client === undefined) {
      for (const { torrent } of ours) results.set(torrent.id, "deferred: its qBittorrent is not configured any more")
      continue
    }
    for (const kind of kinds) {
      const group = ours.filter((one) => kindOf(one.action) === kind)
      if (group.length === 0) continue
      const outcome = yield* Effect.gen(function* () {
        // Two-phase: what was decided on the last delta is checked against the client right before the act.
        const fresh = new Map(
          (yield* client.torrents(group.map((one) => one.torrent.hash))).map((info) => [info.hash, info])
        )
        const agreed = group.filter(({ torrent }) => {
          const info = fresh.get(torrent.hash)
          if (info === undefined) results.set(torrent.id, "deferred: it is gone already")
          else if (isIgnored(info.tags ?? "")) results.set(torrent.id, "cancelled: ignored")
          else if (info.category !== undefined && normaliseCategory(info.category) !== torrent.category)
            results.set(torrent.id, "deferred: its category changed meanwhile")
          else return true
          return false
        })
        if (agreed.length === 0) return
        const intents = yield* Effect.forEach(agreed, (one) => intentOf(context, one, now))
        yield* stillOurs
        const removals = yield* journal.open(intents)
        for (const removal of removals) {
          const doing = kind === "replace" ? "Replacing" : "Removing"
          yield* Effect.logInfo(`${doing} ${removal.name} (${removal.rule}): ${removal.reason}`)
        }
        if (kind !== "replace") {
          yield* deleteTorrents(
            client,
            agreed.map((one) => one.torrent.hash),
            { deleteFiles: kind === "with files" }
          )
        }
        for (const removal of removals) {
          const deleted = kind === "replace" ? removal : yield* journal.advance(removal.key, { step: "deleted" })
          results.set(removal.torrent, yield* finish(context, deleted, false))
        }
      }).pipe(Effect.either)
      if (outcome._tag === "Left") {
        for (const { torrent } of group) {
          if (!results.has(torrent.id)) results.set(torrent.id, `failed: ${outcome.left.message}`)
        }
      }
    }
  }
  return planned.map(({ torrent }) => results.get(torrent.id) ?? "deferred: not reached")
})

/** What the journal has to know to finish this removal without us. */
const intentOf = (context: ApplyContext, { action, decision, torrent }: PlannedRemoval, now: number) =>
  Effect.gen(function* () {
    const arr = action.section === undefined ? undefined : yield* context.arr(action.section)
    const queue = arr === undefined ? undefined : yield* arr.snapshot
    const media = (queue?.byHash.get(torrent.hash) ?? []).flatMap((row) => (row.media === undefined ? [] : [row.media]))
    const intent: NewRemoval = {
      torrent: torrent.id,
      name: torrent.name,
      section: action.section,
      rule: decision.rule,
      reason: decision.reason,
      deleteFiles: action._tag === "Remove" && action.deleteFiles,
      keepsTorrent: action._tag === "Replace",
      blocklist: action._tag === "Replace" || action.blocklist,
      research: action.research,
      // A replacement deletes nothing, so it begins behind that step; a crash continues it with the Arr.
      step: action._tag === "Replace" ? "deleted" : "intended",
      media,
      createdAt: now
    }
    return intent
  })

/**
 * Continues one removal found in the journal: of a crash, of a shutdown, or of an Arr that was away. A torrent that was
 * tagged ignored or added anew since then is spared.
 */
export const resumeRemoval = (
  context: ApplyContext,
  removal: Removal
): Effect.Effect<RemovalResult, never, RemovalJournal | SearchServices | Heartbeat> =>
  Effect.gen(function* () {
    const journal = yield* RemovalJournal
    if (removal.step !== "intended") return yield* finish(context, removal, true)
    const client = context.qbittorrent(TorrentId.instanceOf(removal.torrent))
    if (client === undefined) {
      // At start its feed may not be there yet; and a torrent that was deleted just before a crash must be reported.
      const result: RemovalResult = "deferred: its qBittorrent is not known (yet)"
      return result
    }
    const hash = TorrentId.hashOf(removal.torrent)
    const info = (yield* client.torrents([hash]))[0]
    if (info !== undefined) {
      const ignored = isIgnored(info.tags ?? "")
      const addedAnew = (info.added_on ?? 0) * 1000 > removal.createdAt
      if (ignored || addedAnew) {
        yield* journal.advance(removal.key, {
          step: "cancelled",
          lastError: ignored ? `tagged ${Tags.ignored} meanwhile` : "added anew meanwhile"
        })
        const result: RemovalResult = ignored ? "cancelled: ignored" : "deferred: added anew meanwhile"
        return result
      }
      yield* stillOurs
      yield* deleteTorrents(client, [hash], { deleteFiles: removal.deleteFiles })
    }
    const deleted = yield* journal.advance(removal.key, { step: "deleted" })
    return yield* finish(context, deleted, true)
  }).pipe(Effect.catchAll(noteFailure(removal)))
