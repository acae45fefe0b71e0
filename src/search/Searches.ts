import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Ref from "effect/Ref"
import type * as Scope from "effect/Scope"
import type { SearchStatus } from "./SearchStatus.ts"

/** The searching of one Arr section, as others see it. */
export interface SectionSearch {
  readonly section: string
  readonly status: Effect.Effect<SearchStatus>
  /** Look again at once: something was asked for, or something else changed. */
  readonly wake: Effect.Effect<void>
  /** Ask the request services now. */
  readonly askRequests: Effect.Effect<void>
  /** Read the list of the library soon: something may be in it that is not known yet. */
  readonly refresh: Effect.Effect<void>
}

/** The searching of all Arr sections whose search worker lives. */
export interface SearchesService {
  /** Known until the scope closes. A newer one takes the place of an older. */
  readonly register: (search: SectionSearch) => Effect.Effect<void, never, Scope.Scope>
  readonly all: Effect.Effect<ReadonlyMap<string, SectionSearch>>
}

export class Searches extends Context.Tag("qbitrr/search/Searches")<Searches, SearchesService>() {}

export const layer: Layer.Layer<Searches> = Layer.effect(
  Searches,
  Effect.gen(function* () {
    const known = yield* Ref.make<ReadonlyMap<string, SectionSearch>>(new Map())
    return {
      register: (search) =>
        Effect.acquireRelease(
          Ref.update(known, (now) => new Map(now).set(search.section, search)),
          () =>
            Ref.update(known, (now) =>
              now.get(search.section) === search ? new Map([...now].filter(([, other]) => other !== search)) : now
            )
        ),
      all: Ref.get(known)
    }
  })
)
