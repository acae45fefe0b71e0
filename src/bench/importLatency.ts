import * as Effect from "effect/Effect"
import * as Random from "effect/Random"
import { BenchFailed, type Measure } from "./Measure.ts"
import * as TheScene from "./scene.ts"
import { type ArrName, arrs } from "./servers/protocol.ts"
import type { Servers } from "./servers/Servers.ts"
import { listed, median, percentile, rounded } from "./statistics.ts"

/** Longest wait for a command, milliseconds. */
const patience = 20_000

/** One download from its grab to the command for its import: milliseconds after its completion. */
const once = (servers: Servers, arr: ArrName, nth: number) =>
  Effect.gen(function* () {
    // Longer than LoopSleepTimer, so that the feed has seen it move; the end at any moment between two of its questions.
    const seconds = 6 + 1.5 * (yield* Random.next)
    const { completesAt } = yield* servers.ask("download", { arr, name: `Download.${nth}.${arr}.2024`, seconds })
    yield* Effect.sleep(Math.max(0, completesAt - Date.now()))
    while (true) {
      const { at } = yield* servers.ask("importCommand", { arr, since: completesAt })
      if (at !== undefined) return at - completesAt
      if (Date.now() - completesAt > patience) {
        return yield* new BenchFailed({ message: `No command came to ${arr} within ${patience / 1000} s` })
      }
      yield* Effect.sleep("50 millis")
    }
  })

/** From a completed download in qBittorrent to the Arr being told, with default intervals. */
export const importLatency: Measure = {
  name: "import",
  run: ({ quick }) =>
    Effect.gen(function* () {
      const scene = yield* TheScene.begin({ idle: 99, fake: false }, { refreshMinutes: 0 })
      yield* TheScene.settled(scene)
      const each = quick ? 2 : 7
      const perArr = yield* Effect.forEach(
        arrs,
        (arr) =>
          Effect.forEach(
            Array.from({ length: each }, (_, nth) => nth),
            (nth) => once(scene.servers, arr, nth)
          ),
        { concurrency: "unbounded" }
      )
      const took = perArr.flat()
      return [
        {
          name: "completion in qBittorrent → import command, p95",
          figure: rounded(percentile(took, 0.95) / 1000),
          unit: "s",
          budget: 2,
          detail: `p50 ${rounded(median(took) / 1000)} s over ${took.length} downloads, ${each} after each other in each of 3 Arrs; ${listed(
            took.toSorted((a, b) => a - b),
            "ms"
          )}`
        }
      ]
    })
}
