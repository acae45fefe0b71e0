import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import type { ClientError } from "../ClientError.ts"
import {
  connect,
  listIn,
  malformed,
  type RequestKind,
  type RequestList,
  type RequestServiceOptions,
  read
} from "./endpoint.ts"
import { movieOf, seriesOf } from "./ombiRows.ts"

/** A connection to an Ombi: reads only. */
export interface OmbiClient {
  /** What people asked for and does not have yet. Fails when the answer holds no list. */
  readonly requests: (wanted: { readonly approvedOnly: boolean }) => Effect.Effect<RequestList, ClientError>
}

/** The totals are not asked for: they are bare numbers, the reference read them as 0 (W-13), and the lists say it all. */
const paths = {
  movie: "/api/v1/Request/movie",
  // `tvlite` leaves out the seasons.
  tv: "/api/v1/Request/tv"
} as const

const containers = ["result", "results", "requests", "data", "items", "collection"]

/** A client with a connection pool of its own, closed with the scope. Sends nothing by itself. */
export const make = (
  options: RequestServiceOptions,
  kind: RequestKind
): Effect.Effect<OmbiClient, never, Scope.Scope> =>
  Effect.map(
    connect({ name: "Ombi", keyHeader: "ApiKey", keyAt: "Settings > Configuration > General" }, options),
    (endpoint) => ({
      requests: ({ approvedOnly }) =>
        Effect.gen(function* () {
          const answer = yield* read(endpoint, paths[kind], Schema.Unknown)
          const rows = listIn(answer, containers)
          if (rows === undefined)
            return yield* malformed(endpoint, paths[kind], "an answer without a list of requests.")
          const readings = rows.map((row) => (kind === "movie" ? movieOf : seriesOf)(row, approvedOnly))
          return {
            requests: readings.flatMap(({ requests }) => requests),
            skipped: readings.filter(({ odd }) => odd).length
          }
        })
    })
  )
