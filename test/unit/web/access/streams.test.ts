import { setTimeout } from "node:timers/promises"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/TestClock"
import * as EventStream from "../../../harness/web/eventStream.ts"
import { call, token } from "../fakes.ts"
import { cookie, installed, openSession, openToken, startInstalled, visit } from "./support.ts"

/** Effect's clock stands still while this waits for the sockets. */
const untilReal = (what: string, condition: () => boolean) =>
  Effect.promise(async () => {
    const deadline = performance.now() + 10_000
    while (!condition()) {
      if (performance.now() > deadline) throw new Error(`${what}: not within 10 s`)
      await setTimeout(20)
    }
  })

const greeted = (stream: EventStream.Open) => stream.names().includes("hello")
const kept = (stream: EventStream.Open, times: number) => () =>
  stream.ended() || stream.blocks().filter(({ comment }) => comment !== undefined).length >= times

/** As many wrong tokens as an address may show, and some more. */
const lockOut = (port: number) =>
  Effect.gen(function* () {
    for (let nth = 0; nth < 35; nth++) {
      yield* visit(port, "GET", "/api/processes", { headers: { authorization: `Bearer wrong-${nth}` } })
    }
    const locked = yield* visit(port, "GET", "/api/processes", { headers: { authorization: "Bearer wrong" } })
    assert.strictEqual(locked.status, 429)
  })

describe("a stream of events", () => {
  it.scoped("ends for a token that is revoked, also while its address is locked out for wrong ones", () =>
    Effect.gen(function* () {
      const access = installed()
      const mine = openToken(access, ["read"])
      const { port } = yield* startInstalled({ access })
      const stream = yield* EventStream.openEvents(port, "", { authorization: `Bearer ${mine}` })
      yield* untilReal("hello", () => greeted(stream))
      yield* lockOut(port)
      access.tokens.clear()
      yield* TestClock.adjust("45 seconds")
      yield* untilReal("the end", stream.ended)
    })
  )

  it.scoped("goes on for a good token while its address is locked out because of others", () =>
    Effect.gen(function* () {
      const access = installed()
      const mine = openToken(access, ["read"])
      const { port } = yield* startInstalled({ access })
      // The second is short enough to be guessed, so that requests with it have to wait.
      const streams = [
        yield* EventStream.openEvents(port, "", { authorization: `Bearer ${mine}` }),
        yield* EventStream.openEvents(port, "", { authorization: `Bearer ${token}` })
      ]
      yield* untilReal("hello", () => streams.every(greeted))
      yield* lockOut(port)
      assert.strictEqual((yield* call(port, "GET", "/api/processes")).status, 429)
      yield* TestClock.adjust("45 seconds")
      yield* untilReal("a sign of life", () => streams.every((one) => kept(one, 2)()))
      assert.deepStrictEqual(
        streams.map((one) => one.ended()),
        [false, false]
      )
    })
  )

  it.scoped("ends with the session it was begun in, and does not count as tries of anybody", () =>
    Effect.gen(function* () {
      const access = installed()
      const secret = openSession(access, { createdAt: 0, seenAt: 0 })
      const { port } = yield* startInstalled({ access })
      const stream = yield* EventStream.openEvents(port, "", { cookie: cookie(secret) })
      yield* untilReal("hello", () => greeted(stream))
      access.sessions.clear()
      yield* TestClock.adjust("45 seconds")
      yield* untilReal("the end", stream.ended)
      const other = yield* visit(port, "GET", "/api/processes", { headers: { authorization: "Bearer wrong" } })
      assert.strictEqual(other.status, 401)
    })
  )
})
