import * as Effect from "effect/Effect"
import * as Ref from "effect/Ref"
import type * as Scope from "effect/Scope"
import { empty, json, type WebRequest, type WebResponse } from "../http/Exchange.ts"
import { type Fault, type FaultKind, through } from "../http/Fault.ts"
import * as LoopbackServer from "../http/LoopbackServer.ts"
import { type AskedForMovie, type AskedForSeries, movieRow, seriesRow } from "./OmbiState.ts"

export interface FakeOmbiOptions {
  readonly apiKey: string
  /** Default 0: any free one. */
  readonly port?: number
}

interface State {
  readonly movies: ReadonlyArray<AskedForMovie>
  readonly series: ReadonlyArray<AskedForSeries>
  readonly extra: ReadonlyArray<unknown>
  readonly container: string | undefined
  readonly requests: ReadonlyMap<string, number>
}

/** An Ombi on loopback: real HTTP, state in memory, reads only. */
export interface FakeOmbi extends LoopbackServer.LoopbackServer {
  readonly setMovies: (movies: ReadonlyArray<AskedForMovie>) => Effect.Effect<void>
  readonly setSeries: (series: ReadonlyArray<AskedForSeries>) => Effect.Effect<void>
  /** Rows in front of both lists, as on the wire, that no server should send. */
  readonly setExtra: (rows: ReadonlyArray<unknown>) => Effect.Effect<void>
  /** Puts the lists under this name, as other versions do. */
  readonly wrapIn: (container: string | undefined) => Effect.Effect<void>
  readonly fault: (kind: FaultKind, options?: { readonly paths?: RegExp }) => Effect.Effect<void>
  /** How often each path was asked, also those that met a fault or had the wrong key. */
  readonly requests: Effect.Effect<ReadonlyMap<string, number>>
}

const respond = (request: WebRequest, state: State, apiKey: string): WebResponse => {
  if (request.headers["apikey"] !== apiKey) return empty(401)
  if (request.method !== "GET") return empty(405)
  const list = (rows: ReadonlyArray<unknown>): WebResponse => {
    const all = [...state.extra, ...rows]
    return json(200, state.container === undefined ? all : { [state.container]: all, total: all.length })
  }
  // ASP.NET does not mind the case of a path.
  switch (request.path.toLowerCase()) {
    case "/api/v1/request/movie":
      return list(state.movies.map(movieRow))
    case "/api/v1/request/tv":
      return list(state.series.map((one) => seriesRow(one, false)))
    case "/api/v1/request/tvlite":
      return list(state.series.map((one) => seriesRow(one, true)))
    case "/api/v1/request/movie/total":
      return json(200, state.movies.length)
    case "/api/v1/request/tv/total":
      return json(200, state.series.length)
    default:
      return empty(404)
  }
}

/** Starts one; it stops with the scope. Fails when the port is taken. */
export const make = Effect.fn("FakeOmbi.make")(function* (
  options: FakeOmbiOptions
): Effect.fn.Return<FakeOmbi, LoopbackServer.PortUnavailable, Scope.Scope> {
  const state = yield* Ref.make<State>({ movies: [], series: [], extra: [], container: undefined, requests: new Map() })
  const fault = yield* Ref.make<Fault>({ kind: "none" })
  const handle = (request: WebRequest): Effect.Effect<WebResponse> =>
    Ref.update(state, (before) => {
      const requests = new Map(before.requests).set(request.path, (before.requests.get(request.path) ?? 0) + 1)
      return { ...before, requests }
    }).pipe(
      Effect.zipRight(
        through(
          fault,
          "Ombi",
          request,
          Effect.map(Ref.get(state), (now) => respond(request, now, options.apiKey))
        )
      )
    )
  const server = yield* LoopbackServer.make(handle, options.port)
  return {
    ...server,
    setMovies: (movies) => Ref.update(state, (before) => ({ ...before, movies })),
    setSeries: (series) => Ref.update(state, (before) => ({ ...before, series })),
    setExtra: (extra) => Ref.update(state, (before) => ({ ...before, extra })),
    wrapIn: (container) => Ref.update(state, (before) => ({ ...before, container })),
    fault: (kind, { paths } = {}) => Ref.set(fault, { kind, paths }),
    requests: Effect.map(Ref.get(state), ({ requests }) => requests)
  }
})
