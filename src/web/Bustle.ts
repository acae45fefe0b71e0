import * as Context from "effect/Context"
import * as Effect from "effect/Effect"

/** Told of every request that arrives. Nobody listens unless a program provides somebody (`qbitrr run` does). */
export class Bustle extends Context.Reference<Bustle>()("qbitrr/web/Bustle", {
  defaultValue: (): { readonly request: Effect.Effect<void> } => ({ request: Effect.void })
}) {}
