import { HttpApiDecodeError } from "@effect/platform/HttpApiError"
import * as Data from "effect/Data"
import * as Schema from "effect/Schema"
import { asProblem, type ProblemKind, problem, problemBody, typeOf } from "./Problem.ts"
import { MatchView } from "./SearchView.ts"

/** 400: the request itself is wrong. */
export class BadRequest extends Data.TaggedError("BadRequest")<{ readonly error: string }> {}

/** 401: no token, or the wrong one; the caller learns no more than that. */
export class Unauthorized extends Data.TaggedError("Unauthorized")<{ readonly error: string }> {}

/** 403: known caller, but this is not allowed (drills switched off, request of another site's page). */
export class Forbidden extends Data.TaggedError("Forbidden")<{
  readonly error: string
  /** Absent: `forbidden`. */
  readonly kind?: (typeof forbiddings)[number]
}> {}

/** Why something is forbidden, where a program may want to know. */
const forbiddings = ["forbidden", "missing-scope", "wrong-csrf-token", "foreign-page", "foreign-host"] as const

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

/** How a refusal without anything but its text looks on the wire. Only the class tells which kind it is. */
export const refusal = <A extends { readonly error: string }>(
  kind: ProblemKind,
  type: new (fields: { readonly error: string }) => A,
  description?: string
) =>
  Schema.transform(problemBody([kind], {}), Schema.instanceOf(type), {
    strict: true,
    decode: ({ error }) => new type({ error }),
    encode: ({ error }) => problem(kind, error)
  }).annotations(asProblem(kind, description))

const forbidden = Schema.transform(problemBody(forbiddings, {}), Schema.instanceOf(Forbidden), {
  strict: true,
  decode: ({ error, type }) =>
    new Forbidden({ error, kind: forbiddings.find((one) => typeOf(one) === type) ?? "forbidden" }),
  encode: ({ error, kind }) => problem(kind ?? "forbidden", error)
}).annotations(asProblem("forbidden"))

/** The body of a 409: beside the text, what to choose from. */
export const SeveralMatches = problemBody(["ambiguous"], {
  matches: Schema.Array(MatchView).annotations({ description: "the first of them" }),
  total: Schema.Int
})

const ambiguous = Schema.transform(SeveralMatches, Schema.instanceOf(Ambiguous), {
  strict: true,
  decode: ({ error, matches, total }) => new Ambiguous({ error, matches, total }),
  encode: ({ error, matches, total }) => ({ ...problem("ambiguous", error), matches, total })
}).annotations(asProblem("ambiguous"))

/** What the platform itself cannot read of a request: without what stood there, which may be a secret. */
const unreadable = ({ issues: [issue] }: HttpApiDecodeError): string => {
  const where = issue === undefined || issue.path.length === 0 ? "" : `${issue.path.map(String).join(".")}: `
  return `${where}${(issue?.message ?? "is not valid").replace(/,? actual .*$/s, "")}`
}

/** How the platform's own refusal looks on the wire; see Api.ts. */
export const undecodable = Schema.transform(problemBody(["malformed"], {}), Schema.instanceOf(HttpApiDecodeError), {
  strict: true,
  decode: ({ error }) => new HttpApiDecodeError({ issues: [], message: error }),
  encode: (error) => problem("malformed", unreadable(error))
}).annotations(asProblem("malformed"))

/** How each refusal looks on the wire. */
export const wire = {
  badRequest: refusal("malformed", BadRequest),
  unauthorized: refusal("unauthorized", Unauthorized, "Token or session missing or wrong"),
  forbidden,
  unknownProcess: refusal("unknown-process", UnknownProcess, "No process has that name; the text lists the known ones"),
  unknownTorrent: refusal("unknown-torrent", UnknownTorrent),
  unknownMedia: refusal("unknown-media", UnknownMedia, "Nothing in a library has that name or id"),
  unknownLog: refusal("unknown-log", UnknownLog, "No log file has that name; the text lists those there are"),
  ambiguous,
  refused: refusal("refused", Refused, "Not done as things are; the text says why"),
  unavailable: refusal(
    "unavailable",
    Unavailable,
    "The daemon is shutting down, or the worker that is asked does not run"
  )
}
