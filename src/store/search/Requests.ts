import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"

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
