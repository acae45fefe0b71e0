import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { fork, nextMessage } from "../children.ts"
import { BenchFailed } from "../Measure.ts"
import type { Answer, Ask, Question, Questions, Ready, WorldSpec } from "./protocol.ts"

/** The first argument of the process with the servers; the second is a `WorldSpec` as JSON. */
export const serversArgument = "--servers"

/** The simulated servers, in a process of their own so that they weigh nothing in the figures of the daemon. */
export interface Servers {
  readonly ports: Ready
  readonly ask: <Q extends Question>(
    question: Q,
    ask: Questions[Q]["ask"]
  ) => Effect.Effect<Questions[Q]["answer"], BenchFailed>
}

/** Starts them; they end with the scope. */
export const make = (spec: WorldSpec): Effect.Effect<Servers, BenchFailed, Scope.Scope> =>
  Effect.gen(function* () {
    const child = yield* fork([serversArgument, JSON.stringify(spec)])
    // What a process of this very program sends is what `serve.ts` says it sends.
    const ports = (yield* nextMessage(child, "The process with the simulated servers")) as Ready
    const waiting = new Map<number, Deferred.Deferred<Answer["answer"]>>()
    let lastId = 0
    child.on("message", (message) => {
      const { answer, id } = message as Answer
      const asked = waiting.get(id)
      waiting.delete(id)
      if (asked !== undefined) Deferred.unsafeDone(asked, Effect.succeed(answer))
    })
    return {
      ports,
      ask: (question, ask) =>
        Effect.gen(function* () {
          const id = ++lastId
          const answer = yield* Deferred.make<Answer["answer"]>()
          waiting.set(id, answer)
          const message: Ask = { id, question, ask }
          yield* Effect.sync(() => void child.send(message))
          return (yield* Deferred.await(answer)) as Questions[typeof question]["answer"]
        }).pipe(
          Effect.timeoutFail({
            duration: "20 seconds",
            onTimeout: () => new BenchFailed({ message: `The simulated servers do not answer (${question})` })
          })
        )
    }
  })
