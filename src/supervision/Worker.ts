import type * as Duration from "effect/Duration"
import type * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import type { Heartbeat } from "./Heartbeat.ts"
import type { RestartPolicy } from "./RestartPolicy.ts"

/** What kind of work a worker does. */
export type Role = "manager" | "search" | "category" | "policy" | "background"

/**
 * A life ended because what it was given cannot work (401/403 from an Arr, wrong app at that URL, unusable config).
 * No restart budget is burnt; `retry` false means that even the slow retry must not happen by itself
 * (another login with the same wrong qBittorrent password leads to a ban).
 */
export class Misconfigured extends Schema.TaggedError<Misconfigured>("qbitrr/Misconfigured")("Misconfigured", {
  reason: Schema.String,
  retry: Schema.Boolean
}) {
  override get message(): string {
    return this.reason
  }
}

/** Something to keep alive, as data. `run` is one life; its resources live in a scope of its own. */
export interface Worker<E = unknown, R = never> {
  /** Unique; the config section, e.g. `Radarr-Movies`. */
  readonly name: string
  /** qBittorrent category it owns, or its own name. */
  readonly category: string
  readonly role: Role
  readonly run: Effect.Effect<never, E | Misconfigured, Scope.Scope | Heartbeat | R>
  readonly restart: RestartPolicy
  /** Longest time between two heartbeats of one track before the worker counts as hung. */
  readonly progressDeadline: Duration.Duration
  /** The same while starting (default 10 minutes). */
  readonly startDeadline: Duration.Duration
  /** How long a stop may take before the life is abandoned and reported. */
  readonly stopTimeout: Duration.Duration
}
