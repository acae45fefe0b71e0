import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { play } from "./play.ts"

NodeRuntime.runMain(play(process.argv.includes("--forever")), {
  disableErrorReporting: true,
  disablePrettyLogger: true
})
