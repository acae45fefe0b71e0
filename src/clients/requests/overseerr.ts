import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import type { MediaRequest } from "../../store/search/Requests.ts"
import type { ClientError } from "../ClientError.ts"
import {
  connect,
  type Endpoint,
  listIn,
  malformed,
  type RequestKind,
  type RequestList,
  type RequestServiceOptions,
  read
} from "./endpoint.ts"
import { isUpcoming, type LookUp, lookUps } from "./mediaDetails.ts"
import { type OverseerrWanted, requestOfRow } from "./overseerrRows.ts"
import { recordOf, wholeOf } from "./reading.ts"

/** A connection to an Overseerr, Jellyseerr or Seerr: reads only. */
export interface OverseerrClient {
  /**
   * What people asked for and does not have yet, as far as the section wants it and it is out. Fails rather than leave
   * out a page: what is missing would look withdrawn.
   */
  readonly requests: (wanted: Omit<OverseerrWanted, "kind">) => Effect.Effect<RequestList, ClientError>
}

const path = "/api/v1/request"
const pageSize = 100
/** Nobody has more pages; whoever tells so counts wrong. */
const mostPages = 200
/** How often a list that shifts while it is read is read again. */
const attempts = 3
/** Look-ups at the same time: behind them is a public catalogue that counts requests. */
const parallelLookUps = 4

const rowIdOf = (row: unknown): unknown => recordOf(row)?.["id"]

/** All pages, or undefined when the list shifted on the way. */
const readAll = (endpoint: Endpoint, filter: string): Effect.Effect<ReadonlyArray<unknown> | undefined, ClientError> =>
  Effect.gen(function* () {
    const rows: Array<unknown> = []
    const ids = new Set<unknown>()
    let before: number | undefined
    for (let page = 0; page < mostPages; page++) {
      const answer = yield* read(endpoint, path, Schema.Unknown, [
        ["take", String(pageSize)],
        ["skip", String(rows.length)],
        ["sort", "added"],
        ["filter", filter]
      ])
      const list = listIn(answer, ["results", "data"])
      if (list === undefined) return yield* malformed(endpoint, path, "an answer without a list of requests.")
      const total = wholeOf(recordOf(recordOf(answer)?.["pageInfo"])?.["results"])
      if (page > 0 && total !== before) return undefined
      before = total
      for (const row of list) {
        const id = rowIdOf(row)
        // A row seen twice hides one that slid to the page before.
        if (id !== undefined && ids.has(id)) return undefined
        if (id !== undefined) ids.add(id)
        rows.push(row)
      }
      if (total === undefined ? list.length < pageSize : rows.length >= total) return rows
      if (list.length === 0) return undefined
    }
    return undefined
  })

const allRows = (endpoint: Endpoint, filter: string): Effect.Effect<ReadonlyArray<unknown>, ClientError> =>
  Effect.gen(function* () {
    for (let attempt = 0; attempt < attempts; attempt++) {
      const rows = yield* readAll(endpoint, filter)
      if (rows !== undefined) return rows
    }
    return yield* malformed(endpoint, path, `its pages do not add up, ${attempts} times in a row.`)
  })

/** With title and missing ids, or nothing when it is not out yet. What cannot be looked up stays as it is. */
const completed = (request: MediaRequest, lookUp: LookUp): Effect.Effect<ReadonlyArray<MediaRequest>> =>
  Effect.gen(function* () {
    if (request.tmdbId === undefined) return [request]
    const details = yield* lookUp(request.tmdbId)
    if (isUpcoming(details, yield* Clock.currentTimeMillis)) return []
    return [
      {
        ...request,
        title: details?.title,
        tvdbId: request.tvdbId ?? details?.tvdbId,
        imdbId: request.imdbId ?? details?.imdbId
      }
    ]
  })

/** A client with a connection pool of its own, closed with the scope. Sends nothing by itself. */
export const make = (
  options: RequestServiceOptions,
  kind: RequestKind
): Effect.Effect<OverseerrClient, never, Scope.Scope> =>
  Effect.gen(function* () {
    const endpoint = yield* connect({ name: "Overseerr", keyHeader: "X-Api-Key", keyAt: "Settings > General" }, options)
    const round = lookUps(endpoint, kind)
    return {
      requests: ({ approvedOnly, is4k }) =>
        Effect.gen(function* () {
          const rows = yield* allRows(endpoint, approvedOnly ? "approved" : "unavailable")
          const read = rows.map((row) => requestOfRow(row, { kind, approvedOnly, is4k }))
          const open = read.flatMap((one) => (typeof one === "string" ? [] : [one]))
          const lookUp = yield* round
          const lists = yield* Effect.forEach(open, (request) => completed(request, lookUp), {
            concurrency: parallelLookUps
          })
          return { requests: lists.flat(), skipped: read.filter((one) => one === "odd").length }
        })
    }
  })
