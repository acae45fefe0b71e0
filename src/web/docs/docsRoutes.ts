import * as HttpLayerRouter from "@effect/platform/HttpLayerRouter"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as OpenApi from "@effect/platform/OpenApi"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { Api } from "../Api.ts"
import { problemAnswer } from "../Problem.ts"
import { ApiDocument } from "./ApiDocument.ts"
import { docsPage, docsPolicy, tryTarget } from "./docsPage.ts"

/** Our own document, as it is served; a document that is not as expected is a defect. */
const read = Effect.suspend(() => {
  const text: unknown = JSON.parse(JSON.stringify(OpenApi.fromApi(Api)))
  return Effect.orDie(Schema.decodeUnknown(ApiDocument)(text))
})

/** `/api/docs`: the API for people, without a script and without anything from elsewhere. Made when first asked for. */
export const layer = HttpLayerRouter.use((router) =>
  Effect.gen(function* () {
    const document = yield* Effect.cached(read)
    const page = yield* Effect.cached(Effect.map(document, docsPage))

    yield* router.add(
      "GET",
      "/api/docs",
      Effect.map(page, (text) =>
        HttpServerResponse.text(text, {
          contentType: "text/html; charset=utf-8",
          headers: { "content-security-policy": docsPolicy, "cache-control": "private, no-cache" }
        })
      )
    )
    yield* router.add("GET", "/api/docs/try", (request) =>
      Effect.map(document, (known) => {
        const target = tryTarget(known, new URL(request.url, "http://here").searchParams)
        return target === undefined
          ? problemAnswer("malformed", "That is no GET of this API, or a part of its path is missing.")
          : HttpServerResponse.empty({ status: 303, headers: { location: target } })
      })
    )
  })
)
