import * as Effect from "effect/Effect"
import * as ExecutionStrategy from "effect/ExecutionStrategy"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { CannotListen, PortInUse } from "./Listener.ts"
import * as Server from "./Server.ts"

const isSame = (a: Server.ServerOptions, b: Server.ServerOptions): boolean =>
  a.host === b.host && a.port === b.port && a.urlBase === b.urlBase

/**
 * The web server at an address that may change while it runs. The first address must work; when a later one does not,
 * that is logged and the one before is taken again.
 */
export const layer = (
  current: Effect.Effect<Server.ServerOptions>,
  changes: Stream.Stream<Server.ServerOptions>
): Layer.Layer<never, PortInUse | CannotListen, Server.Needs> =>
  Layer.scopedDiscard(
    Effect.gen(function* () {
      const parent = yield* Effect.scope
      const listen = (options: Server.ServerOptions) =>
        Effect.gen(function* () {
          const scope = yield* Scope.fork(parent, ExecutionStrategy.sequential)
          yield* Layer.buildWithScope(Server.layer(options), scope).pipe(
            Effect.onError(() => Scope.close(scope, Exit.void))
          )
          return { options, scope }
        })
      let listening = yield* listen(yield* current)
      const move = (options: Server.ServerOptions) =>
        Effect.gen(function* () {
          if (isSame(options, listening.options)) return
          const before = listening.options
          yield* Scope.close(listening.scope, Exit.void)
          listening = yield* listen(options).pipe(
            Effect.catchAll((error) =>
              Effect.zipRight(Effect.logError(`${error.message} The web server stays where it was.`), listen(before))
            )
          )
        }).pipe(Effect.catchAll((error) => Effect.logError(error.message)))
      yield* Effect.forkScoped(Stream.runForEach(changes, move))
    })
  )
