#!/usr/bin/env node
import * as NodeContext from "@effect/platform-node/NodeContext"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as Effect from "effect/Effect"
import * as App from "./App.ts"
import * as Cli from "./cli/Cli.ts"
import { Os } from "./cli/signals.ts"

const os = Os.of({
  on: (signal, listener) => void process.on(signal, listener),
  off: (signal, listener) => void process.off(signal, listener),
  exitNow: (code) => process.exit(code)
})

const colour = process.stdout.isTTY === true && (process.env["NO_COLOR"] ?? "") === ""

NodeRuntime.runMain(
  Cli.run(App.layer, process.argv, colour).pipe(Effect.provideService(Os, os), Effect.provide(NodeContext.layer)),
  {
    // The command line prints its own errors, and the daemon brings its own logger.
    disableErrorReporting: true,
    disablePrettyLogger: true,
    teardown: (exit, onExit) => onExit(Cli.exitCode(exit))
  }
)
