import * as HttpApiSchema from "@effect/platform/HttpApiSchema"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Schema from "effect/Schema"

/** How refusals are sent: problem details, RFC 9457. */
export const problemType = "application/problem+json"

/**
 * Everything that the API refuses, by a word that stays. A new one wants a line in docs/api.md; one that has been there is
 * never given another meaning.
 */
export const problems = {
  malformed: { status: 400, title: "The request is malformed" },
  "config-invalid": { status: 400, title: "The config would not be usable" },
  unauthorized: { status: 401, title: "Nobody is let in with this" },
  forbidden: { status: 403, title: "This is not allowed" },
  "missing-scope": { status: 403, title: "The token may not do this" },
  "wrong-csrf-token": { status: 403, title: "The token against forged requests is missing or wrong" },
  "foreign-page": { status: 403, title: "The request is from a page of another site" },
  "foreign-host": { status: 403, title: "The request is for a host that is not this one" },
  "config-protected": { status: 403, title: "Only an administrator may change this" },
  "unknown-address": { status: 404, title: "There is nothing at this address" },
  "unknown-process": { status: 404, title: "There is no such process" },
  "unknown-torrent": { status: 404, title: "There is no such torrent, and none is remembered" },
  "unknown-media": { status: 404, title: "There is no such thing in a library" },
  "unknown-log": { status: 404, title: "There is no such log file" },
  "unknown-version": { status: 404, title: "No such version of the config is kept" },
  "unknown-id": { status: 404, title: "There is none of that id" },
  ambiguous: { status: 409, title: "Several things may be meant" },
  refused: { status: 409, title: "This is not done as things are" },
  "not-now": { status: 409, title: "This cannot be done as things are" },
  "config-stale": { status: 409, title: "The config file is another one by now" },
  gone: { status: 410, title: "This is gone for good" },
  "too-large": { status: 413, title: "The body is too large" },
  "not-json": { status: 415, title: "The body has to be JSON" },
  "too-many-tries": { status: 429, title: "There were too many tries" },
  internal: { status: 500, title: "Something is wrong in the daemon" },
  unavailable: { status: 503, title: "This does not run at the moment" },
  "config-unwritable": { status: 503, title: "The config file cannot be read or written" }
} as const

export type ProblemKind = keyof typeof problems

/** The body of every refusal; some carry more. */
export interface ProblemBody {
  /** Says which kind it is; compare it as it stands. Nothing has to be at that address. */
  readonly type: string
  /** The kind in words, the same each time. */
  readonly title: string
  readonly status: number
  /** What is the matter this time. */
  readonly detail: string
  /** The same: the program that our users come from had only this, and their scripts read it. */
  readonly error: string
}

/** The address that names a kind. */
export const typeOf = (kind: ProblemKind): string => `/problems/${kind}`

/** The body of a refusal. */
export const problem = (kind: ProblemKind, detail: string): ProblemBody => ({
  type: typeOf(kind),
  title: problems[kind].title,
  status: problems[kind].status,
  detail,
  error: detail
})

const described = {
  title: Schema.String.annotations({ description: "the kind of refusal in words" }),
  detail: Schema.String.annotations({ description: "what is the matter, in words for people" }),
  error: Schema.String.annotations({ description: "the same as detail" })
}

const nameOf = (kind: ProblemKind): string =>
  `${kind.replaceAll(/(^|-)(\w)/g, (_, __, letter: string) => letter.toUpperCase())}Problem`

/**
 * The schema of the body of these kinds, all with the same status, with the fields that it carries beside the usual ones.
 * @param kinds the first one gives it its name in the document
 */
export const problemBody = <Fields extends Schema.Struct.Fields>(
  kinds: readonly [ProblemKind, ...ReadonlyArray<ProblemKind>],
  fields: Fields
) =>
  Schema.Struct({
    type: Schema.String.annotations({ jsonSchema: { type: "string", enum: kinds.map(typeOf) } }),
    status: Schema.Int.annotations({ jsonSchema: { type: "integer", enum: [problems[kinds[0]].status] } }),
    ...described,
    ...fields
  }).annotations({ identifier: nameOf(kinds[0]) })

/** Annotations by which a schema of an error is sent as a refusal of this kind. */
export const asProblem = (kind: ProblemKind, description: string = problems[kind].title) => ({
  [HttpApiSchema.AnnotationStatus]: problems[kind].status,
  [HttpApiSchema.AnnotationEncoding]: { kind: "Json", contentType: problemType },
  description
})

/** A refusal as an answer, for whoever stands outside of the endpoints. */
export const problemAnswer = (
  kind: ProblemKind,
  detail: string,
  more: Readonly<Record<string, unknown>> = {},
  headers: Readonly<Record<string, string>> = {}
): HttpServerResponse.HttpServerResponse =>
  HttpServerResponse.unsafeJson(
    { ...problem(kind, detail), ...more },
    { status: problems[kind].status, contentType: problemType, headers }
  )
