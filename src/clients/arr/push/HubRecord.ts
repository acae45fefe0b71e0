import * as Either from "effect/Either"
import * as Schema from "effect/Schema"

/** One thing an Arr says to all its listeners. */
export interface Told {
  /** The resource it is about: `movie`, `command`, `queue`, … */
  readonly name: string
  readonly body: unknown
  /** Version of the API the body is written for; Sonarr 5 says everything once for each it has, the others tell none. */
  readonly version: number | undefined
}

/** One record of the hub, as far as it matters (SignalR's HubProtocol document). */
export type HubRecord =
  | { readonly _tag: "Told"; readonly told: Told }
  /** The server ends the connection. */
  | { readonly _tag: "Close"; readonly error: string | undefined }
  /** A ping, or something a listener has no use for. */
  | { readonly _tag: "Other" }
  | { readonly _tag: "Unreadable" }

const Envelope = Schema.parseJson(
  Schema.Struct({
    type: Schema.Number,
    target: Schema.optional(Schema.NullOr(Schema.String)),
    arguments: Schema.optional(Schema.NullOr(Schema.Array(Schema.Unknown))),
    error: Schema.optional(Schema.NullOr(Schema.String))
  })
)
const readEnvelope = Schema.decodeUnknownEither(Envelope)

const Argument = Schema.Struct({
  name: Schema.String,
  body: Schema.optional(Schema.Unknown),
  version: Schema.optional(Schema.NullOr(Schema.Number))
})
const readArgument = Schema.decodeUnknownEither(Argument)

const unreadable: HubRecord = { _tag: "Unreadable" }
const invocation = 1
const close = 7

/** What the server is asked to say at the beginning of a connection, and says itself to accept. */
export const handshake = `{"protocol":"json","version":1}`

/** Keeps the connection open: the server drops who is silent for 30 s. */
export const ping = `{"type":6}`

const Answer = Schema.parseJson(Schema.Struct({ error: Schema.optional(Schema.NullOr(Schema.String)) }))
const readAnswer = Schema.decodeUnknownEither(Answer)

/** Whether the answer to the handshake accepts it; the error is the server's text. */
export const accepted = (record: string): Either.Either<void, string> => {
  const answer = readAnswer(record)
  if (Either.isLeft(answer)) return Either.left("its answer is none of this protocol")
  return answer.right.error == null ? Either.void : Either.left(answer.right.error)
}

/** Reads a record that follows the handshake. */
export const read = (record: string): HubRecord => {
  const envelope = readEnvelope(record)
  if (Either.isLeft(envelope)) return unreadable
  const { type, target, arguments: given, error } = envelope.right
  if (type === close) return { _tag: "Close", error: error ?? undefined }
  if (type !== invocation || target?.toLowerCase() !== "receivemessage") return { _tag: "Other" }
  const argument = readArgument(given?.[0])
  if (Either.isLeft(argument)) return unreadable
  const { name, body, version } = argument.right
  return { _tag: "Told", told: { name, body, version: version ?? undefined } }
}
