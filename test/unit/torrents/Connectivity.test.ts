import { createServer } from "node:net"
import { describe, it } from "@effect/vitest"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/TestClock"
import { assert } from "vitest"
import { Connectivity, isConnected, layer, make, type Probe, probeOn } from "../../../src/torrents/Connectivity.ts"

/** A probe that knows who answers, and writes down whom it asked. */
const answering = (...reachable: ReadonlyArray<string>) => {
  const asked: Array<string> = []
  const probe: Probe = (host) =>
    Effect.sync(() => {
      asked.push(host)
      return reachable.includes(host)
    })
  return { asked, probe }
}

describe("isConnected", () => {
  it("check 11: a client that says disconnected is not connected, whatever the pings say", () => {
    for (const pinged of [true, false, undefined]) assert.isFalse(isConnected("disconnected", pinged))
  })

  it("connected and firewalled need no ping", () => {
    for (const pinged of [true, false, undefined]) {
      assert.isTrue(isConnected("connected", pinged))
      assert.isTrue(isConnected("firewalled", pinged))
    }
  })

  it("a client that cannot tell goes by the ping; without one it counts as not connected", () => {
    assert.isTrue(isConnected("unknown", true))
    assert.isFalse(isConnected("unknown", false))
    assert.isFalse(isConnected("unknown", undefined))
  })
})

describe("Connectivity", () => {
  it.effect("is there when one of the hosts answers", () =>
    Effect.gen(function* () {
      const { asked, probe } = answering("b.example")
      const connectivity = yield* make(probe)
      assert.isTrue(yield* connectivity.check(["a.example", "b.example", "c.example"]))
      assert.include(asked, "b.example")
      assert.strictEqual(new Set(asked).size, asked.length)
    })
  )

  it.effect("is missing when none answers, after each was asked once", () =>
    Effect.gen(function* () {
      const { asked, probe } = answering()
      const connectivity = yield* make(probe)
      assert.isFalse(yield* connectivity.check(["a.example", "b.example", "a.example"]))
      assert.sameMembers(asked, ["a.example", "b.example"])
    })
  )

  it.effect("without a host to ask it is missing", () =>
    Effect.gen(function* () {
      const { asked, probe } = answering("")
      const connectivity = yield* make(probe)
      assert.isFalse(yield* connectivity.check([]))
      assert.isFalse(yield* connectivity.check(["", " "]))
      assert.isEmpty(asked)
    })
  )

  it.effect("takes the host out of a URL, an address with a port and an IPv6 address", () =>
    Effect.gen(function* () {
      const { asked, probe } = answering()
      const connectivity = yield* make(probe)
      yield* connectivity.check(["https://A.example/ping", "b.example:8443", "https://[2001:db8::1]/", "192.0.2.1"])
      assert.sameMembers(asked, ["a.example", "b.example", "2001:db8::1", "192.0.2.1"])
    })
  )

  it.effect("a good answer is used for a minute", () =>
    Effect.gen(function* () {
      const { asked, probe } = answering("a.example")
      const connectivity = yield* make(probe)
      yield* connectivity.check(["a.example"])
      yield* TestClock.adjust("59 seconds")
      assert.isTrue(yield* connectivity.check(["a.example"]))
      assert.lengthOf(asked, 1)
      yield* TestClock.adjust("1 second")
      yield* connectivity.check(["a.example"])
      assert.lengthOf(asked, 2)
    })
  )

  it.effect("a bad answer is used for fifteen seconds", () =>
    Effect.gen(function* () {
      const { asked, probe } = answering()
      const connectivity = yield* make(probe)
      yield* connectivity.check(["a.example"])
      yield* TestClock.adjust("14 seconds")
      assert.isFalse(yield* connectivity.check(["a.example"]))
      assert.lengthOf(asked, 1)
      yield* TestClock.adjust("1 second")
      yield* connectivity.check(["a.example"])
      assert.lengthOf(asked, 2)
    })
  )

  it.effect("a host that is silent for five seconds does not answer, and the next is asked", () =>
    Effect.gen(function* () {
      const asked: Array<string> = []
      const connectivity = yield* make((host) =>
        Effect.zipRight(
          Effect.sync(() => asked.push(host)),
          Effect.never
        )
      )
      const fiber = yield* Effect.fork(connectivity.check(["a.example", "b.example"]))
      yield* TestClock.adjust("5 seconds")
      assert.lengthOf(asked, 2)
      assert.isNull(
        yield* fiber.pipe(
          Fiber.poll,
          Effect.map((exit) => (exit._tag === "None" ? null : exit.value))
        )
      )
      yield* TestClock.adjust("5 seconds")
      assert.isFalse(yield* Fiber.join(fiber))
    })
  )

  it.effect("all who ask at once share one probe", () =>
    Effect.gen(function* () {
      const gate = yield* Deferred.make<void>()
      let probes = 0
      const connectivity = yield* make(() =>
        Effect.suspend(() => {
          probes++
          return Effect.as(Deferred.await(gate), true)
        })
      )
      const fiber = yield* Effect.fork(
        Effect.all(
          Array.from({ length: 20 }, () => connectivity.check(["a.example"])),
          { concurrency: "unbounded" }
        )
      )
      yield* TestClock.adjust("1 second")
      yield* Deferred.succeed(gate, undefined)
      assert.deepStrictEqual(new Set(yield* Fiber.join(fiber)), new Set([true]))
      assert.strictEqual(probes, 1)
    })
  )

  it.effect("who gives up waiting ends the probe, and the next who asks gets an answer of his own", () =>
    Effect.gen(function* () {
      let ended = 0
      let silent = true
      const connectivity = yield* make(() =>
        Effect.suspend(() =>
          silent ? Effect.onInterrupt(Effect.never, () => Effect.sync(() => ended++)) : Effect.succeed(true)
        )
      )
      const first = yield* Effect.fork(connectivity.check(["a.example"]))
      const second = yield* Effect.fork(connectivity.check(["a.example"]))
      yield* TestClock.adjust("1 second")
      silent = false
      assert.isTrue(Exit.isInterrupted(yield* Fiber.interrupt(first)))
      assert.strictEqual(ended, 1)
      assert.isTrue(yield* Fiber.join(second))
    })
  )

  it.effect("the layer provides it", () =>
    Effect.gen(function* () {
      const connectivity = yield* Connectivity
      assert.isFalse(yield* connectivity.check([]))
    }).pipe(Effect.provide(layer))
  )
})

describe("probeOn", () => {
  const server = Effect.acquireRelease(
    Effect.async<{ readonly port: number; readonly close: () => void }>((resume) => {
      const listening = createServer((socket) => socket.end())
      listening.listen(0, "127.0.0.1", () => {
        const address = listening.address()
        const port = typeof address === "object" && address !== null ? address.port : 0
        resume(Effect.succeed({ port, close: () => listening.close() }))
      })
    }),
    ({ close }) => Effect.sync(close)
  )

  it.scopedLive("opens a real connection to any of the ports", () =>
    Effect.gen(function* () {
      const { port } = yield* server
      assert.isTrue(yield* probeOn([port])("127.0.0.1"))
      assert.isTrue(yield* probeOn([1, port])("127.0.0.1"))
    })
  )

  it.live("a port that nobody listens on is no answer", () =>
    Effect.gen(function* () {
      const { port, close } = yield* Effect.scoped(server)
      close()
      assert.isFalse(yield* probeOn([port, 1])("127.0.0.1"))
    })
  )

  it.live("a name that does not exist is no answer", () =>
    Effect.gen(function* () {
      assert.isFalse(yield* probeOn([443, 80])("no-such-host.invalid"))
    })
  )
})
