import { assert, describe, it } from "@effect/vitest"
import { isLong } from "../../../harness/span.ts"
import { whole } from "./births.ts"
import { check, searches } from "./check.ts"
import { days } from "./days.ts"
import { simulate } from "./simulate.ts"
import * as stores from "./stores.ts"
import { hour } from "./Thing.ts"

describe(`${days} days over 5,000 movies and 10,000 albums, restarted every 7 hours`, () => {
  it("keeps every limit, searches for everything once in each cycle and for nothing else, memory is flat", async () => {
    const month = await simulate({
      seed: 20_261_127,
      kinds: ["radarr", "lidarr"],
      sizes: whole,
      days,
      settings: {},
      restartEvery: 7 * hour,
      stores: stores.layer,
      keep: true
    })
    check("movies and albums", month)
    for (const { judge } of month.sides) assert.isAtLeast(judge.cycles, isLong ? 2 : 0)
    assert.isAbove(month.cut, isLong ? 5 : 0)
    // Nobody plans thousands of things anew for each search.
    assert.isBelow(month.plans, searches(month))
  }, 900_000)
})
