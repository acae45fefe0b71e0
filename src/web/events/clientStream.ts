import * as Chunk from "effect/Chunk"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { monotonicMillis } from "../../supervision/Monotonic.ts"
import { iso } from "../ProcessView.ts"
import { version } from "../version.ts"
import type { Bell } from "./Bell.ts"
import type { Channel } from "./Channel.ts"
import type { HelloEvent } from "./eventViews.ts"
import { frame, idOf, keepAlive, numberOf, retry, type Topic } from "./wire.ts"

/** Proxies close connections on which nothing comes for half a minute or a minute. */
const longestSilence = Duration.seconds(15)

/** The bell rings this often even if nothing happens: one timer for all, instead of one for each client and event. */
export const tick = Duration.seconds(5)

/** Wait of a browser before it connects again, milliseconds. */
const retryAfter = 2000

/** Handed to the socket at once, bytes. What the socket does not take stays in the ring. */
const atOnce = 64 * 1024

/** One client and what it wants. */
export interface Client {
  readonly run: string
  /** Rings at every event and every `tick`. */
  readonly bell: Bell
  readonly events: Channel<Topic>
  readonly wanted: (topic: Topic) => boolean
  readonly log: Channel<"log"> | undefined
  /** The id of the last event it has seen, of this run or another; undefined: it begins. */
  readonly lastId: string | undefined
}

const helloOf = (client: Client, serverTime: number) => {
  const { events, lastId, run } = client
  const newest = events.ring.newest()
  const seen = lastId === undefined ? undefined : numberOf(run, lastId)
  const resumed = seen !== undefined && events.ring.holds(seen)
  const position = resumed ? seen : newest
  const hello: HelloEvent = { version, serverTime: iso(serverTime), id: idOf(run, newest), resumed }
  const id = idOf(run, position)
  const reset = lastId !== undefined && !resumed ? [frame("reset", {}, id)] : []
  return { position, frames: [retry(retryAfter), frame("hello", hello, id), ...reset] }
}

/**
 * What one client gets: `hello`, then every wanted event after its position exactly once and in order, or a `reset`
 * where it has missed something and has to fetch everything again. It is asked for more only when its socket has taken
 * what there was, so a slow one falls behind in the ring and not in memory.
 */
export const clientStream = (client: Client): Stream.Stream<Uint8Array> =>
  Stream.unwrap(
    Effect.gen(function* () {
      const { bell, events, log, run, wanted } = client
      const hello = helloOf(client, yield* Clock.currentTimeMillis)
      let position = hello.position
      let logPosition = log?.ring.newest() ?? 0
      let spokeAt = yield* monotonicMillis

      const isBehind = () => events.ring.newest() > position || (log !== undefined && log.ring.newest() > logPosition)

      const read = (): ReadonlyArray<Uint8Array> => {
        const told = events.ring.read(position, wanted, atOnce)
        const lines = log?.ring.read(logPosition, () => true, atOnce)
        position = told.position
        logPosition = lines?.position ?? 0
        const frames = lines === undefined ? told.frames : [...told.frames, ...lines.frames]
        return told.missed || lines?.missed === true ? [...frames, frame("reset", {}, idOf(run, position))] : frames
      }

      const pull = Effect.gen(function* () {
        while (true) {
          const now = yield* monotonicMillis
          const frames = read()
          if (frames.length > 0) {
            spokeAt = now
            return Chunk.unsafeFromArray([...frames])
          }
          // What was read and not wanted does not wake it for nothing.
          if (isBehind()) continue
          // At the next tick it would be too late.
          if (now - spokeAt > Duration.toMillis(longestSilence) - Duration.toMillis(tick)) {
            spokeAt = now
            return Chunk.of(keepAlive(idOf(run, position)))
          }
          yield* bell.next(isBehind)
        }
      })

      return Stream.concat(Stream.fromIterable(hello.frames), Stream.repeatEffectChunk(pull))
    })
  )
