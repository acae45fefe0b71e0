import * as HttpApiSchema from "@effect/platform/HttpApiSchema"
import * as Data from "effect/Data"
import * as Schema from "effect/Schema"
import { refusal } from "../ApiError.ts"

/** 429: too many tries; the header `Retry-After` says the same number of seconds. */
export class TooManyTries extends Data.TaggedError("TooManyTries")<{
  readonly error: string
  /** Seconds. */
  readonly retryAfter: number
}> {}

/** The body of a 429. */
export const TooManyTriesBody = Schema.Struct({
  error: Schema.String,
  retryAfter: Schema.Int.annotations({ description: "seconds to wait, as the header Retry-After says too" })
})

/** How a 429 looks on the wire. */
export const tooManyTries = Schema.transform(TooManyTriesBody, Schema.instanceOf(TooManyTries), {
  strict: true,
  decode: (fields) => new TooManyTries(fields),
  encode: ({ error, retryAfter }) => ({ error, retryAfter })
}).annotations({ ...HttpApiSchema.annotations({ status: 429 }), description: "Too many tries; wait" })

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
  notNow: refusal(409, "It cannot be done as things are", NotNow),
  gone: refusal(410, "Gone for good", Gone),
  notJson: refusal(415, "The body has to be JSON", NotJson),
  unknownId: refusal(404, "There is none of that id", UnknownId)
}
