import * as HttpApiSchema from "@effect/platform/HttpApiSchema"
import * as Data from "effect/Data"
import * as Schema from "effect/Schema"
import { MatchView } from "./SearchView.ts"

/** 400: the request itself is wrong. */
export class BadRequest extends Data.TaggedError("BadRequest")<{ readonly error: string }> {}

/** 401: no token, or the wrong one; the caller learns no more than that. */
export class Unauthorized extends Data.TaggedError("Unauthorized")<{ readonly error: string }> {}

/** 403: known caller, but this is not allowed (drills switched off, request of another site's page). */
export class Forbidden extends Data.TaggedError("Forbidden")<{ readonly error: string }> {}

/** 404: no process of that name; the text lists the known ones. */
export class UnknownProcess extends Data.TaggedError("UnknownProcess")<{ readonly error: string }> {}

/** 404: neither there nor in the records; the text says how to find it. */
export class UnknownTorrent extends Data.TaggedError("UnknownTorrent")<{ readonly error: string }> {}

/** 404: nothing in a library has that name or id; the text says where was looked. */
export class UnknownMedia extends Data.TaggedError("UnknownMedia")<{ readonly error: string }> {}

/** 404: no log file has that name; the text lists those there are. */
export class UnknownLog extends Data.TaggedError("UnknownLog")<{ readonly error: string }> {}

/** 409: several things may be meant: the first of them, and how many there are. */
export class Ambiguous extends Data.TaggedError("Ambiguous")<{
  readonly error: string
  readonly matches: ReadonlyArray<MatchView>
  readonly total: number
}> {}

/** 409: understood, but it is not done as things are; the text says why. */
export class Refused extends Data.TaggedError("Refused")<{ readonly error: string }> {}

/** 503: the daemon is shutting down, or the worker that is asked does not run. */
export class Unavailable extends Data.TaggedError("Unavailable")<{ readonly error: string }> {}

/**
 * Every refusal has the body `{ "error": text }` of the program our users come from, so scripts keep working. Without
 * a tag in the body, only the class of the error tells which status it has.
 */
export const refusal = <A extends { readonly error: string }>(
  status: number,
  description: string,
  type: new (fields: { readonly error: string }) => A
) =>
  Schema.transform(Schema.Struct({ error: Schema.String }), Schema.instanceOf(type), {
    strict: true,
    decode: (fields) => new type(fields),
    encode: ({ error }) => ({ error })
  }).annotations({ ...HttpApiSchema.annotations({ status }), description })

/** The body of a 409: beside the text, what to choose from. */
export const SeveralMatches = Schema.Struct({
  error: Schema.String,
  matches: Schema.Array(MatchView).annotations({ description: "the first of them" }),
  total: Schema.Int
})

const ambiguous = Schema.transform(SeveralMatches, Schema.instanceOf(Ambiguous), {
  strict: true,
  decode: (fields) => new Ambiguous(fields),
  encode: ({ error, matches, total }) => ({ error, matches, total })
}).annotations({ ...HttpApiSchema.annotations({ status: 409 }), description: "Several things may be meant" })

/** How each refusal looks on the wire. */
export const wire = {
  badRequest: refusal(400, "The request is malformed", BadRequest),
  unauthorized: refusal(401, "Bearer token missing or wrong", Unauthorized),
  forbidden: refusal(403, "Not allowed by the configuration", Forbidden),
  unknownProcess: refusal(404, "No process has that name; the text lists the known ones", UnknownProcess),
  unknownTorrent: refusal(404, "No such torrent is there, and none is remembered", UnknownTorrent),
  unknownMedia: refusal(404, "Nothing in a library has that name or id", UnknownMedia),
  unknownLog: refusal(404, "No log file has that name; the text lists those there are", UnknownLog),
  ambiguous,
  refused: refusal(409, "Not done as things are; the text says why", Refused),
  unavailable: refusal(503, "The daemon is shutting down, or the worker that is asked does not run", Unavailable)
}
