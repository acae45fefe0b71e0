import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { Config } from "../../config/Config.ts"
import { queueFactsOf } from "../../search/queueFacts.ts"
import { searchSettingsOf } from "../../search/searchSettingsOf.ts"
import { LibraryIndex } from "../../store/search/LibraryIndex.ts"
import { Requests } from "../../store/search/Requests.ts"
import { SearchLog } from "../../store/search/SearchLog.ts"
import { SearchMarks } from "../../store/search/SearchMarks.ts"
import { QueueFeeds } from "../../torrents/QueueFeeds.ts"
import { type Shelf, shelver } from "./shelves.ts"

/** How long a look at a library is good for while it does not change, milliseconds: cool-downs end, queues empty. */
const goodFor = 15_000

/** Things looked at before others get their turn: a few milliseconds. */
const perRest = 2_000

interface Look {
  readonly revision: number
  /** The searches that ran then: when one begins or ends, some things are no longer what they were. */
  readonly running: string
  readonly config: Config
  readonly at: number
  readonly shelves: ReadonlyMap<number, Shelf>
}

/**
 * The libraries as people see them: everything with what is searched for and why not. Worked out when somebody looks,
 * and kept for a few seconds, so that pages of it cost next to nothing.
 */
export interface LibrariesService {
  /** By id of the movie, series, artist or author; empty for what was not read yet. */
  readonly of: (config: Config, section: string) => Effect.Effect<ReadonlyMap<number, Shelf>>
}

export class Libraries extends Context.Tag("qbitrr/web/library/Libraries")<Libraries, LibrariesService>() {}

const make = Effect.gen(function* () {
  const index = yield* LibraryIndex
  const marks = yield* SearchMarks
  const requests = yield* Requests
  const log = yield* SearchLog
  const queues = yield* QueueFeeds
  const looks = new Map<string, Look>()
  const turn = yield* Effect.makeSemaphore(1)

  const runningIn = (section: string): string =>
    log
      .open(section)
      .map(({ key }) => key)
      .join()

  const look = (config: Config, section: string, now: number) =>
    Effect.gen(function* () {
      const feed = yield* queues.get(section)
      const queue = feed === undefined ? undefined : yield* feed.snapshot
      const revision = index.revision(section)
      const running = runningIn(section)
      const shelve = shelver({
        profiles: index.profiles(section),
        marks: marks.all(section),
        cycle: marks.cycle(section) ?? { number: 1, startedAt: now },
        requests: requests.of(section),
        wishes: [],
        queued: queue === undefined ? new Set() : queueFactsOf(queue).items,
        settings: searchSettingsOf(config, section),
        now
      })
      const shelves = new Map<number, Shelf>()
      let seen = 0
      for (const [id, indexed] of [...index.containers(section)]) {
        shelves.set(id, shelve(indexed))
        seen += indexed.items.length
        if (seen < perRest) continue
        seen = 0
        yield* Effect.yieldNow()
      }
      return { revision, running, config, at: now, shelves }
    })

  const of: LibrariesService["of"] = (config, section) =>
    Effect.gen(function* () {
      const now = yield* Clock.currentTimeMillis
      const known = looks.get(section)
      const isGood =
        known !== undefined &&
        known.config === config &&
        known.revision === index.revision(section) &&
        known.running === runningIn(section) &&
        Math.abs(now - known.at) < goodFor
      if (isGood) return known.shelves
      const made = yield* look(config, section, now)
      // A section that left the config is not kept for ever.
      for (const name of looks.keys()) if (config.Arr[name] === undefined) looks.delete(name)
      looks.set(section, made)
      return made.shelves
    }).pipe(turn.withPermits(1))

  return Libraries.of({ of })
})

export const layer: Layer.Layer<Libraries, never, LibraryIndex | SearchLog | SearchMarks | Requests | QueueFeeds> =
  Layer.effect(Libraries, make)
