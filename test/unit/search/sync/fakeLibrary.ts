import * as Effect from "effect/Effect"
import type {
  LibraryContainer,
  LibraryItem,
  OddRow,
  QualityProfile
} from "../../../../src/clients/arr/library/LibraryItem.ts"
import type { LibraryEvent, LibraryReads } from "../../../../src/clients/arr/library/LibraryReads.ts"
import { AuthRejected, type ClientError, Malformed, Transient } from "../../../../src/clients/ClientError.ts"

const fields = { service: "Sonarr-TV", request: "GET /api/v3/series" }
export const refused = new Transient({ ...fields, kind: "connection", detail: "nothing listens." })
export const failing = new Transient({ ...fields, kind: "status", status: 500, detail: "boom." })
export const html = new Malformed({ ...fields, status: 200, detail: "an HTML page instead of JSON." })
export const rejected = new AuthRejected({ ...fields, status: 401, detail: "the APIKey is refused." })

/** One series of the fake: its episodes by id; the value stands for everything that can change in one. */
export interface FakeSeries {
  monitored: boolean
  readonly episodes: Map<number, string>
  /** Part of the revision: a change that the list does not show leaves it. */
  version: number
}

export const episode = (seriesId: number, id: number, title: string): LibraryItem => ({
  ref: { kind: "episode", seriesId, seasonNumber: 1, episodeId: id },
  id,
  containerId: seriesId,
  title,
  containerTitle: `Series ${seriesId}`,
  episodeNumber: id,
  year: 2024,
  airsAt: 0,
  releases: undefined,
  monitored: true,
  file: undefined,
  profileId: 1,
  tmdbId: undefined,
  tvdbId: seriesId,
  imdbId: undefined,
  lastSearchedAt: undefined
})

export const profile = (id: number): QualityProfile => ({
  id,
  name: `Profile ${id}`,
  upgradeAllowed: true,
  minFormatScore: 0,
  cutoffFormatScore: 0
})

/** An Arr with a library that tests change, faults that they switch on, and counters. */
export interface FakeLibrary {
  readonly reads: LibraryReads
  readonly series: Map<number, FakeSeries>
  readonly history: Array<LibraryEvent>
  profiles: ReadonlyArray<QualityProfile>
  /** Every question fails so. */
  fault: ClientError | undefined
  /** Questions about these fail so; those about others do not. */
  readonly faults: Map<"containers" | "history" | number, ClientError>
  /** Rows of the list, and of items, that cannot be read; by id. */
  readonly oddSeries: Map<number, OddRow>
  readonly oddEpisodes: Map<number, OddRow>
  readonly oddNameless: Array<OddRow>
  /** The list tells only these. */
  onlyListed: ((id: number) => boolean) | undefined
  /** A proxy without its Arr: nothing is found, and what is read as a whole fails. */
  notFound: boolean
  /** Milliseconds of one request. */
  latency: number
  requests: number
  readonly asked: {
    profiles: number
    containers: number
    history: number
    container: Array<number>
    items: Array<number>
  }
  readonly running: { now: number; most: number }
}

export const containerOf = (id: number, { episodes, monitored, version }: FakeSeries): LibraryContainer => ({
  id,
  title: `Series ${id}`,
  monitored,
  profileId: 1,
  hasFiles: false,
  revision: `${monitored} ${version} ${episodes.size}`,
  movie: undefined
})

export const makeLibrary = (portion = 1): FakeLibrary => {
  /** `n` requests; counts how many questions are open at the same time. */
  const ask = <A>(n: number, fault: () => ClientError | undefined, answer: () => A): Effect.Effect<A, ClientError> =>
    Effect.suspend(() => {
      fake.running.now++
      fake.running.most = Math.max(fake.running.most, fake.running.now)
      fake.requests += n
      return Effect.suspend(() => {
        const error = fake.fault ?? fault()
        return error === undefined ? Effect.sync(answer) : Effect.fail(error)
      }).pipe(
        fake.latency === 0 ? (effect) => effect : Effect.delay(fake.latency * n),
        Effect.ensuring(
          Effect.sync(() => {
            fake.running.now--
          })
        )
      )
    })

  const proxy = (): ClientError | undefined => (fake.notFound ? failing : undefined)

  const fake: FakeLibrary = {
    series: new Map(),
    history: [],
    profiles: [profile(1)],
    fault: undefined,
    faults: new Map(),
    oddSeries: new Map(),
    oddEpisodes: new Map(),
    oddNameless: [],
    onlyListed: undefined,
    notFound: false,
    latency: 0,
    requests: 0,
    asked: { profiles: 0, containers: 0, history: 0, container: [], items: [] },
    running: { now: 0, most: 0 },
    reads: {
      portion,
      profiles: Effect.suspend(() => {
        fake.asked.profiles++
        return ask(1, proxy, () => fake.profiles)
      }),
      containers: Effect.suspend(() => {
        fake.asked.containers++
        return ask(
          1,
          () => proxy() ?? fake.faults.get("containers"),
          () => ({
            rows: [...fake.series]
              .filter(([id]) => !fake.oddSeries.has(id) && fake.onlyListed?.(id) !== false)
              .map(([id, one]) => containerOf(id, one)),
            odd: [...fake.oddSeries.values(), ...fake.oddNameless]
          })
        )
      }),
      itemsOf: (containers) =>
        Effect.suspend(() => {
          const ids = containers.map(({ id }) => id)
          fake.asked.items.push(...ids)
          return ask(
            2,
            () => ids.flatMap((id) => fake.faults.get(id) ?? [])[0],
            () => {
              const all = fake.notFound
                ? []
                : ids.flatMap((id) =>
                    [...(fake.series.get(id)?.episodes ?? [])].map(([one, title]) => episode(id, one, title))
                  )
              return {
                rows: all.filter(({ id }) => !fake.oddEpisodes.has(id)),
                odd: all.flatMap(({ id }) => fake.oddEpisodes.get(id) ?? [])
              }
            }
          )
        }),
      container: (id) =>
        Effect.suspend(() => {
          fake.asked.container.push(id)
          return ask(
            1,
            () => fake.faults.get(id) ?? (fake.oddSeries.has(id) ? html : undefined),
            () => {
              const one = fake.series.get(id)
              return one === undefined || fake.notFound ? undefined : containerOf(id, one)
            }
          )
        }),
      historySince: (at) =>
        Effect.suspend(() => {
          fake.asked.history++
          return ask(
            1,
            () => proxy() ?? fake.faults.get("history"),
            () => fake.history.filter((event) => event.at >= at)
          )
        }),
      health: Effect.die("not for a sync")
    }
  }
  return fake
}

/** Gives the fake so many series with so many episodes each; ids of episodes are `series * 1000 + n`. */
export const fill = (fake: FakeLibrary, series: number, episodes: number): void => {
  for (let id = 1; id <= series; id++) {
    const all = Array.from({ length: episodes }, (_, n) => [id * 1000 + n, `Episode ${n}`] as const)
    fake.series.set(id, { monitored: true, episodes: new Map(all), version: 1 })
  }
}
