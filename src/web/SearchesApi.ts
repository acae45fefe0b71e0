import * as HttpApiEndpoint from "@effect/platform/HttpApiEndpoint"
import * as HttpApiGroup from "@effect/platform/HttpApiGroup"
import * as OpenApi from "@effect/platform/OpenApi"
import * as Schema from "effect/Schema"
import type { SearchTarget } from "../clients/arr/SearchTarget.ts"
import { wire } from "./ApiError.ts"
import { Authorization } from "./Authorization.ts"
import { Requires } from "./access/Scope.ts"
import { text, whole } from "./queryParams.ts"
import { SameOrigin } from "./SameOrigin.ts"
import { SearchView, SectionSearchView, TargetView } from "./SearchView.ts"

/** Rows of the history in one answer: unless asked otherwise, and at most. */
export const historySize = 50
export const largestHistory = 500

/** `GET /api/searches`. */
export const SearchList = Schema.Struct({
  sections: Schema.Array(SectionSearchView),
  total: Schema.Int.annotations({ description: "all searches that are remembered, not only those in this answer" }),
  history: Schema.Array(SearchView).annotations({ description: "newest first" })
}).annotations({ identifier: "Searches" })
export type SearchList = typeof SearchList.Type

/** Characters of a query, at most. */
const longestQuery = 300

const id = Schema.Int.pipe(Schema.positive())
const seasonNumber = Schema.Int.pipe(Schema.nonNegative())

/** A `SearchTarget` as it is asked for: with all ids of its kind and no others. */
const OrderedTarget = Schema.Union(
  Schema.Struct({ kind: Schema.Literal("movie"), movieId: id }),
  Schema.Struct({ kind: Schema.Literal("episode"), seriesId: id, seasonNumber, episodeId: id }),
  Schema.Struct({ kind: Schema.Literal("season"), seriesId: id, seasonNumber }),
  Schema.Struct({ kind: Schema.Literal("series"), seriesId: id }),
  Schema.Struct({ kind: Schema.Literal("album"), artistId: id, albumId: id }),
  Schema.Struct({ kind: Schema.Literal("book"), authorId: id, bookId: id })
).annotations({ description: "a target as other answers show it" }) satisfies Schema.Schema<SearchTarget>

/** Body of `POST /api/searches`. */
export const SearchOrder = Schema.Struct({
  section: Schema.optional(
    Schema.String.annotations({
      description: "Arr section, in any case; may be left out when one library has it only"
    })
  ),
  query: Schema.optional(
    Schema.String.pipe(
      Schema.maxLength(longestQuery, { message: () => `a query has ${longestQuery} characters at most` })
    ).annotations({
      description: "a title or a part of it; S01 or S01E05 behind the title of a series",
      examples: ["Dark S01E05"]
    })
  ),
  target: Schema.optional(OrderedTarget.annotations({ description: "instead of `query`, with `section`" }))
}).annotations({ identifier: "SearchOrder" })
export type SearchOrder = typeof SearchOrder.Type

/** Answer of `POST /api/searches`. */
export const SearchOrdered = Schema.Struct({
  status: Schema.Literal("ok"),
  section: Schema.String,
  title: Schema.String,
  target: TargetView,
  held: Schema.NullOr(Schema.String).annotations({ description: "what it has to wait for, as far as that is known" })
}).annotations({ identifier: "SearchOrdered" })
export type SearchOrdered = typeof SearchOrdered.Type

/** Answer of the webhook. */
export const WebhookAnswer = Schema.Struct({
  status: Schema.Literal("ok"),
  message: Schema.String.annotations({
    description: "what each section of that kind does with it, or why it does not"
  }),
  sections: Schema.Array(Schema.String).annotations({ description: "sections that take the request" })
}).annotations({ identifier: "WebhookAnswer" })
export type WebhookAnswer = typeof WebhookAnswer.Type

/** What is searched for, what is to come, and what came of it. */
export const searches = HttpApiGroup.make("searches")
  .add(
    HttpApiEndpoint.get("searches", "/api/searches")
      .setUrlParams(
        Schema.Struct({
          section: text("Arr section"),
          limit: whole(`rows of the history at most, default ${historySize}`, { minimum: 0, maximum: largestHistory }),
          offset: whole("rows of the history to skip, default 0", { minimum: 0 })
        })
      )
      .addSuccess(SearchList)
      .addError(wire.badRequest)
      .addError(wire.unknownMedia)
      .annotate(Requires, "read")
      .annotate(OpenApi.Summary, "Queue, running searches, budget, skip reasons and yield of each Arr, and the history")
  )
  .add(
    HttpApiEndpoint.post("searchNow", "/api/searches")
      .setPayload(SearchOrder)
      .addSuccess(SearchOrdered, { status: 202 })
      .addError(wire.badRequest)
      .addError(wire.unknownMedia)
      .addError(wire.ambiguous)
      .addError(wire.unavailable)
      .annotate(OpenApi.Summary, "Search for something before everything else; the hourly limit holds for it too")
  )
  .add(
    HttpApiEndpoint.post("requestWebhook", "/api/webhooks/requests")
      .setPayload(Schema.Unknown.annotations({ description: "the webhook of Overseerr, Jellyseerr, Seerr or Ombi" }))
      .addSuccess(WebhookAnswer, { status: 202 })
      .addError(wire.badRequest)
      .annotate(Requires, "webhook")
      .annotate(OpenApi.Summary, "A request was made or approved: it is searched for at once")
  )
  .annotate(Requires, "actions")
  .middleware(SameOrigin)
  .middleware(Authorization)
