import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { Dependencies, type DependencyStatus, layer } from "../../../src/supervision/Dependencies.ts"

describe("the changes of dependencies", () => {
  it.scoped("are each first sight, each change of state and each new reason, nothing else", () =>
    Effect.gen(function* () {
      const dependencies = yield* Dependencies
      yield* dependencies.register("before", "arr")
      const told: Array<DependencyStatus> = []
      yield* Effect.forkScoped(Stream.runForEach(dependencies.changes, (one) => Effect.sync(() => told.push(one))))
      yield* Effect.repeatN(Effect.yieldNow(), 20)
      yield* dependencies.register("qBit", "qbittorrent")
      yield* dependencies.register("qBit", "qbittorrent")
      yield* dependencies.up("qBit")
      yield* dependencies.up("qBit")
      yield* dependencies.up("nobody")
      yield* dependencies.down("qBit", "qBit: refused", 5_000)
      yield* dependencies.down("qBit", "qBit: time-out", 9_000)
      yield* dependencies.forget("qBit")
      yield* dependencies.down("qBit", "late", null)
      yield* Effect.repeatN(Effect.yieldNow(), 20)
      assert.deepStrictEqual(
        told.map(({ name, nextAttemptAt, reason, state }) => [name, state, reason, nextAttemptAt]),
        [
          ["qBit", "unknown", null, null],
          ["qBit", "up", null, null],
          ["qBit", "down", "refused", 5_000],
          ["qBit", "down", "time-out", 9_000]
        ]
      )
    }).pipe(Effect.provide(layer))
  )
})
