import * as Data from "effect/Data"
import * as Schema from "effect/Schema"
import { refusal } from "../ApiError.ts"
import { asProblem, problem, problemBody } from "../Problem.ts"

/** 429: too many tries; the header `Retry-After` says the same number of seconds. */
export class TooManyTries extends Data.TaggedError("TooManyTries")<{
  readonly error: string
  /** Seconds. */
  readonly retryAfter: number
}> {}

/** How a 429 looks on the wire. */
export const tooManyTries = Schema.transform(
  problemBody(["too-many-tries"], {
    retryAfter: Schema.Int.annotations({ description: "seconds to wait, as the header Retry-After says too" })
  }),
  Schema.instanceOf(TooManyTries),
  {
    strict: true,
    decode: ({ error, retryAfter }) => new TooManyTries({ error, retryAfter }),
    encode: ({ error, retryAfter }) => ({ ...problem("too-many-tries", error), retryAfter })
  }
).annotations(asProblem("too-many-tries"))

/** 409: it cannot be done as things are; the text says what to do instead. */
export class NotNow extends Data.TaggedError("NotNow")<{ readonly error: string }> {}

/** 410: gone for good; the text says what there is instead. */
export class Gone extends Data.TaggedError("Gone")<{ readonly error: string }> {}

/** 415: the body is no JSON. */
export class NotJson extends Data.TaggedError("NotJson")<{ readonly error: string }> {}

/** 404: no token or session of that id. */
export class UnknownId extends Data.TaggedError("UnknownId")<{ readonly error: string }> {}

/** How each of them looks on the wire. */
export const accessWire = {
  notNow: refusal("not-now", NotNow),
  gone: refusal("gone", Gone),
  notJson: refusal("not-json", NotJson),
  unknownId: refusal("unknown-id", UnknownId)
}
