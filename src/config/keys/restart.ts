import { type Key, key, type ReloadEffect } from "../Key.ts"
import { bool, oneOf } from "../values/Choice.ts"
import { optional } from "../values/Codec.ts"
import { duration } from "../values/Duration.ts"
import { int } from "../values/Number.ts"

const effect: ReloadEffect = "workers"

/** Restart policy of the supervisor in `[Settings]`. Meaning: design "The supervision contract". */
export const restartKeys = {
  AutoRestartProcesses: key({
    value: bool,
    default: true,
    effect,
    doc: "Start a worker again after it crashed. When false, the first crash leaves it stopped until a person starts it."
  }),
  MaxProcessRestarts: key({
    value: int({ min: 1 }),
    default: 5,
    effect,
    doc: "Restarts of one worker allowed inside any ProcessRestartWindow; the next crash marks it as failed."
  }),
  ProcessRestartWindow: key({
    value: duration({ unit: "s", min: 0 }),
    default: 300,
    effect,
    doc: "Length of the sliding window in which restarts are counted."
  }),
  ProcessRestartDelay: key({
    value: duration({ unit: "s", min: 0 }),
    default: 5,
    effect,
    doc: "Wait between a crash and the restart."
  }),
  RestartBackoff: key({
    value: oneOf(["none", "exponential"]),
    default: "none",
    effect,
    doc: "exponential doubles the delay with each consecutive crash, up to MaxProcessRestartDelay, and then counts consecutive crashes instead of those in the window."
  }),
  MaxProcessRestartDelay: key({
    value: duration({ unit: "s", min: 0 }),
    default: 300,
    effect,
    doc: "Longest delay that the exponential backoff reaches."
  }),
  RestartResetAfter: key({
    value: duration({ unit: "s", min: 0 }),
    default: 600,
    effect,
    doc: "A worker that was ready for this long counts as recovered: backoff and probing start over."
  }),
  OnRestartLimit: key({
    value: oneOf(["fail", "probe"]),
    default: "fail",
    effect,
    doc: "At the restart limit: fail gives up until a person acts or the config changes, probe tries once per RestartProbeInterval."
  }),
  RestartProbeInterval: key({
    value: duration({ unit: "s", min: 1 }),
    default: 300,
    effect,
    doc: "Time between two attempts in probe mode."
  })
}

/** The same key for one section only: absent means that `[Settings]` decides. */
export const override = <A>(of: Key<A>, name: string): Key<A | undefined> => ({
  _tag: "Key",
  value: optional<A>(of.value),
  default: undefined,
  effect: of.effect === "workers" ? "worker" : of.effect,
  doc: `Settings.${name} for this section only.`,
  sample: of.default
})
