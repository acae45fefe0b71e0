import * as Effect from "effect/Effect"
import type * as Schema from "effect/Schema"
import { redactPatterns, redactValues } from "../../observability/Redaction.ts"
import { AuthRejected, type ClientError, Conflict, Malformed, NotFound, Transient } from "../ClientError.ts"
import { decodeJson, expectOk, type HttpAnswer, type HttpCall, nameOf, retrySafe } from "../http.ts"
import type { ArrClient } from "./ArrClient.ts"
import { adapters } from "./adapters.ts"

/** What a request needs of a client. */
export type Endpoint = Pick<ArrClient, "name" | "kind" | "http" | "apiPath" | "headers">

/** The key goes into a header, never into a query: queries end up in the logs of every proxy. */
export const keyHeader = "X-Api-Key"

const withDetail = (error: ClientError, detail: string): ClientError => {
  const { request, service, status } = error
  const fields = { service, request, detail, ...(status === undefined ? {} : { status }) }
  switch (error._tag) {
    case "Transient":
      return new Transient({ ...fields, kind: error.kind })
    case "AuthRejected":
      return new AuthRejected(fields)
    case "NotFound":
      return new NotFound(fields)
    case "Conflict":
      return new Conflict(fields)
    case "Malformed":
      return new Malformed(fields)
  }
}

/** Says what to do about a refused key, and takes keys out of what the server said: ours, and those of indexers. */
const explain =
  (endpoint: Endpoint) =>
  (error: ClientError): ClientError => {
    if (error._tag === "AuthRejected") {
      const { appName } = adapters[endpoint.kind]
      return withDetail(
        error,
        `the APIKey of [${endpoint.name}] is refused: copy it from Settings > General of the ${appName} at ${endpoint.http.baseUrl}.`
      )
    }
    const key = endpoint.headers[keyHeader] ?? ""
    return withDetail(error, redactValues(redactPatterns(error.detail), key === "" ? [] : [key]))
  }

/** A key copied with a line break or an invisible character cannot even be sent. */
export const sendable = /^[\x21-\x7e]+$/

const unsendable = (endpoint: Endpoint, call: HttpCall): AuthRejected =>
  new AuthRejected({
    service: endpoint.name,
    request: nameOf(call),
    detail: `the APIKey of [${endpoint.name}] is empty or holds characters that no key has: copy it from Settings > General of ${adapters[endpoint.kind].appName}.`
  })

/** Sends once, with the key. Nothing but 2xx passes. */
export const send = (endpoint: Endpoint, call: HttpCall): Effect.Effect<HttpAnswer, ClientError> =>
  sendable.test(endpoint.headers[keyHeader] ?? "")
    ? Effect.mapError(expectOk(endpoint.http, { ...call, headers: endpoint.headers }), explain(endpoint))
    : Effect.fail(unsendable(endpoint, call))

/** A GET below the API path, asked again when the connection broke, decoded. */
export const read = <A, I>(
  endpoint: Endpoint,
  path: string,
  schema: Schema.Schema<A, I>,
  query: ReadonlyArray<readonly [string, string]> = []
): Effect.Effect<A, ClientError> => {
  const call: HttpCall = { method: "GET", path: endpoint.apiPath + path, query }
  return Effect.flatMap(retrySafe(send(endpoint, call)), decodeJson(endpoint.http, call, schema))
}
