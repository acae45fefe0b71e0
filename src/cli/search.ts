import * as Command from "@effect/cli/Command"
import { searchList } from "./searchList.ts"
import { searchNow } from "./searchNow.ts"

export const search = Command.make("search").pipe(
  Command.withDescription("Show what is searched for and what came of it, or search for something now."),
  Command.withSubcommands([searchList, searchNow])
)
