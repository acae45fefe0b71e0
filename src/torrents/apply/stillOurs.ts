import * as Effect from "effect/Effect"
import { Heartbeat } from "../../supervision/Heartbeat.ts"

/** A life that the supervisor has abandoned must not change the world any more: it ends here instead. */
export const stillOurs: Effect.Effect<void, never, Heartbeat> = Effect.flatMap(Heartbeat, (heartbeat) =>
  Effect.flatMap(heartbeat.isCurrent, (current) => (current ? Effect.void : Effect.interrupt))
)
