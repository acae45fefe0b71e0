import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/TestClock"
import * as TestContext from "effect/TestContext"
import * as fc from "fast-check"
import * as Bell from "../../../../src/web/events/Bell.ts"
import * as Channel from "../../../../src/web/events/Channel.ts"
import { type Client, clientStream, tick } from "../../../../src/web/events/clientStream.ts"
import { frame, idOf, type Topic } from "../../../../src/web/events/wire.ts"
import { type Block, blocksOf } from "../../../harness/web/eventStream.ts"
import { settle } from "./support.ts"

/** A run whose ring keeps few events, and clients of it that read when they may. */
const makeRun = (limits: { readonly count: number; readonly bytes: number }, wanted: Client["wanted"] = () => true) => {
  const bell = Bell.make()
  const events = Channel.make<Topic>(bell, limits)
  return {
    events,
    publish: (topic: Topic = "process") =>
      events.publish(topic, (number) => frame(topic, { number }, idOf("run", number))),
    /** Reads while the gate is open. */
    connect: (lastId: string | undefined) =>
      Effect.gen(function* () {
        const scope = yield* Scope.make()
        const gate = Effect.unsafeMakeLatch(true)
        yield* Effect.forkIn(Effect.forever(Effect.delay(Effect.sync(bell.ring), tick)), scope)
        const blocks: Array<Block> = []
        const client: Client = { run: "run", bell, events, wanted, log: undefined, lastId }
        yield* clientStream(client).pipe(
          Stream.runForEachChunk((chunk) =>
            Effect.zipRight(
              gate.await,
              Effect.sync(() => {
                for (const bytes of chunk) blocks.push(...blocksOf(new TextDecoder().decode(bytes)))
              })
            )
          ),
          Effect.forkIn(scope)
        )
        yield* settle
        return {
          blocks,
          open: gate.open,
          shut: gate.close,
          lastId: () => blocks.findLast(({ id }) => id !== undefined)?.id,
          leave: Scope.close(scope, Exit.void)
        }
      })
  }
}

const numberOf = (block: Block): number => Number(block.id?.split("-")[1])

describe("a client of the event stream", () => {
  it.effect("that reads slowly costs no memory and is told that it missed something", () =>
    Effect.gen(function* () {
      const run = makeRun({ count: 10, bytes: 1_000_000 })
      const client = yield* run.connect(undefined)
      yield* client.shut
      for (let i = 1; i <= 100; i++) run.publish()
      yield* settle
      yield* client.open
      yield* settle
      const names = client.blocks.map(({ event }) => event)
      assert.strictEqual(names.at(-1), "reset")
      assert.isBelow(names.length, 30)
      assert.strictEqual(client.lastId(), "run-100")
      run.publish()
      yield* settle
      assert.strictEqual(client.lastId(), "run-101")
    })
  )

  it.effect("that is slow does not hold up the others", () =>
    Effect.gen(function* () {
      const run = makeRun({ count: 10, bytes: 1_000_000 })
      const slow = yield* run.connect(undefined)
      const quick = yield* run.connect(undefined)
      yield* slow.shut
      for (let i = 1; i <= 50; i++) {
        run.publish()
        yield* settle
      }
      assert.deepStrictEqual(
        quick.blocks.filter(({ event }) => event === "process").map(numberOf),
        Array.from({ length: 50 }, (_, i) => i + 1)
      )
    })
  )

  it.effect("that wants few topics can resume though the others pushed its last event out", () =>
    Effect.gen(function* () {
      const run = makeRun({ count: 10, bytes: 1_000_000 }, (topic) => topic === "decision")
      const client = yield* run.connect(undefined)
      run.publish("decision")
      for (let i = 0; i < 50; i++) {
        run.publish("torrent")
        yield* settle
      }
      yield* TestClock.adjust("15 seconds")
      yield* settle
      const lastId = client.lastId()
      assert.strictEqual(lastId, "run-51")
      yield* client.leave
      run.publish("decision")
      const again = yield* run.connect(lastId)
      assert.deepStrictEqual(
        again.blocks.filter(({ event }) => event !== undefined).map(({ event }) => event),
        ["hello", "decision"]
      )
    })
  )

  it.effect("waits without turning in circles when nothing it wants happens", () =>
    Effect.gen(function* () {
      const run = makeRun({ count: 10, bytes: 1_000_000 }, () => false)
      const client = yield* run.connect(undefined)
      for (let i = 0; i < 5; i++) run.publish()
      yield* settle
      yield* TestClock.adjust("5 minutes")
      assert.strictEqual(client.blocks.filter(({ comment }) => comment !== undefined).length, 20)
      assert.lengthOf(client.blocks, 2 + 20)
      yield* client.leave
    })
  )

  it("sees every event exactly once and in order, or a reset, whatever it and the others do", async () => {
    const step = fc.oneof(
      {
        weight: 6,
        arbitrary: fc.record({ kind: fc.constant("publish" as const), times: fc.integer({ min: 1, max: 6 }) })
      },
      { weight: 2, arbitrary: fc.record({ kind: fc.constant("shut" as const), who: fc.nat(2) }) },
      { weight: 3, arbitrary: fc.record({ kind: fc.constant("open" as const), who: fc.nat(2) }) },
      { weight: 2, arbitrary: fc.record({ kind: fc.constant("reconnect" as const), who: fc.nat(2) }) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant("skip" as const) }) },
      {
        weight: 1,
        arbitrary: fc.record({ kind: fc.constant("wait" as const), seconds: fc.integer({ min: 1, max: 40 }) })
      }
    )
    const outcome = { resumed: 0, reset: 0 }
    const run = (steps: ReadonlyArray<typeof step extends fc.Arbitrary<infer A> ? A : never>, count: number) =>
      Effect.gen(function* () {
        const { connect, events, publish } = makeRun({ count, bytes: 1_000_000 })
        const skipped = new Set<number>()
        const clients = yield* Effect.forEach([0, 1, 2], () =>
          Effect.map(connect(undefined), (client) => ({ client, before: [] as Array<Block> }))
        )
        for (const one of steps) {
          switch (one.kind) {
            case "publish":
              for (let i = 0; i < one.times; i++) publish()
              break
            case "skip":
              events.skip()
              skipped.add(events.ring.newest())
              break
            case "wait":
              yield* TestClock.adjust(one.seconds * 1000)
              break
            default: {
              const of = clients[one.who]
              if (of === undefined) break
              if (one.kind === "shut") yield* of.client.shut
              if (one.kind === "open") yield* of.client.open
              if (one.kind === "reconnect") {
                yield* of.client.leave
                of.before.push(...of.client.blocks)
                const lastId = of.before.findLast(({ id }) => id !== undefined)?.id
                of.client = yield* connect(lastId)
              }
            }
          }
          yield* settle
        }
        for (const { client } of clients) yield* client.open
        yield* TestClock.adjust("16 seconds")
        yield* settle
        for (const { before, client } of clients) {
          let at = 0
          for (const block of [...before, ...client.blocks]) {
            if (block.id === undefined) continue
            const number = numberOf(block)
            if (block.event === "reset") {
              outcome.reset += 1
              assert.isAtLeast(number, at)
              at = number
            } else if (block.event === "process") {
              assert.strictEqual(number, at + 1, "nothing is missing and nothing comes twice")
              assert.deepStrictEqual(block.data, { number })
              at = number
            } else if (block.event === "hello") {
              if ((block.data as { resumed: boolean }).resumed) {
                outcome.resumed += 1
                assert.strictEqual(number, at)
              }
            } else assert.strictEqual(number, at, "a keep-alive names what was seen")
          }
          assert.strictEqual(at, events.ring.newest(), "in the end everybody is where the others are")
          yield* client.leave
        }
      }).pipe(Effect.provide(TestContext.TestContext))
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), fc.integer({ min: 1, max: 12 }), (steps, count) =>
        Effect.runPromise(run(steps, count))
      ),
      { numRuns: 60 }
    )
    assert.isAbove(outcome.resumed, 10)
    assert.isAbove(outcome.reset, 10)
  })
})
