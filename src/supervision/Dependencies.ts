import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as PubSub from "effect/PubSub"
import * as Stream from "effect/Stream"
import { differs, type Latency, latencyOf, type Times, withTime } from "./Latency.ts"
import { unsafeMonotonicMillis } from "./Monotonic.ts"

/** Something outside this process that the work needs. Times are epoch milliseconds. */
export interface DependencyStatus {
  readonly name: string
  /** `requests`: an Overseerr or Ombi, without which everything but its requests goes on. */
  readonly kind: "qbittorrent" | "arr" | "requests" | "database"
  readonly state: "unknown" | "up" | "down"
  readonly since: number
  readonly reason: string | null
  readonly nextAttemptAt: number | null
  /** How fast it answers what the daemon asks anyway; null before the first answer. */
  readonly latency: Latency | null
  /** What it called itself when it was last asked, e.g. `Radarr 5.14.0`; null before. */
  readonly version: string | null
}

/** One place that knows which dependency answers. Logs one line when one goes and one when it is back. */
export interface DependenciesService {
  /** Makes a name known, state `unknown`. A name that is known already keeps its state. */
  readonly register: (name: string, kind: DependencyStatus["kind"]) => Effect.Effect<void>
  readonly forget: (name: string) => Effect.Effect<void>
  /** Without effect on a name that is not registered, as `down`: a late report must not bring back what was forgotten. */
  readonly up: (name: string) => Effect.Effect<void>
  /** `nextAttemptAt` epoch milliseconds, null when nobody will try by itself. */
  readonly down: (name: string, reason: string, nextAttemptAt: number | null) => Effect.Effect<void>
  /** A request was answered, whatever the answer; `millis` from sending to the end of it. Without effect on other names. */
  readonly answered: (name: string, millis: number) => Effect.Effect<void>
  /** What it says it is. */
  readonly identified: (name: string, version: string) => Effect.Effect<void>
  readonly all: Effect.Effect<ReadonlyArray<DependencyStatus>>
  /**
   * Every change from now on, the first `unknown` included; that a name is forgotten is none. How fast one answers is
   * told when the difference can be seen, at most every 10 seconds.
   */
  readonly changes: Stream.Stream<DependencyStatus>
}

export class Dependencies extends Context.Tag("qbitrr/supervision/Dependencies")<Dependencies, DependenciesService>() {}

interface Entry {
  readonly status: DependencyStatus
  /** Monotonic milliseconds of the last change of state, for "how long". */
  readonly at: number
  readonly times: ReadonlyArray<number>
  /** What was last told of its latency, and when; monotonic milliseconds. */
  readonly told: { readonly latency: Latency | null; readonly at: number }
}

/** Least time between two tellings of how fast one answers, milliseconds. */
const tellEvery = 10_000

/** The next entry and what to log about it; `now` is epoch, `at` monotonic milliseconds. */
type Change = (entry: Entry, now: number, at: number) => readonly [Entry, Effect.Effect<void>]

/** Errors of a client begin with the section they are about; where that is said anyway it is left out. */
export const withoutName = (name: string, reason: string): string =>
  reason.startsWith(`${name}: `) ? reason.slice(name.length + 2) : reason

/** Rounded to whole seconds, in the words of a log line. */
const seconds = (millis: number): string => `${Math.round(millis / 1000)} seconds`

const make = Effect.gen(function* () {
  const entries = new Map<string, Entry>()
  const hub = yield* PubSub.unbounded<DependencyStatus>()

  const change = (name: string, f: Change): Effect.Effect<void> =>
    Effect.clockWith((clock) =>
      Effect.suspend(() => {
        const entry = entries.get(name)
        if (entry === undefined) return Effect.void
        const [next, log] = f(entry, clock.unsafeCurrentTimeMillis(), unsafeMonotonicMillis(clock))
        if (next === entry) return log
        entries.set(name, next)
        return Effect.zipRight(hub.publish(next.status), log)
      })
    )

  const answered = (name: string, millis: number): Effect.Effect<void> =>
    Effect.clockWith((clock) =>
      Effect.suspend(() => {
        const entry = entries.get(name)
        if (entry === undefined) return Effect.void
        const times: Times = withTime(entry.times, millis)
        const latency = latencyOf(times)
        const status = { ...entry.status, latency }
        const at = unsafeMonotonicMillis(clock)
        const isNews = differs(entry.told.latency, latency) && at - entry.told.at >= tellEvery
        entries.set(name, { ...entry, status, times, ...(isNews ? { told: { latency, at } } : {}) })
        return isNews ? Effect.asVoid(hub.publish(status)) : Effect.void
      })
    )

  return {
    register: (name, kind) =>
      Effect.clockWith((clock) =>
        Effect.suspend(() => {
          if (entries.has(name)) return Effect.void
          const since = clock.unsafeCurrentTimeMillis()
          const status: DependencyStatus = {
            name,
            kind,
            state: "unknown",
            since,
            reason: null,
            nextAttemptAt: null,
            latency: null,
            version: null
          }
          const told = { latency: null, at: Number.NEGATIVE_INFINITY }
          entries.set(name, { status, at: unsafeMonotonicMillis(clock), times: [], told })
          return hub.publish(status)
        })
      ),
    forget: (name) =>
      Effect.sync(() => {
        entries.delete(name)
      }),
    up: (name) =>
      change(name, (entry, now, at) => {
        const { status } = entry
        if (status.state === "up") return [entry, Effect.void]
        const next = {
          ...entry,
          status: { ...status, state: "up" as const, since: now, reason: null, nextAttemptAt: null },
          at
        }
        const line = status.state === "down" ? `${name} is back after ${seconds(at - entry.at)}` : `${name} connected`
        return [next, Effect.logInfo(line)]
      }),
    down: (name, given, nextAttemptAt) => {
      const reason = withoutName(name, given)
      return change(name, (entry, now, at) => {
        const { status } = entry
        if (status.state === "down") return [{ ...entry, status: { ...status, reason, nextAttemptAt } }, Effect.void]
        const next = { ...entry, status: { ...status, state: "down" as const, since: now, reason, nextAttemptAt }, at }
        return [next, Effect.logWarning(`${name} is away: ${reason}`)]
      })
    },
    answered,
    identified: (name, version) =>
      Effect.sync(() => {
        const entry = entries.get(name)
        if (entry !== undefined) entries.set(name, { ...entry, status: { ...entry.status, version } })
      }),
    all: Effect.sync(() => Array.from(entries.values(), (entry) => entry.status)),
    changes: Stream.fromPubSub(hub)
  } satisfies DependenciesService
})

/** In memory; what is away now is known again within one attempt after a restart. */
export const layer: Layer.Layer<Dependencies> = Layer.effect(Dependencies, make)
