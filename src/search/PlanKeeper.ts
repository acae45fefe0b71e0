import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { LibraryIndex } from "../store/search/LibraryIndex.ts"
import { Requests } from "../store/search/Requests.ts"
import { SearchLog } from "../store/search/SearchLog.ts"
import { type Cycle, SearchMarks } from "../store/search/SearchMarks.ts"
import { Wishes } from "../store/search/Wishes.ts"
import type { Candidate } from "./Candidate.ts"
import { type Plan, planOf } from "./plan.ts"
import type { QueueFacts } from "./queueFacts.ts"
import type { SearchSettings } from "./SearchSettings.ts"

/** The plan of one section, made anew when something it is made of has changed. */
export interface PlanKeeper {
  /** The plan in force. Its candidates are those that are left of it. */
  readonly current: (settings: SearchSettings) => Effect.Effect<Plan>
  /** Takes a candidate out of the plan in force, before it is sent. Answers what is left. */
  readonly drop: (candidate: Candidate) => ReadonlyArray<Candidate>
  /**
   * What is in the Arr's queue now. The plan is made anew when something in it was to be searched for, or has left the
   * queue: true then. A season of which one episode is on its way is planned anew, without that one.
   */
  readonly queueIs: (items: QueueFacts["items"], settings: SearchSettings) => Effect.Effect<boolean>
  /** What was in the Arr's queue when it was read last. */
  readonly queued: () => QueueFacts["items"]
  /** When there may be another plan though nothing changes by then, epoch milliseconds; `Infinity` = nobody knows. */
  readonly nextAt: () => number
}

export interface PlanKeeperOptions {
  readonly section: string
  /** Called with each plan that is made. */
  readonly made: (plan: Plan) => Effect.Effect<void>
}

/** A plan is made anew at least this often, milliseconds: the year changes, and what is queued may have left. */
const planAge = 3_600_000

/**
 * A library that is being read changes with every answer, and a plan of 20,000 episodes takes a tenth of a second: one is
 * made for such changes at most this often, milliseconds.
 */
const planGap = 5_000

const dayLong = 86_400_000

/** A plan with what it was made of. */
interface Made {
  readonly plan: Plan
  /** What can still be sent of it. */
  readonly left: ReadonlyArray<Candidate>
  readonly at: number
  readonly revision: number
  readonly settings: SearchSettings
  readonly requests: ReadonlyArray<unknown>
  readonly wishes: ReadonlyArray<unknown>
  /** Searches of which it was not known then whether they had arrived: those that did not are to be sent again. */
  readonly doubtful: number
}

/** What was in the Arr's queue when it was read last. */
interface Queued {
  readonly items: QueueFacts["items"]
  readonly at: number
}

/** Of a store: its entries are the same objects while they do not change, the list itself need not be. */
const isSame = (a: ReadonlyArray<unknown>, b: ReadonlyArray<unknown>): boolean =>
  a === b || (a.length === b.length && a.every((one, index) => one === b[index]))

export const make = ({
  made: tell,
  section
}: PlanKeeperOptions): Effect.Effect<PlanKeeper, never, LibraryIndex | Requests | SearchLog | SearchMarks | Wishes> =>
  Effect.gen(function* () {
    const index = yield* LibraryIndex
    const log = yield* SearchLog
    const marks = yield* SearchMarks
    const requests = yield* Requests
    const wishes = yield* Wishes
    let made: Made | undefined
    let queued: Queued = { items: new Set(), at: Number.NEGATIVE_INFINITY }

    const beginCycle = (number: number, startedAt: number) => {
      const cycle: Cycle = { number, startedAt }
      return Effect.as(marks.setCycle(section, cycle), cycle)
    }

    /** Later than every mark, even than one of a clock that was set back, so that no cycle is over as it begins. */
    const afterAllMarks = (now: number): number => {
      let last = now
      for (const { at } of marks.all(section).values()) last = Math.max(last, at)
      return last + 1
    }

    const items = () => {
      const containers = index.containers(section).values()
      return (function* () {
        for (const container of containers) yield* container.items
      })()
    }

    const doubtful = () => log.open(section).filter(({ state }) => state === "sending").length

    const renew = (settings: SearchSettings): Effect.Effect<Made> =>
      Effect.gen(function* () {
        const now = yield* Clock.currentTimeMillis
        // Long ago: what was in the queue may have left it, and is asked for again before anything is sent.
        if (Math.abs(now - queued.at) >= planAge) queued = { items: new Set(), at: now }
        const cycle = marks.cycle(section) ?? (yield* beginCycle(1, now))
        const revision = index.revision(section)
        const plan = planOf({
          items: items(),
          profiles: index.profiles(section),
          marks: marks.all(section),
          cycle,
          requests: requests.of(section),
          wishes: wishes.of(section),
          queued: queued.items,
          settings,
          now
        })
        const next: Made = {
          plan,
          left: plan.candidates,
          at: now,
          revision,
          settings,
          requests: requests.of(section),
          wishes: wishes.of(section).filter(({ key }) => !plan.obsolete.includes(key)),
          doubtful: doubtful()
        }
        for (const key of plan.obsolete) yield* wishes.remove(key)
        // While the library is not read as a whole, what is not in the index may still be there.
        const isWhole = index.marks(section).fullAt !== undefined
        if (isWhole && plan.settled.length > 0) yield* marks.forget(section, plan.settled)
        made = next
        yield* tell(plan)
        if (isWhole && plan.cycleDone && settings.again) {
          yield* beginCycle(cycle.number + 1, afterAllMarks(now))
          // A small library is through in a minute, and again with every new thing in it.
          const log = now - cycle.startedAt >= dayLong ? Effect.logInfo : Effect.logDebug
          yield* log(`${section}: everything that is wanted was searched for once; the next round begins`)
          made = undefined
        }
        return next
      })

    const isStale = (known: Made, settings: SearchSettings, now: number): boolean =>
      known.settings !== settings ||
      (known.revision !== index.revision(section) && now - known.at >= planGap) ||
      known.doubtful > doubtful() ||
      !isSame(known.requests, requests.of(section)) ||
      !isSame(known.wishes, wishes.of(section)) ||
      now - known.at >= planAge ||
      now < known.at ||
      now >= (known.plan.nextAt ?? Number.POSITIVE_INFINITY) ||
      (known.left.length === 0 && known.plan.candidates.length > 0)

    return {
      current: (settings) =>
        Effect.gen(function* () {
          const now = yield* Clock.currentTimeMillis
          const { left, plan } = made === undefined || isStale(made, settings, now) ? yield* renew(settings) : made
          return { ...plan, candidates: left }
        }),
      drop: (candidate) => {
        if (made === undefined) return []
        const left = made.left.filter((one) => one !== candidate)
        made = { ...made, left }
        return left
      },
      queueIs: (now, settings) =>
        Effect.gen(function* () {
          const before = queued.items
          const left = made?.left ?? []
          const came = left.some(
            ({ items: ids, reason }) => reason !== "Manual" && ids.some((id) => now.has(id) && !before.has(id))
          )
          const went = [...before].some((id) => !now.has(id))
          queued = { items: now, at: yield* Clock.currentTimeMillis }
          if (came || went) yield* renew(settings)
          return came || went
        }),
      queued: () => queued.items,
      nextAt: () => {
        if (made === undefined) return Number.POSITIVE_INFINITY
        const changed = made.revision === index.revision(section) ? Number.POSITIVE_INFINITY : made.at + planGap
        return Math.min(made.plan.nextAt ?? Number.POSITIVE_INFINITY, changed)
      }
    }
  })
