import { existsSync } from "node:fs"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Random from "effect/Random"
import { query } from "../../harness/daemon/database.ts"
import { poll } from "../../harness/daemon/poll.ts"
import { arrivals, movie, searched, told, world } from "./searchSupport.ts"

const perHour = 8

/** From 5 on a tenth, rounded up, is kept for requests and the like. */
const ordinary = perHour - 1

describe("kill -9 while searches are sent", () => {
  it.scopedLive(
    "check 45: ten times: nothing is searched for twice, the hourly limit holds, and what was searched for is remembered",
    () =>
      Effect.gen(function* () {
        const scene = yield* world({
          kinds: ["radarr"],
          arr: { latency: "20 millis", searchLasts: "700 millis" },
          settings: { SearchesPerHour: perHour },
          // What may have arrived counts as running for two minutes.
          search: { SearchLimit: 20 }
        })
        const { daemon } = scene
        const radarr = scene.of("radarr")
        for (let id = 1; id <= 40; id++) yield* radarr.setMedia(movie(id), { title: `Movie ${id}`, year: 1980 + id })
        for (let round = 0; round < 10; round++) {
          yield* daemon.start
          if (round % 2 === 0) {
            // In the very moment in which a search has arrived and its answer is on its way.
            const before = (yield* arrivals(radarr)).length
            if (before < ordinary) yield* searched(radarr, before + 1, 20)
          } else yield* Effect.sleep(yield* Random.nextIntBetween(600, 3_500))
          yield* daemon.stop("SIGKILL")
          if (!existsSync(daemon.databaseFile)) continue
          const [check] = query(daemon.databaseFile, "PRAGMA integrity_check")
          assert.deepStrictEqual(Object.values(check ?? {}), ["ok"], `after kill ${round + 1}`)
        }
        yield* daemon.start
        const list = yield* told(scene, "the budget is spent", ({ held }) => held?.why === "hourly limit", 60)
        const [section] = list.sections
        const all = yield* arrivals(radarr)
        assert.isAtMost(all.length, ordinary)
        assert.isAtLeast(all.length, 5, "at least one in each life that waited for one")
        assert.strictEqual(new Set(all).size, all.length, `nothing twice: ${all.join(", ")}`)
        // One that never arrived counts for the limit all the same: it might have.
        assert.strictEqual(section?.hour.used, ordinary)
        assert.strictEqual(list.history.length, ordinary)
        yield* poll(
          "those that were answered have ended; of the others it is found out when no answer can come any more",
          Effect.map(scene.searches(), (now) => now?.history.every(({ state }) => state !== "running"))
        )

        // With more to spend it goes on where it was.
        yield* scene.configure({ settings: { SearchesPerHour: 100 } })
        const more = yield* searched(radarr, all.length + 3, 60)
        assert.strictEqual(new Set(more).size, more.length, `nothing twice: ${more.join(", ")}`)
        yield* daemon.stop("SIGTERM")
        const marked = query(daemon.databaseFile, "SELECT item_id FROM search_marks").map(
          (row) => `movie:${row["item_id"]}`
        )
        for (const target of yield* arrivals(radarr)) assert.include(marked, target)
        assert.deepStrictEqual(yield* radarr.violations, [])
      }),
    180_000
  )
})
