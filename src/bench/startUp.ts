import { spawnSync } from "node:child_process"
import * as Effect from "effect/Effect"
import type { Figure, Measure } from "./Measure.ts"
import * as TheScene from "./scene.ts"
import { listed, median, percentile, rounded } from "./statistics.ts"

/** One start with an empty data folder, in milliseconds after the process was spawned. */
const once = (idle: number) =>
  Effect.scoped(
    Effect.gen(function* () {
      const { daemon, servers } = yield* TheScene.begin({ idle, fake: true })
      const healthyAt = yield* daemon.healthyAt
      while (true) {
        const { first, firstAt } = yield* servers.ask("touches", undefined)
        if (firstAt !== undefined) {
          return { healthy: healthyAt - daemon.spawnedAt, decided: firstAt - daemon.spawnedAt, first }
        }
        yield* Effect.sleep("20 millis")
      }
    })
  )

type Start = Effect.Effect.Success<ReturnType<typeof once>>

const decided = (what: string, starts: ReadonlyArray<Start>): Figure => {
  const values = starts.map((start) => start.decided)
  return {
    name: `start → first decision, ${what}`,
    figure: rounded(median(values) / 1000),
    unit: "s",
    budget: 1,
    reference: "0.97–2.5 (first torrent)",
    detail:
      `p50 of ${starts.length}, slowest ${rounded(percentile(values, 1) / 1000)} s; until the first request about a torrent ` +
      `(${starts[0]?.first ?? "none"}) has arrived`
  }
}

/** A Node that does nothing, milliseconds: what part of a start is the machine's. */
const bareNode = Effect.sync(() => {
  const begun = performance.now()
  spawnSync(process.execPath, ["--eval", "1"], { stdio: "ignore" })
  return performance.now() - begun
})

/** From the start of the process until it answers, and until its first decision arrives at qBittorrent. */
export const startUp: Measure = {
  name: "start",
  run: ({ quick }) =>
    Effect.gen(function* () {
      const bare = yield* Effect.replicateEffect(bareNode, 5)
      const few = yield* Effect.replicateEffect(once(0), quick ? 3 : 7)
      const many = yield* Effect.replicateEffect(once(1_000), quick ? 1 : 3)
      const healthy = few.map((start) => start.healthy)
      return [
        {
          name: "start → /api/health answers",
          figure: rounded(median(healthy) / 1000),
          unit: "s",
          reference: "0.5–1.3",
          detail: `p50 of ${few.length}, asked every 10 ms: ${listed(healthy, "ms")}; a Node that does nothing takes ${listed([median(bare)], "ms")}`
        },
        decided("one fake release waiting", few),
        decided("1,000 torrents and the fake waiting", many)
      ]
    })
}
