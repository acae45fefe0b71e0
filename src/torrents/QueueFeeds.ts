import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Ref from "effect/Ref"
import type * as Scope from "effect/Scope"
import type { QueueFeed } from "./QueueFeed.ts"

/** The queues of all Arr sections whose manager lives. */
export interface QueueFeedsService {
  /** Known until the scope closes: a manager registers the feed of its life. A newer one takes the place of an older. */
  readonly register: (feed: QueueFeed) => Effect.Effect<void, never, Scope.Scope>
  /** Undefined while the manager of that section does not live: its queue is unknown. */
  readonly get: (section: string) => Effect.Effect<QueueFeed | undefined>
  readonly all: Effect.Effect<ReadonlyMap<string, QueueFeed>>
}

export class QueueFeeds extends Context.Tag("qbitrr/torrents/QueueFeeds")<QueueFeeds, QueueFeedsService>() {}

export const make: Effect.Effect<QueueFeedsService> = Effect.gen(function* () {
  const feeds = yield* Ref.make<ReadonlyMap<string, QueueFeed>>(new Map())
  return {
    register: (feed) =>
      Effect.acquireRelease(
        Ref.update(feeds, (now) => new Map(now).set(feed.section, feed)),
        () =>
          Ref.update(feeds, (now) =>
            now.get(feed.section) === feed ? new Map([...now].filter(([, other]) => other !== feed)) : now
          )
      ),
    get: (section) => Effect.map(Ref.get(feeds), (now) => now.get(section)),
    all: Ref.get(feeds)
  }
})

export const layer: Layer.Layer<QueueFeeds> = Layer.effect(QueueFeeds, make)
