import * as FileSystem from "@effect/platform/FileSystem"
import * as HttpIncomingMessage from "@effect/platform/HttpIncomingMessage"
import type * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as ParseResult from "effect/ParseResult"
import * as Schema from "effect/Schema"
import { BadRequest } from "../ApiError.ts"
import { TooLarge } from "./ConfigErrors.ts"

/** No config is near it, and its check would keep everything else waiting. Bytes. */
const largest = 1_048_576

/** The decoded JSON body; errors look like all others of the API. `help` says what to send. */
export const bodyAs = <A, I>(schema: Schema.Schema<A, I>, help: string) => {
  const decode = Schema.decodeUnknown(schema, { onExcessProperty: "error" })
  return (request: HttpServerRequest.HttpServerRequest): Effect.Effect<A, BadRequest | TooLarge> =>
    Effect.gen(function* () {
      if (Number(request.headers["content-length"] ?? 0) > largest) {
        return yield* new TooLarge({ error: "The body is larger than 1 MiB, and so than any config." })
      }
      const json = yield* request.json.pipe(
        HttpIncomingMessage.withMaxBodySize(Option.some(FileSystem.Size(largest))),
        Effect.mapError(() => new BadRequest({ error: `The body is not JSON. ${help}` }))
      )
      return yield* Effect.mapError(decode(json), (error) => {
        const [issue] = ParseResult.ArrayFormatter.formatErrorSync(error)
        const where = issue === undefined || issue.path.length === 0 ? "" : `${issue.path.join(".")}: `
        // Without what stood there, which may be a secret.
        const what = (issue?.message ?? "is not valid").replace(/,? actual .*$/s, "")
        return new BadRequest({ error: `${where}${what}. ${help}` })
      })
    })
}
