import * as Schema from "effect/Schema"
import type { Candidate } from "../search/Candidate.ts"
import type { SearchStatus } from "../search/SearchStatus.ts"
import { skips } from "../search/Skip.ts"
import type { Search, Yield } from "../store/search/SearchLog.ts"
import { searchReasons } from "../store/search/SearchReason.ts"
import { iso, isoOrNull } from "./ProcessView.ts"
import type { Clean } from "./TorrentView.ts"

const IsoTime = Schema.String.annotations({ description: "ISO 8601, UTC", examples: ["2024-01-15T10:30:00.000Z"] })
const told = <A, I>(schema: Schema.Schema<A, I>) => Schema.NullOr(schema)
const Reason = Schema.Literal(...searchReasons)

/** What one search looks for: `kind` and the Arr's own ids of that kind. */
export const TargetView = Schema.Struct({
  kind: Schema.Literal("movie", "episode", "season", "series", "album", "book"),
  movieId: Schema.optional(Schema.Int),
  seriesId: Schema.optional(Schema.Int),
  seasonNumber: Schema.optional(Schema.Int),
  episodeId: Schema.optional(Schema.Int),
  artistId: Schema.optional(Schema.Int),
  albumId: Schema.optional(Schema.Int),
  authorId: Schema.optional(Schema.Int),
  bookId: Schema.optional(Schema.Int)
}).annotations({ identifier: "SearchTarget" })
export type TargetView = typeof TargetView.Type

/** One of several things that a few words may mean. */
export const MatchView = Schema.Struct({
  section: Schema.String,
  title: Schema.String,
  target: TargetView
}).annotations({ identifier: "SearchMatch" })
export type MatchView = typeof MatchView.Type

/** One search that is to come. */
export const CandidateView = Schema.Struct({
  title: Schema.String,
  reason: Reason,
  target: TargetView,
  items: Schema.Int.annotations({ description: "movies, episodes, albums or books that it looks for" })
}).annotations({ identifier: "SearchCandidate" })

export const GrabView = Schema.Struct({
  at: IsoTime,
  title: Schema.String.annotations({ description: "name of the release" }),
  hash: told(Schema.String),
  indexer: told(Schema.String),
  importedAt: told(IsoTime),
  failedAt: told(IsoTime)
}).annotations({ identifier: "Grab" })

/** One search that was sent, and what came of it. */
export const SearchView = Schema.Struct({
  key: Schema.Int,
  section: Schema.String,
  title: Schema.String,
  reason: Reason,
  target: TargetView,
  sentAt: IsoTime,
  state: Schema.Literal("sending", "running", "done", "failed", "lost"),
  commandId: told(Schema.Int),
  message: told(Schema.String),
  endedAt: told(IsoTime),
  grabs: Schema.Array(GrabView)
}).annotations({ identifier: "Search" })
export type SearchView = typeof SearchView.Type

/** What the searches of the last 30 days brought, by reason. */
export const YieldView = Schema.Struct({
  reason: Reason,
  searches: Schema.Int,
  failed: Schema.Int,
  grabbed: Schema.Int,
  imported: Schema.Int
}).annotations({ identifier: "SearchYield" })

const counts = (words: ReadonlyArray<string>) =>
  Schema.Record({ key: Schema.String, value: Schema.Int }).annotations({ description: words.join(", ") })

/** The searching of one Arr section. */
export const SectionSearchView = Schema.Struct({
  section: Schema.String,
  searches: Schema.Boolean.annotations({
    description: "something is switched on that is searched for; otherwise the library is not even read"
  }),
  activity: told(Schema.Struct({ text: Schema.String, at: IsoTime })),
  held: told(Schema.Struct({ why: Schema.String, until: told(IsoTime), text: Schema.String })).annotations({
    description: "why nothing is sent at the moment, though something could be"
  }),
  next: Schema.Array(CandidateView).annotations({ description: "the first of the queue" }),
  queued: counts(searchReasons).annotations({ description: "searches in the queue by reason" }),
  eligible: Schema.Int.annotations({ description: "things of the library that the queue is about" }),
  skipped: counts(skips).annotations({
    description: "things of the library that are passed over, by the one reason of each"
  }),
  wanted: Schema.Int.annotations({ description: "things that lack something that is searched for" }),
  nextAt: told(IsoTime).annotations({ description: "when the next one stops cooling down or is released" }),
  cycle: told(Schema.Struct({ number: Schema.Int, startedAt: IsoTime })),
  running: Schema.Array(SearchView),
  hour: Schema.Struct({ used: Schema.Int, limit: Schema.Int }),
  sync: told(
    Schema.Struct({
      phase: Schema.String,
      done: Schema.Int,
      total: Schema.Int,
      lastFullAt: told(IsoTime),
      lastError: told(Schema.String)
    })
  ).annotations({ description: "how far the library index is" }),
  yields: Schema.Array(YieldView)
}).annotations({ identifier: "SectionSearch" })
export type SectionSearchView = typeof SectionSearchView.Type

const time = (at: number | undefined): string | null => isoOrNull(at ?? null)

const candidateView = ({ items, reason, target, title }: Candidate, clean: Clean) => ({
  title: clean(title),
  reason,
  target,
  items: items.length
})

/** A search of the log. */
export const searchView = (search: Search, clean: Clean): SearchView => ({
  key: search.key,
  section: search.section,
  title: clean(search.title),
  reason: search.reason,
  target: search.target,
  sentAt: iso(search.sentAt),
  state: search.state,
  commandId: search.commandId ?? null,
  message: search.message === undefined ? null : clean(search.message),
  endedAt: time(search.endedAt),
  grabs: search.grabs.map((grab) => ({
    at: iso(grab.at),
    title: clean(grab.title),
    hash: grab.hash ?? null,
    indexer: grab.indexer === undefined ? null : clean(grab.indexer),
    importedAt: time(grab.importedAt),
    failedAt: time(grab.failedAt)
  }))
})

/** Candidates that one answer shows. */
const shown = 25

const byReason = (queue: ReadonlyArray<Candidate>): Readonly<Record<string, number>> => {
  const found: Record<string, number> = {}
  for (const { reason } of queue) found[reason] = (found[reason] ?? 0) + 1
  return found
}

/** How the searching of a section looks from outside. */
export const sectionSearchView = (
  status: SearchStatus,
  context: {
    readonly yields: ReadonlyArray<Yield>
    /** See `whoSearches`. */
    readonly searches: boolean
    readonly clean: Clean
  }
): SectionSearchView => {
  const { activity, cycle, held, hour, nextAt, queue, running, section, skipped, sync, wanted } = status
  const { clean, searches, yields } = context
  return {
    section,
    searches,
    activity: activity === undefined ? null : { text: clean(activity.text), at: iso(activity.at) },
    held: held === undefined ? null : { why: held.why, until: time(held.until), text: clean(held.text) },
    next: queue.slice(0, shown).map((candidate) => candidateView(candidate, clean)),
    queued: byReason(queue),
    eligible: queue.reduce((sum, { items }) => sum + items.length, 0),
    skipped: Object.fromEntries(skipped),
    wanted,
    nextAt: time(nextAt),
    cycle: cycle === undefined ? null : { number: cycle.number, startedAt: iso(cycle.startedAt) },
    running: running.map((search) => searchView(search, clean)),
    hour,
    sync:
      sync === undefined
        ? null
        : {
            phase: sync.phase,
            done: sync.done,
            total: sync.total,
            lastFullAt: time(sync.lastFullAt),
            lastError: sync.lastError === undefined ? null : clean(sync.lastError)
          },
    yields: yields
      .filter((one) => one.section === section)
      .map(({ failed, grabbed, imported, reason, searches }) => ({ reason, searches, failed, grabbed, imported }))
  }
}
