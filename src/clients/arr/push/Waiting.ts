import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import type { PushMessage } from "./PushMessage.ts"

/**
 * Messages that wait for their one reader. An Arr that refreshes a large library tells thousands of changes while the
 * reader may be busy with a sync, so equal ones wait once and of a command only the newest word; what waits is bounded
 * by the size of the library.
 */
export interface Waiting {
  readonly put: (message: PushMessage) => Effect.Effect<void>
  /** Everything that waits, in order; waits itself for the first. */
  readonly take: Effect.Effect<Chunk.Chunk<PushMessage>>
}

const keyOf = (message: PushMessage): string => {
  switch (message._tag) {
    case "LibraryChanged":
      return `library ${message.containerId ?? "all"} ${message.deleted}`
    case "CommandChanged":
      return `command ${message.command.id}`
    case "Connected":
    case "Disconnected":
      return "connection"
    case "QueueChanged":
    case "HealthChanged":
      return message._tag
  }
}

export const make: Effect.Effect<Waiting> = Effect.gen(function* () {
  const latch = yield* Effect.makeLatch(false)
  const messages = new Map<string, PushMessage>()
  return {
    put: (message) =>
      Effect.sync(() => {
        const key = keyOf(message)
        // What was told before the connection came or went stays before it.
        if (key === "connection") messages.delete(key)
        messages.set(key, message)
      }).pipe(Effect.zipRight(latch.open)),
    take: latch.await.pipe(
      Effect.zipRight(latch.close),
      Effect.zipRight(
        Effect.sync(() => {
          const all = Chunk.fromIterable(messages.values())
          messages.clear()
          return all
        })
      ),
      Effect.repeat({ until: Chunk.isNonEmpty })
    )
  }
})
