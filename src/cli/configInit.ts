import { dirname } from "node:path"
import * as Command from "@effect/cli/Command"
import * as FileSystem from "@effect/platform/FileSystem"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import { exampleToml } from "../config/ConfigExample.ts"
import { failed } from "./CliFailure.ts"
import { locate } from "./loadConfig.ts"
import { location } from "./options.ts"

export const configInit = Command.make("init", location, (options) =>
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    const { configFile, dataFolder } = yield* locate(options)
    yield* Effect.gen(function* () {
      yield* fs.makeDirectory(dirname(configFile), { recursive: true })
      yield* fs.makeDirectory(dataFolder, { recursive: true })
      // It will hold API keys; "wx" never writes over an existing file, not even one that appears meanwhile.
      yield* fs.writeFileString(configFile, exampleToml(), { flag: "wx", mode: 0o600 })
    }).pipe(
      Effect.mapError((error) =>
        error._tag === "SystemError" && error.reason === "AlreadyExists"
          ? failed(`${configFile} exists already and stays as it is. Check it with: qbitrr config check`)
          : failed(`${configFile} cannot be written: ${error.message}`)
      )
    )
    yield* Console.log(
      [
        `${configFile} is written.`,
        "1. Fill in the address and login of qBittorrent, and the URI and API key of each Arr; delete the sections you do not need.",
        "2. Check it:  qbitrr config check",
        "3. Start:     qbitrr run"
      ].join("\n")
    )
  })
).pipe(Command.withDescription("Write a commented config to begin with. Never over an existing one."))
