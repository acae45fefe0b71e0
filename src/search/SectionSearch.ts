import * as Clock from "effect/Clock"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Ref from "effect/Ref"
import type * as Scope from "effect/Scope"
import type { LibraryReads } from "../clients/arr/library/LibraryReads.ts"
import type { PushMessage } from "../clients/arr/push/PushMessage.ts"
import type { AuthRejected, ClientError } from "../clients/ClientError.ts"
import type { LibraryIndex } from "../store/search/LibraryIndex.ts"
import type { ProfileSwitches } from "../store/search/ProfileSwitches.ts"
import type { Requests } from "../store/search/Requests.ts"
import { SearchLog } from "../store/search/SearchLog.ts"
import { SearchMarks } from "../store/search/SearchMarks.ts"
import type { Wishes } from "../store/search/Wishes.ts"
import type { Heartbeat } from "../supervision/Heartbeat.ts"
import type { Sending } from "./apply/sendSearch.ts"
import { followLoop, noteEvents } from "./followLoop.ts"
import { type IndexersState, indexersOf } from "./indexers.ts"
import type { SearchArr } from "./SearchArr.ts"
import type { SectionSearch } from "./Searches.ts"
import type { SearchSettings } from "./SearchSettings.ts"
import type { SearchStatus } from "./SearchStatus.ts"
import { type LoopView, searchLoop } from "./searchLoop.ts"
import * as LibrarySync from "./sync/LibrarySync.ts"
import * as Waker from "./Waker.ts"

/** Everything that the searching of one section remembers. */
export type SearchStores = LibraryIndex | ProfileSwitches | Requests | SearchLog | SearchMarks | Wishes

export interface SectionSearchOptions {
  readonly arr: SearchArr
  readonly reads: LibraryReads
  /** The door. */
  readonly send: (sending: Sending) => Effect.Effect<SearchSent, ClientError, SearchLog | SearchMarks | Wishes>
  readonly settings: Effect.Effect<SearchSettings>
  /** The Arr as a whole does not answer, and undefined when it does again. */
  readonly report: (error: ClientError | undefined) => Effect.Effect<void>
  /** Whether the reader of the log knows already that the Arr is away. */
  readonly isKnownAway: Effect.Effect<boolean>
  /** Absent: nobody listens. */
  readonly beat?: Effect.Effect<void>
  /** Default: that of this machine. */
  readonly zone?: DateTime.TimeZone
}

type SearchSent = Effect.Effect.Success<ReturnType<SearchLog["Type"]["begin"]>>

/** The parts of one section's searching, before they run. */
export interface Parts {
  readonly section: SectionSearch
  readonly sync: LibrarySync.LibrarySync
  /** What the Arr says by itself. */
  readonly told: (message: PushMessage) => Effect.Effect<void>
  /** Sends searches and follows them; ends when the Arr refuses the key. */
  readonly run: Effect.Effect<never, AuthRejected, SearchStores | Heartbeat>
  /** Completes when somebody wants the request services asked now. */
  readonly requestsAsked: Effect.Effect<void>
  /** Completes when the index has changed. */
  readonly libraryChanged: Effect.Effect<void>
}

/** The health of an Arr is asked again after this time, when a search is to be sent. Milliseconds. */
const healthAge = 300_000

const hour = 3_600_000

interface Remembered {
  readonly state: IndexersState
  readonly at: number
}

/** Asked at most every five minutes. A failure is not kept. */
const remembered = (health: SearchArr["health"], known: Ref.Ref<Remembered | undefined>) =>
  Effect.gen(function* () {
    const now = yield* Clock.currentTimeMillis
    const last = yield* Ref.get(known)
    if (last !== undefined && Math.abs(now - last.at) < healthAge) return last.state
    const state = indexersOf(yield* health)
    yield* Ref.set(known, { state, at: now })
    return state
  })

/** Puts the searching of one section together. Nothing is asked before something of it runs. */
export const make = (
  options: SectionSearchOptions
): Effect.Effect<Parts, never, SearchStores | Heartbeat | Scope.Scope> =>
  Effect.gen(function* () {
    const { arr } = options
    const name = arr.section
    const log = yield* SearchLog
    const marks = yield* SearchMarks
    const view = yield* Ref.make<LoopView>({ activity: undefined, held: undefined, plan: undefined })
    const health = yield* Ref.make<Remembered | undefined>(undefined)
    const searching = yield* Waker.make
    const following = yield* Waker.make
    const requesting = yield* Waker.make
    const profiling = yield* Waker.make
    const sync = yield* LibrarySync.make({
      section: name,
      reads: options.reads,
      events: (events) =>
        Effect.flatMap(Clock.currentTimeMillis, (now) => noteEvents(name, events, now)).pipe(
          Effect.provideService(SearchLog, log)
        ),
      changed: Effect.zipRight(searching.wake, profiling.wake),
      report: options.report,
      isKnownAway: options.isKnownAway,
      ...(options.beat === undefined ? {} : { beat: options.beat })
    })

    const status: Effect.Effect<SearchStatus> = Effect.gen(function* () {
      const { activity, held, plan } = yield* Ref.get(view)
      const now = yield* Clock.currentTimeMillis
      const progress = yield* sync.progress
      return {
        section: name,
        activity: progress.phase === "idle" ? activity : { text: "Updating database", at: progress.startedAt ?? now },
        held,
        queue: plan?.candidates ?? [],
        skipped: plan?.skipped ?? new Map(),
        wanted: plan?.wanted ?? 0,
        nextAt: plan?.nextAt,
        cycle: marks.cycle(name),
        running: log.open(name),
        hour: { used: log.sentSince(name, now - hour).length, limit: (yield* options.settings).perHour },
        sync: progress
      }
    })

    const loop = searchLoop({
      arr,
      indexers: remembered(arr.health, health),
      send: options.send,
      settings: options.settings,
      zone: options.zone ?? DateTime.zoneMakeLocal(),
      waker: searching,
      view,
      sent: following.wake
    })
    // What a search has found is in the history by now.
    const follow = followLoop(arr, following, Effect.zipRight(searching.wake, sync.readHistory))
    const told = (message: PushMessage) =>
      Effect.gen(function* () {
        yield* sync.push(message)
        if (message._tag === "CommandChanged") yield* following.wake
        // What changed while nobody listened was not told.
        if (message._tag === "HealthChanged" || message._tag === "Connected") {
          yield* Ref.set(health, undefined)
          yield* searching.wake
        }
      })
    return {
      section: {
        section: name,
        status,
        wake: searching.wake,
        askRequests: requesting.wake,
        refresh: sync.refresh()
      },
      sync,
      told,
      run: Effect.zipRight(Effect.all([loop, follow], { concurrency: "unbounded", discard: true }), Effect.never),
      requestsAsked: requesting.next,
      libraryChanged: profiling.next
    }
  })
