import * as Schema from "effect/Schema"
import type { DependencyStatus } from "../supervision/Dependencies.ts"
import type { WorkerState, WorkerStatus } from "../supervision/WorkerStatus.ts"
import { iso, isoOrNull } from "./ProcessView.ts"

/** One dependency as `GET /api/ready` shows it. */
export const DependencyView = Schema.Struct({
  name: Schema.String,
  kind: Schema.Literal("qbittorrent", "arr", "requests", "database").annotations({
    description: "requests: an Overseerr or Ombi; without it the daemon is ready all the same"
  }),
  state: Schema.Literal("unknown", "up", "down"),
  since: Schema.String,
  reason: Schema.NullOr(Schema.String),
  next_attempt_at: Schema.NullOr(Schema.String),
  latency: Schema.NullOr(
    Schema.Struct({
      last_ms: Schema.Number.annotations({ description: "of the last answer" }),
      median_ms: Schema.Number.annotations({ description: "of the last 20 answers" })
    })
  ).annotations({
    description: "how long it takes to answer what the daemon asks anyway, milliseconds; null before the first answer"
  })
}).annotations({ identifier: "Dependency" })
export type DependencyView = typeof DependencyView.Type

const readinessBody = {
  dependencies: Schema.Array(DependencyView),
  processes: Schema.Struct({
    running: Schema.Int,
    degraded: Schema.Int,
    restarting: Schema.Int,
    failed: Schema.Int,
    stopped: Schema.Int
  })
}

/** 200: everything the daemon needs is there and no process has failed. */
export const Ready = Schema.Struct({ ready: Schema.Literal(true), ...readinessBody }).annotations({
  identifier: "Ready"
})

/** 503: something is missing; the body says what. */
export const NotReady = Schema.Struct({ ready: Schema.Literal(false), ...readinessBody }).annotations({
  identifier: "NotReady"
})

/** Either answer of `GET /api/ready`. */
export const Readiness = Schema.Union(Ready, NotReady)
export type Readiness = typeof Readiness.Type

type Count = keyof Readiness["processes"]

const countedAs: Readonly<Record<WorkerState, Count>> = {
  starting: "running",
  running: "running",
  degraded: "degraded",
  restarting: "restarting",
  failed: "failed",
  stopping: "stopped",
  stopped: "stopped"
}

/** How a dependency looks from outside. */
export const dependencyView = (one: DependencyStatus, clean: (text: string) => string): DependencyView => ({
  name: one.name,
  kind: one.kind,
  state: one.state,
  since: iso(one.since),
  reason: one.reason === null ? null : clean(one.reason),
  next_attempt_at: isoOrNull(one.nextAttemptAt),
  latency: one.latency === null ? null : { last_ms: one.latency.last, median_ms: one.latency.median }
})

/**
 * Ready means: every dependency has answered and no process has failed. A dependency nobody has asked yet is not up. A
 * service of requests does not count: all else goes on without it. The
 * role does not matter: without the feed of a qBittorrent, a background process, no manager can do anything.
 */
export const readiness = (
  dependencies: ReadonlyArray<DependencyStatus>,
  workers: ReadonlyArray<WorkerStatus>,
  clean: (text: string) => string
): Readiness => {
  const processes: Record<Count, number> = { running: 0, degraded: 0, restarting: 0, failed: 0, stopped: 0 }
  for (const worker of workers) processes[countedAs[worker.state]] += 1
  const isThere = ({ kind, state }: DependencyStatus): boolean => state === "up" || kind === "requests"
  const ready = dependencies.every(isThere) && processes.failed === 0
  return {
    ready,
    dependencies: dependencies.map((one) => dependencyView(one, clean)),
    processes
  }
}
