import * as Args from "@effect/cli/Args"
import * as HelpDoc from "@effect/cli/HelpDoc"
import * as Options from "@effect/cli/Options"
import * as Effect from "effect/Effect"
import type * as Option from "effect/Option"

/** Which daemon or installation a command is about. */
export interface Location {
  readonly config: Option.Option<string>
  readonly data: Option.Option<string>
}

/** `--config` and `--data`, understood by every command. */
export const location = {
  config: Options.text("config").pipe(
    Options.withPseudoName("FILE"),
    Options.withDescription("Config file (default: config.toml in the data folder)."),
    Options.optional
  ),
  data: Options.text("data").pipe(
    Options.withPseudoName("DIR"),
    Options.withDescription(
      "Data folder (default: QBITRR_OVERRIDES_DATA_PATH if it exists, /config in a container, else ./.config)."
    ),
    Options.optional
  )
}

/** `--section` of what is about Arr sections. */
export const section = Options.text("section").pipe(
  Options.withPseudoName("NAME"),
  Options.withDescription("Only this Arr section; upper and lower case are the same."),
  Options.optional
)

/** The name of a process. A word with a dash in front is a mistyped option, which the parser would take as a name. */
export const processName = Args.text({ name: "NAME" }).pipe(
  Args.withDescription("Name of the process, as `qbitrr status` shows it; upper and lower case are the same."),
  Args.mapEffect((name) =>
    name.startsWith("-") ? Effect.fail(HelpDoc.p(`Unknown or incomplete option: ${name}`)) : Effect.succeed(name)
  )
)
