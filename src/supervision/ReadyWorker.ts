import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as Tracer from "effect/Tracer"
import type { Heartbeat } from "./Heartbeat.ts"
import type { Worker } from "./Worker.ts"

/** One life as an effect, and the services it finds. */
export interface Living {
  readonly context: Context.Context<never>
  readonly effect: Effect.Effect<never, unknown>
}

/** A worker whose requirements are met but for what each life brings, so that a life can be begun from anywhere. */
export interface ReadyWorker extends Omit<Worker, "run"> {
  readonly live: (own: Context.Context<Scope.Scope | Heartbeat>) => Living
}

/** Binds a worker to the services it was started with. */
export const bind = <E, R>(
  worker: Worker<E, R>,
  services: Context.Context<Exclude<R, Scope.Scope | Heartbeat>>
): ReadyWorker => {
  // A span of whoever called `start` must not be the parent of a life that outlives it by months.
  const lasting = Context.omit(Tracer.ParentSpan)(services as Context.Context<never>)
  const { run, ...rest } = worker
  return {
    ...rest,
    live: (own) => ({
      context: Context.merge(lasting, own) as Context.Context<never>,
      // What it requires is what `services` has and what a life adds; the compiler cannot add an `Exclude` up again.
      effect: run as Effect.Effect<never, unknown>
    })
  }
}
