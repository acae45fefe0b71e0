import * as Duration from "effect/Duration"

/**
 * When a worker that died is started again. Source of every rule: design "The supervision contract".
 * As a value it becomes a `Schedule` (windowed recurs ∩ spaced delay), see `toSchedule`.
 */
export interface RestartPolicy {
  /** `AutoRestartProcesses`: false means the first crash leaves the worker `stopped`. */
  readonly enabled: boolean
  /** `MaxProcessRestarts`: restarts allowed inside any sliding `window`. */
  readonly maxRestarts: number
  /** `ProcessRestartWindow`. */
  readonly window: Duration.Duration
  /** `ProcessRestartDelay`. */
  readonly delay: Duration.Duration
  /** `RestartBackoff`: `exponential` doubles the delay per consecutive crash up to `maxDelay`, ±20 % jitter. */
  readonly backoff: "none" | "exponential"
  /** `MaxProcessRestartDelay`. */
  readonly maxDelay: Duration.Duration
  /** `RestartResetAfter`: ready and beating for this long counts as recovered. */
  readonly resetAfter: Duration.Duration
  /** `OnRestartLimit`: give up, or keep probing. */
  readonly onLimit: "fail" | "probe"
  /** `RestartProbeInterval`. */
  readonly probeInterval: Duration.Duration
}

/** What `[Settings]` gives when it says nothing: 5 restarts within 300 s, 5 s apart, then give up. */
export const defaultRestartPolicy: RestartPolicy = {
  enabled: true,
  maxRestarts: 5,
  window: Duration.seconds(300),
  delay: Duration.seconds(5),
  backoff: "none",
  maxDelay: Duration.seconds(300),
  resetAfter: Duration.seconds(600),
  onLimit: "fail",
  probeInterval: Duration.seconds(300)
}
