import * as Context from "effect/Context"
import * as Effect from "effect/Effect"

/** Gets told how long every request took that was answered. */
export interface AnswerTimesService {
  /** @param service config section @param millis from sending to the end of the answer, the wait for a free connection included */
  readonly note: (service: string, millis: number) => Effect.Effect<void>
}

/**
 * Where clients tell how fast they are answered. Nobody hears it unless the maker of a client gives one: the workers do,
 * since theirs are the connections to what is in the config; a connection that is only tried out does not count.
 */
export class AnswerTimes extends Context.Reference<AnswerTimes>()("qbitrr/clients/AnswerTimes", {
  defaultValue: (): AnswerTimesService => ({ note: () => Effect.void })
}) {}
