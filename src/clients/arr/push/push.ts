import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Random from "effect/Random"
import * as Stream from "effect/Stream"
import { dependencyDelay } from "../../../supervision/awaitDependency.ts"
import { monotonicMillis } from "../../../supervision/Monotonic.ts"
import * as Http from "../../http.ts"
import type { ArrOptions } from "../ArrClient.ts"
import { fromHttp } from "../makeClient.ts"
import type { Endpoint } from "../request.ts"
import { listen } from "./listen.ts"
import type { PushLost } from "./PushLost.ts"
import type { PushMessage } from "./PushMessage.ts"
import { pushMessageOf } from "./pushMessageOf.ts"
import * as Waiting from "./Waiting.ts"

/** Between two tries when only a person can help. */
const slowest = Duration.minutes(5)

/** Milliseconds a connection must have held to count as back; one that is cut at once must not be made anew each second. */
const settled = 60_000

/** Connects and listens for ever; what is heard goes to `waiting`. */
const keepListening = (endpoint: Endpoint, options: ArrOptions, waiting: Waiting.Waiting): Effect.Effect<never> =>
  Effect.gen(function* () {
    const { kind, name } = endpoint
    let connectedAt: number | undefined
    let awaySince: number | undefined
    /** What the reader has been told last; undefined when it was told nothing, or that all is well. */
    let told: PushLost | undefined

    const unreadable = Effect.logDebug(`${name}: something it told by push cannot be read`)
    const connection = listen(endpoint, options, {
      connected: Effect.gen(function* () {
        connectedAt = yield* monotonicMillis
        told = undefined
        yield* waiting.put({ _tag: "Connected" })
        yield* Effect.logInfo(`${name}: push is connected, changes are told as they happen`)
      }),
      told: (message) => {
        const reading = pushMessageOf(kind, message)
        if (reading === "ignored") return Effect.void
        return reading === "unreadable" ? unreadable : waiting.put(reading)
      },
      unreadable
    })

    const tell = Effect.fn("push.tell")(function* (lost: PushLost) {
      // Once per loss, and again when it becomes a matter for a person or ceases to be one.
      if (told?.lasting === lost.lasting) return yield* Effect.logDebug(`${name}: still no push: ${lost.reason}`)
      told = lost
      yield* waiting.put({ _tag: "Disconnected", reason: lost.reason })
      const line = `${name}: no push, changes are polled: ${lost.reason}`
      yield* lost.lasting ? Effect.logWarning(line) : Effect.logInfo(line)
    })

    while (true) {
      const lost = yield* Effect.flip(connection)
      const now = yield* monotonicMillis
      if (connectedAt !== undefined && now - connectedAt >= settled) awaySince = undefined
      connectedAt = undefined
      awaySince ??= now
      yield* tell(lost)
      yield* Effect.sleep(lost.lasting ? slowest : dependencyDelay(now - awaySince, yield* Random.next))
    }
  })

/**
 * What one Arr tells of its changes over SignalR, from the moment the stream is run until it is interrupted. Never fails
 * and never ends: it connects anew for ever, 1 s to 60 s apart by how long it has been away, every 5 minutes when only a
 * person can help (key refused, no such path, no WebSocket through the proxy). Each `Connected` means that anything may
 * have changed before it. What its reader is slow to take waits, once each. Logs one line per connection and per loss.
 */
export const push = (options: ArrOptions): Stream.Stream<PushMessage> =>
  Stream.unwrapScoped(
    Effect.gen(function* () {
      const http = yield* Http.make({
        service: options.name,
        baseUrl: options.url,
        skipTlsVerify: options.skipTlsVerify,
        timeout: options.timeout
      })
      const waiting = yield* Waiting.make
      const listening = keepListening(fromHttp(options, http), options, waiting)
      return Stream.repeatEffectChunk(waiting.take).pipe(Stream.drainFork(Stream.fromEffect(listening)))
    })
  )
