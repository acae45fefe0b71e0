import * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import * as Clock from "effect/Clock"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import type { ProcessView } from "../web/ProcessView.ts"
import { CliFailure, exitCodes } from "./CliFailure.ts"
import * as DaemonClient from "./DaemonClient.ts"
import { target } from "./loadConfig.ts"
import { location } from "./options.ts"
import { renderStatus } from "./renderStatus.ts"

/** Scripts and monitors look at the exit code: 1 as soon as one process has failed. */
export const statusCode = (processes: ReadonlyArray<Pick<ProcessView, "state">>): number =>
  processes.some(({ state }) => state === "failed") ? exitCodes.failed : exitCodes.ok

const json = Options.boolean("json").pipe(Options.withDescription("Print the API's answer as JSON, for scripts."))

export const status = Command.make("status", { json, ...location }, (options) =>
  Effect.gen(function* () {
    const daemon = yield* target(options)
    const processes = yield* DaemonClient.processes(daemon)
    if (options.json) {
      yield* Console.log(JSON.stringify({ processes }, null, 2))
    } else {
      const { dependencies } = yield* DaemonClient.readiness(daemon)
      yield* Console.log(renderStatus(processes, dependencies, yield* Clock.currentTimeMillis))
    }
    const code = statusCode(processes)
    if (code !== exitCodes.ok) return yield* new CliFailure({ message: "", code })
  })
).pipe(
  Command.withDescription(
    "Show every process and what is not up. Exit code 1: a process has failed; 3: no daemon answers."
  )
)
