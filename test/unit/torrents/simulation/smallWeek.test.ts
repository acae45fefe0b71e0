import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { isLong } from "../../../harness/span.ts"
import { check, simulate } from "./simulate.ts"

const seed = 4
const days = isLong ? 7 : 3

describe(`${days} days with 3,000 torrents on three clients, of which many come and go`, () => {
  it.effect(
    "nothing healthy is lost, nothing ignored is touched, nothing dead stays, each Arr is told once, memory is flat",
    () => Effect.map(simulate(seed, 3_000, days), (week) => check(seed, week)),
    { timeout: 180_000 }
  )
})
