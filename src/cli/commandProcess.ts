import type * as FileSystem from "@effect/platform/FileSystem"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import { type CliFailure, failed } from "./CliFailure.ts"
import * as DaemonClient from "./DaemonClient.ts"
import { target } from "./loadConfig.ts"
import type { Location } from "./options.ts"
import { resolveName } from "./processName.ts"

/** Sends one manual command to one process, named as a person would, and says so. */
export const commandProcess = (
  options: Location & { readonly name: string },
  word: "restart" | "stop" | "start" | "drill",
  said: (name: string) => string,
  json?: unknown
): Effect.Effect<void, CliFailure, FileSystem.FileSystem> =>
  Effect.gen(function* () {
    const daemon = yield* target(options)
    const known = (yield* DaemonClient.processes(daemon)).map(({ name }) => name)
    const name = yield* Effect.mapError(resolveName(options.name, known), failed)
    yield* DaemonClient.command(daemon, name, word, json)
    yield* Console.log(said(name))
  })
