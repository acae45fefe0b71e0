import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { check, simulate } from "./simulate.ts"

const seed = 20_261_123

describe("a week with 10,000 torrents on three clients", () => {
  it.effect(
    "nothing healthy is lost, nothing ignored is touched, nothing dead stays, each Arr is told once, memory is flat",
    () => Effect.map(simulate(seed, 10_000), (week) => check(seed, week)),
    { timeout: 180_000 }
  )
})
