import * as Data from "effect/Data"
import * as Schema from "effect/Schema"
import { refusal } from "../ApiError.ts"
import { asProblem, problem, problemBody } from "../Problem.ts"
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
export const InvalidBody = problemBody(["config-invalid"], { validationErrors: Schema.Array(ProblemView) })

export const StaleBody = problemBody(["config-stale"], { current: ConfigDocument })

export const ProtectedBody = problemBody(["config-protected"], { keys: Schema.Array(Schema.String) })

/** How each of them looks on the wire. */
export const configWire = {
  invalid: Schema.transform(InvalidBody, Schema.instanceOf(ConfigInvalid), {
    strict: true,
    decode: ({ error, validationErrors }) => new ConfigInvalid({ error, validationErrors }),
    encode: ({ error, validationErrors }) => ({ ...problem("config-invalid", error), validationErrors })
  }).annotations(asProblem("config-invalid")),
  stale: Schema.transform(StaleBody, Schema.instanceOf(ConfigStale), {
    strict: true,
    decode: ({ current, error }) => new ConfigStale({ error, current }),
    encode: ({ current, error }) => ({ ...problem("config-stale", error), current })
  }).annotations(asProblem("config-stale")),
  protected: Schema.transform(ProtectedBody, Schema.instanceOf(ConfigProtected), {
    strict: true,
    decode: ({ error, keys }) => new ConfigProtected({ error, keys }),
    encode: ({ error, keys }) => ({ ...problem("config-protected", error), keys })
  }).annotations(asProblem("config-protected")),
  unknownVersion: refusal("unknown-version", UnknownVersion),
  tooLarge: refusal("too-large", TooLarge, "The body is larger than any config"),
  unwritable: refusal("config-unwritable", ConfigUnwritable)
}
