import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { TorrentId } from "../clients/qbittorrent/TorrentId.ts"
import { LastDecisions } from "../store/LastDecisions.ts"
import { Recordings } from "../store/Recordings.ts"
import { describe } from "../torrents/Action.ts"
import type { Decision } from "../torrents/decide.ts"
import { isSameForRules } from "../torrents/normalise.ts"
import type { Facts, RuleInput } from "../torrents/Rule.ts"
import type { Torrent } from "../torrents/Torrent.ts"
import { anonymous } from "../torrents/trackers/classify.ts"
import type { Entry } from "./Entry.ts"

/** Hears every decision: keeps the last one that did nothing, and now and then what the rules saw, for `qbitrr replay`. */
export interface RecorderService {
  /** Cheap: called for every torrent that is looked at. */
  readonly note: (section: string, input: RuleInput, decision: Decision) => void
  /** The torrent left its client for good. */
  readonly forget: (id: TorrentId) => Effect.Effect<void>
}

export class Recorder extends Context.Tag("qbitrr/managers/Recorder")<Recorder, RecorderService>() {}

/** What was last recorded of one torrent. */
export interface Recorded {
  readonly torrent: Torrent
  readonly at: number
  readonly rule: string
  /** Its actions in words; "" when it did nothing. */
  readonly actions: string
}

/** A torrent that changes all the time is recorded this often, one that never changes this seldom. Milliseconds. */
export const leastGap = 600_000
export const longestGap = 3_600_000

const wordsOf = ({ actions }: Decision): string => (actions.length === 0 ? "" : actions.map(describe).join("; "))

/**
 * Whether a replay should know this moment: the first one, every one that wants something new done, and otherwise, at
 * most every `leastGap`, one in which something changed that rules look at; after `longestGap` in any case.
 */
export const isWorthRecording = (last: Recorded | undefined, input: RuleInput, decision: Decision): boolean => {
  if (decision.needs !== undefined) return false
  if (last === undefined) return true
  const since = input.now - last.at
  const actions = wordsOf(decision)
  if (since >= longestGap || (actions !== "" && actions !== last.actions)) return true
  return (
    since >= leastGap && (actions !== "" || decision.rule !== last.rule || !isSameForRules(last.torrent, input.torrent))
  )
}

/** Names of what a rule asked for and did not get in this look. */
const words = {
  files: "its file list",
  trackers: "its trackers",
  formats: "its scores",
  playable: "a probe of its files"
}

const reasonOf = ({ needs, reason }: Decision): string =>
  needs === undefined ? reason : `${reason}; waiting for ${words[needs]}`

/** What people want to know of a decision that did nothing. Times are epoch milliseconds, `seedingTime` seconds. */
const factsOf =
  (torrent: Torrent, facts: Facts, files: number | undefined) => (): Readonly<Record<string, unknown>> => ({
    state: torrent.state,
    category: torrent.category,
    tags: torrent.tags,
    progress: torrent.progress,
    amountLeft: torrent.amountLeft,
    downloadSpeed: torrent.downloadSpeed,
    eta: torrent.eta,
    ratio: torrent.ratio,
    seedingTime: torrent.seedingTime,
    availability: torrent.availability,
    addedAt: torrent.addedAt,
    lastActivityAt: torrent.lastActivityAt,
    completedAt: torrent.completedAt,
    online: facts.online,
    connected: facts.connected,
    owner: facts.owner,
    queue: facts.queue?.map(({ errorMessage, status, title, trackedState, trackedStatus }) => ({
      title,
      status,
      trackedStatus,
      trackedState,
      errorMessage
    })),
    import: facts.importEntry?.state,
    files,
    trackers: facts.trackers?.trackers.map(({ host, message, state }) => ({
      host,
      state,
      message: anonymous(message)
    })),
    formats: facts.formats,
    playable: facts.playable,
    outages: facts.outages.map(({ reason }) => reason)
  })

/** File lists are long, and nobody else keeps them. */
const withoutFiles = (facts: Facts): Facts => (facts.files === undefined ? facts : { ...facts, files: undefined })

/** What trackers say may quote a passkey. */
const withoutSecrets = (facts: Facts): Facts =>
  facts.trackers === undefined
    ? facts
    : {
        ...facts,
        trackers: {
          ...facts.trackers,
          trackers: facts.trackers.trackers.map((one) => ({ ...one, message: anonymous(one.message) }))
        }
      }

const entryOf = (section: string, { facts, memory, now, torrent }: RuleInput, decision: Decision): Entry => ({
  section,
  torrent,
  facts: withoutSecrets(facts),
  memory,
  now,
  rule: decision.rule,
  reason: decision.reason,
  actions: decision.actions
})

/** Entries of one chunk. */
const perChunk = 2_000

/** Entries that wait at most; what comes on top is not recorded. */
const mostWaiting = 20_000

/** After this time what waits is stored when it is much or acted, and after `mostRounds` times as long in any case. */
const flushEvery = Duration.seconds(30)
const mostRounds = 10
const much = 200

const make = Effect.gen(function* () {
  const last = yield* LastDecisions
  const recordings = yield* Recordings
  const recorded = new Map<TorrentId, Recorded>()
  const work = yield* Effect.makeLatch(false)
  const full = yield* Effect.makeLatch(false)
  let waiting: Array<Entry> = []
  let acted = false
  let lost = 0

  const flush = Effect.gen(function* () {
    const entries = waiting
    const missed = lost
    waiting = []
    acted = false
    lost = 0
    yield* work.close
    yield* full.close
    const at = yield* Clock.currentTimeMillis
    for (const [id, { at: then }] of recorded) if (at - then >= longestGap) recorded.delete(id)
    for (const section of new Set(entries.map((entry) => entry.section))) {
      const own = entries.filter((entry) => entry.section === section)
      for (let from = 0; from < own.length; from += perChunk) {
        yield* recordings.record({ at, section, entries: own.slice(from, from + perChunk) })
      }
    }
    if (missed > 0) {
      yield* Effect.logWarning(
        `${missed} snapshots for qbitrr replay were dropped: the database takes them slower than they come.`
      )
    }
  })

  const round = Effect.gen(function* () {
    yield* work.await
    for (let n = 0; n < mostRounds; n++) {
      yield* Effect.race(full.await, Effect.sleep(flushEvery))
      if (acted || waiting.length >= much) break
    }
    // What was taken out of the list is stored before this fiber ends.
    yield* Effect.uninterruptible(flush)
  })

  yield* Effect.addFinalizer(() => flush)
  yield* Effect.forkScoped(Effect.forever(round))

  const record = (section: string, input: RuleInput, decision: Decision): void => {
    const { id } = input.torrent
    if (!isWorthRecording(recorded.get(id), input, decision)) return
    if (waiting.length >= mostWaiting) {
      lost += 1
      return
    }
    recorded.set(id, { torrent: input.torrent, at: input.now, rule: decision.rule, actions: wordsOf(decision) })
    waiting.push(entryOf(section, input, decision))
    if (decision.actions.length > 0) acted = true
    work.unsafeOpen()
    if (waiting.length >= perChunk) full.unsafeOpen()
  }

  return Recorder.of({
    note: (section, input, decision) => {
      record(section, input, decision)
      if (decision.actions.length > 0) return
      const { facts, now, torrent } = input
      last.note(torrent.id, {
        at: now,
        section,
        name: torrent.name,
        rule: decision.rule,
        reason: reasonOf(decision),
        again: decision.again,
        facts: factsOf(torrent, withoutFiles(facts), facts.files?.length)
      })
    },
    forget: (id) =>
      Effect.suspend(() => {
        recorded.delete(id)
        return last.forget(id)
      })
  })
})

/** What waits is stored when the layer is released. */
export const layer: Layer.Layer<Recorder, never, LastDecisions | Recordings> = Layer.scoped(Recorder, make)
