import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { isLong } from "../../../harness/span.ts"
import { check, simulate } from "./simulate.ts"

const seed = 20_261_123
const days = isLong ? 7 : 2

describe(`${days} days with 10,000 torrents on three clients`, () => {
  it.effect(
    "nothing healthy is lost, nothing ignored is touched, nothing dead stays, each Arr is told once, memory is flat",
    () => Effect.map(simulate(seed, 10_000, days), (week) => check(seed, week)),
    { timeout: 180_000 }
  )
})
