import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { ArrKind } from "../../../src/demo/arr/ArrFacts.ts"
import type { Media } from "../../../src/demo/arr/Media.ts"
import type * as FakeArr from "../../../src/demo/FakeArr.ts"
import * as FakeQbittorrent from "../../../src/demo/FakeQbittorrent.ts"
import type { SearchList } from "../../../src/web/SearchesApi.ts"
import * as Arrs from "../../harness/daemon/arrs.ts"
import * as Daemon from "../../harness/daemon/Daemon.ts"
import { poll } from "../../harness/daemon/poll.ts"

type Values = Readonly<Record<string, string | number | boolean>>

/** What a search is for. */
export const movie = (movieId: number): Media => ({ kind: "movie", movieId })
export const episode = (seriesId: number, seasonNumber: number, episodeId: number): Media => ({
  kind: "episode",
  seriesId,
  seasonNumber,
  episodeId
})

/** One stand-in Arr and the section of the config that searches in it. */
export interface Searched {
  readonly arr: FakeArr.FakeArr
  readonly section: string
}

/** Its sections are `radarr-Main`, `sonarr-Main`, … in the words of the config. */
const nameOf = (kind: ArrKind): string => `${kind.slice(0, 1).toUpperCase()}${kind.slice(1)}-Main`

/** What differs between the tests; the times are short. */
export interface WorldOptions {
  readonly kinds: ReadonlyArray<ArrKind>
  /** Of every stand-in. */
  readonly arr?: Partial<Omit<FakeArr.FakeArrOptions, "kind" | "category" | "apiKey" | "onRequest">>
  readonly settings?: Values
  /** `EntrySearch` of every section, and what comes behind it as TOML. */
  readonly search?: Values
  readonly more?: (section: string) => string
}

/** The servers, and a daemon that does not run yet. */
export interface SearchWorld {
  readonly qbittorrent: FakeQbittorrent.FakeQbittorrent
  readonly arrs: ReadonlyMap<ArrKind, Searched>
  readonly of: (kind: ArrKind) => FakeArr.FakeArr
  readonly daemon: Daemon.Daemon
  /** The config with other keys. */
  readonly configure: (changes: Pick<WorldOptions, "settings" | "search" | "more">) => Effect.Effect<void>
  readonly searches: (section?: string) => Effect.Effect<SearchList | undefined>
}

export const world = (options: WorldOptions): Effect.Effect<SearchWorld, never, Scope.Scope> =>
  Effect.gen(function* () {
    const login = { username: "admin", password: "pw" }
    const qbittorrent = yield* Effect.orDie(FakeQbittorrent.make({ webApi: "2.11.4", ...login }))
    const arrs = new Map<ArrKind, Searched>()
    for (const kind of options.kinds) {
      const arr = yield* Arrs.arr({
        kind,
        category: kind,
        client: qbittorrent,
        autoImportAfter: "200 millis",
        ...options.arr
      })
      arrs.set(kind, { arr, section: nameOf(kind) })
    }
    const toml = ({ more = () => "", search = {}, settings = {} }: Omit<WorldOptions, "kinds">) =>
      [
        Arrs.settings({ SearchLoopDelay: 2, SearchesPerHour: 100, ...settings }),
        Arrs.qbit({ url: qbittorrent.url, ...login }),
        ...[...arrs].map(([kind, { arr, section }]) => Arrs.section(section, arr, kind, {}, {}, search) + more(section))
      ].join("\n")
    // A search window is in local time.
    const daemon = yield* Daemon.make(toml(options), { TZ: "UTC" })
    return {
      qbittorrent,
      arrs,
      of: (kind) => {
        const found = arrs.get(kind)
        if (found === undefined) throw new RangeError(`there is no ${kind}`)
        return found.arr
      },
      daemon,
      configure: (changes) => daemon.writeConfig(toml({ ...options, ...changes })),
      searches: (section) =>
        Effect.map(
          daemon.call("GET", `/api/searches?limit=500${section === undefined ? "" : `&section=${section}`}`),
          ({ json, status }) => (status === 200 ? (json as SearchList) : undefined)
        )
    }
  })

/** The health of an Arr that can search nowhere: everything is decided, nothing is sent until `setHealth([])`. */
export const allDown = [
  { source: "IndexerStatusCheck", type: "error", message: "All indexers are unavailable due to failures" }
]

/** What came in at a stand-in, in order: `movie:1`, `season:3:1`, … */
export const arrivals = (arr: FakeArr.FakeArr): Effect.Effect<ReadonlyArray<string>> =>
  Effect.map(arr.searchLog, (log) => log.arrivals.flatMap(({ targets }) => targets))

/** Waits until so many searches came in; answers what they are for. */
export const searched = (arr: FakeArr.FakeArr, count: number, seconds = 30): Effect.Effect<ReadonlyArray<string>> =>
  poll(
    `${count} searches came in`,
    Effect.map(arrivals(arr), (all) => (all.length >= count ? all : undefined)),
    seconds
  )

/** Waits until the answer about one section is as wanted. */
export const told = (
  scene: SearchWorld,
  what: string,
  isSo: (section: SearchList["sections"][number], all: SearchList) => boolean,
  seconds = 30
): Effect.Effect<SearchList> =>
  poll(
    what,
    Effect.map(scene.searches(), (list) => {
      const section = list?.sections[0]
      return list !== undefined && section !== undefined && isSo(section, list) ? list : undefined
    }),
    seconds
  ).pipe(
    Effect.tapErrorCause(() =>
      Effect.flatMap(scene.searches(), (list) =>
        Effect.sync(() => console.error(JSON.stringify(list?.sections), scene.daemon.output().slice(-4_000)))
      )
    )
  )
