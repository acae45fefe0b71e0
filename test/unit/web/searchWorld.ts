import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { LibraryItem } from "../../../src/clients/arr/library/LibraryItem.ts"
import * as Searches from "../../../src/search/Searches.ts"
import type { SearchStatus } from "../../../src/search/SearchStatus.ts"
import { type IndexedContainer, LibraryIndex } from "../../../src/store/search/LibraryIndex.ts"
import { Requests } from "../../../src/store/search/Requests.ts"
import { type NewSearch, SearchLog, type SearchPatch } from "../../../src/store/search/SearchLog.ts"
import { Wishes } from "../../../src/store/search/Wishes.ts"
import * as memoryStores from "../../harness/search/memoryStores.ts"
import { episode, movie } from "../search/planSupport.ts"
import { start, type World } from "./fakes.ts"

const arr = (section: string, category: string, more = "") => `
[${section}]
URI = "http://${section}"
APIKey = "0123456789abcdef0123456789abcdef"
Category = "${category}"
${more}
`

/** Radarr-Old searches for nothing, and nothing is ever done for Lidarr-Not. */
export const config = [
  '[qBit]\nHost = "localhost"',
  arr("Radarr-Movies", "movies"),
  arr("Radarr-4K", "4k", "[Radarr-4K.EntrySearch.Overseerr]\nIs4K = true"),
  arr("Radarr-Old", "old", "[Radarr-Old.EntrySearch]\nSearchMissing = false"),
  arr("Sonarr-TV", "tv"),
  arr("Lidarr-Music", "music"),
  arr("Lidarr-Not", "not", "Managed = false")
].join("\n")

export const status = (section: string, changes: Partial<SearchStatus> = {}): SearchStatus => ({
  section,
  activity: undefined,
  held: undefined,
  queue: [],
  skipped: new Map(),
  wanted: 0,
  nextAt: undefined,
  cycle: undefined,
  running: [],
  hour: { used: 0, limit: 20 },
  sync: undefined,
  ...changes
})

export const shelf = (id: number, title: string, items: ReadonlyArray<LibraryItem>): IndexedContainer => ({
  container: {
    id,
    title,
    monitored: true,
    profileId: 1,
    hasFiles: false,
    revision: "",
    movie: items.find(({ ref }) => ref.kind === "movie")
  },
  items,
  readAt: 0
})

export const movieShelf = (id: number, title: string, year: number, changes: Partial<LibraryItem> = {}) =>
  shelf(id, title, [movie(id, { title, year, ...changes })])

/** Two seasons of two episodes each. */
export const seriesShelf = (id: number, title: string, changes: Partial<LibraryItem> = {}) =>
  shelf(
    id,
    title,
    [1, 2].flatMap((season) =>
      [1, 2].map((number) => episode(id, season, number, { containerTitle: title, title: `E${number}`, ...changes }))
    )
  )

/** What a test decides about the searching behind the API. */
export interface SearchWorld {
  /** Sections whose search worker lives. */
  readonly sections?: ReadonlyArray<SearchStatus>
  readonly libraries?: Readonly<Record<string, ReadonlyArray<IndexedContainer>>>
  readonly history?: ReadonlyArray<readonly [search: NewSearch, end: SearchPatch]>
  readonly world?: World
}

const searchStores = Layer.mergeAll(memoryStores.layer, Searches.layer)

/** Starts the server; `events` collects what sections were told. */
export const startSearching = ({ history = [], libraries = {}, sections = [], world = {} }: SearchWorld) =>
  Effect.gen(function* () {
    const context = yield* Layer.build(searchStores)
    const events: Array<string> = []
    const say = (what: string) => Effect.sync(() => void events.push(what))
    const index = Context.get(context, LibraryIndex)
    for (const [section, containers] of Object.entries(libraries)) {
      yield* index.put(section, containers)
      yield* index.setMarks(section, { fullAt: 1, listAt: 1, historyAt: 1 })
    }
    for (const one of sections) {
      const { section } = one
      yield* Context.get(context, Searches.Searches).register({
        section,
        status: Effect.succeed(one),
        wake: say(`wake ${section}`),
        askRequests: say(`ask ${section}`),
        refresh: say(`refresh ${section}`)
      })
    }
    const log = Context.get(context, SearchLog)
    for (const [search, end] of history) {
      const { key } = yield* log.begin(search)
      yield* log.patch(key, end)
    }
    const port = yield* start({ config, searching: Layer.succeedContext(context), ...world })
    return {
      port,
      events,
      wishes: Context.get(context, Wishes),
      requests: Context.get(context, Requests),
      log
    }
  })
