import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"

/** Something outside this process that the work needs. Times are epoch milliseconds. */
export interface DependencyStatus {
  readonly name: string
  readonly kind: "qbittorrent" | "arr" | "database"
  readonly state: "unknown" | "up" | "down"
  readonly since: number
  readonly reason: string | null
  readonly nextAttemptAt: number | null
}

/** One place that knows which dependency answers. Logs one line when one goes and one when it is back. */
export interface DependenciesService {
  readonly register: (name: string, kind: DependencyStatus["kind"]) => Effect.Effect<void>
  readonly forget: (name: string) => Effect.Effect<void>
  readonly up: (name: string) => Effect.Effect<void>
  /** `nextAttemptAt` epoch milliseconds, null when nobody will try by itself. */
  readonly down: (name: string, reason: string, nextAttemptAt: number | null) => Effect.Effect<void>
  readonly all: Effect.Effect<ReadonlyArray<DependencyStatus>>
}

export class Dependencies extends Context.Tag("qbitrr/supervision/Dependencies")<Dependencies, DependenciesService>() {}
