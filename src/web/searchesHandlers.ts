import * as FileSystem from "@effect/platform/FileSystem"
import * as HttpApiBuilder from "@effect/platform/HttpApiBuilder"
import * as HttpIncomingMessage from "@effect/platform/HttpIncomingMessage"
import type * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as ParseResult from "effect/ParseResult"
import * as Schema from "effect/Schema"
import { ConfigService } from "../config/ConfigService.ts"
import { Secrets } from "../observability/Redaction.ts"
import { Searches } from "../search/Searches.ts"
import { searches as isSearched } from "../search/whoSearches.ts"
import { SearchLog } from "../store/search/SearchLog.ts"
import { Api } from "./Api.ts"
import { BadRequest, UnknownMedia } from "./ApiError.ts"
import { orderSearch } from "./orderSearch.ts"
import { textParam, wholeParam } from "./queryParams.ts"
import { historySize, largestHistory, type SearchList, SearchOrder } from "./SearchesApi.ts"
import { searchView, sectionSearchView } from "./SearchView.ts"
import { namedIn, noSection, searchSections } from "./searchSections.ts"
import { type Clean, cleaner } from "./TorrentView.ts"
import { takeRequest } from "./takeRequest.ts"

/** Over which time yields are counted, milliseconds. */
const yieldTime = 30 * 24 * 3_600_000

/** No body that is sent here is near it; a larger one is cut off, with its connection. Bytes. */
const largestBody = FileSystem.KiB(256)

/** Raw, so that errors of the body look like every other error of the API. */
const bodyOf = (request: HttpServerRequest.HttpServerRequest): Effect.Effect<unknown, BadRequest> =>
  request.json.pipe(
    HttpIncomingMessage.withMaxBodySize(Option.some(largestBody)),
    Effect.mapError(() => new BadRequest({ error: "The body is not JSON." }))
  )

const decodeOrder = Schema.decodeUnknown(SearchOrder, { onExcessProperty: "error" })

const orderHelp = 'Send {"query": "Dark S01E05"}, with "section" if you like, or "section" and "target".'

const orderIn = (body: unknown): Effect.Effect<SearchOrder, BadRequest> =>
  Effect.mapError(decodeOrder(body), (error) => {
    const [issue] = ParseResult.ArrayFormatter.formatErrorSync(error)
    const where = issue === undefined || issue.path.length === 0 ? "" : `${issue.path.join(".")}: `
    return new BadRequest({ error: `${where}${issue?.message ?? "the body is not valid"}. ${orderHelp}` })
  })

/** The history of a section that the config has no more can still be asked for. */
const listOf = (
  query: { readonly section: string | undefined; readonly limit: number; readonly offset: number },
  clean: Clean
): Effect.Effect<SearchList, UnknownMedia, ConfigService | SearchLog | Searches> =>
  Effect.gen(function* () {
    const { limit, offset } = query
    const config = yield* (yield* ConfigService).current
    const all = yield* (yield* Searches).all
    const log = yield* SearchLog
    const known = query.section === undefined ? undefined : namedIn(searchSections(config), query.section)
    const section = known ?? query.section
    const history = yield* log.list({ limit, offset, ...(section === undefined ? {} : { section }) })
    if (section !== undefined && known === undefined && history.total === 0) {
      return yield* new UnknownMedia({ error: noSection(config, clean(section)) })
    }
    const statuses = yield* Effect.forEach(
      [...all.values()].filter((one) => section === undefined || one.section === section),
      ({ status }) => status
    )
    const yields = yield* log.yields((yield* Clock.currentTimeMillis) - yieldTime)
    return {
      sections: statuses
        .toSorted((a, b) => (a.section < b.section ? -1 : 1))
        .map((status) => sectionSearchView(status, { yields, clean, searches: isSearched(config, status.section) })),
      total: history.total,
      history: history.searches.map((search) => searchView(search, clean))
    }
  })

/** What is searched for: queue, history, orders of people, and webhooks of request services. */
export const searchesHandlers = HttpApiBuilder.group(Api, "searches", (handlers) =>
  Effect.gen(function* () {
    const clean = cleaner((yield* Secrets).redact)
    return handlers
      .handle("searches", ({ urlParams }) =>
        Effect.gen(function* () {
          const limits = { absent: historySize, minimum: 0, maximum: largestHistory }
          return yield* listOf(
            {
              section: textParam(urlParams.section),
              limit: yield* wholeParam("limit", urlParams.limit, limits),
              offset: yield* wholeParam("offset", urlParams.offset, { absent: 0, minimum: 0 })
            },
            clean
          )
        })
      )
      .handleRaw("searchNow", ({ request }) =>
        bodyOf(request).pipe(
          Effect.flatMap(orderIn),
          Effect.flatMap((order) => orderSearch(order, clean))
        )
      )
      .handleRaw("requestWebhook", ({ request }) => Effect.flatMap(bodyOf(request), takeRequest))
  })
)
