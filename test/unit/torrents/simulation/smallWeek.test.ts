import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { check, simulate } from "./simulate.ts"

const seed = 4

describe("a week with 3,000 torrents on three clients, of which many come and go", () => {
  it.effect(
    "nothing healthy is lost, nothing ignored is touched, nothing dead stays, each Arr is told once, memory is flat",
    () => Effect.map(simulate(seed, 3_000), (week) => check(seed, week)),
    { timeout: 180_000 }
  )
})
