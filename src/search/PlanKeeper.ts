import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { LibraryItem } from "../clients/arr/library/LibraryItem.ts"
import { type IndexedContainer, LibraryIndex } from "../store/search/LibraryIndex.ts"
import { Requests } from "../store/search/Requests.ts"
import { SearchLog } from "../store/search/SearchLog.ts"
import { type Cycle, SearchMarks } from "../store/search/SearchMarks.ts"
import { Wishes } from "../store/search/Wishes.ts"
import type { Candidate } from "./Candidate.ts"
import { type Plan, planOf } from "./plan.ts"
import type { QueueFacts } from "./queueFacts.ts"
import { requestedBy } from "./requested.ts"
import type { SearchSettings } from "./SearchSettings.ts"

/** The plan of one section, made anew when something it is made of has changed. */
export interface PlanKeeper {
  /** The plan in force. Its candidates are those that are left of it. */
  readonly current: (settings: SearchSettings) => Effect.Effect<Plan>
  /** Takes a candidate out of the plan in force, before it is sent. Answers what is left. */
  readonly drop: (candidate: Candidate) => ReadonlyArray<Candidate>
  /**
   * What is in the Arr's queue now. True when the plan was made anew for that: a season of which one episode is on its
   * way is searched for without that one.
   */
  readonly queueIs: (items: QueueFacts["items"], settings: SearchSettings) => Effect.Effect<boolean>
  /** Whether the plan would be made anew now. Cheap: without looking at the things of the library. */
  readonly isStale: (settings: SearchSettings) => Effect.Effect<boolean>
  /**
   * Whether what a candidate looks for was read again since the plan was made, which is then made anew. To be asked before
   * it is sent: a plan may be older than the library.
   */
  readonly isOutdated: (candidate: Candidate, settings: SearchSettings) => Effect.Effect<boolean>
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
 * A library changes with every answer while it is read, and all day long. A plan takes some milliseconds for each 1,000
 * things, so that one is made for a change at most this often: 5 seconds, and a tenth of a second more for each thing as
 * long as there is something else to send. Milliseconds.
 */
const leastGap = 5_000
const gapPerThing = 100

/** The same while there is nothing to send, for what has only waited. Milliseconds. */
const idleGap = 15 * 60_000

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
  readonly containers: ReadonlyMap<number, IndexedContainer>
  readonly queued: QueueFacts["items"]
  /** A change can wait so long, milliseconds. */
  readonly gap: number
}

/** What was in the Arr's queue when it was read last. */
interface Queued {
  readonly items: QueueFacts["items"]
  readonly at: number
}

/**
 * Whether there is one that was not there before: what is gone changes nothing that could not wait. The entries of a store
 * are the same objects while they do not change, the lists need not be.
 */
const hasNew = (now: ReadonlyArray<unknown>, before: ReadonlyArray<unknown>): boolean =>
  now !== before && now.some((one, index) => before[index] !== one && !before.includes(one))

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

    const doubtful = () => log.open(section).filter(({ state }) => state === "sending").length

    const renew = (settings: SearchSettings): Effect.Effect<Made> =>
      Effect.gen(function* () {
        const now = yield* Clock.currentTimeMillis
        // Long ago: what was in the queue may have left it, and is asked for again before anything is sent.
        if (Math.abs(now - queued.at) >= planAge) queued = { items: new Set(), at: now }
        const cycle = marks.cycle(section) ?? (yield* beginCycle(1, now))
        const revision = index.revision(section)
        const containers = new Map(index.containers(section))
        const items: Array<LibraryItem> = []
        for (const container of containers.values()) for (const item of container.items) items.push(item)
        const plan = planOf({
          items,
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
          doubtful: doubtful(),
          containers,
          queued: queued.items,
          gap: leastGap + gapPerThing * plan.things
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

    /** Of today or asked for, as far as that can be told of one thing alone. */
    const isUrgent = (now: number): ((item: LibraryItem) => boolean) => {
      const isRequested = requestedBy(requests.of(section))
      return (item) =>
        item.file === undefined &&
        item.monitored &&
        (isRequested(item) || (item.airsAt !== undefined && Math.abs(now - item.airsAt) < dayLong))
    }

    let lookedAt:
      | { readonly containers: Made["containers"]; readonly revision: number; readonly found: boolean }
      | undefined
    /** Whether the library has something new that comes before everything else; each change is looked at once. */
    const hasUrgent = (known: Made): boolean => {
      const revision = index.revision(section)
      if (known.revision === revision) return false
      if (lookedAt?.containers === known.containers && lookedAt.revision === revision) return lookedAt.found
      const urgent = isUrgent(known.at)
      const found = [...index.containers(section)].some(
        ([id, container]) => known.containers.get(id) !== container && container.items.some(urgent)
      )
      lookedAt = { containers: known.containers, revision, found }
      return found
    }

    /** What the plan was made of is another now, or time has passed, but nobody waits for that. */
    const ordinaryAt = (known: Made): number => {
      const { at, gap, left, plan, queued: before, revision } = known
      const isEmpty = left.length === 0
      const nextAt = plan.nextAt ?? Number.POSITIVE_INFINITY
      const changedAt =
        revision !== index.revision(section) || queued.items !== before
          ? at + (isEmpty || hasUrgent(known) ? leastGap : gap)
          : Number.POSITIVE_INFINITY
      return Math.min(at + planAge, changedAt, Math.max(nextAt, at + Math.min(gap, isEmpty ? idleGap : gap)))
    }

    const isStale = (known: Made, settings: SearchSettings, now: number): boolean =>
      known.settings !== settings ||
      known.doubtful > doubtful() ||
      hasNew(requests.of(section), known.requests) ||
      hasNew(wishes.of(section), known.wishes) ||
      now < known.at ||
      now >= (known.plan.nextPriorAt ?? Number.POSITIVE_INFINITY) ||
      now >= ordinaryAt(known) ||
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
      queueIs: (items, settings) =>
        Effect.gen(function* () {
          const before = queued.items
          const isEqual = before.size === items.size && [...items].every((id) => before.has(id))
          // Another set means another plan, sooner or later.
          queued = { items: isEqual ? before : items, at: yield* Clock.currentTimeMillis }
          if (isEqual) return false
          const came = (id: number): boolean => items.has(id) && !before.has(id)
          const isSplit = made?.left.some((one) => one.items.length > 1 && one.items.some(came)) === true
          if (isSplit) yield* renew(settings)
          return isSplit
        }),
      isStale: (settings) =>
        Effect.map(Clock.currentTimeMillis, (now) => made === undefined || isStale(made, settings, now)),
      isOutdated: ({ marks: of }, settings) =>
        Effect.gen(function* () {
          const known = made
          const containers = index.containers(section)
          const isAsPlanned = of.every(({ itemId }) => {
            const id = index.item(section, itemId)?.containerId
            return id !== undefined && known?.containers.get(id) === containers.get(id)
          })
          if (!isAsPlanned) yield* renew(settings)
          return !isAsPlanned
        }),
      queued: () => queued.items,
      nextAt: () =>
        made === undefined
          ? Number.POSITIVE_INFINITY
          : Math.min(made.plan.nextPriorAt ?? Number.POSITIVE_INFINITY, ordinaryAt(made))
    }
  })
