import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/TestClock"
import { makeIndex } from "./fakeIndex.ts"
import { fill, makeLibrary } from "./fakeLibrary.ts"
import { begin, forgetRequests, start } from "./support.ts"

describe("LibrarySync: at rest", () => {
  it.scoped("at most 2 requests a minute without push", () =>
    Effect.gen(function* () {
      const { library } = yield* start((empty) => fill(empty, 50, 2))
      forgetRequests(library)
      yield* TestClock.adjust("1 hour")
      assert.isAtMost(library.requests, 120)
      // Four lists of two requests and 60 looks at the history.
      assert.strictEqual(library.requests, 68)
    })
  )

  it.scoped("about 0.2 requests a minute with push, also while commands come and go", () =>
    Effect.gen(function* () {
      const { library, sync } = yield* start((empty) => fill(empty, 50, 2))
      yield* sync.push({ _tag: "Connected" })
      yield* TestClock.adjust("30 seconds")
      forgetRequests(library)
      for (let minute = 0; minute < 60; minute++) {
        for (const status of ["queued", "started", "completed"]) {
          yield* sync.push({
            _tag: "CommandChanged",
            command: {
              id: minute,
              name: "RefreshMonitoredDownloads",
              status,
              result: "successful",
              message: undefined,
              body: {},
              queuedAt: undefined
            }
          })
        }
        yield* sync.push({ _tag: "QueueChanged" })
        yield* sync.push({ _tag: "HealthChanged" })
        yield* TestClock.adjust("1 minute")
      }
      assert.isAtMost(library.requests, 12)
    })
  )

  it.scoped("says at least every 30 seconds that it is alive", () =>
    Effect.gen(function* () {
      const library = makeLibrary()
      fill(library, 5, 1)
      const { sync, told } = yield* begin(library, makeIndex(), true)
      yield* sync.push({ _tag: "Connected" })
      yield* TestClock.adjust("30 seconds")
      for (let n = 0; n < 60; n++) {
        const { beats } = told
        yield* TestClock.adjust("30 seconds")
        assert.isAbove(told.beats, beats)
      }
    })
  )
})
