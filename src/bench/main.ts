import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import { BenchFailed } from "./Measure.ts"
import { measures } from "./measures.ts"
import { measureArgument, measureHere, run } from "./run.ts"
import type { WorldSpec } from "./servers/protocol.ts"
import { serversArgument } from "./servers/Servers.ts"
import { serve } from "./servers/serve.ts"

const usage = `npm run bench [-- [--quick] [NAME …]]

Measures qbitrr on this machine, about 5 minutes; with --quick about 2. Names: ${measures.map(({ name }) => name).join(", ")}.`

const program = (args: ReadonlyArray<string>): Effect.Effect<void, BenchFailed> => {
  const [role, argument = ""] = args
  // One process of this very program wrote what another reads here.
  if (role === serversArgument) return serve(JSON.parse(argument) as WorldSpec)
  const quick = args.includes("--quick")
  if (role === measureArgument) {
    const measure = measures.find(({ name }) => name === argument)
    if (measure !== undefined) return measureHere(measure, { quick })
  }
  if (args.includes("--help")) return Console.log(usage)
  const options = args.filter((arg) => arg.startsWith("-") && arg !== "--quick")
  if (options.length > 0) {
    return Effect.fail(new BenchFailed({ message: `Unknown option ${options.join(" ")}.\n\n${usage}` }))
  }
  const names = args.filter((arg) => !arg.startsWith("-"))
  return run(names, { quick }, args)
}

NodeRuntime.runMain(program(process.argv.slice(2)).pipe(Effect.tapError(({ message }) => Console.error(message))), {
  disableErrorReporting: true,
  // Or it would stand in the place of the loggers that measures bring.
  disablePrettyLogger: true
})
