import * as Context from "effect/Context"
import type * as Duration from "effect/Duration"
import type * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import type * as Stream from "effect/Stream"
import type { Heartbeat } from "./Heartbeat.ts"
import type { Worker } from "./Worker.ts"
import type { WorkerStatus } from "./WorkerStatus.ts"

/** No worker has that name. */
export class UnknownWorker extends Schema.TaggedError<UnknownWorker>("qbitrr/UnknownWorker")("UnknownWorker", {
  name: Schema.String,
  known: Schema.Array(Schema.String)
}) {
  override get message(): string {
    return `There is no process "${this.name}". Known: ${this.known.join(", ") || "none"}.`
  }
}

/** The supervisor is closing and takes no more commands. */
export class ShuttingDown extends Schema.TaggedError<ShuttingDown>("qbitrr/ShuttingDown")("ShuttingDown", {}) {
  override get message(): string {
    return "The daemon is shutting down and accepts no more commands."
  }
}

/** Keeps workers alive. Knows nothing of Arrs or torrents. Built by `layer` of `SupervisorLive.ts`. */
export interface SupervisorService {
  /** Registers and starts a worker. A worker of the same name is stopped first (config change: fresh budget). */
  readonly start: <E, R>(worker: Worker<E, R>) => Effect.Effect<void, ShuttingDown, Exclude<R, Scope.Scope | Heartbeat>>
  /** Stops a worker and forgets it (its section left the config). */
  readonly remove: (name: string) => Effect.Effect<void, UnknownWorker | ShuttingDown>
  readonly status: Effect.Effect<ReadonlyArray<WorkerStatus>>
  /** Every change of any status, newest last. */
  readonly changes: Stream.Stream<WorkerStatus>
  /** Manual restart: always allowed, not counted, clears the window. Returns when the new life has begun. */
  readonly restart: (name: string) => Effect.Effect<void, UnknownWorker | ShuttingDown>
  readonly restartAll: Effect.Effect<void, ShuttingDown>
  /** Returns when the life has ended (or was abandoned after `stopTimeout`). */
  readonly stop: (name: string) => Effect.Effect<void, UnknownWorker | ShuttingDown>
  /** Starts a stopped or failed worker, or one that waits for its restart, with a fresh budget; nothing happens when it lives. */
  readonly resume: (name: string) => Effect.Effect<void, UnknownWorker | ShuttingDown>
  /** Makes the current life die with a defect, or stop beating and ignore interruption for `ignoreFor`. */
  readonly drill: (
    name: string,
    drill: { readonly kind: "crash" } | { readonly kind: "hang"; readonly ignoreFor: Duration.DurationInput }
  ) => Effect.Effect<void, UnknownWorker | ShuttingDown>
}

export class Supervisor extends Context.Tag("qbitrr/supervision/Supervisor")<Supervisor, SupervisorService>() {}
