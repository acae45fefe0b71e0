import * as FileSystem from "@effect/platform/FileSystem"
import * as HttpIncomingMessage from "@effect/platform/HttpIncomingMessage"
import type * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as ParseResult from "effect/ParseResult"
import * as Schema from "effect/Schema"
import { BadRequest } from "../ApiError.ts"
import { NotJson } from "./accessErrors.ts"

/** No body of a login or a token is near it. */
const largestBody = FileSystem.KiB(16)

/** JSON and nothing else: no form of another site can send it without asking first, and that is never granted. */
const isJson = (contentType: string | undefined): boolean => /^\s*application\/json\s*(;|$)/i.test(contentType ?? "")

/** The body, decoded; unknown keys are refused. */
export const bodyAs = <A, I>(
  schema: Schema.Schema<A, I>
): ((request: HttpServerRequest.HttpServerRequest) => Effect.Effect<A, BadRequest | NotJson>) => {
  const decode = Schema.decodeUnknown(schema, { onExcessProperty: "error" })
  return (request) =>
    Effect.gen(function* () {
      if (!isJson(request.headers["content-type"])) {
        return yield* new NotJson({ error: "Send JSON, with Content-Type: application/json." })
      }
      const body = yield* request.json.pipe(
        HttpIncomingMessage.withMaxBodySize(Option.some(largestBody)),
        Effect.mapError(() => new BadRequest({ error: "The body is not JSON, or too large." }))
      )
      return yield* Effect.mapError(decode(body), (error) => {
        const [issue] = ParseResult.ArrayFormatter.formatErrorSync(error)
        const where = issue === undefined || issue.path.length === 0 ? "" : `${issue.path.join(".")}: `
        return new BadRequest({ error: `${where}${issue?.message ?? "the body is not valid"}` })
      })
    })
}
