import * as Clock from "effect/Clock"
import type * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Ref from "effect/Ref"
import type { AuthRejected, ClientError } from "../clients/ClientError.ts"
import { LibraryIndex } from "../store/search/LibraryIndex.ts"
import { Requests } from "../store/search/Requests.ts"
import { type Search, SearchLog } from "../store/search/SearchLog.ts"
import { type Cycle, SearchMarks } from "../store/search/SearchMarks.ts"
import { Wishes } from "../store/search/Wishes.ts"
import { withoutName } from "../supervision/Dependencies.ts"
import { Heartbeat } from "../supervision/Heartbeat.ts"
import type { Sending } from "./apply/sendSearch.ts"
import type { Candidate } from "./Candidate.ts"
import { choose } from "./choose.ts"
import { type GateFacts, lookBackOf } from "./gate.ts"
import type { IndexersState } from "./indexers.ts"
import { type Plan, planOf } from "./plan.ts"
import type { QueueFacts } from "./queueFacts.ts"
import type { SearchArr } from "./SearchArr.ts"
import type { SearchSettings } from "./SearchSettings.ts"
import type { Activity, Held } from "./SearchStatus.ts"
import { type SpentTimes, spentTimes } from "./SpentTimes.ts"
import type { Waker } from "./Waker.ts"

/** What the loop shows of itself. */
export interface LoopView {
  readonly activity: Activity | undefined
  readonly held: Held | undefined
  readonly plan: Plan | undefined
}

export interface SearchLoopOptions {
  readonly arr: Pick<SearchArr, "section" | "queue">
  /** Fails closed: undefined or a failure when the Arr does not tell. */
  readonly indexers: Effect.Effect<IndexersState, ClientError>
  /** The door. */
  readonly send: (sending: Sending) => Effect.Effect<Search, ClientError, SearchLog | SearchMarks | Wishes>
  /** Read anew for every look. */
  readonly settings: Effect.Effect<SearchSettings>
  readonly zone: DateTime.TimeZone
  readonly waker: Waker
  readonly view: Ref.Ref<LoopView>
  /** Called after each search that was sent. */
  readonly sent: Effect.Effect<void>
}

/** A plan is made anew at least this often, milliseconds: the year changes, and what is queued may have left. */
const planAge = 3_600_000

/** Longest rest without a heartbeat, milliseconds. */
const longestRest = 30_000

const dayLong = 24 * 3_600_000

/** How soon something that time alone does not open is asked again, milliseconds. */
const askAgain = 60_000

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
}

/** What was in the Arr's queue when it was read last. */
interface Queued {
  readonly items: QueueFacts["items"]
  readonly at: number
}

/** Lists of a store keep their identity while nothing changes; an empty one may be another. */
const isSame = (a: ReadonlyArray<unknown>, b: ReadonlyArray<unknown>): boolean =>
  a === b || (a.length === 0 && b.length === 0)

const contextOf = ({ reason }: Candidate): string | undefined => {
  if (reason === "Request") return "Request"
  return reason === "Today" ? "Today's releases" : undefined
}

/** `Today's releases · Dark S01E05 · Truths · Missing` (engine §3.10). Pure. */
export const activityOf = (candidate: Candidate): string =>
  [contextOf(candidate), candidate.title, candidate.reason === "Today" ? "Missing" : candidate.reason]
    .filter((part) => part !== undefined && part !== "Request")
    .join(" · ")

/**
 * Sends what is to be searched for, one at a time, whenever it may be sent. Ends only when the Arr refuses the key; an Arr
 * that is away holds searches back.
 */
export const searchLoop = (
  options: SearchLoopOptions
): Effect.Effect<never, AuthRejected, LibraryIndex | Requests | SearchLog | SearchMarks | Wishes | Heartbeat> =>
  Effect.gen(function* () {
    const { arr, view, waker } = options
    const { section } = arr
    const index = yield* LibraryIndex
    const log = yield* SearchLog
    const marks = yield* SearchMarks
    const requests = yield* Requests
    const wishes = yield* Wishes
    const heartbeat = yield* Heartbeat
    let made: Made | undefined
    let spent: SpentTimes | undefined
    let told: string | undefined
    let queued: Queued = { items: new Set(), at: Number.NEGATIVE_INFINITY }

    const say = (text: string) =>
      Effect.flatMap(Clock.currentTimeMillis, (at) =>
        Ref.update(view, (now) => (now.activity?.text === text ? now : { ...now, activity: { text, at } }))
      )

    const beginCycle = (number: number, startedAt: number) => {
      const cycle: Cycle = { number, startedAt }
      return Effect.as(marks.setCycle(section, cycle), cycle)
    }

    const items = () => {
      const containers = index.containers(section).values()
      return (function* () {
        for (const container of containers) yield* container.items
      })()
    }

    const make = (settings: SearchSettings) =>
      Effect.gen(function* () {
        const now = yield* Clock.currentTimeMillis
        // Long ago: what was in the queue may have left it, and is asked for again before anything is sent.
        if (Math.abs(now - queued.at) >= planAge) queued = { items: new Set(), at: now }
        const cycle = marks.cycle(section) ?? (yield* beginCycle(1, now))
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
        // While the library is not read as a whole, what is not in the index may still be there.
        const isWhole = index.marks(section).fullAt !== undefined
        if (isWhole && plan.settled.length > 0) yield* marks.forget(section, plan.settled)
        const next: Made = {
          plan,
          left: plan.candidates,
          at: now,
          revision: index.revision(section),
          settings,
          requests: requests.of(section),
          wishes: wishes.of(section)
        }
        made = next
        yield* Ref.update(view, (before) => ({ ...before, plan }))
        if (isWhole && plan.cycleDone && settings.again) {
          yield* beginCycle(cycle.number + 1, now)
          // A small library is through in a minute, and again with every new thing in it.
          const log = now - cycle.startedAt >= dayLong ? Effect.logInfo : Effect.logDebug
          yield* log(`${section}: everything that is wanted was searched for once; the next round begins`)
          made = undefined
        }
        return next
      })

    /** The plan in force; made anew when something it was made of has changed. */
    const current = (settings: SearchSettings) =>
      Effect.gen(function* () {
        const now = yield* Clock.currentTimeMillis
        const stale =
          made === undefined ||
          made.settings !== settings ||
          made.revision !== index.revision(section) ||
          !isSame(made.requests, requests.of(section)) ||
          !isSame(made.wishes, wishes.of(section)) ||
          now - made.at >= planAge ||
          now < made.at ||
          now >= (made.plan.nextAt ?? Number.POSITIVE_INFINITY) ||
          (made.left.length === 0 && made.plan.candidates.length > 0)
        return stale || made === undefined ? yield* make(settings) : made
      })

    const drop = (candidate: Candidate) => {
      if (made !== undefined) made = { ...made, left: made.left.filter((one) => one !== candidate) }
    }

    const hold = (held: Held) =>
      Effect.gen(function* () {
        yield* Ref.update(view, (now) => ({ ...now, held }))
        if (told === held.why) return
        told = held.why
        // That the Arr is away is told by those who know first.
        const isOrdinary = held.why === "delay" || held.why === "search limit" || held.why === "Arr away"
        yield* (isOrdinary ? Effect.logDebug : Effect.logInfo)(
          `${section}: searches wait: ${withoutName(section, held.text)}`
        )
      })

    const free = Effect.suspend(() => {
      told = undefined
      return Ref.update(view, (now) => (now.held === undefined ? now : { ...now, held: undefined }))
    })

    /** What is true whatever the Arr says of its queue and its indexers. */
    const factsOf = (settings: SearchSettings, now: number): Omit<GateFacts, "reason"> => {
      spent = spentTimes(log.sentSince(section, now - lookBackOf(settings)), now, spent)
      return {
        settings,
        now,
        running: log.open(section).length,
        sentTimes: spent.times,
        queueSize: 0,
        indexers: "all up",
        zone: options.zone
      }
    }

    const away = (error: ClientError) =>
      error._tag === "AuthRejected"
        ? Effect.fail(error)
        : Effect.as(hold({ why: "Arr away", until: undefined, text: error.message }), askAgain)

    const send = (candidate: Candidate, used: number, settings: SearchSettings) =>
      Effect.gen(function* () {
        if (!(yield* heartbeat.isCurrent)) return yield* Effect.interrupt
        const { reason, target, title, wish } = candidate
        drop(candidate)
        yield* free
        yield* say(activityOf(candidate))
        const search = yield* options.send({
          section,
          reason,
          target,
          title,
          items: candidate.items,
          wish,
          marks: candidate.marks
        })
        yield* Effect.logInfo(
          `${section}: searches for ${title} (${reason}; ${used + 1} of ${settings.perHour} this hour)${
            search.state === "failed" ? `: ${search.message ?? "refused"}` : ""
          }`
        )
        yield* options.sent
        return 0
      }).pipe(Effect.catchAll(away))

    /** One look: sends at most one search; answers how long to rest, milliseconds. */
    const look = Effect.gen(function* () {
      const settings = yield* options.settings
      const { left, plan } = yield* current(settings)
      const now = yield* Clock.currentTimeMillis
      const untilNext = (plan.nextAt ?? Number.POSITIVE_INFINITY) - now
      const facts = factsOf(settings, now)
      const first = choose(left, facts)
      if (first._tag === "Nothing") {
        yield* free
        yield* say(plan.wanted > 0 ? "Searches completed, waiting till next loop" : "No pending searches")
        return untilNext
      }
      if (first._tag === "Held") {
        yield* hold(first.gate)
        return Math.min((first.gate.until ?? now + askAgain) - now, untilNext)
      }
      const answer = yield* Effect.either(Effect.all([arr.queue, options.indexers]))
      if (answer._tag === "Left") return yield* away(answer.left)
      const [queue, indexers] = answer.right
      const came = left.some(({ items, reason }) => reason !== "Manual" && items.some((item) => queue.items.has(item)))
      const went = [...queued.items].some((item) => !queue.items.has(item))
      queued = { items: queue.items, at: now }
      // A season of which one episode is on its way is planned anew, without that one.
      if (came || went) {
        yield* make(settings)
        return 0
      }
      const choice = choose(left, { ...facts, queueSize: queue.size, indexers })
      if (choice._tag === "Send") return yield* send(choice.candidate, facts.sentTimes.length, settings)
      if (choice._tag === "Held") {
        yield* hold(choice.gate)
        return Math.min((choice.gate.until ?? now + askAgain) - now, untilNext)
      }
      return untilNext
    })

    const round = Effect.gen(function* () {
      yield* heartbeat.beat("search")
      const rest = yield* look
      if (rest > 0) yield* waker.rest(Math.min(rest, longestRest))
    })
    return yield* Effect.forever(round)
  }).pipe(Effect.withSpan("searchLoop", { attributes: { section: options.arr.section } }))
