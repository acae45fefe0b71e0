import * as Effect from "effect/Effect"
import * as Ref from "effect/Ref"
import type * as Scope from "effect/Scope"
import { json, type WebRequest, type WebResponse } from "../http/Exchange.ts"
import { type Fault, type FaultKind, through } from "../http/Fault.ts"
import * as LoopbackServer from "../http/LoopbackServer.ts"
import { type AskedFor, detailsOf, passes, rowOf, type Title } from "./OverseerrState.ts"

export interface FakeOverseerrOptions {
  readonly apiKey: string
  /** Default 0: any free one. */
  readonly port?: number
}

interface State {
  readonly rows: ReadonlyArray<Readonly<Record<string, unknown>>>
  readonly titles: ReadonlyArray<Title>
  readonly requests: ReadonlyMap<string, number>
}

/** An Overseerr, Jellyseerr or Seerr on loopback: real HTTP, state in memory, reads only. */
export interface FakeOverseerr extends LoopbackServer.LoopbackServer {
  /** All that people asked for, oldest first. */
  readonly setRequests: (asked: ReadonlyArray<AskedFor>) => Effect.Effect<void>
  /** The same as on the wire, for rows that no server should send. */
  readonly setRows: (rows: ReadonlyArray<Readonly<Record<string, unknown>>>) => Effect.Effect<void>
  /** What `movie/{id}` and `tv/{id}` know; anything else is a 500, as when TMDB does not have it. */
  readonly setTitles: (titles: ReadonlyArray<Title>) => Effect.Effect<void>
  readonly fault: (kind: FaultKind, options?: { readonly paths?: RegExp }) => Effect.Effect<void>
  /** How often each path was asked, also those that met a fault or had the wrong key. */
  readonly requests: Effect.Effect<ReadonlyMap<string, number>>
}

const counted = (counts: ReadonlyMap<string, number>, path: string): ReadonlyMap<string, number> =>
  new Map(counts).set(path, (counts.get(path) ?? 0) + 1)

const listed = (state: State, query: URLSearchParams): WebResponse => {
  const take = Number(query.get("take") ?? "10")
  const skip = Number(query.get("skip") ?? "0")
  const rows = state.rows.filter((row) => passes(query.get("filter"), row)).reverse()
  return json(200, {
    pageInfo: {
      pages: Math.ceil(rows.length / take),
      pageSize: take,
      results: rows.length,
      page: Math.ceil(skip / take) + 1
    },
    results: rows.slice(skip, skip + take)
  })
}

const respond = (request: WebRequest, state: State, apiKey: string): WebResponse => {
  if (request.path === "/api/v1/status") return json(200, { version: "2.7.3", commitTag: "local" })
  // Without a key, and with a wrong one, nobody is signed in.
  if (request.headers["x-api-key"] !== apiKey) {
    return json(403, { status: 403, error: "You do not have permission to access this endpoint" })
  }
  if (request.method !== "GET") return json(405, { message: `${request.method} method not allowed` })
  if (request.path === "/api/v1/request") return listed(state, request.query)
  const asked = /^\/api\/v1\/(movie|tv)\/(\d+)$/.exec(request.path)
  if (asked === null) return json(404, { message: "not found" })
  const [, type, id] = asked
  const title = state.titles.find((one) => one.type === type && one.tmdbId === Number(id))
  return title === undefined
    ? json(500, { message: type === "movie" ? "Unable to retrieve movie." : "Unable to retrieve series." })
    : json(200, detailsOf(title))
}

/** Starts one; it stops with the scope. Fails when the port is taken. */
export const make = Effect.fn("FakeOverseerr.make")(function* (
  options: FakeOverseerrOptions
): Effect.fn.Return<FakeOverseerr, LoopbackServer.PortUnavailable, Scope.Scope> {
  const state = yield* Ref.make<State>({ rows: [], titles: [], requests: new Map() })
  const fault = yield* Ref.make<Fault>({ kind: "none" })
  const handle = (request: WebRequest): Effect.Effect<WebResponse> => {
    const answer = Effect.map(Ref.get(state), (now) => respond(request, now, options.apiKey))
    return Ref.update(state, (before) => ({ ...before, requests: counted(before.requests, request.path) })).pipe(
      Effect.zipRight(through(fault, "Overseerr", request, answer))
    )
  }
  const server = yield* LoopbackServer.make(handle, options.port)
  return {
    ...server,
    setRequests: (asked) => Ref.update(state, (before) => ({ ...before, rows: asked.map(rowOf) })),
    setRows: (rows) => Ref.update(state, (before) => ({ ...before, rows })),
    setTitles: (titles) => Ref.update(state, (before) => ({ ...before, titles })),
    fault: (kind, { paths } = {}) => Ref.set(fault, { kind, paths }),
    requests: Effect.map(Ref.get(state), ({ requests }) => requests)
  }
})
