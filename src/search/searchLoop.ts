import * as Clock from "effect/Clock"
import type * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Ref from "effect/Ref"
import type { AuthRejected, ClientError } from "../clients/ClientError.ts"
import type { LibraryIndex } from "../store/search/LibraryIndex.ts"
import type { Requests } from "../store/search/Requests.ts"
import { type Search, SearchLog } from "../store/search/SearchLog.ts"
import type { SearchMarks } from "../store/search/SearchMarks.ts"
import type { Wishes } from "../store/search/Wishes.ts"
import { withoutName } from "../supervision/Dependencies.ts"
import { Heartbeat } from "../supervision/Heartbeat.ts"
import type { Sending } from "./apply/sendSearch.ts"
import type { Candidate } from "./Candidate.ts"
import { choose } from "./choose.ts"
import { type GateFacts, lookBackOf } from "./gate.ts"
import { targetKey } from "./grouping.ts"
import { hour } from "./hourly.ts"
import type { IndexersState } from "./indexers.ts"
import * as PlanKeeper from "./PlanKeeper.ts"
import type { Plan } from "./plan.ts"
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

/** Longest rest without a heartbeat, milliseconds. */
const longestRest = 30_000

/** How soon something that time alone does not open is asked again, milliseconds. */
const askAgain = 60_000

/** How long a thing is left alone for which the Arr did not take a search, so that the others have their turn. Milliseconds. */
const restsFor = 15 * 60_000

/** `Today's releases · Dark S01E05 · Truths · Missing` (engine §3.10). Pure. */
export const activityOf = ({ reason, title }: Pick<Candidate, "reason" | "title">): string => {
  switch (reason) {
    case "Today":
      return `Today's releases · ${title} · Missing`
    case "Request":
      return `Request · ${title} · Missing`
    default:
      return `${title} · ${reason}`
  }
}

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
    const log = yield* SearchLog
    const heartbeat = yield* Heartbeat
    let spent: SpentTimes | undefined
    let told: string | undefined
    let hourlyTold = Number.NEGATIVE_INFINITY
    /** Until when a target rests, by its key. */
    const resting = new Map<string, number>()
    const keeper = yield* PlanKeeper.make({
      section,
      made: (plan) => Ref.update(view, (now) => ({ ...now, plan }))
    })

    const say = (text: string) =>
      Effect.flatMap(Clock.currentTimeMillis, (at) =>
        Ref.update(view, (now) => (now.activity?.text === text ? now : { ...now, activity: { text, at } }))
      )

    /** Neither asked for at this moment, nor on its way already, nor refused a short time ago. */
    const sendableAt = (now: number): ((candidate: Candidate) => boolean) => {
      for (const [key, until] of resting) if (until <= now || until > now + restsFor) resting.delete(key)
      const queued = keeper.queued()
      const open = new Set(log.open(section).map(({ target }) => targetKey(target)))
      return ({ items: ids, reason, target }) => {
        const key = targetKey(target)
        if (open.has(key) || resting.has(key)) return false
        return reason === "Manual" || !ids.some((id) => queued.has(id))
      }
    }

    const hold = (held: Held) =>
      Effect.gen(function* () {
        yield* Ref.update(view, (now) => ({ ...now, held }))
        if (told === held.why) return
        told = held.why
        const now = yield* Clock.currentTimeMillis
        // Who searches all day meets the hourly limit after each search.
        const isKnown = held.why === "hourly limit" && Math.abs(now - hourlyTold) < hour
        if (held.why === "hourly limit" && !isKnown) hourlyTold = now
        // That the Arr is away is told by those who know first.
        const isOrdinary = held.why === "delay" || held.why === "search limit" || held.why === "Arr away" || isKnown
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
        const left = keeper.drop(candidate)
        // What was sent is not shown as what comes next.
        yield* Ref.update(view, ({ plan, ...now }) => ({ ...now, plan: plan && { ...plan, candidates: left } }))
        yield* free
        yield* say(activityOf(candidate))
        const search = yield* options
          .send({
            section,
            reason,
            target,
            title,
            items: candidate.items,
            wish,
            marks: candidate.marks
          })
          .pipe(
            Effect.tapError(() =>
              Effect.map(Clock.currentTimeMillis, (at) => void resting.set(targetKey(target), at + restsFor))
            )
          )
        yield* Effect.logInfo(
          `${section}: searches for ${title} (${reason}; ${used + 1} of ${settings.perHour} this hour)${
            search.state === "failed" ? `: ${search.message ?? "refused"}` : ""
          }`
        )
        yield* options.sent
        return 0
      }).pipe(Effect.catchAll(away))

    /** One look: sends at most one search; answers how long to rest, milliseconds. */
    const look = (settings: SearchSettings) =>
      Effect.gen(function* () {
        const plan = yield* keeper.current(settings)
        const now = yield* Clock.currentTimeMillis
        const facts = factsOf(settings, now)
        const first = choose(plan.candidates, facts, sendableAt(now))
        // What rests has its turn again when it has rested.
        const untilNext = Math.min(keeper.nextAt(), ...resting.values()) - now
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
        if (yield* keeper.queueIs(queue.items, settings)) return 0
        const choice = choose(plan.candidates, { ...facts, queueSize: queue.size, indexers }, sendableAt(now))
        const used = facts.sentTimes.filter((at) => at > now - hour).length
        if (choice._tag === "Send") {
          if (yield* keeper.isOutdated(choice.candidate, settings)) return 0
          return yield* send(choice.candidate, used, settings)
        }
        if (choice._tag === "Held") {
          yield* hold(choice.gate)
          return Math.min((choice.gate.until ?? now + askAgain) - now, untilNext)
        }
        return untilNext
      })

    /** Whether something has changed that nobody need have told of. */
    const hasChanged = (settings: SearchSettings, running: number) =>
      Effect.gen(function* () {
        const now = yield* options.settings
        return now !== settings || log.open(section).length !== running || (yield* keeper.isStale(now))
      })

    /** Until there is something to look for; beats all the time. */
    const pause = (millis: number, settings: SearchSettings) =>
      Effect.gen(function* () {
        const running = log.open(section).length
        for (let left = millis; left > 0; left -= longestRest) {
          if (yield* waker.rest(Math.min(left, longestRest))) return
          yield* heartbeat.beat("search")
          if (yield* hasChanged(settings, running)) return
        }
      })

    const round = Effect.gen(function* () {
      yield* heartbeat.beat("search")
      const settings = yield* options.settings
      const rest = yield* look(settings)
      if (rest > 0) yield* pause(rest, settings)
    })
    return yield* Effect.forever(round)
  }).pipe(Effect.withSpan("searchLoop", { attributes: { section: options.arr.section } }))
