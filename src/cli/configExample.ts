import * as Command from "@effect/cli/Command"
import * as Console from "effect/Console"
import { exampleToml } from "../config/ConfigExample.ts"
import { location } from "./options.ts"

export const configExample = Command.make("example", location, () => Console.log(exampleToml().trimEnd())).pipe(
  Command.withDescription("Print a commented config with every key and its default.")
)
