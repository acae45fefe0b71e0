import * as Schema from "effect/Schema"
import { publicStatus, type WorkerExit, type WorkerStatus } from "../supervision/WorkerStatus.ts"

const IsoTime = Schema.String.annotations({ description: "ISO 8601, UTC", examples: ["2024-01-15T10:30:00.000Z"] })
const Seconds = Schema.Number.annotations({ description: "seconds" })

/** One line of the death tally as the API shows it. */
export const ExitView = Schema.Struct({
  at: IsoTime,
  kind: Schema.Literal("interrupted", "crashed", "hung", "misconfigured"),
  message: Schema.String,
  lived: Seconds,
  attempt: Schema.Int.annotations({ description: "restarts inside the window when it ended" }),
  life: Schema.Int,
  drill: Schema.Boolean
}).annotations({ identifier: "Exit" })
export type ExitView = typeof ExitView.Type

/** One supervised process as the API shows it. Field names: design "The supervision contract". */
export const ProcessView = Schema.Struct({
  name: Schema.String,
  category: Schema.String,
  status: Schema.Literal("running", "stopped", "restarting"),
  pid: Schema.Int,
  uptime: Seconds.annotations({ description: "seconds of this life, 0 while there is none" }),
  restart_count: Schema.Int.annotations({ description: "restarts inside the current window" }),
  last_restart: Schema.NullOr(IsoTime),
  role: Schema.String,
  state: Schema.Literal("starting", "running", "degraded", "restarting", "failed", "stopping", "stopped"),
  life: Schema.Int,
  since: IsoTime,
  reason: Schema.NullOr(Schema.String),
  next_attempt_at: Schema.NullOr(IsoTime),
  last_beat: Schema.NullOr(IsoTime),
  restart_limit: Schema.Int,
  restart_window: Seconds,
  searchSummary: Schema.NullOr(Schema.String).annotations({
    description: "search workers: what was searched for last, or what it does instead",
    examples: ["The Matrix (1999) · Missing"]
  }),
  searchTimestamp: Schema.NullOr(IsoTime).annotations({ description: "since when that is so" }),
  exits: Schema.Array(ExitView)
}).annotations({ identifier: "Process" })
export type ProcessView = typeof ProcessView.Type

/** `GET /api/processes`. */
export const ProcessList = Schema.Struct({ processes: Schema.Array(ProcessView) }).annotations({
  identifier: "Processes"
})

/** Epoch milliseconds as ISO 8601 in UTC. */
export const iso = (at: number): string => new Date(at).toISOString()

/** `iso` that keeps null. */
export const isoOrNull = (at: number | null): string | null => (at === null ? null : iso(at))

const exitView = (exit: WorkerExit, clean: (text: string) => string): ExitView => ({
  at: iso(exit.at),
  kind: exit.kind,
  message: clean(exit.message),
  lived: Math.max(0, exit.lived) / 1000,
  attempt: exit.attempt,
  life: exit.life,
  drill: exit.drill
})

/** What `processView` needs beside the status. */
export interface ProcessContext {
  /** Epoch milliseconds. */
  readonly now: number
  readonly pid: number
  /** Takes secrets out of free text. */
  readonly clean: (text: string) => string
  /** Of a search worker. `at`: epoch milliseconds. */
  readonly activity?: { readonly text: string; readonly at: number } | undefined
}

/** How a status looks from outside. */
export const processView = (status: WorkerStatus, context: ProcessContext): ProcessView => ({
  name: status.name,
  category: status.category,
  status: publicStatus(status.state),
  pid: context.pid,
  uptime: status.lifeStartedAt === null ? 0 : Math.max(0, Math.floor((context.now - status.lifeStartedAt) / 1000)),
  restart_count: status.restartCount,
  last_restart: isoOrNull(status.lastRestart),
  role: status.role,
  state: status.state,
  life: status.life,
  since: iso(status.since),
  reason: status.reason === null ? null : context.clean(status.reason),
  next_attempt_at: isoOrNull(status.nextAttemptAt),
  last_beat: isoOrNull(status.lastBeat),
  restart_limit: status.restartLimit,
  restart_window: status.restartWindow / 1000,
  searchSummary: context.activity === undefined ? null : context.clean(context.activity.text),
  searchTimestamp: isoOrNull(context.activity?.at ?? null),
  exits: status.exits.map((exit) => exitView(exit, context.clean))
})
