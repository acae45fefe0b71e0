import type { ProcessView } from "../../web/ProcessView.ts"
import type { DependencyView } from "../../web/Readiness.ts"
import { Icon, type IconName } from "./Icon.tsx"

/** How something is, beyond its word: the colour only repeats what icon and word say. */
export type Tone = "good" | "warn" | "bad" | "busy" | "idle"

/** Icon and word. */
export const Status = (props: { readonly tone: Tone; readonly icon: IconName; readonly word: string }) => (
  <span className="q-status" data-tone={props.tone}>
    <Icon name={props.icon} />
    {props.word}
  </span>
)

const states: Readonly<Record<ProcessView["state"], { readonly tone: Tone; readonly icon: IconName }>> = {
  starting: { tone: "busy", icon: "waiting" },
  running: { tone: "good", icon: "ok" },
  degraded: { tone: "warn", icon: "warning" },
  restarting: { tone: "busy", icon: "restart" },
  failed: { tone: "bad", icon: "error" },
  stopping: { tone: "idle", icon: "waiting" },
  stopped: { tone: "idle", icon: "stopped" }
}

/** The state of a process. */
export const ProcessState = ({ state }: { readonly state: ProcessView["state"] }) => (
  <Status {...states[state]} word={state} />
)

const answers: Readonly<
  Record<DependencyView["state"], { readonly tone: Tone; readonly icon: IconName; readonly word: string }>
> = {
  up: { tone: "good", icon: "ok", word: "answers" },
  down: { tone: "bad", icon: "error", word: "does not answer" },
  unknown: { tone: "idle", icon: "waiting", word: "not asked yet" }
}

/** Whether a dependency answers. */
export const DependencyState = ({ state }: { readonly state: DependencyView["state"] }) => (
  <Status {...answers[state]} />
)
