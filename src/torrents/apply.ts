import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { instanceOf, type TorrentId } from "../clients/qbittorrent/TorrentId.ts"
import { Searches } from "../search/Searches.ts"
import { DecisionLog } from "../store/DecisionLog.ts"
import { ImportLedger } from "../store/ImportLedger.ts"
import { RemovalJournal } from "../store/RemovalJournal.ts"
import { SearchLog } from "../store/search/SearchLog.ts"
import { SearchMarks } from "../store/search/SearchMarks.ts"
import { Wishes } from "../store/search/Wishes.ts"
import { TorrentMemories } from "../store/TorrentMemories.ts"
import type { Heartbeat } from "../supervision/Heartbeat.ts"
import { type Action, describe } from "./Action.ts"
import type { ApplyContext } from "./apply/ApplyContext.ts"
import { applyImport } from "./apply/importing.ts"
import { mergeMemory } from "./apply/mergeMemory.ts"
import {
  type PlannedRemoval,
  type RemovalAction,
  type RemovalResult,
  removeTorrents,
  resumeRemoval
} from "./apply/removal.ts"
import { sheltered } from "./apply/sheltered.ts"
import { applySimple } from "./apply/simple.ts"
import { stillOurs } from "./apply/stillOurs.ts"
import { wishFor } from "./apply/wishing.ts"
import { byHand } from "./asked/byHand.ts"
import type { Decision } from "./decide.ts"
import * as Tags from "./Tags.ts"
import type { Torrent } from "./Torrent.ts"

/** A torrent with what `decide` said about it. */
export interface Planned {
  readonly torrent: Torrent
  readonly decision: Decision
}

/** What came of it: `done…`, `dry run`, `deferred: …`, `failed: …`, `cancelled: ignored`, `ignored`. */
export interface Applied {
  readonly planned: Planned
  readonly result: string
}

/**
 * The one door: the only module that calls an endpoint that changes something. It asks the ignore gate again, honours
 * dry run and the removal cap, writes intents before acting, verifies, and records every decision that acts.
 * Never fails: what did not work is in the result and is tried again later.
 */
export interface ApplyService {
  readonly run: (
    context: ApplyContext,
    planned: ReadonlyArray<Planned>
  ) => Effect.Effect<ReadonlyArray<Applied>, never, Heartbeat>
  /** Continues journalled removals of this section (`undefined`: those that no Arr owns). */
  readonly resume: (
    context: ApplyContext,
    section: string | undefined
  ) => Effect.Effect<ReadonlyArray<RemovalResult>, never, Heartbeat>
  /** True while a journalled removal of this torrent is not finished. */
  readonly isBeingRemoved: (id: TorrentId) => boolean
}

/** @effect-expect-leaking Heartbeat: the door must know whose life knocks. */
export class Apply extends Context.Tag("qbitrr/torrents/Apply")<Apply, ApplyService>() {}

/** Longest time an interrupted removal may take to end; the rest is done from the journal at the next start. */
const shelter = "3 seconds"

const factsOf = ({ decision, torrent }: Planned): Readonly<Record<string, unknown>> => ({
  state: torrent.state,
  category: torrent.category,
  tags: torrent.tags,
  progress: torrent.progress,
  amountLeft: torrent.amountLeft,
  addedAt: torrent.addedAt,
  lastActivityAt: torrent.lastActivityAt,
  completedAt: torrent.completedAt,
  actions: decision.actions
})

/** Putting the tag on again, for longer, and taking it away are what the ignore gate itself lets through. */
const isAboutIgnoring = ({ decision }: Planned): boolean =>
  decision.actions.every(
    (action) =>
      (action._tag === "AddTags" || action._tag === "RemoveTags") &&
      action.tags.length === 1 &&
      action.tags[0] === Tags.ignored
  )

const isSpared = (planned: Planned): boolean => planned.torrent.tags.includes(Tags.ignored) && !isAboutIgnoring(planned)

const wantsImport = ({ decision }: Planned): boolean => decision.actions.some((action) => action._tag === "Import")

const isRemoval = (action: Action): action is RemovalAction => action._tag === "Remove" || action._tag === "Replace"

/** Removals and imports tell their own story; tags are nobody's news. */
const isQuiet = (action: Action): boolean =>
  isRemoval(action) || action._tag === "Import" || action._tag === "AddTags" || action._tag === "RemoveTags"

const logAt = (actions: ReadonlyArray<Action>, result: string) => {
  // The removal has told its failure, and at which step it waits.
  if (result.startsWith("failed")) return actions.some(isRemoval) ? Effect.logDebug : Effect.logWarning
  return result.startsWith("done") && actions.every(isQuiet) ? Effect.logDebug : Effect.logInfo
}

/** Torrents of one instance that want exactly the same, so that one call serves them all. */
const grouped = (planned: ReadonlyArray<Planned>): ReadonlyArray<ReadonlyArray<Planned>> => {
  const groups = new Map<string, Array<Planned>>()
  for (const one of planned) {
    const single = one.decision.actions.some((action) => ["Import", "DeselectFiles", "Search"].includes(action._tag))
    const key = single ? one.torrent.id : `${one.torrent.instance}|${JSON.stringify(one.decision.actions)}`
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [one])
    else group.push(one)
  }
  return [...groups.values()]
}

const make = Effect.gen(function* () {
  const decisions = yield* DecisionLog
  const memories = yield* TorrentMemories
  const journal = yield* RemovalJournal
  const ledger = yield* ImportLedger
  const stores = Context.empty().pipe(
    Context.add(RemovalJournal, journal),
    Context.add(ImportLedger, ledger),
    Context.add(SearchLog, yield* SearchLog),
    Context.add(SearchMarks, yield* SearchMarks),
    Context.add(Searches, yield* Searches),
    Context.add(Wishes, yield* Wishes)
  )
  const removing = new Set<TorrentId>((yield* journal.pending).map((removal) => removal.torrent))
  /** Removals that some fiber carries out right now: another manager must not resume them meanwhile. */
  const inFlight = new Set<TorrentId>()
  /** Last record of a torrent, so that a decision that repeats itself (dry run, a hanging Arr) is recorded once. */
  const recorded = new Map<TorrentId, string>()

  const record = (context: ApplyContext, planned: Planned, result: string) =>
    Effect.gen(function* () {
      const { decision, torrent } = planned
      const action = decision.actions.map(describe).join("; ")
      const key = `${decision.rule}|${action}|${result}`
      // What a person asks for twice was asked for twice.
      if (recorded.get(torrent.id) === key && decision.rule !== byHand) return
      // Bounded: at worst a repeated decision is recorded once more.
      if (recorded.size > 20_000) recorded.clear()
      recorded.set(torrent.id, key)
      const at = yield* Clock.currentTimeMillis
      yield* decisions.record({
        at,
        section: context.section,
        torrent: torrent.id,
        name: torrent.name,
        rule: decision.rule,
        reason: decision.reason,
        action,
        facts: factsOf(planned),
        result
      })
      yield* logAt(
        decision.actions,
        result
      )(`${torrent.name}: ${action}: ${result} (${decision.rule}: ${decision.reason})`)
    })

  const runGroup = (context: ApplyContext, group: ReadonlyArray<Planned>) =>
    Effect.gen(function* () {
      const [first] = group
      if (first === undefined) return "done"
      const { decision, torrent } = first
      const client = context.qbittorrent(torrent.instance)
      if (client === undefined) return "deferred: its qBittorrent is not configured any more"
      const hashes = group.map((one) => one.torrent.hash)
      let result = "done"
      for (const action of decision.actions) {
        yield* stillOurs
        if (isRemoval(action)) continue
        if (action._tag === "Import") result = yield* applyImport(context, torrent, action, decision.reason)
        else if (action._tag === "Search") result = yield* wishFor(torrent, action)
        else yield* applySimple(client, hashes, action)
      }
      return result
    }).pipe(
      Effect.catchAll((error) => Effect.succeed(`failed: ${error.message}`)),
      Effect.provide(stores),
      // An intent and its command belong together.
      (effect) => (group.some(wantsImport) ? sheltered(effect, shelter) : effect)
    )

  const runRemovals = (context: ApplyContext, planned: ReadonlyArray<PlannedRemoval>) =>
    Effect.gen(function* () {
      for (const one of planned) {
        removing.add(one.torrent.id)
        inFlight.add(one.torrent.id)
      }
      return yield* sheltered(Effect.provide(removeTorrents(context, planned), stores), shelter)
    }).pipe(
      Effect.ensuring(
        Effect.suspend(() => {
          for (const one of planned) inFlight.delete(one.torrent.id)
          return refreshRemoving
        })
      )
    )

  const refreshRemoving = Effect.map(journal.pending, (pending) => {
    removing.clear()
    for (const removal of pending) removing.add(removal.torrent)
    for (const id of inFlight) removing.add(id)
  })

  const run: ApplyService["run"] = (context, all) =>
    Effect.gen(function* () {
      const results: Array<Applied> = []
      const finished = (planned: Planned, result: string) =>
        Effect.gen(function* () {
          if (result.startsWith("done")) {
            const { id } = planned.torrent
            const { memory, observed } = planned.decision
            // The act took seconds, in which another loop may have remembered something of its own.
            yield* memories.set(id, mergeMemory(memories.get(id), observed, memory))
          }
          yield* record(context, planned, result)
          results.push({ planned, result })
        })

      const acting = all.filter(({ decision, torrent }) => decision.actions.length > 0 && !removing.has(torrent.id))
      const gated = acting.filter((planned) => !isSpared(planned))
      for (const planned of acting) if (isSpared(planned)) yield* finished(planned, "ignored")

      const isDry = ({ torrent }: Planned) => context.dryRun || context.dryInstances.has(torrent.instance)
      const real = gated.filter((planned) => !isDry(planned))
      for (const planned of gated) if (isDry(planned)) yield* finished(planned, "dry run")

      const removals = real.flatMap((planned) => {
        const action = planned.decision.actions.find(isRemoval)
        return action === undefined ? [] : [{ ...planned, action }]
      })
      const others = real.filter(({ decision }) => !decision.actions.some(isRemoval))

      for (const group of grouped(others)) {
        const result = yield* runGroup(context, group)
        for (const planned of group) yield* finished(planned, result)
      }

      const over = new Set(removals.filter(({ action }) => action._tag === "Remove").slice(context.maxRemovals))
      const allowed = removals.filter((one) => !over.has(one))
      for (const planned of over) {
        yield* finished(planned, `deferred: MaxRemovalsPerPass = ${context.maxRemovals} is reached`)
      }
      const ready: Array<PlannedRemoval> = []
      for (const planned of allowed) {
        // A replacement tags the torrent as well; a removal has nothing beside it.
        const result = planned.decision.actions.length > 1 ? yield* runGroup(context, [planned]) : "done"
        if (result.startsWith("done")) ready.push(planned)
        else yield* finished(planned, result)
      }
      if (ready.length > 0) {
        const outcome = yield* runRemovals(context, ready)
        for (const [index, planned] of ready.entries()) {
          yield* finished(planned, outcome[index] ?? "deferred: not reached")
        }
      }
      return results
    }).pipe(Effect.withSpan("Apply.run", { attributes: { section: context.section, planned: all.length } }))

  /** What the decision would have remembered, had it not been cut. */
  const noteReplaced = (id: TorrentId) =>
    Effect.flatMap(Clock.currentTimeMillis, (now) => memories.set(id, { ...memories.get(id), replacedAt: now }))

  const resume: ApplyService["resume"] = (context, section) =>
    Effect.gen(function* () {
      if (context.dryRun || removing.size === 0) return []
      const pending = (yield* journal.pending).filter(
        (removal) =>
          removal.section === section &&
          !inFlight.has(removal.torrent) &&
          !context.dryInstances.has(instanceOf(removal.torrent))
      )
      return yield* Effect.forEach(pending, (removal) => {
        inFlight.add(removal.torrent)
        return sheltered(Effect.provide(resumeRemoval(context, removal), stores), shelter).pipe(
          Effect.tap((result) =>
            result === "done" && removal.keepsTorrent ? noteReplaced(removal.torrent) : Effect.void
          ),
          Effect.ensuring(Effect.sync(() => inFlight.delete(removal.torrent)))
        )
      }).pipe(Effect.ensuring(refreshRemoving))
    }).pipe(Effect.withSpan("Apply.resume"))

  const service: ApplyService = { run, resume, isBeingRemoved: (id) => removing.has(id) }
  return service
})

export const layer: Layer.Layer<
  Apply,
  never,
  DecisionLog | TorrentMemories | RemovalJournal | ImportLedger | Searches | SearchLog | SearchMarks | Wishes
> = Layer.effect(Apply, make)
