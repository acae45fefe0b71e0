import * as Args from "@effect/cli/Args"
import * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { CliFailure, exitCodes } from "./CliFailure.ts"
import { commandProcess } from "./commandProcess.ts"
import * as DaemonClient from "./DaemonClient.ts"
import { target } from "./loadConfig.ts"
import { location, processName } from "./options.ts"

const all = Options.boolean("all").pipe(Options.withDescription("Restart every process."))

export const restart = Command.make("restart", { name: Args.optional(processName), all, ...location }, (options) =>
  Effect.gen(function* () {
    if (Option.isSome(options.name) === options.all) {
      return yield* new CliFailure({ message: "Give either the NAME of a process or --all.", code: exitCodes.usage })
    }
    if (Option.isSome(options.name)) {
      return yield* commandProcess({ ...options, name: options.name.value }, "restart", (name) => `${name} restarted.`)
    }
    yield* DaemonClient.command(yield* target(options), undefined, "restart")
    yield* Console.log("All processes restarted.")
  })
).pipe(Command.withDescription("Restart one process, or all, with a fresh restart budget. Works on failed ones, too."))
