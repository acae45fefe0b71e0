import type { ReactNode } from "react"
import type { ProcessView } from "../../../web/ProcessView.ts"
import { type Command, command } from "../../live/processes.ts"
import { confirm } from "../../parts/confirm.tsx"
import type { IconName } from "../../parts/Icon.tsx"
import { report } from "../../parts/toasts.tsx"

/** What is missing while one does not run, by its role. */
const without = (one: ProcessView): string => {
  if (one.name.startsWith("Feed-")) return "No manager sees this qBittorrent until then, so nothing of it is handled."
  switch (one.role) {
    case "manager":
      return "Nothing of this section is imported, replaced or removed until then."
    case "search":
      return "Nothing is searched for in this section until then; imports and removals go on."
    case "category":
      return "The failed and recheck categories, free space and the queue order of this qBittorrent are not looked after until then."
    default:
      return "What it does is not done until then."
  }
}

interface Words {
  readonly label: string
  readonly icon: IconName
  readonly done: string
  readonly consequence: (one: ProcessView) => ReactNode
}

/** The words of each command. */
export const commands: Readonly<Record<Command, Words>> = {
  restart: {
    label: "Restart",
    icon: "restart",
    done: "has been restarted",
    consequence: () =>
      "It is interrupted in its current work and begins again at once, with a fresh restart budget. The other processes do not notice."
  },
  stop: {
    label: "Stop",
    icon: "stop",
    done: "has been stopped",
    consequence: (one) => `It stays stopped until somebody starts it again. ${without(one)}`
  },
  start: {
    label: "Start",
    icon: "play",
    done: "has been started",
    consequence: () => "It begins to work at once, with a fresh restart budget."
  }
}

/** What makes sense now. */
export const possible = ({ state }: ProcessView): ReadonlyArray<Command> =>
  state === "stopped" || state === "failed" ? ["restart", "start"] : ["restart", "stop"]

/** Asks, does it, and says what came of it. */
export const give = async (one: ProcessView, what: Command): Promise<void> => {
  const { consequence, done, label } = commands[what]
  const yes = await confirm({
    title: `${label} ${one.name}?`,
    consequence: consequence(one),
    action: label,
    isDangerous: what === "stop"
  })
  if (yes) await report(`${one.name} ${done}.`, () => command(one.name, what))
}
