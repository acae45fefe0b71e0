import * as Args from "@effect/cli/Args"
import * as Command from "@effect/cli/Command"
import * as HelpDoc from "@effect/cli/HelpDoc"
import * as Options from "@effect/cli/Options"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { CliFailure, exitCodes } from "./CliFailure.ts"
import { commandProcess } from "./commandProcess.ts"
import { location, processName } from "./options.ts"

const kind = Args.text({ name: "crash|hang" }).pipe(
  Args.withDescription("crash: the life dies with a defect. hang: it stops beating until the watchdog ends it."),
  Args.mapEffect((word) =>
    word === "crash" || word === "hang"
      ? Effect.succeed<"crash" | "hang">(word)
      : Effect.fail(HelpDoc.p(`The kind of a drill is crash or hang, not "${word}".`))
  )
)

const seconds = Options.float("seconds").pipe(
  Options.withPseudoName("N"),
  Options.withDescription("hang only: seconds, 0 to 3600, during which it also ignores being stopped (default: 0)."),
  Options.optional
)

export const drill = Command.make("drill", { kind, name: processName, seconds, ...location }, (options) =>
  Effect.gen(function* () {
    if (options.kind === "crash" && Option.isSome(options.seconds)) {
      return yield* new CliFailure({ message: "--seconds belongs to a hang, not to a crash.", code: exitCodes.usage })
    }
    yield* commandProcess(
      options,
      "drill",
      (name) => `${name}: ${options.kind} drill has begun. Watch it with: qbitrr status`,
      { kind: options.kind, ...(Option.isSome(options.seconds) ? { seconds: options.seconds.value } : {}) }
    )
  })
).pipe(
  Command.withDescription(
    "Make a process crash or hang on purpose, to see restarts and alerts work. Needs AllowDrills = true in [Settings]."
  )
)
