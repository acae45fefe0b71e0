import * as SqlClient from "@effect/sql/SqlClient"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as PubSub from "effect/PubSub"
import * as Stream from "effect/Stream"
import type { SearchTarget } from "../../clients/arr/SearchTarget.ts"
import { type Database, readAtStart } from "../Database.ts"
import type { DatabaseUnusable } from "../DatabaseUnusable.ts"
import { withoutSecrets } from "../storable.ts"
import { WriteBehind } from "../WriteBehind.ts"
import * as RecentSearches from "./RecentSearches.ts"
import type { SearchReason } from "./SearchReason.ts"
import { changesOf, cleaned, columnsOf, fromRow, type SearchRow, toYield, type YieldRow } from "./searchRows.ts"

/**
 * How far a search is. `sending`: written down, not known to have arrived. `running`: the Arr works on it. `done`,
 * `failed`: it ended (`completed` with `result: unsuccessful` is a failure). `lost`: it never arrived, or the Arr
 * forgot it before its end was seen.
 */
export type SearchState = "sending" | "running" | "done" | "failed" | "lost"

/** A release that came of a search. Epoch milliseconds. */
export interface Grab {
  readonly at: number
  /** Lower-case hash of the download; undefined when the Arr does not tell. */
  readonly hash: string | undefined
  readonly title: string
  readonly indexer: string | undefined
  readonly importedAt: number | undefined
  readonly failedAt: number | undefined
}

/** One search: what it looked for and what came of it. */
export interface Search {
  readonly key: number
  readonly section: string
  readonly reason: SearchReason
  readonly target: SearchTarget
  readonly items: ReadonlyArray<number>
  readonly title: string
  /** Epoch milliseconds. From here it counts for the hourly limit. */
  readonly sentAt: number
  readonly state: SearchState
  readonly commandId: number | undefined
  /** What the Arr, or the failure, says. */
  readonly message: string | undefined
  readonly endedAt: number | undefined
  readonly grabs: ReadonlyArray<Grab>
}

export type NewSearch = Pick<Search, "section" | "reason" | "target" | "items" | "title" | "sentAt">
export type SearchPatch = Partial<Pick<Search, "state" | "commandId" | "message" | "endedAt" | "grabs">>

/** What searching brought: per section and reason. Searches that never arrived do not count. */
export interface Yield {
  readonly section: string
  readonly reason: SearchReason
  readonly searches: number
  readonly failed: number
  /** Searches of which at least one release was grabbed, and of which one was imported. */
  readonly grabbed: number
  readonly imported: number
}

/** Every search that was sent, with what came of it. */
export interface SearchLogService {
  /** Durable when it returns: an intent is written before the command is sent. */
  readonly begin: (search: NewSearch) => Effect.Effect<Search>
  /** Durable when it returns. Dies when there is no such search. */
  readonly patch: (key: number, patch: SearchPatch) => Effect.Effect<void>
  /** Each search from now on as it begins and changes, once that is durable. */
  readonly changes: Stream.Stream<Search>
  /** `sending` and `running` ones, oldest first. From memory. */
  readonly open: (section: string) => ReadonlyArray<Search>
  /** `sentAt` of all since then (epoch milliseconds) but those `lost` in sending, oldest first. From memory for the last 24 hours. */
  readonly sentSince: (section: string, at: number) => ReadonlyArray<number>
  /** Those sent since then of which a grab or an import may still come, newest first. From memory for the last 7 days. */
  readonly recent: (section: string, at: number) => ReadonlyArray<Search>
  /** Newest first, with how many there are in all. Empty, with a warning, when the database cannot be read; as `yields`. */
  readonly list: (query: {
    readonly section?: string
    readonly limit: number
    readonly offset: number
  }) => Effect.Effect<{ readonly searches: ReadonlyArray<Search>; readonly total: number }>
  /** Of those sent since then, epoch milliseconds. */
  readonly yields: (since: number) => Effect.Effect<ReadonlyArray<Yield>>
}

export class SearchLog extends Context.Tag("qbitrr/store/SearchLog")<SearchLog, SearchLogService>() {}

const make = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const writer = yield* WriteBehind
  const memory = RecentSearches.make()
  const hub = yield* PubSub.unbounded<Search>()
  const oldest = Effect.map(Clock.currentTimeMillis, (now) => now - Duration.toMillis(RecentSearches.span))
  const rows = yield* readAtStart(
    "The searches",
    Effect.flatMap(
      oldest,
      (since) => sql<SearchRow>`SELECT * FROM searches
        WHERE sent_at >= ${since} OR state IN ('sending', 'running') ORDER BY sent_at, search_key`
    )
  )
  for (const row of rows) {
    const search = fromRow(row)
    if (search === undefined) yield* Effect.logWarning(`Search ${row.search_key} of ${row.section} cannot be read.`)
    else memory.set(search)
  }

  const tell = (search: Search | undefined) => (search === undefined ? Effect.void : hub.publish(search))

  const orNothing = <A, E>(what: string, read: Effect.Effect<A, E>, nothing: A): Effect.Effect<A> =>
    Effect.catchAllCause(read, (cause) => Effect.as(Effect.logWarning(`${what} cannot be read.`, cause), nothing))

  return SearchLog.of({
    begin: (search) =>
      Effect.gen(function* () {
        const title = withoutSecrets(search.title)
        const [row] = yield* writer.durable(
          `The intent to search for ${title} in ${search.section}`,
          sql<SearchRow>`INSERT INTO searches ${sql.insert(columnsOf({ ...search, title })).returning("*")}`
        )
        const begun = row === undefined ? undefined : fromRow(row)
        if (begun === undefined) return yield* Effect.dieMessage("the database does not answer what it was given")
        memory.set(begun)
        memory.forgetBefore(yield* oldest)
        yield* hub.publish(begun)
        return begun
      }).pipe(Effect.uninterruptible),
    patch: (key, patch) => {
      const change = cleaned(patch)
      const columns = changesOf(change)
      if (Object.keys(columns).length === 0) return Effect.void
      return writer
        .durable(
          `What came of search ${key}`,
          Effect.filterOrDieMessage(
            sql<{ readonly search_key: number }>`UPDATE searches SET ${sql.update(columns)}
              WHERE search_key = ${key} RETURNING search_key`,
            (found) => found.length === 1,
            `there is no search ${key}`
          )
        )
        .pipe(Effect.zipRight(Effect.suspend(() => tell(memory.change(key, change)))), Effect.uninterruptible)
    },
    changes: Stream.fromPubSub(hub),
    open: memory.open,
    sentSince: memory.sentSince,
    recent: memory.recent,
    list: ({ limit, offset, section }) => {
      const where = sql.and(section === undefined ? [] : [sql`section = ${section}`])
      return orNothing(
        "The log of searches",
        Effect.gen(function* () {
          const [counted] = yield* sql<{ readonly total: number | string }>`SELECT count(*) AS total
            FROM searches WHERE ${where}`
          const page = yield* sql<SearchRow>`SELECT * FROM searches WHERE ${where}
            ORDER BY sent_at DESC, search_key DESC LIMIT ${limit} OFFSET ${offset}`
          return { searches: page.flatMap((row) => fromRow(row) ?? []), total: Number(counted?.total ?? 0) }
        }),
        { searches: [], total: 0 }
      )
    },
    yields: (since) =>
      orNothing(
        "What searching brought",
        Effect.map(
          sql<YieldRow>`SELECT section, reason, count(*) AS searches,
            sum(CASE WHEN state = 'failed' THEN 1 ELSE 0 END) AS failed,
            sum(grabbed) AS grabbed, sum(imported) AS imported
            FROM searches WHERE sent_at >= ${since} AND NOT (state = 'lost' AND command_id IS NULL)
            GROUP BY section, reason ORDER BY section, reason`,
          (found) => found.map(toYield)
        ),
        []
      )
  })
})

/** Reads the last days at start, and everything that has not ended. A row that cannot be read is left out, with a warning. */
export const layer: Layer.Layer<SearchLog, DatabaseUnusable, Database | SqlClient.SqlClient | WriteBehind> =
  Layer.effect(SearchLog, make)
