import { basename } from "node:path"
import * as Command from "@effect/cli/Command"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import type { LoadedConfig } from "../config/ConfigFile.ts"
import { render } from "../config/ConfigProblem.ts"
import { load, locate } from "./loadConfig.ts"
import { location } from "./options.ts"
import { counted } from "./text.ts"

/** The last line of a successful check. */
export const checked = ({ config, file, warnings }: Pick<LoadedConfig, "config" | "file" | "warnings">): string => {
  const sections = [...Object.keys(config.qBit), ...Object.keys(config.Arr)]
  const names = sections.length === 0 ? "" : ` (${sections.join(", ")})`
  const problems = warnings.length === 0 ? "no problems" : counted(warnings.length, "warning")
  return `${basename(file)}: ${counted(sections.length, "section")}${names}, ${problems}`
}

export const configCheck = Command.make("check", location, (options) =>
  Effect.gen(function* () {
    const loaded = yield* load(yield* locate(options))
    for (const warning of loaded.warnings) yield* Console.log(`warning: ${render(warning)}`)
    yield* Console.log(checked(loaded))
  })
).pipe(Command.withDescription("Print every problem of the config. Exit code 78 when it cannot be used."))
