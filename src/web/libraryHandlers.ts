import * as HttpApiBuilder from "@effect/platform/HttpApiBuilder"
import * as Effect from "effect/Effect"
import { ConfigService } from "../config/ConfigService.ts"
import { arrOptionsOf } from "../config/options.ts"
import { Secrets } from "../observability/Redaction.ts"
import { Searches } from "../search/Searches.ts"
import { searches as isSearched } from "../search/whoSearches.ts"
import { LibraryIndex } from "../store/search/LibraryIndex.ts"
import { Api } from "./Api.ts"
import { UnknownMedia } from "./ApiError.ts"
import { firstOf } from "./firstOf.ts"
import { largestShelfPage, reasonWords, shelfPage, shelfSorts } from "./LibraryApi.ts"
import { Libraries } from "./library/Libraries.ts"
import { shelfView, syncView, thingView } from "./library/LibraryViews.ts"
import { Posters } from "./library/Posters.ts"
import { sendPoster } from "./library/sendPoster.ts"
import { reasonOf, type Shelf, skipOf, sumOf } from "./library/shelves.ts"
import { isoOrNull } from "./ProcessView.ts"
import { textParam, wholeParam, wordParam } from "./queryParams.ts"
import { namedIn, noSection, searchSections } from "./searchSections.ts"
import { cleaner } from "./TorrentView.ts"

type ShelfSort = (typeof shelfSorts)[number]

const keyOf: Readonly<Record<ShelfSort, (shelf: Shelf) => string | number | undefined>> = {
  title: ({ container }) => container.title.toLowerCase(),
  year: ({ year }) => year,
  missing: ({ counts }) => counts.missing,
  available: ({ counts }) => counts.available
}

/** By one column, then by title, then by id, so that pages do not overlap. */
const shelfOrder = (sort: ShelfSort, isDescending: boolean) => {
  const key = keyOf[sort]
  const sign = isDescending ? -1 : 1
  const compare = (a: string | number | undefined, b: string | number | undefined, way: number): number =>
    a === b ? 0 : a === undefined ? 1 : b === undefined ? -1 : a < b ? -way : way
  return (a: Shelf, b: Shelf): number =>
    compare(key(a), key(b), sign) ||
    compare(keyOf.title(a), keyOf.title(b), 1) ||
    compare(a.container.id, b.container.id, 1)
}

const isTrue = (word: "true" | "false"): boolean => word === "true"

/** What the Arrs hold, as far as it was read. */
export const libraryHandlers = HttpApiBuilder.group(Api, "library", (handlers) =>
  Effect.gen(function* () {
    const configs = yield* ConfigService
    const index = yield* LibraryIndex
    const searches = yield* Searches
    const posters = yield* Posters
    const libraries = yield* Libraries
    const clean = cleaner((yield* Secrets).redact)

    const sectionOf = (name: string) =>
      Effect.gen(function* () {
        const config = yield* configs.current
        const section = namedIn(searchSections(config), name)
        const arr = section === undefined ? undefined : config.Arr[section]
        if (section === undefined || arr === undefined) {
          return yield* new UnknownMedia({ error: noSection(config, clean(name)) })
        }
        return { config, section, arr }
      })

    const shelfOf = (name: string, containerId: string) =>
      Effect.gen(function* () {
        const known = yield* sectionOf(name)
        const id = /^\d{1,9}$/.test(containerId) ? Number(containerId) : Number.NaN
        const shelf = (yield* libraries.of(known.config, known.section)).get(id)
        if (shelf === undefined) {
          return yield* new UnknownMedia({
            error: `The library of ${known.section} holds nothing with the id ${clean(containerId)}.`
          })
        }
        return { ...known, shelf }
      })

    return handlers
      .handle("libraries", () =>
        Effect.gen(function* () {
          const config = yield* configs.current
          const all = yield* searches.all
          const sections = yield* Effect.forEach(searchSections(config), (section) =>
            Effect.gen(function* () {
              const shelves = yield* libraries.of(config, section)
              const search = all.get(section)
              const sync = search === undefined ? undefined : (yield* search.status).sync
              const { Category = "", kind = "radarr" } = config.Arr[section] ?? {}
              return {
                section,
                kind,
                category: Category,
                reads: isSearched(config, section),
                containers: shelves.size,
                counts: sumOf([...shelves.values()].map(({ counts }) => counts)),
                readAt: isoOrNull(index.marks(section).fullAt ?? null),
                sync: syncView(sync, clean)
              }
            })
          )
          return { sections }
        })
      )
      .handle("shelves", ({ path, urlParams }) =>
        Effect.gen(function* () {
          const limits = { absent: shelfPage, minimum: 1, maximum: largestShelfPage }
          const limit = yield* wholeParam("limit", urlParams.limit, limits)
          const offset = yield* wholeParam("offset", urlParams.offset, { absent: 0, minimum: 0 })
          const q = textParam(urlParams.q)?.toLowerCase()
          const missing = yield* wordParam("missing", urlParams.missing, ["true", "false"], undefined)
          const monitored = yield* wordParam("monitored", urlParams.monitored, ["true", "false"], undefined)
          const reason = yield* wordParam("reason", urlParams.reason, reasonWords, undefined)
          const sort = yield* wordParam("sort", urlParams.sort, shelfSorts, "title")
          const order = yield* wordParam("order", urlParams.order, ["asc", "desc"], "asc")
          const { arr, config, section } = yield* sectionOf(path.section)
          const found: Array<Shelf> = []
          for (const shelf of (yield* libraries.of(config, section)).values()) {
            const { container, counts, things } = shelf
            if (q !== undefined && !container.title.toLowerCase().includes(q)) continue
            if (missing !== undefined && counts.missing > 0 !== isTrue(missing)) continue
            if (monitored !== undefined && container.monitored !== isTrue(monitored)) continue
            if (reason !== undefined && !things.some((one) => reasonOf(one) === reason || skipOf(one) === reason))
              continue
            found.push(shelf)
          }
          const page = firstOf(found, offset + limit, shelfOrder(sort, order === "desc")).slice(offset)
          return { section, kind: arr.kind, total: found.length, containers: page.map((one) => shelfView(one, clean)) }
        })
      )
      .handle("shelf", ({ path }) =>
        Effect.map(shelfOf(path.section, path.containerId), ({ arr, section, shelf }) => ({
          section,
          kind: arr.kind,
          ...shelfView(shelf, clean),
          items: shelf.things.map((thing) => thingView(thing, clean))
        }))
      )
      .handleRaw("poster", ({ path, request }) =>
        Effect.gen(function* () {
          const { config, section, shelf } = yield* shelfOf(path.section, path.containerId)
          const poster = yield* posters.get(arrOptionsOf(config, section), shelf.container.id)
          if (poster === undefined) {
            return yield* new UnknownMedia({ error: `${section} has no poster of it, or does not answer.` })
          }
          return sendPoster(request, poster)
        })
      )
  })
)
