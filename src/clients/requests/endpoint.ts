import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import { redactPatterns, redactValues } from "../../observability/Redaction.ts"
import type { MediaRequest } from "../../store/search/Requests.ts"
import { AuthRejected, type ClientError, Conflict, Malformed, NotFound, Transient } from "../ClientError.ts"
import * as Http from "../http.ts"

/** Whose requests a section serves: Radarr movies, Sonarr series. */
export type RequestKind = "movie" | "tv"

/** What a service answered, as far as the section serves it. */
export interface RequestList {
  readonly requests: ReadonlyArray<MediaRequest>
  /** Rows that cannot be read; they are left out. */
  readonly skipped: number
}

/** How to reach a request service. */
export interface RequestServiceOptions {
  /** Config section on whose behalf it is asked. */
  readonly section: string
  /** Base URL, `http(s)://host:port[/base]`. */
  readonly url: string
  readonly apiKey: Redacted.Redacted
  readonly skipTlsVerify: boolean
}

/** What every read of a request service needs. */
export interface Endpoint {
  /** `Overseerr of Radarr-Movies`: names it in messages. */
  readonly service: string
  readonly http: Http.Http
  readonly key: string
  readonly headers: Readonly<Record<string, string>>
  /** Says where the right key is. */
  readonly keyAdvice: string
}

/**
 * Newer Seerrs ask every Radarr and Sonarr for its profiles before they answer, so the five seconds of the reference
 * (engine §6.3) are too short for them.
 */
const timeout = "15 seconds"

/** A connection pool of its own, closed with the scope. Sends nothing by itself. */
export const connect = (
  app: { readonly name: string; readonly keyHeader: string; readonly keyAt: string },
  options: RequestServiceOptions
): Effect.Effect<Endpoint, never, Scope.Scope> => {
  const service = `${app.name} of ${options.section}`
  const key = Redacted.value(options.apiKey).trim()
  return Effect.map(
    Http.make({ service, baseUrl: options.url.trim(), skipTlsVerify: options.skipTlsVerify, timeout }),
    (http) => ({
      service,
      http,
      key,
      headers: { [app.keyHeader]: key, accept: "application/json" },
      keyAdvice: `copy the API key from ${app.keyAt} of the ${app.name} at ${http.baseUrl} into [${options.section}.EntrySearch.${app.name}].`
    })
  )
}

/** The same error with a text that holds no key and says what to do. */
const explain =
  ({ key, keyAdvice }: Endpoint) =>
  (error: ClientError): ClientError => {
    const { request, service, status } = error
    const detail = redactValues(redactPatterns(error.detail), key === "" ? [] : [key])
    const fields = { service, request, detail, ...(status === undefined ? {} : { status }) }
    switch (error._tag) {
      case "Transient":
        return new Transient({ ...fields, kind: error.kind })
      case "AuthRejected":
        return new AuthRejected({ ...fields, detail: `the API key is refused: ${keyAdvice}` })
      case "NotFound":
        return new NotFound(fields)
      case "Conflict":
        return new Conflict(fields)
      case "Malformed":
        return new Malformed(fields)
    }
  }

/** A key copied with a line break or an invisible character cannot even be sent. */
const sendable = /^[\x21-\x7e]+$/

/** A GET, asked again when the connection broke, decoded. Only 2xx passes. */
export const read = <A, I>(
  endpoint: Endpoint,
  path: string,
  schema: Schema.Schema<A, I>,
  query: ReadonlyArray<readonly [string, string]> = []
): Effect.Effect<A, ClientError> => {
  const call: Http.HttpCall = { method: "GET", path, query, headers: endpoint.headers }
  if (!sendable.test(endpoint.key)) {
    const detail = `the API key is empty or holds characters that no key has: ${endpoint.keyAdvice}`
    return Effect.fail(new AuthRejected({ service: endpoint.service, request: Http.nameOf(call), detail }))
  }
  return Http.retrySafe(Http.expectOk(endpoint.http, call)).pipe(
    Effect.flatMap(Http.decodeJson(endpoint.http, call, schema)),
    Effect.mapError(explain(endpoint))
  )
}

/** What stands in for a list that cannot be used as a whole. */
export const malformed = (endpoint: Endpoint, path: string, detail: string): Malformed =>
  new Malformed({ service: endpoint.service, request: `GET ${path}`, status: 200, detail })

/** The rows of an answer that is a list, or holds one under one of these names; undefined without any. */
export const listIn = (answer: unknown, names: ReadonlyArray<string>): ReadonlyArray<unknown> | undefined => {
  if (Array.isArray(answer)) return answer
  if (typeof answer !== "object" || answer === null) return undefined
  const members = new Map(Object.entries(answer))
  for (const name of names) {
    const held: unknown = members.get(name)
    if (Array.isArray(held)) return held
  }
  return undefined
}
