import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import type * as Scope from "effect/Scope"
import type { PushMessage } from "../../clients/arr/push/PushMessage.ts"
import { LibraryIndex } from "../../store/search/LibraryIndex.ts"
import { monotonicMillis } from "../../supervision/Monotonic.ts"
import { type Due, nextStep, type Step } from "./agenda.ts"
import { changesStep } from "./changesStep.ts"
import { historyStep } from "./historyStep.ts"
import { itemsStep } from "./itemsStep.ts"
import { listStep } from "./listStep.ts"
import * as OddRows from "./OddRows.ts"
import type { LibrarySyncOptions, SyncContext } from "./SyncContext.ts"
import * as Troubles from "./Troubles.ts"
import { again, ageOf, atOnce, burstDueAt } from "./timing.ts"
import * as Work from "./Work.ts"

/** How far the index of a section is. Times are epoch milliseconds. */
export interface SyncProgress {
  /** `list`: reads what there is. `items`: reads everything. `changes`: reads what changed. */
  readonly phase: "idle" | "list" | "items" | "changes"
  /** Movies, series, artists or authors of the reading that goes on; 0 while there is none. */
  readonly done: number
  readonly total: number
  readonly startedAt: number | undefined
  /** When everything was read last. */
  readonly lastFullAt: number | undefined
  /** What goes wrong at present, for people. */
  readonly lastError: string | undefined
}

/** Keeps the library index of one Arr section in step with the Arr. */
export interface LibrarySync {
  readonly section: string
  /** For ever; failures are told, waited out, and never end it. Once at a time. */
  readonly run: Effect.Effect<never>
  /** What the Arr said by itself. Returns at once. Until the first `Connected` the Arr is asked more often. */
  readonly push: (message: PushMessage) => Effect.Effect<void>
  /** Have this container read soon, or the list of all of them. Returns at once. */
  readonly refresh: (containerId?: number) => Effect.Effect<void>
  /** Have the history read soon: a command has ended that may have left something in it. Returns at once. */
  readonly readHistory: Effect.Effect<void>
  readonly progress: Effect.Effect<SyncProgress>
  /** Rows that cannot be read, or not all of them. */
  readonly odd: Effect.Effect<ReadonlyArray<OddRows.OddEntry>>
}

/** Longest silence while it waits. Milliseconds. */
const beatEvery = 30_000

const earliest = (times: Iterable<number>): number | undefined => {
  let first: number | undefined
  for (const time of times) if (first === undefined || time < first) first = time
  return first
}

/** Opens the index of the section, at once usable as the last run left it, and closes it with the scope. */
export const make = (options: LibrarySyncOptions): Effect.Effect<LibrarySync, never, LibraryIndex | Scope.Scope> =>
  Effect.gen(function* () {
    const { section } = options
    const index = yield* LibraryIndex
    yield* Effect.acquireRelease(index.open(section), () => index.close(section))
    const work = Work.make(index.marks(section).historyAt)
    const troubles = Troubles.make(section, options.report, options.isKnownAway)
    const odd = OddRows.make(section)
    const context: SyncContext = { options, index, work, troubles, odd }
    const wake = yield* Queue.sliding<void>(1)

    const due: Effect.Effect<Due> = Effect.gen(function* () {
      const now = yield* monotonicMillis
      const wall = yield* Clock.currentTimeMillis
      return nextStep({
        ...work,
        now,
        gone: work.gone.size > 0,
        doubtedAt: work.doubt?.at,
        fullAge: ageOf(work.full?.startedAt ?? index.marks(section).fullAt, wall),
        changesAt: earliest(Array.from(work.changed.values(), burstDueAt)),
        itemsAt: earliest(Array.from(work.todo.values(), ({ notBefore }) => notBefore)),
        held: troubles.heldUntil
      })
    })

    const removeStep: Effect.Effect<void> = Effect.gen(function* () {
      const known = index.containers(section)
      const gone = [...work.gone]
      work.gone.clear()
      for (const id of gone) Work.drop(work, id)
      const there = gone.filter((id) => known.has(id))
      if (there.length === 0) return
      yield* index.remove(section, there)
      yield* options.changed
    })

    const steps: { readonly [S in Step]: Effect.Effect<void, Troubles.Failure> } = {
      remove: removeStep,
      list: listStep(context),
      history: historyStep(context),
      changes: changesStep(context),
      items: itemsStep(context)
    }

    const take = (step: Step): Effect.Effect<void> =>
      Effect.matchEffect(steps[step], {
        onFailure: (failure) => troubles.failed(step, failure),
        onSuccess: () => (step === "list" || step === "history" ? troubles.succeeded(step) : Effect.void)
      })

    /** Writes down how far everything is, once what that vouches for is in the index. */
    const settle: Effect.Effect<void> = Effect.gen(function* () {
      if (!Work.hasFailed(work)) yield* troubles.over("items")
      if (work.todo.size === 0) work.batch = undefined
      const { changed, doubt, full, listWanted, place, todo } = work
      const marks = index.marks(section)
      // A container that fails again and again must not hold up the history; the next list has it all the same.
      const isUnread =
        changed.size > 0 || listWanted !== undefined || [...todo.values()].some(({ attempts }) => attempts === 0)
      if (!isUnread && marks.historyAt !== place.at) yield* index.setMarks(section, { ...marks, historyAt: place.at })
      if (full === undefined || todo.size > 0 || doubt !== undefined) return
      const now = yield* Clock.currentTimeMillis
      work.full = undefined
      yield* index.setMarks(section, { ...index.marks(section), fullAt: now })
      yield* odd.complete(full.freshAfter)
      const seconds = Math.round((now - full.startedAt) / 1000)
      yield* Effect.logInfo(`${section}: its library is read (${index.containers(section).size} entries, ${seconds} s)`)
    })

    const pause = (millis: number): Effect.Effect<void> => {
      const span = Math.max(1, Math.ceil(Math.min(millis, options.beat === undefined ? 6 * 3_600_000 : beatEvery)))
      return Effect.raceFirst(Effect.sleep(span), Queue.take(wake)).pipe(Effect.asVoid)
    }

    const turn = Effect.gen(function* () {
      yield* options.beat ?? Effect.void
      const { at, step } = yield* due
      const left = at - (yield* monotonicMillis)
      if (left > 0) return yield* pause(left)
      yield* take(step)
      yield* settle
    })

    const hear = (note: (now: number) => void): Effect.Effect<void> =>
      Effect.gen(function* () {
        note(yield* monotonicMillis)
        yield* Queue.offer(wake, undefined)
      })

    const phase = (): SyncProgress["phase"] => {
      if (work.listing) return "list"
      if (work.full !== undefined) return "items"
      return work.todo.size > 0 || work.changed.size > 0 ? "changes" : "idle"
    }

    return {
      section,
      run: Effect.forever(turn),
      push: (message) =>
        hear((now) => {
          Work.hear(work, message, now)
          if (message._tag === "Connected") troubles.retry()
        }),
      refresh: (containerId) =>
        hear((now) => {
          if (containerId === undefined) work.listWanted = atOnce(now)
          else work.changed.set(containerId, atOnce(now))
        }),
      readHistory: hear((now) => {
        work.historyWanted = again(work.historyWanted, now)
      }),
      progress: Effect.sync(() => ({
        phase: phase(),
        done: Math.max(0, (work.batch?.total ?? 0) - work.todo.size),
        total: work.batch?.total ?? 0,
        startedAt: work.batch?.startedAt,
        lastFullAt: index.marks(section).fullAt,
        lastError: troubles.lastError()
      })),
      odd: odd.all
    }
  })
