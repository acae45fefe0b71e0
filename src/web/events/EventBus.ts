import { randomBytes } from "node:crypto"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as RcRef from "effect/RcRef"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { Logs } from "../../observability/Logs.ts"
import { Secrets } from "../../observability/Redaction.ts"
import { cleaner } from "../TorrentView.ts"
import * as Bell from "./Bell.ts"
import * as Channel from "./Channel.ts"
import { clientStream, tick } from "./clientStream.ts"
import * as logChannels from "./logChannels.ts"
import { type Origins, sources } from "./sources.ts"
import { frame, idOf, type Topic } from "./wire.ts"

/** What is kept for clients that come back or read slowly. */
const limits = { count: 1024, bytes: 2 * 1024 * 1024 }

/** How long events are gone on being kept once nobody listens: a page that is loaded again needs no more. */
export const lingers = Duration.minutes(1)

/** Clients at once; whoever opens more than that does so by mistake. */
export const mostClients = 256

/** How often the access of those who listen is looked at again: sessions end, and tokens are revoked. */
export const accessEvery = Duration.seconds(30)

/** What one client wants. */
export interface Listening {
  /** Undefined: all. */
  readonly topics: ReadonlySet<Topic> | undefined
  /** Name of the log file whose lines it wants too. */
  readonly logs: string | undefined
  /** The id of the last event it has seen. */
  readonly lastId: string | undefined
  /** Whether it may still listen. */
  readonly allowed: Effect.Effect<boolean>
}

/** Tells clients what happens in the daemon. */
export interface EventBusService {
  /**
   * Server-sent events for one client, encoded, until it goes, may not listen any more, or the server closes. The daemon
   * is listened to only while at least one of these runs, and a minute longer.
   */
  readonly listen: (listening: Listening) => Stream.Stream<Uint8Array>
  /** Clients at this moment. */
  readonly clients: Effect.Effect<number>
}

export class EventBus extends Context.Tag("qbitrr/web/EventBus")<EventBus, EventBusService>() {}

/** Everything between the first client and a minute after the last one. */
interface Run {
  readonly id: string
  readonly bell: Bell.Bell
  readonly events: Channel.Channel<Topic>
  readonly logOf: (file: string) => Effect.Effect<logChannels.LogChannel, never, Scope.Scope>
}

const begin: Effect.Effect<Run, never, Origins | Logs | Scope.Scope> = Effect.gen(function* () {
  const startedAt = yield* Clock.currentTimeMillis
  const id = `${startedAt.toString(36)}${randomBytes(4).toString("hex")}`
  const bell = Bell.make()
  const events = Channel.make<Topic>(bell, limits)
  const clean = cleaner((yield* Secrets).redact)
  const logOf = yield* logChannels.make((yield* Logs).tail, bell, clean)
  yield* Effect.forkScoped(Effect.interruptible(Effect.forever(Effect.delay(Effect.sync(bell.ring), tick))))
  yield* sources({
    publish: (topic, data) => events.publish(topic, (number) => frame(topic, data, idOf(id, number))),
    skip: events.skip
  })
  return { id, bell, events, logOf }
})

const untilShutOut = (allowed: Effect.Effect<boolean>): Effect.Effect<void> =>
  Effect.repeat(Effect.delay(allowed, accessEvery), { while: (still) => still }).pipe(Effect.asVoid)

const make = Effect.gen(function* () {
  const run = yield* RcRef.make({ acquire: begin, idleTimeToLive: lingers })
  // A server waits for its requests, and these do not end by themselves.
  const closing = yield* Deferred.make<void>()
  yield* Effect.addFinalizer(() => Deferred.succeed(closing, undefined))
  let clients = 0

  const counted = Effect.acquireRelease(
    Effect.sync(() => {
      clients += 1
    }),
    () =>
      Effect.sync(() => {
        clients -= 1
      })
  )

  return EventBus.of({
    clients: Effect.sync(() => clients),
    listen: ({ allowed, lastId, logs, topics }) =>
      Stream.unwrapScoped(
        Effect.gen(function* () {
          yield* counted
          const { bell, events, id, logOf } = yield* RcRef.get(run)
          const log = logs === undefined ? undefined : yield* logOf(logs)
          const wanted = (topic: Topic) => topics === undefined || topics.has(topic)
          return clientStream({ run: id, bell, events, wanted, log, lastId })
        })
      ).pipe(Stream.interruptWhenDeferred(closing), Stream.interruptWhen(untilShutOut(allowed)))
  })
})

/** Its scope ends every stream. */
export const layer: Layer.Layer<EventBus, never, Origins | Logs> = Layer.scoped(EventBus, make)
