import * as HttpApiSchema from "@effect/platform/HttpApiSchema"
import * as Data from "effect/Data"
import * as Schema from "effect/Schema"
import { refusal } from "../ApiError.ts"
import { ConfigDocument, ProblemView } from "./ConfigViews.ts"

/** 400: the config would not be usable, or the edit cannot be made; everything that is wrong at once. */
export class ConfigInvalid extends Data.TaggedError("ConfigInvalid")<{
  readonly error: string
  readonly validationErrors: ReadonlyArray<ProblemView>
}> {}

/** 409: somebody has saved or edited the file meanwhile; the document as it is now comes with it. */
export class ConfigStale extends Data.TaggedError("ConfigStale")<{
  readonly error: string
  readonly current: ConfigDocument
}> {}

/** 403: keys that only an administrator may change. */
export class ConfigProtected extends Data.TaggedError("ConfigProtected")<{
  readonly error: string
  readonly keys: ReadonlyArray<string>
}> {}

/** 404: no version of that name is kept. */
export class UnknownVersion extends Data.TaggedError("UnknownVersion")<{ readonly error: string }> {}

/** 413: larger than any config. */
export class TooLarge extends Data.TaggedError("TooLarge")<{ readonly error: string }> {}

/** 503: the file cannot be read or written; the text says what to do. */
export class ConfigUnwritable extends Data.TaggedError("ConfigUnwritable")<{ readonly error: string }> {}

/** The body of a 400 that says what is wrong with a config; of any other 400, the text alone. */
export const InvalidBody = Schema.Struct({
  error: Schema.String,
  validationErrors: Schema.Array(ProblemView)
}).annotations({ identifier: "ConfigInvalid" })

export const StaleBody = Schema.Struct({ error: Schema.String, current: ConfigDocument }).annotations({
  identifier: "ConfigStale"
})

export const ProtectedBody = Schema.Struct({ error: Schema.String, keys: Schema.Array(Schema.String) }).annotations({
  identifier: "ConfigProtected"
})

/** How each of them looks on the wire. */
export const configWire = {
  invalid: Schema.transform(InvalidBody, Schema.instanceOf(ConfigInvalid), {
    strict: true,
    decode: (fields) => new ConfigInvalid(fields),
    encode: ({ error, validationErrors }) => ({ error, validationErrors })
  }).annotations({ ...HttpApiSchema.annotations({ status: 400 }), description: "The config would not be usable" }),
  stale: Schema.transform(StaleBody, Schema.instanceOf(ConfigStale), {
    strict: true,
    decode: (fields) => new ConfigStale(fields),
    encode: ({ current, error }) => ({ error, current })
  }).annotations({ ...HttpApiSchema.annotations({ status: 409 }), description: "The file is another one by now" }),
  protected: Schema.transform(ProtectedBody, Schema.instanceOf(ConfigProtected), {
    strict: true,
    decode: (fields) => new ConfigProtected(fields),
    encode: ({ error, keys }) => ({ error, keys })
  }).annotations({
    ...HttpApiSchema.annotations({ status: 403 }),
    description: "Only an administrator may change this"
  }),
  unknownVersion: refusal(404, "No version of that name is kept", UnknownVersion),
  tooLarge: refusal(413, "The body is larger than any config", TooLarge),
  unwritable: refusal(503, "The config file cannot be read or written", ConfigUnwritable)
}
