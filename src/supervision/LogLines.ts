import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type { LifeEnd } from "./LifeEnd.ts"
import type { RestartPolicy } from "./RestartPolicy.ts"
import type { Worker } from "./Worker.ts"

/** The lines of design/supervision.md "Log lines"; scripts and people of the reference read them, so they stay. */

const pid = process.pid

/** `5`, `0.5`, `62.3`. */
export const inSeconds = (duration: Duration.DurationInput): string =>
  String(Math.round(Duration.toSeconds(duration) * 10) / 10)

export const starting = ({ category, name, role }: Omit<Worker, "run">) =>
  Effect.logInfo(`Starting ${name} process (category: ${category}, role: ${role})`)

export const started = (name: string) => Effect.logInfo(`${name} process started with PID ${pid}`)

/** A defect is a bug of ours: its stack follows the line. */
export const terminated = (name: string, { cause, message }: LifeEnd) => {
  const line = `${name} process (PID ${pid}) terminated unexpectedly: ${message}`
  return cause === undefined ? Effect.logWarning(line) : Effect.logWarning(line, cause)
}

export const scheduled = (name: string, delay: Duration.Duration, attempt: number, policy: RestartPolicy) =>
  Effect.logInfo(
    `Scheduling restart for ${name} in ${inSeconds(delay)} seconds (attempt ${attempt}/${policy.maxRestarts})`
  )

/** `why`: which attempt, or who asked. */
export const restarting = (name: string, why: string) => Effect.logInfo(`Restarting ${name} process (${why})`)

export const restarted = (name: string) => Effect.logInfo(`${name} process restarted successfully (PID ${pid})`)

/** With backoff the limit counts consecutive crashes, so there is no window to name. */
export const limit = ({ backoff, maxRestarts, window }: RestartPolicy): string =>
  backoff === "exponential"
    ? `${maxRestarts} consecutive restarts`
    : `${maxRestarts} restarts in ${inSeconds(window)} seconds`

export const exceeded = (name: string, policy: RestartPolicy) =>
  Effect.logError(`${name} process exceeded restart limit (${limit(policy)})`)

export const disabled = (name: string) =>
  Effect.logError(`Auto-restart disabled for ${name}; manual intervention required`)

export const probing = (name: string, policy: RestartPolicy) =>
  Effect.logInfo(`Probing ${name} every ${inSeconds(policy.probeInterval)} seconds until it stays up`)

export const misconfigured = (name: string, reason: string, retryIn: Duration.Duration | undefined) =>
  Effect.logError(
    `${name} process cannot work: ${reason} ` +
      (retryIn === undefined ? "(manual intervention required)" : `(next attempt in ${inSeconds(retryIn)} seconds)`)
  )

export const stopped = (name: string, why: string) => Effect.logInfo(`${name} process stopped: ${why}`)

export const abandoned = (name: string, life: number, timeout: Duration.Duration) =>
  Effect.logWarning(
    `${name} process (PID ${pid}, life ${life}) did not stop within ${inSeconds(timeout)} seconds and was abandoned; ` +
      "it must not write any more"
  )

export const endedAtLast = (name: string, life: number) =>
  Effect.logInfo(`${name} process: abandoned life ${life} has ended at last`)

export const drill = (what: string) => Effect.logWarning(`Drill: ${what}`)

export const allStopped = (count: number, stuck: ReadonlyArray<string>) =>
  stuck.length === 0
    ? Effect.logInfo(`All processes stopped (${count})`)
    : Effect.logWarning(`Processes that did not stop and were abandoned: ${stuck.join(", ")}`)
