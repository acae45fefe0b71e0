import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { anonymous, classify } from "./classify.ts"
import { ruleFor } from "./matching.ts"
import type { TrackerRule } from "./TrackerRule.ts"
import type { TrackerReading, TrackerState } from "./TrackerStatus.ts"

/** A message that no list knows, as `anonymous` shows it. `lastAt` is epoch milliseconds. */
export interface UnknownMessage {
  readonly host: string
  readonly message: string
  /** How often it was read. */
  readonly count: number
  readonly lastAt: number
}

/**
 * Messages of trackers that nobody could classify, per host, so that people can add them to `GoneMessages`,
 * `OutageMessages` or `UserErrorMessages` (peers.md §6 item 7). Kept in memory only; the least recent are dropped.
 */
export interface UnknownMessagesService {
  /** Counts one message that was classified as unknown. An empty one is no message. */
  readonly note: (host: string, message: string) => Effect.Effect<void>
  /** Counts what is unknown in one reading; trackers that work, or say nothing yet, are not heard. */
  readonly noteReading: (reading: TrackerReading, trackers: ReadonlyArray<TrackerRule>) => Effect.Effect<void>
  /** The most frequent first. */
  readonly list: Effect.Effect<ReadonlyArray<UnknownMessage>>
}

export class UnknownMessages extends Context.Tag("qbitrr/torrents/UnknownMessages")<
  UnknownMessages,
  UnknownMessagesService
>() {}

/** Messages kept at most. */
export const capacity = 200

const complaining: ReadonlySet<TrackerState> = new Set(["notWorking", "error", "unreachable", "unknown"])

export const make: Effect.Effect<UnknownMessagesService> = Effect.sync(() => {
  /** In the order of their last appearance. */
  const known = new Map<string, UnknownMessage>()

  const add = (host: string, raw: string, lastAt: number): void => {
    const message = anonymous(raw)
    if (message === "") return
    const key = `${host} ${message}`
    const count = (known.get(key)?.count ?? 0) + 1
    known.delete(key)
    known.set(key, { host, message, count, lastAt })
    for (const oldest of known.keys()) {
      if (known.size <= capacity) break
      known.delete(oldest)
    }
  }

  return {
    note: (host, message) => Effect.map(Clock.currentTimeMillis, (now) => add(host, message, now)),
    noteReading: (reading, trackers) =>
      Effect.map(Clock.currentTimeMillis, (now) => {
        for (const { host, message, state } of reading.trackers) {
          if (message === "" || !complaining.has(state)) continue
          if (classify(message, ruleFor(trackers, host)?.messages) === "unknown") add(host, message, now)
        }
      }),
    list: Effect.sync(() => [...known.values()].sort((a, b) => b.count - a.count || b.lastAt - a.lastAt))
  }
})

export const layer: Layer.Layer<UnknownMessages> = Layer.effect(UnknownMessages, make)
