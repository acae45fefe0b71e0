import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import type * as Effect from "effect/Effect"

/** What one life of a worker tells its supervisor. Every life gets its own. */
export interface HeartbeatService {
  /** Name of the worker this life belongs to. */
  readonly worker: string
  /** Number of this life, 1 for the first. */
  readonly life: number
  /** The life has acquired what it needs and works: `starting` becomes `running`. */
  readonly ready: Effect.Effect<void>
  /**
   * One unit of work is done. `track` names the loop that beats (`main` when absent). Before `ready` any beat renews
   * the start deadline of the whole life. After it, a track that has beaten once must go on until it is released; the
   * watchdog judges the slowest one.
   */
  readonly beat: (track?: string) => Effect.Effect<void>
  /**
   * A long job announces itself: `track` may stay silent for `duration` from now. Beats in between do not shorten it;
   * a later `extend` replaces it, so `extend(track, 0)` takes it back.
   */
  readonly extend: (track: string, duration: Duration.DurationInput) => Effect.Effect<void>
  /** A track ended in an orderly way and no longer has to beat. */
  readonly release: (track: string) => Effect.Effect<void>
  /** A dependency is away: state `degraded` with this reason. The worker stays alive, and still has to beat. */
  readonly degrade: (dependency: string, reason: string) => Effect.Effect<void>
  /** The dependency is back. `running` again once no dependency is missing. */
  readonly recover: (dependency: string) => Effect.Effect<void>
  /** False once the supervisor has abandoned this life (it ignored interruption): it must not write any more. */
  readonly isCurrent: Effect.Effect<boolean>
}

/** The heartbeat of the life that runs. */
export class Heartbeat extends Context.Tag("qbitrr/supervision/Heartbeat")<Heartbeat, HeartbeatService>() {}

/** Least time any loop gets before it counts as hung. */
const floor = Duration.seconds(120)

/** The default `progressDeadline` of a worker whose loop comes round every `loopInterval`: three rounds, at least 120 s. */
export const progressDeadlineFor = (loopInterval: Duration.DurationInput): Duration.Duration =>
  Duration.max(Duration.times(loopInterval, 3), floor)
