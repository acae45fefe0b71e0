import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Mailbox from "effect/Mailbox"
import { mark, redactPatterns, redactValues } from "../../../observability/Redaction.ts"
import { monotonicMillis } from "../../../supervision/Monotonic.ts"
import { type Endpoint, keyHeader } from "../request.ts"
import { separator, split } from "./frames.ts"
import { accepted, handshake, ping, read, type Told } from "./HubRecord.ts"
import { negotiate } from "./negotiate.ts"
import { PushLost } from "./PushLost.ts"
import * as WebSocket from "./webSocket.ts"

/** The server pings every 15 s, so this many milliseconds without a word mean that nobody is there. */
const silence = 30_000
const pingEvery = "15 seconds"

/** Longest record, characters: more without an end is no message. */
const longest = 16 * 1024 * 1024

/** What is to be done with what is heard. */
export interface Listener {
  /** The server has accepted us: from now on it tells. */
  readonly connected: Effect.Effect<void>
  readonly told: (told: Told) => Effect.Effect<void>
  readonly unreadable: Effect.Effect<void>
}

const decoder = new TextDecoder()

const lost = (reason: string) => new PushLost({ reason, lasting: false })

/** The server's own words, without what must not be shown. */
const quoted = (endpoint: Endpoint, text: string): string => {
  const key = endpoint.headers[keyHeader] ?? ""
  const shown = redactValues(redactPatterns(text), key === "" ? [mark] : [key])
  return `"${shown.replace(/\s+/g, " ").trim().slice(0, 200)}"`
}

/**
 * One connection from its beginning to its end, which is always a `PushLost`. Everything it has opened is closed when it
 * ends or is interrupted.
 */
export const listen = (
  endpoint: Endpoint,
  options: WebSocket.SocketOptions,
  listener: Listener
): Effect.Effect<never, PushLost> =>
  Effect.scoped(
    Effect.gen(function* () {
      const token = yield* negotiate(endpoint)
      const socket = yield* WebSocket.make(endpoint, options, token)
      const write = yield* socket.writer
      // What has arrived is read before the end of the connection is.
      const incoming = yield* Mailbox.make<string, PushLost>()
      const say = (record: string) => Effect.ignore(write(record + separator))

      yield* socket
        .runRaw(
          (data) => {
            incoming.unsafeOffer(typeof data === "string" ? data : decoder.decode(data))
          },
          { onOpen: say(handshake) }
        )
        .pipe(Effect.mapError(WebSocket.lostOf(endpoint, options)), Mailbox.into(incoming), Effect.forkScoped)

      let rest = ""
      let heardAt = yield* monotonicMillis
      /** The records that came since the last time; waits for the first. */
      const next = Effect.gen(function* () {
        const [chunks, ended] = yield* incoming.takeAll
        if (ended && Chunk.isEmpty(chunks)) return yield* lost("the connection was closed.")
        heardAt = yield* monotonicMillis
        const frames = split(rest, Chunk.join(chunks, ""))
        rest = frames.rest
        if (rest.length > longest) return yield* lost("a message without an end came.")
        return frames.records
      })

      const heed = (text: string): Effect.Effect<void, PushLost> => {
        const record = read(text)
        switch (record._tag) {
          case "Told":
            return listener.told(record.told)
          case "Unreadable":
            return listener.unreadable
          case "Close": {
            const words = record.error === undefined ? "" : `: ${quoted(endpoint, record.error)}`
            return lost(`the server ended the connection${words}.`)
          }
          case "Other":
            return Effect.void
        }
      }

      const [answer = "", ...early] = yield* next.pipe(
        Effect.repeat({ until: (records) => records.length > 0 }),
        Effect.timeoutFail({ duration: options.timeout, onTimeout: () => lost("the handshake was not answered.") })
      )
      const acceptance = accepted(answer)
      if (Either.isLeft(acceptance)) {
        return yield* new PushLost({
          reason: `the handshake was refused: ${quoted(endpoint, acceptance.left)}.`,
          lasting: true
        })
      }
      yield* listener.connected

      const hear = Effect.forEach(early, heed, { discard: true }).pipe(
        Effect.zipRight(Effect.forever(Effect.flatMap(next, Effect.forEach(heed, { discard: true }))))
      )
      /** One timer for the connection, not one for each message. */
      const watch = Effect.gen(function* () {
        while (true) {
          const quiet = (yield* monotonicMillis) - heardAt
          if (quiet >= silence) return yield* lost(`nothing was heard for ${silence / 1000} seconds.`)
          yield* Effect.sleep(silence - quiet)
        }
      })
      const pings = Effect.forever(Effect.zipRight(Effect.sleep(pingEvery), say(ping)))
      return yield* Effect.raceFirst(hear, Effect.raceFirst(watch, pings))
    })
  )
