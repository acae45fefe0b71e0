import * as Effect from "effect/Effect"
import { namingFigure, requests } from "./atRest.ts"
import type { Measure } from "./Measure.ts"
import { observe } from "./observe.ts"
import type { Ruleset } from "./rulesets.ts"
import * as TheScene from "./scene.ts"
import { rounded } from "./statistics.ts"

/** One daemon with these rules among 1,000 mixed torrents, once everything has been set right. */
const once = (ruleset: Ruleset, seconds: number) =>
  Effect.scoped(
    Effect.gen(function* () {
      const scene = yield* TheScene.begin({ idle: 1_000, mixed: true, fake: false }, { ruleset })
      const handledAt = yield* TheScene.settled(scene)
      const { count } = yield* scene.servers.ask("touches", undefined)
      const seen = yield* observe(scene, seconds)
      const took = (handledAt - scene.daemon.spawnedAt) / 1000
      return [
        ...requests(ruleset, seen, seconds, { qbittorrent: 12, arr: 6 }, {}),
        namingFigure(ruleset, seen, seconds),
        {
          name: `RSS, 3 managers, 1,000 torrents, ${ruleset}`,
          figure: rounded(seen.usage.rss),
          unit: "MiB",
          budget: 120,
          detail:
            `most since the start ${rounded(seen.usage.peak ?? Number.NaN)} MiB, ${rounded(seen.cpu)} s of CPU a minute; ` +
            `everything set right after ${rounded(took)} s with ${count} changing requests`
        }
      ]
    })
  )

/** What is asked once limits, labels and trackers are as the config wants them, and trackers have been read. */
export const upkeepAtRest: Measure = {
  name: "upkeep",
  run: ({ quick }) =>
    Effect.gen(function* () {
      const seconds = quick ? 20 : 60
      return [...(yield* once("tracker rules", seconds)), ...(yield* once("tracker messages", seconds))]
    })
}
