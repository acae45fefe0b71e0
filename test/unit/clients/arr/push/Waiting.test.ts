import { assert, describe, it } from "@effect/vitest"
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import type { ArrCommand } from "../../../../../src/clients/arr/ArrClient.ts"
import type { PushMessage } from "../../../../../src/clients/arr/push/PushMessage.ts"
import * as Waiting from "../../../../../src/clients/arr/push/Waiting.ts"

const command = (id: number, status: string): PushMessage => {
  const rest: Omit<ArrCommand, "id" | "status"> = {
    name: "MoviesSearch",
    result: undefined,
    message: undefined,
    body: {},
    queuedAt: undefined
  }
  return { _tag: "CommandChanged", command: { id, status, ...rest } }
}
const library = (containerId: number | undefined, deleted = false): PushMessage => ({
  _tag: "LibraryChanged",
  containerId,
  deleted
})
const connected: PushMessage = { _tag: "Connected" }
const disconnected: PushMessage = { _tag: "Disconnected", reason: "away" }
const queue: PushMessage = { _tag: "QueueChanged" }

const leftAfter = (...messages: ReadonlyArray<PushMessage>) =>
  Effect.gen(function* () {
    const waiting = yield* Waiting.make
    yield* Effect.forEach(messages, waiting.put)
    return Chunk.toReadonlyArray(yield* waiting.take)
  })

describe("what waits for a slow reader", () => {
  it.effect("is each change once, however often it is told", () =>
    Effect.gen(function* () {
      const many = Array.from({ length: 10_000 }, (_, index) => library(1 + (index % 3)))
      assert.deepStrictEqual(yield* leftAfter(queue, ...many, queue), [queue, library(1), library(2), library(3)])
      assert.deepStrictEqual(yield* leftAfter(library(1), library(1, true), library(undefined)), [
        library(1),
        library(1, true),
        library(undefined)
      ])
    })
  )

  it.effect("is the newest word of each command", () =>
    Effect.gen(function* () {
      const told = yield* leftAfter(command(1, "queued"), command(2, "queued"), command(1, "completed"))
      assert.deepStrictEqual(told, [command(1, "completed"), command(2, "queued")])
    })
  )

  it.effect("keeps changes before the loss that followed them, and of the connection only how it stands", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* leftAfter(connected, queue, disconnected), [queue, disconnected])
      assert.deepStrictEqual(yield* leftAfter(disconnected, connected, queue), [connected, queue])
    })
  )

  it.effect("is handed over once, and the next reading waits for something new", () =>
    Effect.gen(function* () {
      const waiting = yield* Waiting.make
      yield* waiting.put(queue)
      yield* waiting.take
      const reader = yield* Effect.fork(waiting.take)
      yield* Effect.yieldNow()
      assert.isTrue((yield* Fiber.poll(reader))._tag === "None")
      yield* waiting.put(connected)
      assert.deepStrictEqual(Chunk.toReadonlyArray(yield* Fiber.join(reader)), [connected])
    })
  )
})
