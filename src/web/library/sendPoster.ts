import type * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import type { Poster } from "./Posters.ts"

const kept = "private, max-age=86400"

/** Whether the browser has this very picture. */
const has = (request: HttpServerRequest.HttpServerRequest, etag: string): boolean =>
  (request.headers["if-none-match"] ?? "").split(",").some((one) => [etag, `W/${etag}`, "*"].includes(one.trim()))

/** The picture, or that the browser has it already. */
export const sendPoster = (
  request: HttpServerRequest.HttpServerRequest,
  { bytes, etag, type }: Poster
): HttpServerResponse.HttpServerResponse => {
  const headers = { etag, "cache-control": kept }
  return has(request, etag)
    ? HttpServerResponse.empty({ status: 304, headers })
    : HttpServerResponse.uint8Array(bytes, { contentType: type, headers })
}
