import * as HttpApiEndpoint from "@effect/platform/HttpApiEndpoint"
import * as HttpApiGroup from "@effect/platform/HttpApiGroup"
import * as HttpApiSchema from "@effect/platform/HttpApiSchema"
import * as OpenApi from "@effect/platform/OpenApi"
import * as Schema from "effect/Schema"
import { skips } from "../search/Skip.ts"
import { searchReasons } from "../store/search/SearchReason.ts"
import { wire } from "./ApiError.ts"
import { Authorization } from "./Authorization.ts"
import { Requires } from "./access/Scope.ts"
import { LibraryList, ShelfDetail, ShelfList } from "./library/LibraryViews.ts"
import { text, whole, word } from "./queryParams.ts"

/** Rows of one answer: unless asked otherwise, and at most. */
export const shelfPage = 50
export const largestShelfPage = 1000

/** What a library can be sorted by. */
export const shelfSorts = ["title", "year", "missing", "available"] as const
export const reasonWords = [...searchReasons, ...skips]

const section = Schema.String.annotations({ description: "Arr section, URL-encoded", examples: ["Radarr-Movies"] })
const inSection = Schema.Struct({ section })
const inContainer = Schema.Struct({
  section,
  containerId: Schema.String.annotations({ description: "the Arr's id of the movie, series, artist or author" })
})

/** A picture; which kind is told by its header. */
export const Poster = HttpApiSchema.Uint8Array({ contentType: "image/jpeg" }).annotations({
  description: "the poster as its Arr has it: JPEG, PNG, WebP or GIF"
})

/** What the Arrs hold, and what of it is searched for. */
export const library = HttpApiGroup.make("library")
  .add(
    HttpApiEndpoint.get("libraries", "/api/library")
      .addSuccess(LibraryList)
      .annotate(OpenApi.Summary, "The libraries of all Arr sections: counts, and how far they are read")
  )
  .add(
    HttpApiEndpoint.get("shelves", "/api/library/:section")
      .setPath(inSection)
      .setUrlParams(
        Schema.Struct({
          q: text("part of the title in any case"),
          missing: word("true: only with something missing, false: only complete ones", ["true", "false"]),
          monitored: word("monitored or not", ["true", "false"]),
          reason: word("with something that is searched for this, or passed over for this", reasonWords),
          sort: word("default title; what is not known comes last", shelfSorts),
          order: word("default asc", ["asc", "desc"]),
          limit: whole(`rows at most, default ${shelfPage}`, { minimum: 1, maximum: largestShelfPage }),
          offset: whole("rows to skip, default 0", { minimum: 0 })
        })
      )
      .addSuccess(ShelfList)
      .addError(wire.badRequest)
      .addError(wire.unknownMedia)
      .annotate(OpenApi.Summary, "Movies, series, artists or authors of one Arr, with what is missing")
  )
  .add(
    HttpApiEndpoint.get("shelf", "/api/library/:section/:containerId")
      .setPath(inContainer)
      .addSuccess(ShelfDetail)
      .addError(wire.unknownMedia)
      .annotate(OpenApi.Summary, "One of them with all that is in it, and why each is or is not searched for")
  )
  .add(
    HttpApiEndpoint.get("poster", "/api/library/:section/:containerId/poster")
      .setPath(inContainer)
      .addSuccess(Poster)
      .addSuccess(HttpApiSchema.Empty(304))
      .addError(wire.unknownMedia)
      .annotate(OpenApi.Summary, "Its poster, fetched from its Arr once; knows If-None-Match")
  )
  .annotate(Requires, "read")
  .middleware(Authorization)
