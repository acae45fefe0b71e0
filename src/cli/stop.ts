import * as Command from "@effect/cli/Command"
import { commandProcess } from "./commandProcess.ts"
import { location, processName } from "./options.ts"

/** As a shell takes it for one word. */
const quoted = (name: string): string => (/^[\w.@+-]+$/.test(name) ? name : JSON.stringify(name))

export const stop = Command.make("stop", { name: processName, ...location }, (options) =>
  commandProcess(options, "stop", (name) => `${name} stopped. Start it again with: qbitrr start ${quoted(name)}`)
).pipe(
  Command.withDescription("Stop one process. It stays stopped until it is started by hand or the daemon restarts.")
)
