import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Queue from "effect/Queue"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import * as EventBus from "../../../../src/web/events/EventBus.ts"
import { type Block, blocksOf } from "../../../harness/web/eventStream.ts"
import { daemon, type World } from "../fakes.ts"

/** A client that reads as fast as it can. */
export interface Client {
  /** The next block; waits for it. */
  readonly next: Effect.Effect<Block>
  /** What has come and was not taken yet. */
  readonly rest: Effect.Effect<ReadonlyArray<Block>>
  readonly ended: Effect.Effect<boolean>
}

export const everything: EventBus.Listening = {
  topics: undefined,
  logs: undefined,
  lastId: undefined,
  allowed: Effect.succeed(true)
}

/** Lets every fiber go on until nothing happens without time. */
export const settle = Effect.repeatN(Effect.yieldNow(), 50)

/** A client of the bus until the scope ends. */
export const connect = (
  bus: EventBus.EventBusService,
  listening: Partial<EventBus.Listening> = {}
): Effect.Effect<Client, never, Scope.Scope> =>
  Effect.gen(function* () {
    const blocks = yield* Queue.unbounded<Block>()
    let ended = false
    yield* bus.listen({ ...everything, ...listening }).pipe(
      Stream.runForEach((bytes) => Queue.offerAll(blocks, blocksOf(new TextDecoder().decode(bytes)))),
      Effect.ensuring(
        Effect.sync(() => {
          ended = true
        })
      ),
      Effect.forkScoped
    )
    yield* settle
    return {
      next: Queue.take(blocks),
      rest: Effect.map(Effect.zipRight(settle, Queue.takeAll(blocks)), (chunk) => [...chunk]),
      ended: Effect.sync(() => ended)
    }
  })

/** The bus in front of fakes. */
export const busOf = (world: World): Effect.Effect<EventBus.EventBusService, never, Scope.Scope> =>
  Effect.flatMap(Layer.build(Layer.provide(EventBus.layer, daemon(world))), (context) =>
    Effect.provide(EventBus.EventBus, context)
  )
