import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { SearchesService } from "../../search/Searches.ts"
import type { LibraryIndexService } from "../../store/search/LibraryIndex.ts"
import { type SyncView, syncView } from "../library/LibraryViews.ts"
import type { Clean } from "../TorrentView.ts"
import type { LibraryEvent } from "./eventViews.ts"

/** How often the libraries are looked at, and so the least time between two events of one section. */
export const apart = Duration.seconds(1)

interface Told {
  readonly revision: number
  readonly sync: SyncView
}

const isEqual = (a: SyncView, b: SyncView): boolean =>
  a.phase === b.phase && a.done === b.done && a.total === b.total && a.lastError === b.lastError

/**
 * Tells how far libraries are read, and that there is something else in them, until the scope ends. Looks only at what
 * is in memory: no Arr is asked anything for it.
 */
export const librarySource = (
  searches: SearchesService,
  index: Pick<LibraryIndexService, "revision">,
  clean: Clean,
  publish: (event: LibraryEvent) => void
): Effect.Effect<void, never, Scope.Scope> =>
  Effect.gen(function* () {
    const told = new Map<string, Told>()

    const look = (tell: typeof publish) =>
      Effect.gen(function* () {
        const all = yield* searches.all
        for (const [section, search] of all) {
          const sync = syncView((yield* search.status).sync, clean)
          if (sync === null) continue
          const revision = index.revision(section)
          const before = told.get(section)
          const changed = before?.revision !== revision
          if (!changed && isEqual(before.sync, sync)) continue
          told.set(section, { revision, sync })
          tell({ section, changed, sync })
        }
        for (const section of told.keys()) {
          if (all.has(section)) continue
          told.delete(section)
          tell({ section, changed: true, sync: null })
        }
      })

    yield* look(() => undefined)
    yield* Effect.zipRight(Effect.sleep(apart), look(publish)).pipe(
      Effect.forever,
      Effect.interruptible,
      Effect.forkScoped
    )
  })
