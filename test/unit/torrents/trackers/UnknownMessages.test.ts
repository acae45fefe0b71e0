import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/TestClock"
import { assert } from "vitest"
import { capacity, layer, UnknownMessages } from "../../../../src/torrents/trackers/UnknownMessages.ts"
import { reading, trackerRule } from "../samples.ts"

const test = <A, E>(effect: Effect.Effect<A, E, UnknownMessages>) => Effect.provide(effect, layer)

describe("UnknownMessages", () => {
  it.effect("counts the same message of one host once per time it was read, the last time with it", () =>
    test(
      Effect.gen(function* () {
        const messages = yield* UnknownMessages
        yield* messages.note("a.example", "Odd thing 12")
        yield* TestClock.adjust("10 seconds")
        yield* messages.note("a.example", "Odd thing 977")
        yield* messages.note("b.example", "Odd thing 1")
        assert.deepStrictEqual(yield* messages.list, [
          { host: "a.example", message: "Odd thing #", count: 2, lastAt: 10_000 },
          { host: "b.example", message: "Odd thing #", count: 1, lastAt: 10_000 }
        ])
      })
    )
  )

  it.effect("keeps no passkey and no address", () =>
    test(
      Effect.gen(function* () {
        const messages = yield* UnknownMessages
        yield* messages.note("a.example", "odd 0123456789abcdef0123456789abcdef https://a.example/s3cretpass1/announce")
        assert.deepStrictEqual(
          (yield* messages.list).map(({ message }) => message),
          ["odd *"]
        )
      })
    )
  )

  it.effect("an empty message is none", () =>
    test(
      Effect.gen(function* () {
        const messages = yield* UnknownMessages
        yield* messages.note("a.example", "")
        yield* messages.note("a.example", "  ")
        yield* messages.note("a.example", "https://a.example/announce")
        assert.isEmpty(yield* messages.list)
      })
    )
  )

  it.effect("drops the least recent beyond its bounds", () =>
    test(
      Effect.gen(function* () {
        const messages = yield* UnknownMessages
        yield* messages.note("first.example", "odd")
        for (let at = 0; at < capacity - 1; at++) yield* messages.note(`host${at}.example`, "odd")
        yield* messages.note("first.example", "odd")
        yield* messages.note("one-more.example", "odd")
        const hosts = (yield* messages.list).map(({ host }) => host)
        assert.lengthOf(hosts, capacity)
        assert.include(hosts, "first.example")
        assert.include(hosts, "one-more.example")
        assert.notInclude(hosts, "host0.example")
      })
    )
  )

  it.effect("of a reading only complaints that no list knows are noted", () =>
    test(
      Effect.gen(function* () {
        const messages = yield* UnknownMessages
        yield* messages.noteReading(
          reading(
            { host: "works.example", state: "working", message: "odd words" },
            { host: "waits.example", state: "notContacted", message: "odd words" },
            { host: "updates.example", state: "updating", message: "odd words" },
            { host: "off.example", state: "disabled", message: "odd words" },
            { host: "gone.example", state: "notWorking", message: "unregistered torrent" },
            { host: "down.example", state: "unreachable", message: "timed out" },
            { host: "silent.example", state: "notWorking", message: "" },
            { host: "sub.own.example", state: "error", message: "retitled" },
            { host: "odd.example", state: "error", message: "Odd words" }
          ),
          [trackerRule({ host: "own.example", messages: { gone: ["retitled"], outage: [], userError: [] } })]
        )
        assert.deepStrictEqual(
          (yield* messages.list).map(({ host }) => host),
          ["odd.example"]
        )
      })
    )
  )
})
