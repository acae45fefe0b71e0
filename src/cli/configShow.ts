import * as Command from "@effect/cli/Command"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import { load, locate } from "./loadConfig.ts"
import { location } from "./options.ts"
import { renderConfig } from "./renderConfig.ts"

export const configShow = Command.make("show", location, (options) =>
  Effect.flatMap(Effect.flatMap(locate(options), load), (loaded) => Console.log(renderConfig(loaded)))
).pipe(Command.withDescription("Print every effective value and where it comes from. Secrets are hidden."))
