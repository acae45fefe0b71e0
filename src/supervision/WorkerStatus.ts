/** The finer state. The public words of the API are derived: see `publicStatus`. */
export type WorkerState = "starting" | "running" | "degraded" | "restarting" | "failed" | "stopping" | "stopped"

/** Why a life ended. */
export type ExitKind = "interrupted" | "crashed" | "hung" | "misconfigured"

/** One line of the death tally. Times are epoch milliseconds. */
export interface WorkerExit {
  readonly worker: string
  readonly life: number
  readonly at: number
  readonly kind: ExitKind
  readonly message: string
  /** How long the life lasted, milliseconds. */
  readonly lived: number
  /** Restarts inside the window when it ended. */
  readonly attempt: number
  /** Provoked by `qbitrr drill`. */
  readonly drill: boolean
}

/** What is known about one worker right now. Times are epoch milliseconds. */
export interface WorkerStatus {
  readonly name: string
  readonly category: string
  readonly role: string
  readonly state: WorkerState
  /** Since when it has been in this state. */
  readonly since: number
  readonly reason: string | null
  readonly nextAttemptAt: number | null
  readonly life: number
  readonly lifeStartedAt: number | null
  readonly lastBeat: number | null
  readonly restartCount: number
  readonly lastRestart: number | null
  readonly restartLimit: number
  /** Milliseconds. */
  readonly restartWindow: number
  readonly exits: ReadonlyArray<WorkerExit>
}

/** The seed's three public words. */
export const publicStatus = (state: WorkerState): "running" | "stopped" | "restarting" => {
  switch (state) {
    case "starting":
    case "running":
    case "degraded":
      return "running"
    case "restarting":
      return "restarting"
    default:
      return "stopped"
  }
}
