import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { play } from "./play.ts"

const given = (option: string): boolean => process.argv.includes(option)

NodeRuntime.runMain(play(given("--forever") ? "again" : given("--stay") ? "stay" : "end"), {
  disableErrorReporting: true,
  disablePrettyLogger: true
})
