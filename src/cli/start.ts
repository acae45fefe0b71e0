import * as Command from "@effect/cli/Command"
import { commandProcess } from "./commandProcess.ts"
import { location, processName } from "./options.ts"

export const start = Command.make("start", { name: processName, ...location }, (options) =>
  commandProcess(options, "start", (name) => `${name} started.`)
).pipe(Command.withDescription("Start a stopped or failed process. Nothing happens when it lives."))
