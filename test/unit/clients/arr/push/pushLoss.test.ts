import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Queue from "effect/Queue"
import * as TestClock from "effect/TestClock"
import { empty, json, text } from "../../../../../src/demo/http/Exchange.ts"
import { breathe, end, key, listenTo, makeHub, telling } from "./hub.ts"

/** Seconds of the test clock, one by one, so that what is on its way in real time does not time out in between. */
const pass = (seconds: number) => Effect.replicateEffect(Effect.zipRight(TestClock.adjust(1000), breathe(5)), seconds)

const connected = { _tag: "Connected" } as const

describe("push is lost", () => {
  it.scoped("when the server goes away, and found again when it is back, with one line for each", () =>
    Effect.gen(function* () {
      const hub = yield* makeHub()
      const ear = yield* listenTo(hub.url)
      yield* hub.connection
      assert.deepStrictEqual(yield* ear.next, connected)
      yield* hub.goDown
      assert.match(yield* ear.loss, /^the connection was closed \(1006\)\.$|^the connection broke/)
      for (let minute = 0; minute < 10; minute++) {
        yield* TestClock.adjust("1 minute")
        yield* breathe(5)
      }
      assert.strictEqual(yield* ear.size, 0)
      yield* hub.comeBack
      // However long it was away, a minute and the jitter is the longest wait.
      for (let second = 0; second < 73 && (yield* ear.size) === 0; second++) yield* pass(1)
      assert.strictEqual(yield* ear.size, 1)
      assert.deepStrictEqual(yield* ear.next, connected)
      const levels = ear.lines.map((line) => line.replace(/: .*/, ""))
      assert.deepStrictEqual(levels, ["Info Radarr-Movies", "Info Radarr-Movies", "Info Radarr-Movies"])
      assert.include(ear.lines[1], "no push, changes are polled: the connection")
    })
  )

  it.scoped("when the server says so; its words are shown without secrets", () =>
    Effect.gen(function* () {
      const hub = yield* makeHub()
      const ear = yield* listenTo(hub.url)
      const server = yield* hub.connection
      assert.deepStrictEqual(yield* ear.next, connected)
      yield* server.send(`{"type":7,"error":"shutting down, apikey=${key}"}${end}`)
      yield* server.hangUp
      const reason = yield* ear.loss
      assert.match(reason, /^the server ended the connection: "shutting down, apikey=.*"\.$/)
      assert.notInclude(reason, key)
      yield* TestClock.adjust("2 seconds")
      assert.deepStrictEqual(yield* ear.next, connected)
    })
  )

  it.scoped("after 30 seconds of silence, not while the server pings; it is pinged every 15 seconds", () =>
    Effect.gen(function* () {
      const hub = yield* makeHub()
      const ear = yield* listenTo(hub.url)
      const server = yield* hub.connection
      assert.deepStrictEqual(yield* ear.next, connected)
      for (let ping = 0; ping < 8; ping++) {
        yield* TestClock.adjust("15 seconds")
        assert.strictEqual(yield* Queue.take(server.incoming), `{"type":6}${end}`)
        yield* server.send(`{"type":6}${end}`)
        // Heard once the message behind it is.
        yield* server.send(telling("queue", { action: "sync" }))
        assert.deepStrictEqual(yield* ear.next, { _tag: "QueueChanged" })
      }
      yield* TestClock.adjust("29 seconds")
      yield* breathe(20)
      assert.strictEqual(yield* ear.size, 0)
      yield* TestClock.adjust("1 second")
      assert.strictEqual(yield* ear.loss, "nothing was heard for 30 seconds.")
      yield* server.gone
    })
  )

  it.scoped("less and less often when each connection is cut at once", () =>
    Effect.gen(function* () {
      const hub = yield* makeHub()
      const ear = yield* listenTo(hub.url)
      yield* Effect.forkScoped(Effect.forever(Effect.flatMap(hub.connection, ({ hangUp }) => hangUp)))
      yield* pass(120)
      // One each second would be 120.
      const count = yield* hub.count
      assert.isAtLeast(count, 10)
      assert.isAtMost(count, 60)
      yield* Fiber.interrupt(ear.fiber)
    })
  )
})

describe("push is refused", () => {
  const reasons = [
    ["a wrong key", { negotiation: empty(401) }, /^the APIKey of \[Radarr-Movies\] is refused: copy it from Settings/],
    ["a missing hub", { negotiation: json(404, {}) }, /^there is no \/signalr\/messages at .*\(404\).*too old.*URI of/],
    ["a login page", { negotiation: text(200, "<!DOCTYPE html>") }, /^an HTML page instead of JSON.*put the address/],
    ["a redirect", { negotiation: empty(307, { location: "/films/" }) }, /^it redirects to \/films\//],
    [
      "a hub without WebSocket",
      { negotiation: json(200, { connectionToken: "t", availableTransports: [{ transport: "LongPolling" }] }) },
      /^no WebSocket is offered\./
    ],
    ["a proxy without WebSocket", { upgrade: text(400, "no upgrade") }, /^the WebSocket was answered with 400\. If/],
    ["a refused handshake", { greeting: `{"error":"unknown protocol"}${end}` }, /^the handshake was refused: "unknown/]
  ] as const

  for (const [name, options, reason] of reasons) {
    it.scoped(`by ${name}: it says what to do and tries again after five minutes, not before`, () =>
      Effect.gen(function* () {
        const hub = yield* makeHub(options)
        const ear = yield* listenTo(hub.url)
        const said = yield* ear.loss
        assert.match(said, reason)
        assert.strictEqual(ear.lines[0], `Warning Radarr-Movies: no push, changes are polled: ${said}`)
        assert.notInclude(said, key)
        yield* hub.set({})
        yield* TestClock.adjust("4 minutes")
        yield* breathe(20)
        assert.strictEqual(yield* ear.size, 0)
        yield* TestClock.adjust("1 minute")
        assert.deepStrictEqual(yield* ear.next, connected)
        assert.lengthOf(ear.lines, 2)
      })
    )
  }

  const passing = [
    ["a program that is starting", { negotiation: json(503, { errorMessage: "starting" }) }],
    ["a proxy whose program is away", { upgrade: text(502, "Bad Gateway") }]
  ] as const
  for (const [name, options] of passing) {
    it.scoped(`by ${name}: it is tried again at once, and told once`, () =>
      Effect.gen(function* () {
        const hub = yield* makeHub(options)
        const ear = yield* listenTo(hub.url)
        yield* ear.loss
        yield* pass(10)
        assert.strictEqual(yield* ear.size, 0)
        yield* hub.set({})
        yield* TestClock.adjust("2 seconds")
        assert.deepStrictEqual(yield* ear.next, connected)
        assert.lengthOf(ear.lines, 2)
      })
    )
  }
})

describe("push is given up", () => {
  it.scoped("with the stream: the server sees the connection end", () =>
    Effect.gen(function* () {
      const hub = yield* makeHub()
      const ear = yield* listenTo(hub.url)
      const server = yield* hub.connection
      assert.deepStrictEqual(yield* ear.next, connected)
      yield* Fiber.interrupt(ear.fiber)
      yield* server.gone
    })
  )

  const hanging = [
    ["the negotiation", { negotiation: Effect.never }, 1],
    ["the WebSocket", { upgrade: Effect.never }, 2]
  ] as const
  for (const [name, options, requests] of hanging) {
    it.scoped(`at once while ${name} is not answered, which is no reason to wait for ever either`, () =>
      Effect.gen(function* () {
        const hub = yield* makeHub(options)
        const ear = yield* listenTo(hub.url)
        yield* Effect.replicateEffect(hub.request, requests)
        yield* TestClock.adjust("10 seconds")
        assert.match(yield* ear.loss, /(within|answered).*/)
        yield* TestClock.adjust("2 seconds")
        yield* Effect.replicateEffect(hub.request, requests)
        yield* Fiber.interrupt(ear.fiber)
      })
    )
  }
})
