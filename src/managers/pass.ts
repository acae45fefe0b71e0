import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { TorrentId } from "../clients/qbittorrent/TorrentId.ts"
import { TorrentMemories } from "../store/TorrentMemories.ts"
import { Heartbeat } from "../supervision/Heartbeat.ts"
import type { ApplyContext } from "../torrents/apply/ApplyContext.ts"
import { importedResult } from "../torrents/apply/importing.ts"
import { Apply, type Planned } from "../torrents/apply.ts"
import { type Decision, decide } from "../torrents/decide.ts"
import type { Facts, Need, Outage, RuleInput } from "../torrents/Rule.ts"
import type { Torrent } from "../torrents/Torrent.ts"
import { perPass, type Readers } from "./readers.ts"
import * as Watch from "./Watch.ts"

/** One manager's view of the torrents it looks after. */
export interface PassInput {
  readonly watch: Watch.Watch
  readonly context: ApplyContext
  /** Its torrents that are to be looked at now. */
  readonly torrents: ReadonlyArray<Torrent>
  readonly factsOf: (torrent: Torrent) => Facts
  readonly readers: Readers
  /** Outages of one qBittorrent and its trackers; asked only before something is removed. */
  readonly outagesOf: (instance: string) => Effect.Effect<ReadonlyArray<Outage>>
  /** Hears every decision with what it saw. */
  readonly note: (input: RuleInput, decision: Decision) => void
  /** `LoopSleepTimer`, milliseconds: when what was deferred is tried again. */
  readonly interval: number
}

/** Facts that one decision may ask for one after the other. */
const mostNeeds = 4

/** Torrents looked at before other fibers get their turn: a few milliseconds. */
const perRest = 250

const isDestructive = ({ actions }: Decision): boolean =>
  actions.some(({ _tag }) => _tag === "Remove" || _tag === "Replace")

/**
 * One pass: decide for each torrent by itself, read what rules ask for, then act through the one door. One odd torrent
 * never keeps the others from their turn (W-39).
 */
export const pass = Effect.fn("managers.pass")(function* (input: PassInput) {
  const { context, watch } = input
  const memories = yield* TorrentMemories
  const apply = yield* Apply
  const heartbeat = yield* Heartbeat
  const now = yield* Clock.currentTimeMillis
  /** Read in this pass. */
  const read = new Map<TorrentId, Partial<Facts>>()
  /** Asked for in this pass, without an answer. */
  const unread = new Map<TorrentId, ReadonlySet<Need>>()
  let waiting = new Map<Need, Array<Torrent>>()
  let planned: Array<Planned> = []
  /** Removals that this pass has left: it acts twice, and the cap is that of the whole pass. */
  let removals = context.maxRemovals

  /**
   * Plans what is to be done unless it failed a moment ago, and keeps what was observed. Nothing new is kept of most
   * torrents, so that thousands are looked at without a step of the fiber for each.
   */
  const settle = (torrent: Torrent, decision: Decision): Effect.Effect<void> | undefined => {
    const { id } = torrent
    if (decision.again === undefined) watch.due.delete(id)
    else watch.due.set(id, decision.again)
    if (decision.actions.length > 0) {
      const failure = watch.failures.get(id)
      if (failure !== undefined && failure.until > now) watch.due.set(id, failure.until)
      else planned.push({ torrent, decision })
    }
    const remembered = decision.actions.length === 0 ? decision.memory : decision.observed
    return remembered === memories.get(id) ? undefined : memories.set(id, remembered)
  }

  const conclude = (seen: RuleInput, decision: Decision): Effect.Effect<void> | undefined => {
    if (decision.needs === undefined) {
      input.note(seen, decision)
      return settle(seen.torrent, decision)
    }
    const queue = waiting.get(decision.needs)
    if (queue === undefined) waiting.set(decision.needs, [seen.torrent])
    else queue.push(seen.torrent)
    return undefined
  }

  /** What is left to do, if anything is. */
  const judge = (torrent: Torrent, cannot?: ReadonlySet<Need>): Effect.Effect<void> | undefined => {
    const own = read.get(torrent.id)
    const facts = own === undefined ? input.factsOf(torrent) : { ...input.factsOf(torrent), ...own }
    const seen: RuleInput = {
      torrent,
      facts,
      rules: context.rulesFor(torrent),
      memory: memories.get(torrent.id),
      now,
      ...(cannot === undefined ? {} : { cannot })
    }
    const decision = decide(seen)
    if (!isDestructive(decision)) return conclude(seen, decision)
    return Effect.flatMap(input.outagesOf(torrent.instance), (outages) => {
      const ill: RuleInput = outages.length === 0 ? seen : { ...seen, facts: { ...facts, outages } }
      return conclude(ill, ill === seen ? decision : decide(ill)) ?? Effect.void
    })
  }

  const act = Effect.gen(function* () {
    const batch = planned
    planned = []
    if (batch.length === 0) return
    // Every action is read back, which takes seconds each.
    yield* heartbeat.extend("torrents", "10 minutes")
    const applied = yield* Effect.ensuring(
      apply.run({ ...context, maxRemovals: removals }, batch),
      heartbeat.extend("torrents", 0)
    )
    const wanted = batch.filter(({ decision }) => decision.actions.some(({ _tag }) => _tag === "Remove")).length
    removals = Math.max(0, removals - wanted)
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

  /** Reads what the waiting torrents need and judges them again; who is not served now is due in the next pass. */
  const serve = Effect.gen(function* () {
    const asked = waiting
    waiting = new Map()
    for (const [need, torrents] of asked) {
      const reader = input.readers[need]
      const served = torrents.slice(0, perPass[need])
      for (const { id } of torrents.slice(perPass[need])) watch.due.set(id, now)
      const answers = reader === undefined ? undefined : yield* reader(context, served)
      for (const torrent of served) {
        const answer = answers?.get(torrent.id)
        if (answer === undefined || Object.hasOwn(read.get(torrent.id) ?? {}, need)) {
          // A probe is under way, and whatever comes next waits for it.
          if (need !== "playable") {
            const missing = new Set([...(unread.get(torrent.id) ?? []), need])
            unread.set(torrent.id, missing)
            yield* judge(torrent, missing) ?? Effect.void
          }
          // A file list comes with the metadata; what a server refused is not asked for every few seconds.
          const retry = now + (need === "files" ? input.interval : Math.max(input.interval, 60_000))
          watch.due.set(torrent.id, Math.min(watch.due.get(torrent.id) ?? retry, retry))
          continue
        }
        read.set(torrent.id, { ...read.get(torrent.id), ...answer })
        yield* judge(torrent, unread.get(torrent.id)) ?? Effect.void
      }
    }
  })

  for (const [nth, torrent] of input.torrents.entries()) {
    if (nth % perRest === perRest - 1) yield* Effect.yieldNow()
    if (apply.isBeingRemoved(torrent.id)) {
      watch.due.set(torrent.id, now + input.interval)
      continue
    }
    const rest = judge(torrent)
    if (rest !== undefined) yield* rest
  }
  // What can be done at once does not wait for what has to be read.
  yield* act
  for (let round = 0; waiting.size > 0 && round < mostNeeds; round++) yield* serve
  for (const torrents of waiting.values()) for (const { id } of torrents) watch.due.set(id, now + input.interval)
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
