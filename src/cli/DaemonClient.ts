import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import type { Transient } from "../clients/ClientError.ts"
import * as Http from "../clients/http.ts"
import { SeveralMatches } from "../web/ApiError.ts"
import { NewToken, SessionView, TokenList } from "../web/access/views.ts"
import { Health } from "../web/ProbesApi.ts"
import { ProcessList } from "../web/ProcessView.ts"
import { Readiness } from "../web/Readiness.ts"
import { SearchList, SearchOrdered } from "../web/SearchesApi.ts"
import { DecisionList, TorrentDecisions, TorrentList } from "../web/TorrentsApi.ts"
import { TorrentDetail } from "../web/TorrentView.ts"
import { TrackerList } from "../web/TrackersApi.ts"
import { CliFailure, exitCodes, failed } from "./CliFailure.ts"

/** Where the daemon of a config is, and how to be let in. */
export interface Target {
  /** `WebUI.Host`, as the daemon binds it. */
  readonly host: string
  readonly port: number
  readonly urlBase: string
  /** Empty when there is none. */
  readonly token: Redacted.Redacted
  /** Named in messages: a wrong one is the usual reason why nothing answers. */
  readonly configFile: string
  /** The file of the generated token, named when the token is refused. */
  readonly tokenFile: string
}

/** A daemon bound to every address is reached over the loopback. */
export const baseUrl = ({ host, port, urlBase }: Pick<Target, "host" | "port" | "urlBase">): string => {
  const reachable = host === "0.0.0.0" || host === "" ? "127.0.0.1" : host === "::" ? "::1" : host
  const name = reachable.includes(":") && !reachable.startsWith("[") ? `[${reachable}]` : reachable
  return `http://${name}:${port}${urlBase.replace(/\/+$/, "")}`
}

const ErrorBody = Schema.parseJson(Schema.Struct({ error: Schema.String }))

const refusal = (target: Target, url: string, status: number, body: string): CliFailure => {
  if (status === 401) {
    return new CliFailure({
      message:
        `The daemon at ${url} refuses the token.\n` +
        `The token is WebUI.Token of ${target.configFile}, or else the content of ${target.tokenFile}` +
        `${Redacted.value(target.token) === "" ? " (which does not exist)" : ""}.\n` +
        "Give the same --config and --data as the daemon has.",
      code: exitCodes.noPermission
    })
  }
  return Either.match(Schema.decodeUnknownEither(ErrorBody)(body), {
    onLeft: () => strange(url, status),
    onRight: ({ error }) => failed(error)
  })
}

const strange = (url: string, status: number): CliFailure =>
  new CliFailure({
    message: `Something answers at ${url} (HTTP ${status}), but it is not qbitrr. Check WebUI.Host, WebUI.Port and WebUI.UrlBase.`,
    code: exitCodes.noDaemon
  })

const absent = (target: Target, url: string, error: Transient): CliFailure =>
  new CliFailure({
    message:
      (error.kind === "timeout"
        ? `The daemon at ${url} does not answer: ${error.detail}\n`
        : `No qbitrr daemon answers at ${url}.\n`) +
      `The address comes from ${target.configFile}. Start the daemon with "qbitrr run", or give the --config and --data of the one that runs.`,
    code: exitCodes.noDaemon
  })

/**
 * One request to the daemon. `accept` names the statuses that carry the promised body; every other answer, and none,
 * is a `CliFailure` that says what to do.
 */
const ask = <A, I>(
  target: Target,
  call: Http.HttpCall,
  schema: Schema.Schema<A, I>,
  timeout: Duration.DurationInput,
  accept: ReadonlyArray<number> = [200]
): Effect.Effect<A, CliFailure> =>
  Effect.scoped(
    Effect.gen(function* () {
      const url = baseUrl(target)
      const http = yield* Http.make({ service: "qbitrr", baseUrl: url, skipTlsVerify: false, timeout })
      const token = Redacted.value(target.token)
      const answer = yield* http
        .send({ ...call, headers: token === "" ? {} : { authorization: `Bearer ${token}` } })
        .pipe(Effect.mapError((error) => absent(target, url, error)))
      if (!accept.includes(answer.status)) return yield* refusal(target, url, answer.status, answer.body)
      return yield* Effect.mapError(Schema.decodeUnknown(Schema.parseJson(schema))(answer.body), () =>
        strange(url, answer.status)
      )
    })
  )

const quick = Duration.seconds(10)
/** A restart waits until the old life has ended, which may take its stop timeout. */
const patient = Duration.minutes(2)

/** `GET /api/health`. */
export const health = (target: Target) => ask(target, { method: "GET", path: "/api/health" }, Health, "2 seconds")

/** `GET /api/processes`. */
export const processes = (target: Target) =>
  Effect.map(ask(target, { method: "GET", path: "/api/processes" }, ProcessList, quick), (list) => list.processes)

/** `GET /api/ready`; being not ready is an answer, not an error. */
export const readiness = (target: Target) =>
  ask(target, { method: "GET", path: "/api/ready" }, Readiness, quick, [200, 503])

/** `GET /api/torrents?q=…`. */
export const torrents = (target: Target, q: string, limit: number) =>
  ask(
    target,
    {
      method: "GET",
      path: "/api/torrents",
      query: [
        ["q", q],
        ["limit", String(limit)]
      ]
    },
    TorrentList,
    quick
  )

/** `GET /api/decisions?q=…`: also about torrents that are gone. */
export const decisions = (target: Target, q: string, limit: number) =>
  Effect.map(
    ask(
      target,
      {
        method: "GET",
        path: "/api/decisions",
        query: [
          ["q", q],
          ["limit", String(limit)]
        ]
      },
      DecisionList,
      quick
    ),
    (list) => list.decisions
  )

const pathOf = ({ hash, instance }: { readonly instance: string; readonly hash: string }): string =>
  `/api/torrents/${encodeURIComponent(instance)}/${encodeURIComponent(hash)}`

/** `GET /api/torrents/{instance}/{hash}`. */
export const torrent = (target: Target, id: { readonly instance: string; readonly hash: string }) =>
  ask(target, { method: "GET", path: pathOf(id) }, TorrentDetail, quick)

/** `GET /api/torrents/{instance}/{hash}/decisions`. */
export const torrentDecisions = (
  target: Target,
  id: { readonly instance: string; readonly hash: string },
  limit: number
) =>
  ask(
    target,
    { method: "GET", path: `${pathOf(id)}/decisions`, query: [["limit", String(limit)]] },
    TorrentDecisions,
    quick
  )

/** `GET /api/trackers`. */
export const trackers = (target: Target) => ask(target, { method: "GET", path: "/api/trackers" }, TrackerList, quick)

/** `GET /api/searches`. `limit`: rows of the history. */
export const searches = (target: Target, { limit, section }: { section: string | undefined; limit: number }) =>
  ask(
    target,
    {
      method: "GET",
      path: "/api/searches",
      query: [["limit", String(limit)], ...(section === undefined ? [] : [["section", section] as const])]
    },
    SearchList,
    quick
  )

/** `POST /api/searches`; that several things may be meant is an answer, not an error. */
export const searchNow = (target: Target, order: { query: string; section: string | undefined }) =>
  ask(
    target,
    { method: "POST", path: "/api/searches", json: order },
    Schema.Union(SearchOrdered, SeveralMatches),
    quick,
    [202, 409]
  )

/** `POST /api/processes/…`; `name` undefined means all of them. */
export const command = (target: Target, name: string | undefined, word: string, json?: unknown) =>
  ask(
    target,
    {
      method: "POST",
      path: name === undefined ? `/api/processes/${word}_all` : `/api/processes/${encodeURIComponent(name)}/${word}`,
      ...(json === undefined ? {} : { json })
    },
    Schema.Struct({ status: Schema.Literal("ok") }),
    patient
  )

const Done = Schema.Struct({ status: Schema.Literal("ok") })

/** `POST /api/password`. */
export const setPassword = (target: Target, order: { readonly password: string; readonly username?: string }) =>
  ask(target, { method: "POST", path: "/api/password", json: order }, SessionView, quick)

/** `POST /api/tokens`. */
export const createToken = (
  target: Target,
  order: { readonly name: string; readonly scopes: ReadonlyArray<string>; readonly expiresInDays?: number }
) => ask(target, { method: "POST", path: "/api/tokens", json: order }, NewToken, quick, [201])

/** `GET /api/tokens`. */
export const tokens = (target: Target) => ask(target, { method: "GET", path: "/api/tokens" }, TokenList, quick)

/** `DELETE /api/tokens/{id}`. */
export const revokeToken = (target: Target, id: string) =>
  ask(target, { method: "DELETE", path: `/api/tokens/${encodeURIComponent(id)}` }, Done, quick)
