import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as ParseResult from "effect/ParseResult"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import { monotonicMillis } from "../supervision/Monotonic.ts"
import { AnswerTimes } from "./AnswerTimes.ts"
import { AuthRejected, type ClientError, Conflict, Malformed, NotFound, Transient } from "./ClientError.ts"
import { errorText } from "./errorText.ts"

/** Where and how to talk to one server. */
export interface HttpOptions {
  /** Config section, used in every message. */
  readonly service: string
  /** `http(s)://host:port[/base]` */
  readonly baseUrl: string
  readonly skipTlsVerify: boolean
  /** Longest time for one whole request, answer body included. */
  readonly timeout: Duration.DurationInput
}

/** One request. `path` is joined to the base URL; secrets belong into headers or body, never into `query`. */
export interface HttpCall {
  readonly method: "GET" | "POST" | "PUT" | "DELETE"
  readonly path: string
  readonly query?: ReadonlyArray<readonly [string, string]>
  readonly headers?: Readonly<Record<string, string>>
  readonly form?: ReadonlyArray<readonly [string, string]>
  readonly json?: unknown
}

/** Whatever the server answered, any status. Cookie values are as sent, so that they can be given back unchanged. */
export interface HttpAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly cookies: ReadonlyArray<{ readonly name: string; readonly value: string }>
  readonly body: string
}

/** A connection pool to one server. */
export interface Http {
  readonly service: string
  /** For messages: without trailing slash and without credentials. */
  readonly baseUrl: string
  /** Fails only when there is no answer at all. */
  readonly send: (call: HttpCall) => Effect.Effect<HttpAnswer, Transient>
}

/** `GET /api/v2/app/version`: how a request is named in messages. */
export const nameOf = (call: HttpCall): string => `${call.method} ${call.path}`

const connectionDetail = (cause: unknown, baseUrl: string): string => {
  const code = codeOf(cause)
  switch (code) {
    case "ECONNREFUSED":
      return `nothing listens at ${baseUrl} (connection refused). Is it running, and are host and port right?`
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return `the host name of ${baseUrl} cannot be resolved.`
    case "ECONNRESET":
    case "EPIPE":
      return `${baseUrl} closed the connection without an answer.`
    case "DEPTH_ZERO_SELF_SIGNED_CERT":
    case "SELF_SIGNED_CERT_IN_CHAIN":
    case "UNABLE_TO_VERIFY_LEAF_SIGNATURE":
    case "CERT_HAS_EXPIRED":
    case "ERR_TLS_CERT_ALTNAME_INVALID":
      return `the TLS certificate of ${baseUrl} is not trusted (${code}). Set SkipTLSVerify = true if that is intended.`
    default:
      return `no connection to ${baseUrl}${code === undefined ? "" : ` (${code})`}.`
  }
}

const codeOf = (cause: unknown): string | undefined => {
  let current: unknown = cause
  for (let depth = 0; depth < 5 && typeof current === "object" && current !== null; depth++) {
    if ("code" in current && typeof current.code === "string") return current.code
    current = "cause" in current ? current.cause : undefined
  }
  return undefined
}

/** Opens a keep-alive pool that is closed with the scope. How long answers take is told to the `AnswerTimes` of its maker. */
export const make = (options: HttpOptions): Effect.Effect<Http, never, Scope.Scope> =>
  Effect.gen(function* () {
    const agent = yield* NodeHttpClient.makeAgent({
      keepAlive: true,
      keepAliveMsecs: 1_000,
      maxSockets: 8,
      rejectUnauthorized: !options.skipTlsVerify
    })
    // Spans and trace headers of single requests cost a third of a request's time and reach nobody.
    const client = (yield* Effect.provideService(NodeHttpClient.make, NodeHttpClient.HttpAgent, agent)).pipe(
      HttpClient.withTracerDisabledWhen(() => true),
      HttpClient.withTracerPropagation(false)
    )
    const times = yield* AnswerTimes
    const base = options.baseUrl.replace(/\/+$/, "")
    const shown = base.replace(/\/\/[^/@]*@/, "//")
    const timeout = Duration.decode(options.timeout)

    const send = (call: HttpCall): Effect.Effect<HttpAnswer, Transient> => {
      let request = HttpClientRequest.make(call.method)(base + call.path)
      if (call.query !== undefined) request = HttpClientRequest.appendUrlParams(request, call.query)
      if (call.headers !== undefined) request = HttpClientRequest.setHeaders(request, call.headers)
      if (call.form !== undefined) request = HttpClientRequest.bodyUrlParams(request, call.form)
      if (call.json !== undefined) request = HttpClientRequest.bodyUnsafeJson(request, call.json)
      const exchange = client.execute(request).pipe(
        Effect.flatMap((response) =>
          Effect.map(response.text, (body) => ({
            status: response.status,
            headers: response.headers,
            cookies: Object.values(response.cookies.cookies).map(({ name, valueEncoded }) => ({
              name,
              value: valueEncoded
            })),
            body
          }))
        ),
        Effect.mapError(
          (error) =>
            new Transient({
              service: options.service,
              request: nameOf(call),
              detail: connectionDetail(error, shown),
              kind: "connection"
            })
        ),
        Effect.timeoutFail({
          duration: timeout,
          onTimeout: () =>
            new Transient({
              service: options.service,
              request: nameOf(call),
              detail: `no answer within ${Duration.format(timeout)}.`,
              kind: "timeout"
            })
        })
      )
      return Effect.flatMap(monotonicMillis, (begun) =>
        Effect.tap(exchange, () =>
          Effect.flatMap(monotonicMillis, (ended) => times.note(options.service, ended - begun))
        )
      )
    }
    return { service: options.service, baseUrl: shown, send }
  })

/** Maps a status to its class of error; `undefined` for 2xx. */
export const errorOf = (http: Http, call: HttpCall, answer: HttpAnswer): ClientError | undefined => {
  if (answer.status >= 200 && answer.status < 300) return undefined
  const fields = { service: http.service, request: nameOf(call), status: answer.status, detail: errorText(answer.body) }
  if (answer.status === 401 || answer.status === 403) return new AuthRejected(fields)
  if (answer.status === 404) return new NotFound(fields)
  if (answer.status === 408 || answer.status === 429 || answer.status >= 500) {
    return new Transient({ ...fields, kind: "status" })
  }
  if (answer.status >= 300 && answer.status < 400) {
    return new Conflict({
      ...fields,
      detail: `it redirects to ${answer.headers["location"]?.replace(/[?#].*$/s, "") ?? "somewhere else"}; put that address (with its base path) into the config.`
    })
  }
  return new Conflict(fields)
}

/** Sends and fails on any status but 2xx. */
export const expectOk = (http: Http, call: HttpCall): Effect.Effect<HttpAnswer, ClientError> =>
  Effect.flatMap(http.send(call), (answer) => {
    const error = errorOf(http, call, answer)
    return error === undefined ? Effect.succeed(answer) : Effect.fail(error)
  })

const parse = Schema.decodeUnknownEither(Schema.parseJson())

/** Where the shape is wrong and what was expected there; never what stood there, since answers hold other people's keys. */
const mismatch = (error: ParseResult.ParseError): string => {
  const issues = ParseResult.ArrayFormatter.formatErrorSync(error)
  const first = issues[0]
  const where = first === undefined || first.path.length === 0 ? "as a whole" : `at ${first.path.map(String).join(".")}`
  const expected = first === undefined ? "" : `: ${first.message.replace(/,? actual .*$/s, "")}`
  return `an answer of unexpected shape ${where}${expected.slice(0, 200)}.`
}

/** Decodes a JSON body; anything but the promised shape is `Malformed`. Unknown fields are ignored. */
export const decodeJson = <A, I>(
  http: Http,
  call: HttpCall,
  schema: Schema.Schema<A, I>
): ((answer: HttpAnswer) => Effect.Effect<A, Malformed>) => {
  const decode = Schema.decodeUnknown(schema)
  return (answer) => {
    const malformed = (detail: string) =>
      new Malformed({ service: http.service, request: nameOf(call), status: answer.status, detail })
    const json = parse(answer.body)
    if (Either.isRight(json)) return Effect.mapError(decode(json.right), (error) => malformed(mismatch(error)))
    if (answer.body.trimStart().startsWith("<")) {
      return Effect.fail(
        malformed("an HTML page instead of JSON; a proxy, a login page or another program answers at this address.")
      )
    }
    return Effect.fail(malformed(answer.body.trim() === "" ? "an empty answer instead of JSON." : "broken JSON."))
  }
}

/** A safe read is asked again twice, quickly, when the connection broke; never after a time-out or an answer. */
export const retrySafe = <A>(effect: Effect.Effect<A, ClientError>): Effect.Effect<A, ClientError> =>
  Effect.retry(effect, {
    schedule: Schedule.exponential("100 millis").pipe(Schedule.intersect(Schedule.recurs(2))),
    while: (error) => error._tag === "Transient" && error.kind === "connection"
  })
