import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { diff } from "../../config/ConfigDiff.ts"
import { ConfigService } from "../../config/ConfigService.ts"
import { ConfigEditor } from "../../config/edit/ConfigEditor.ts"
import { Secrets } from "../../observability/Redaction.ts"
import { Searches } from "../../search/Searches.ts"
import { asRecorded, DecisionLog } from "../../store/DecisionLog.ts"
import { LibraryIndex } from "../../store/search/LibraryIndex.ts"
import { SearchLog } from "../../store/search/SearchLog.ts"
import { Dependencies } from "../../supervision/Dependencies.ts"
import { Supervisor } from "../../supervision/Supervisor.ts"
import { TorrentFeeds } from "../../torrents/TorrentFeeds.ts"
import { processView } from "../ProcessView.ts"
import { dependencyView } from "../Readiness.ts"
import { searchView } from "../SearchView.ts"
import { searchActivities } from "../searchActivities.ts"
import { cleaner, decisionView } from "../TorrentView.ts"
import type { ConfigEvent } from "./eventViews.ts"
import { librarySource } from "./librarySource.ts"
import { torrentSource } from "./torrentSource.ts"
import type { Topic } from "./wire.ts"

/** Where events come from. */
export type Origins =
  | ConfigEditor
  | ConfigService
  | DecisionLog
  | Dependencies
  | LibraryIndex
  | Searches
  | SearchLog
  | Secrets
  | Supervisor
  | TorrentFeeds

/** Where they go: `publish` an event, `skip` one that could not be told. */
export interface Target {
  readonly publish: (topic: Topic, data: unknown) => void
  readonly skip: () => void
}

/** A stream subscribes in the first turns of its fiber (two at the moment), and says nothing about it. */
const subscribed = Effect.repeatN(Effect.yieldNow(), 20)

/**
 * Listens to everything that happens in the daemon until the scope ends, and shows it as the other endpoints do. When it
 * returns, nothing that happens from then on is missed.
 */
export const sources = (target: Target): Effect.Effect<void, never, Origins | Scope.Scope> =>
  Effect.gen(function* () {
    const clean = cleaner((yield* Secrets).redact)
    const configs = yield* ConfigService
    const dependencies = yield* Dependencies
    const editor = yield* ConfigEditor
    const searches = yield* Searches

    /** One that cannot be shown must not end the others. */
    const follow = <A>(changes: Stream.Stream<A>, tell: (change: A) => Effect.Effect<void>) =>
      Stream.runForEach(changes, (change) =>
        Effect.catchAllCause(
          Effect.suspend(() => tell(change)),
          (cause) => Effect.zipRight(Effect.logError("An event cannot be shown", cause), Effect.sync(target.skip))
        )
      ).pipe(Effect.interruptible, Effect.forkScoped)

    const told =
      <A>(topic: Topic, view: (change: A) => unknown) =>
      (change: A) =>
        Effect.sync(() => target.publish(topic, view(change)))

    yield* follow((yield* Supervisor).changes, (status) =>
      Effect.gen(function* () {
        const known = yield* searchActivities(searches, status.name)
        const now = yield* Clock.currentTimeMillis
        const activity = known.get(status.name)
        target.publish("process", processView(status, { now, pid: process.pid, clean, activity }))
      })
    )
    yield* follow(
      dependencies.changes,
      told("dependency", (status) => dependencyView(status, clean))
    )
    yield* follow(
      (yield* DecisionLog).changes,
      told("decision", (row) => decisionView(asRecorded(row), clean))
    )
    yield* follow(
      (yield* SearchLog).changes,
      told("search", (search) => searchView(search, clean))
    )
    let before = yield* configs.current
    yield* follow(configs.changes, (config) =>
      Effect.gen(function* () {
        const changed = diff(before, config).changes.map(({ key }) => key)
        before = config
        if (changed.length === 0) return
        const onDisk = yield* Effect.option(editor.onDisk)
        const revision = Option.getOrNull(Option.map(onDisk, (file) => file.revision))
        target.publish("config", { revision, changed } satisfies ConfigEvent)
      })
    )
    yield* torrentSource(yield* TorrentFeeds, (event) => target.publish("torrent", event))
    yield* librarySource(searches, yield* LibraryIndex, clean, (event) => target.publish("library", event))
    yield* subscribed
  })
