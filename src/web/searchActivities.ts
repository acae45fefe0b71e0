import * as Effect from "effect/Effect"
import type { SearchesService } from "../search/Searches.ts"
import type { Activity } from "../search/SearchStatus.ts"

/** The name that `workersOf` gives the search worker of a section. */
const searchWorkerOf = (section: string): string => `Search-${section}`

/** What search workers do, by their names; `only`: of this worker, if it is one. */
export const searchActivities = (
  searches: SearchesService,
  only?: string
): Effect.Effect<ReadonlyMap<string, Activity | undefined>> =>
  Effect.gen(function* () {
    const all = [...(yield* searches.all).values()]
    const asked = only === undefined ? all : all.filter(({ section }) => searchWorkerOf(section) === only)
    const statuses = yield* Effect.forEach(asked, ({ status }) => status)
    return new Map(statuses.map(({ activity, section }) => [searchWorkerOf(section), activity]))
  })
