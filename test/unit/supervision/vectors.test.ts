import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/TestClock"
import { Supervisor } from "../../../src/supervision/Supervisor.ts"
import { births, Lines, lasting, statusOf, supervising, worker } from "./support.ts"

describe("the default restart policy: 5 restarts within 300 s, 5 s apart", () => {
  it.effect("a worker that dies at once is restarted at 5, 10, 15, 20 and 25 s and given up at 25 s", () =>
    supervising(
      Effect.gen(function* () {
        const times: Array<number> = []
        const supervisor = yield* Supervisor
        yield* supervisor.start(worker("Radarr-Movies", lasting(0).pipe(births(times))))
        yield* TestClock.adjust("24 seconds")
        assert.strictEqual((yield* statusOf("Radarr-Movies")).state, "restarting")
        yield* TestClock.adjust("1 hour")
        const status = yield* statusOf("Radarr-Movies")
        assert.deepStrictEqual(times, [0, 5, 10, 15, 20, 25])
        assert.strictEqual(status.state, "failed")
        assert.strictEqual(status.since, 25_000)
      })
    )
  )
})
