import * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import * as Clock from "effect/Clock"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { largestHistory } from "../web/SearchesApi.ts"
import { CliFailure, exitCodes } from "./CliFailure.ts"
import * as DaemonClient from "./DaemonClient.ts"
import { target } from "./loadConfig.ts"
import { location, section } from "./options.ts"
import { renderSearches } from "./renderSearches.ts"

const json = Options.boolean("json").pipe(Options.withDescription("Print the API's answer as JSON, for scripts."))

const limit = Options.integer("limit").pipe(
  Options.withPseudoName("N"),
  Options.withDescription(`Past searches shown at most, 0 to ${largestHistory} (default: 20).`),
  Options.withDefault(20)
)

export const searchList = Command.make("list", { json, limit, section, ...location }, (options) =>
  Effect.gen(function* () {
    if (options.limit < 0 || options.limit > largestHistory) {
      return yield* new CliFailure({ message: `--limit takes 0 to ${largestHistory}.`, code: exitCodes.usage })
    }
    const daemon = yield* target(options)
    const only = Option.getOrUndefined(options.section)
    const found = yield* DaemonClient.searches(daemon, { section: only, limit: options.limit })
    if (options.json) return yield* Console.log(JSON.stringify(found, null, 2))
    const workers = (yield* DaemonClient.processes(daemon)).filter(
      ({ name, role }) =>
        role === "search" && (only === undefined || name.toLowerCase() === `search-${only}`.toLowerCase())
    )
    const now = yield* Clock.currentTimeMillis
    yield* Console.log(renderSearches(found, workers, { limit: options.limit, now }))
  })
).pipe(
  Command.withDescription(
    "Show per section what is searched for next, why the rest is not, the budget, and what searches brought."
  )
)
