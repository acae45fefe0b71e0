import * as HttpApiBuilder from "@effect/platform/HttpApiBuilder"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as ParseResult from "effect/ParseResult"
import * as Schema from "effect/Schema"
import type { SearchTarget } from "../clients/arr/SearchTarget.ts"
import { ConfigService } from "../config/ConfigService.ts"
import { Secrets } from "../observability/Redaction.ts"
import { type Found, lookUp } from "../search/lookUp.ts"
import { isFor, requestOf } from "../search/requests/webhook.ts"
import { Searches } from "../search/Searches.ts"
import { LibraryIndex } from "../store/search/LibraryIndex.ts"
import { Requests } from "../store/search/Requests.ts"
import { SearchLog } from "../store/search/SearchLog.ts"
import { Wishes } from "../store/search/Wishes.ts"
import { Api } from "./Api.ts"
import { Ambiguous, BadRequest, UnknownMedia } from "./ApiError.ts"
import { textParam, wholeParam } from "./queryParams.ts"
import { historySize, largestHistory, SearchOrder } from "./SearchesApi.ts"
import { searchView, sectionSearchView, type TargetView } from "./SearchView.ts"
import { cleaner } from "./TorrentView.ts"

/** Over which time yields are counted, milliseconds. */
const yieldTime = 30 * 24 * 3_600_000

/** Names that one answer lists. */
const mostNames = 10

const decodeOrder = Schema.decodeUnknown(SearchOrder, { onExcessProperty: "error" })

/** The target that a body names; undefined when ids of its kind are missing. */
export const targetOf = (view: TargetView): SearchTarget | undefined => {
  const { albumId, artistId = 0, authorId = 0, bookId, episodeId, kind, movieId, seasonNumber, seriesId } = view
  switch (kind) {
    case "movie":
      return movieId === undefined ? undefined : { kind, movieId }
    case "series":
      return seriesId === undefined ? undefined : { kind, seriesId }
    case "season":
      return seriesId === undefined || seasonNumber === undefined ? undefined : { kind, seriesId, seasonNumber }
    case "episode":
      return episodeId === undefined
        ? undefined
        : { kind, episodeId, seriesId: seriesId ?? 0, seasonNumber: seasonNumber ?? 0 }
    case "album":
      return albumId === undefined ? undefined : { kind, artistId, albumId }
    case "book":
      return bookId === undefined ? undefined : { kind, authorId, bookId }
  }
}

const kindOf: Readonly<Record<SearchTarget["kind"], string>> = {
  movie: "radarr",
  episode: "sonarr",
  season: "sonarr",
  series: "sonarr",
  album: "lidarr",
  book: "readarr"
}

const names = (found: ReadonlyArray<Found & { readonly section: string }>): string => {
  const listed = found.slice(0, mostNames).map(({ section, title }) => `${title} [${section}]`)
  return `${listed.join(", ")}${found.length > mostNames ? ` and ${found.length - mostNames} more` : ""}`
}

/** What is searched for: queue, history, orders of people, and webhooks of request services. */
export const searchesHandlers = HttpApiBuilder.group(Api, "searches", (handlers) =>
  Effect.gen(function* () {
    const searches = yield* Searches
    const index = yield* LibraryIndex
    const log = yield* SearchLog
    const wishes = yield* Wishes
    const requests = yield* Requests
    const configs = yield* ConfigService
    const clean = cleaner((yield* Secrets).redact)

    const known = (section: string) =>
      Effect.flatMap(searches.all, (all) =>
        all.has(section)
          ? Effect.void
          : Effect.fail(
              new UnknownMedia({
                error: `No section ${section} searches. Those that do: ${[...all.keys()].join(", ") || "none"}.`
              })
            )
      )

    /** Exactly one thing, or why not. */
    const find = (query: string, section: string | undefined) =>
      Effect.gen(function* () {
        const sections = section === undefined ? [...(yield* searches.all).keys()] : [section]
        const found = sections.flatMap((name) =>
          lookUp(index.containers(name).values(), query).map((one) => ({ ...one, section: name }))
        )
        const [first] = found
        if (first === undefined) {
          return yield* new UnknownMedia({
            error: `Nothing is named "${clean(query)}" in ${sections.join(", ") || "any section: none searches"}. A library is known once it has been read.`
          })
        }
        if (found.length > 1) {
          return yield* new Ambiguous({
            error: `"${clean(query)}" may be ${found.length} things: ${clean(names(found))}. Say more of the name, or the section.`
          })
        }
        return first
      })

    const chosen = (order: SearchOrder) =>
      Effect.gen(function* () {
        if (order.target === undefined) {
          if (order.query === undefined || order.query.trim() === "") {
            return yield* new BadRequest({ error: 'Say what to search for: {"query": "Dark S01E05"}, or a target.' })
          }
          return yield* find(order.query, order.section)
        }
        const { section } = order
        const target = targetOf(order.target)
        if (section === undefined || target === undefined) {
          return yield* new BadRequest({ error: "A target needs its section and all ids of its kind." })
        }
        const kind = (yield* configs.current).Arr[section]?.kind
        if (kind !== kindOf[target.kind]) {
          return yield* new BadRequest({ error: `${section} knows no ${target.kind}.` })
        }
        return { section, target, title: titleOf(section, target) }
      })

    const titleOf = (section: string, target: SearchTarget): string => {
      const containers = index.containers(section)
      switch (target.kind) {
        case "movie":
          return containers.get(target.movieId)?.container.title ?? `movie ${target.movieId}`
        case "series":
          return containers.get(target.seriesId)?.container.title ?? `series ${target.seriesId}`
        case "season":
          return `${containers.get(target.seriesId)?.container.title ?? `series ${target.seriesId}`} season ${target.seasonNumber}`
        case "episode":
          return index.item(section, target.episodeId)?.title ?? `episode ${target.episodeId}`
        case "album":
          return index.item(section, target.albumId)?.title ?? `album ${target.albumId}`
        case "book":
          return index.item(section, target.bookId)?.title ?? `book ${target.bookId}`
      }
    }

    const order = (body: SearchOrder) =>
      Effect.gen(function* () {
        if (body.section !== undefined) yield* known(body.section)
        const { section, target, title } = yield* chosen(body)
        const askedAt = yield* Clock.currentTimeMillis
        yield* wishes.add({ section, reason: "Manual", target, title, askedAt })
        const search = (yield* searches.all).get(section)
        const held = search === undefined ? undefined : (yield* search.status).held
        if (search !== undefined) yield* search.wake
        return {
          status: "ok" as const,
          section,
          title: clean(title),
          target,
          held: held === undefined ? null : clean(held.text)
        }
      })

    const webhook = (body: unknown) =>
      Effect.gen(function* () {
        const now = yield* Clock.currentTimeMillis
        const reading = requestOf(body, now)
        if (reading === "test") return { message: "The test arrived.", sections: [] }
        if (reading === "not a request")
          return { message: "This is about no request that can be searched for.", sections: [] }
        if ("problem" in reading) return yield* new BadRequest({ error: reading.problem })
        const { Arr } = yield* configs.current
        const all = yield* searches.all
        const takers = [...all.values()].filter(({ section }) => {
          const arr = Arr[section]
          if (arr === undefined || (arr.kind !== "radarr" && arr.kind !== "sonarr")) return false
          const { Ombi, Overseerr } = arr.EntrySearch
          return isFor(reading, {
            kind: arr.kind === "radarr" ? "movie" : "tv",
            is4k: Overseerr.Is4K,
            approvedOnly: reading.request.id.startsWith("webhook:ombi") ? Ombi.ApprovedOnly : Overseerr.ApprovedOnly
          })
        })
        for (const taker of takers) {
          yield* requests.add(taker.section, reading.request)
          yield* taker.askRequests
          yield* taker.refresh
          yield* taker.wake
        }
        const sections = takers.map(({ section }) => section)
        return {
          message: sections.length === 0 ? "No section searches for such a request." : "The request is searched for.",
          sections
        }
      })

    return handlers
      .handle("searches", ({ urlParams }) =>
        Effect.gen(function* () {
          const section = textParam(urlParams.section)
          const limit = yield* wholeParam("limit", urlParams.limit, {
            absent: historySize,
            minimum: 0,
            maximum: largestHistory
          })
          const offset = yield* wholeParam("offset", urlParams.offset, { absent: 0, minimum: 0 })
          const now = yield* Clock.currentTimeMillis
          const yields = yield* log.yields(now - yieldTime)
          const all = [...(yield* searches.all).values()].filter(
            (one) => section === undefined || one.section === section
          )
          const statuses = yield* Effect.forEach(all, ({ status }) => status)
          const history = yield* log.list({ limit, offset, ...(section === undefined ? {} : { section }) })
          return {
            sections: statuses
              .toSorted((a, b) => (a.section < b.section ? -1 : 1))
              .map((status) => sectionSearchView(status, yields, clean)),
            total: history.total,
            history: history.searches.map((search) => searchView(search, clean))
          }
        })
      )
      .handleRaw("searchNow", ({ request }) =>
        request.json.pipe(
          Effect.mapError(() => new BadRequest({ error: "The body is not JSON." })),
          Effect.flatMap((body) =>
            Effect.mapError(decodeOrder(body), (error) => {
              const [issue] = ParseResult.ArrayFormatter.formatErrorSync(error)
              const where = issue === undefined || issue.path.length === 0 ? "" : `${issue.path.join(".")}: `
              return new BadRequest({ error: `${where}${issue?.message ?? "the body is not valid"}` })
            })
          ),
          Effect.flatMap(order)
        )
      )
      .handleRaw("requestWebhook", ({ request }) =>
        request.json.pipe(
          Effect.mapError(() => new BadRequest({ error: "The body is not JSON." })),
          Effect.flatMap(webhook),
          Effect.map((answer) => ({ status: "ok" as const, ...answer }))
        )
      )
  })
)
