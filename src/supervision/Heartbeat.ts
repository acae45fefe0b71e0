import * as Context from "effect/Context"
import type * as Duration from "effect/Duration"
import type * as Effect from "effect/Effect"

/** What one life of a worker tells its supervisor. Every life gets its own. */
export interface HeartbeatService {
  /** Name of the worker this life belongs to. */
  readonly worker: string
  /** Number of this life, 1 for the first. */
  readonly life: number
  /** The life has acquired what it needs and works: `starting` becomes `running`. */
  readonly ready: Effect.Effect<void>
  /** One unit of work is done. `track` names the loop that beats; the watchdog judges the slowest track. */
  readonly beat: (track?: string) => Effect.Effect<void>
  /** A long job announces itself: `track` may stay silent for `duration` from now. */
  readonly extend: (track: string, duration: Duration.DurationInput) => Effect.Effect<void>
  /** A track ended in an orderly way and no longer has to beat. */
  readonly release: (track: string) => Effect.Effect<void>
  /** A dependency is away: state `degraded` with this reason. The worker stays alive. */
  readonly degrade: (dependency: string, reason: string) => Effect.Effect<void>
  /** The dependency is back. `running` again once no dependency is missing. */
  readonly recover: (dependency: string) => Effect.Effect<void>
  /** False once the supervisor has abandoned this life (it ignored interruption): it must not write any more. */
  readonly isCurrent: Effect.Effect<boolean>
}

/** The heartbeat of the life that runs. */
export class Heartbeat extends Context.Tag("qbitrr/supervision/Heartbeat")<Heartbeat, HeartbeatService>() {}
