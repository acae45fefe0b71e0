import * as Effect from "effect/Effect"
import { BenchFailed, type Measure } from "./Measure.ts"
import * as TheScene from "./scene.ts"
import { listed, median, rounded } from "./statistics.ts"

/** One orderly end of an idle daemon, milliseconds. */
const once = Effect.scoped(
  Effect.gen(function* () {
    const scene = yield* TheScene.begin({ idle: 10, fake: false })
    yield* TheScene.settled(scene, 3_000)
    const { code, signal, took } = yield* scene.daemon.stop
    if (code !== 0)
      return yield* new BenchFailed({ message: `SIGTERM ended the daemon with ${signal ?? `code ${code}`}` })
    return took
  })
)

/** From SIGTERM until the process is gone, with everything stored and exit code 0. */
export const shutDown: Measure = {
  name: "stop",
  run: ({ quick }) =>
    Effect.map(Effect.replicateEffect(once, quick ? 2 : 5), (took) => [
      {
        name: "SIGTERM → exit, idle",
        figure: rounded(median(took) / 1000),
        unit: "s",
        budget: 1,
        reference: "never (deadlock, 16 of 16)",
        detail: `p50 of ${took.length}, exit code 0: ${listed(took, "ms")}`
      }
    ])
}
