import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { isLong } from "../../../harness/span.ts"
import { folder, store } from "../../store/support.ts"
import { check, searches } from "./check.ts"
import { type Options, simulate } from "./simulate.ts"
import * as memory from "./stores.ts"
import { hour } from "./Thing.ts"

const few: Options = {
  seed: 11,
  sizes: { series: 20, movies: 200, artists: 40, missing: 0.1, poor: 0.2 },
  days: isLong ? 3 : 2,
  settings: { perHour: 60 },
  restartEvery: undefined,
  stores: memory.layer,
  keep: true
}

/** Of two sets of things, which share is in one of them only. */
const apart = (a: ReadonlySet<number>, b: ReadonlySet<number>): number =>
  ([...a].filter((one) => !b.has(one)).length + [...b].filter((one) => !a.has(one)).length) / Math.max(a.size, b.size)

describe("days with 60 searches an hour", () => {
  it.scoped(
    "brings the same with and without a restart every 7 hours, in memory and in the database",
    () =>
      Effect.gen(function* () {
        const file = `${yield* folder}/qbitrr.db`
        const once = yield* Effect.promise(() => simulate(few))
        const often = yield* Effect.promise(() => simulate({ ...few, restartEvery: 7 * hour }))
        const stored = yield* Effect.promise(() =>
          simulate({ ...few, restartEvery: 7 * hour, stores: store(file), keep: false })
        )
        check("one life", once)
        check("restarts", often)
        check("restarts on the disk", stored)
        for (const month of [often, stored]) {
          // Not necessarily the same to the last search: one that is cut before it arrives is sent again a little later, and
          // what it finds comes later, too.
          assert.approximately(searches(month) / searches(once), 1, 0.01)
          for (const [nth, { judge }] of month.sides.entries()) {
            const other = once.sides[nth]?.judge
            assert.isAtMost(apart(judge.searched, other?.searched ?? new Set()), 0.01)
            assert.strictEqual(judge.cycles, other?.cycles)
          }
        }
        assert.isAbove(often.cut, 0)
      }),
    900_000
  )
})
