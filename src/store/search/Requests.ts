import * as SqlClient from "@effect/sql/SqlClient"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import { type Database, readAtStart } from "../Database.ts"
import type { DatabaseUnusable } from "../DatabaseUnusable.ts"
import { withoutSecrets } from "../storable.ts"
import { WriteBehind } from "../WriteBehind.ts"
import { perhaps, reader } from "./stored.ts"

/** What somebody asked for in Overseerr, Jellyseerr, Seerr or Ombi, as far as a section serves it. */
export interface MediaRequest {
  /** Unique for its source: `overseerr:12`, `ombi:7`, `webhook:…`. */
  readonly id: string
  readonly source: "overseerr" | "ombi" | "webhook"
  readonly title: string | undefined
  readonly tmdbId: number | undefined
  readonly tvdbId: number | undefined
  readonly imdbId: string | undefined
  /** Seasons asked for; undefined = all. */
  readonly seasons: ReadonlyArray<number> | undefined
  /** Epoch milliseconds. */
  readonly requestedAt: number | undefined
}

/** The requests of each section as last read. Kept in memory; durable when a call returns. */
export interface RequestsService {
  /** By source, each in the order in which they came; the same list until something changes. */
  readonly of: (section: string) => ReadonlyArray<MediaRequest>
  /** Replaces what this source said before. */
  readonly replace: (
    section: string,
    source: MediaRequest["source"],
    requests: ReadonlyArray<MediaRequest>
  ) => Effect.Effect<void>
  /** Adds one, or replaces the one of that id. */
  readonly add: (section: string, request: MediaRequest) => Effect.Effect<void>
}

export class Requests extends Context.Tag("qbitrr/store/Requests")<Requests, RequestsService>() {}

type Source = MediaRequest["source"]

const sources: ReadonlyArray<Source> = ["overseerr", "ombi", "webhook"]

const read = reader(
  Schema.Array(
    Schema.Struct({
      id: Schema.String,
      source: Schema.Literal("overseerr", "ombi", "webhook"),
      title: perhaps(Schema.String),
      tmdbId: perhaps(Schema.Number),
      tvdbId: perhaps(Schema.Number),
      imdbId: perhaps(Schema.String),
      seasons: perhaps(Schema.Array(Schema.Number)),
      requestedAt: perhaps(Schema.Number)
    })
  )
)

const cleaned = (request: MediaRequest): MediaRequest =>
  request.title === undefined ? request : { ...request, title: withoutSecrets(request.title) }

/** What one source said for one section. */
interface Said {
  readonly requests: ReadonlyArray<MediaRequest>
  readonly json: string
}

const none: ReadonlyArray<MediaRequest> = []

const make = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const writer = yield* WriteBehind
  const turn = yield* Effect.makeSemaphore(1)
  const said = new Map<string, Map<Source, Said>>()
  const lists = new Map<string, ReadonlyArray<MediaRequest>>()

  const remember = (section: string, source: Source, entry: Said) => {
    const all = said.get(section) ?? new Map<Source, Said>()
    said.set(section, all.set(source, entry))
    lists.set(
      section,
      sources.flatMap((one) => all.get(one)?.requests ?? none)
    )
  }

  const rows = yield* readAtStart(
    "The requests",
    sql<{ readonly section: string; readonly source: Source; readonly requests_json: string }>`
      SELECT section, source, requests_json FROM media_requests`
  )
  for (const row of rows) {
    const requests = read(row.requests_json)
    if (requests !== undefined) remember(row.section, row.source, { requests, json: row.requests_json })
    else
      yield* Effect.logWarning(
        `The requests of ${row.section} from ${row.source} cannot be read; they are asked for again.`
      )
  }

  const store = (section: string, source: Source, requests: ReadonlyArray<MediaRequest>) =>
    Effect.suspend(() => {
      const json = JSON.stringify(requests)
      // A source is asked every few minutes and mostly says the same.
      if (said.get(section)?.get(source)?.json === json) return Effect.void
      return writer
        .durable(
          `The requests of ${section} from ${source}`,
          sql`INSERT INTO media_requests ${sql.insert({ section, source, requests_json: json })}
            ON CONFLICT (section, source) DO UPDATE SET requests_json = excluded.requests_json`
        )
        .pipe(Effect.zipRight(Effect.sync(() => remember(section, source, { requests, json }))))
    })

  return Requests.of({
    of: (section) => lists.get(section) ?? none,
    replace: (section, source, requests) =>
      store(section, source, requests.map(cleaned)).pipe(Effect.uninterruptible, turn.withPermits(1)),
    add: (section, request) =>
      Effect.suspend(() => {
        const known = said.get(section)?.get(request.source)?.requests ?? none
        const added = cleaned(request)
        return store(
          section,
          request.source,
          known.some(({ id }) => id === request.id)
            ? known.map((one) => (one.id === request.id ? added : one))
            : [...known, added]
        )
      }).pipe(Effect.uninterruptible, turn.withPermits(1))
  })
})

/** Reads all rows at start; one that cannot be read counts as no requests, with a warning. */
export const layer: Layer.Layer<Requests, DatabaseUnusable, Database | SqlClient.SqlClient | WriteBehind> =
  Layer.effect(Requests, make)
