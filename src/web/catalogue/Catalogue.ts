import type * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as Effect from "effect/Effect"
import type { ArrKind } from "../../clients/arr/ArrKind.ts"
import { ConfigService } from "../../config/ConfigService.ts"
import { arrOptionsOf } from "../../config/options.ts"
import { Secrets } from "../../observability/Redaction.ts"
import { Dependencies } from "../../supervision/Dependencies.ts"
import { Supervisor } from "../../supervision/Supervisor.ts"
import { type BadRequest, UnknownMedia } from "../ApiError.ts"
import { largestCataloguePage } from "../CatalogueApi.ts"
import { Libraries } from "../library/Libraries.ts"
import { Posters } from "../library/Posters.ts"
import { sendPoster } from "../library/sendPoster.ts"
import { countsOf, isQualityMet, type Shelf, sumOf, type Thing } from "../library/shelves.ts"
import { flagParam, textParam, wholeParam } from "../queryParams.ts"
import { readiness } from "../Readiness.ts"
import { searchSections } from "../searchSections.ts"
import { cleaner } from "../TorrentView.ts"
import {
  allCounts,
  oldAlbum,
  oldArtist,
  oldAuthor,
  oldBook,
  oldMovie,
  oldReason,
  oldSeries,
  totals
} from "./oldViews.ts"

type Given = Readonly<Record<string, string | ReadonlyArray<string> | undefined>>

/** A test of one row; undefined lets all pass. */
type Filter<A> = ((row: A) => boolean) | undefined

const flagFilter = <A>(name: string, given: Given, holds: (row: A) => boolean): Effect.Effect<Filter<A>, BadRequest> =>
  Effect.map(flagParam(name, given[name]), (wanted) =>
    wanted === undefined ? undefined : (row: A) => holds(row) === wanted
  )

const passes = <A>(row: A, filters: ReadonlyArray<Filter<A>>): boolean =>
  filters.every((filter) => filter === undefined || filter(row))

const titleFilter = <A>(given: Given, titleOf: (row: A) => string): Filter<A> => {
  const q = textParam(given["q"])?.toLowerCase()
  return q === undefined ? undefined : (row) => titleOf(row).toLowerCase().includes(q)
}

const pageOf = <A>(given: Given, rows: ReadonlyArray<A>, usual: number) =>
  Effect.gen(function* () {
    const limits = { absent: usual, minimum: 1, maximum: largestCataloguePage }
    const page = yield* wholeParam("page", given["page"], { absent: 0, minimum: 0 })
    const name = textParam(given["page_size"]) === undefined ? "size" : "page_size"
    const size = yield* wholeParam(name, given[name], limits)
    return { page: { page, page_size: size, total: rows.length }, rows: rows.slice(page * size, (page + 1) * size) }
  })

const byTitle = (a: Shelf, b: Shelf): number => {
  const [one, other] = [a.container.title.toLowerCase(), b.container.title.toLowerCase()]
  return one === other ? a.container.id - b.container.id : one < other ? -1 : 1
}

const thingTitle = ({ item }: Thing): string => item.title

/** What both prefixes answer. */
export const make = Effect.gen(function* () {
  const configs = yield* ConfigService
  const libraries = yield* Libraries
  const posters = yield* Posters
  const dependencies = yield* Dependencies
  const supervisor = yield* Supervisor
  const { redact } = yield* Secrets
  const clean = cleaner(redact)

  /** By its category, by its name, or as the only one of its kind. */
  const sectionOf = (kind: ArrKind, name: string) =>
    Effect.gen(function* () {
      const config = yield* configs.current
      const all = searchSections(config).filter((section) => config.Arr[section]?.kind === kind)
      const section =
        all.find((one) => config.Arr[one]?.Category === name) ??
        all.find((one) => one === name) ??
        (name === kind && all.length === 1 ? all[0] : undefined)
      if (section === undefined) {
        const known = all.map((one) => config.Arr[one]?.Category ?? one).join(", ") || "none"
        return yield* new UnknownMedia({ error: `No ${kind} has the category ${clean(name)}. Categories: ${known}.` })
      }
      const shelves = [...(yield* libraries.of(config, section)).values()].sort(byTitle)
      return { config, section, shelves, category: config.Arr[section]?.Category ?? section }
    })

  const shelfOf = (kind: ArrKind, { category, id }: { readonly category: string; readonly id: string }) =>
    Effect.gen(function* () {
      const known = yield* sectionOf(kind, category)
      const shelf = known.shelves.find(({ container }) => String(container.id) === id)
      if (shelf === undefined) {
        return yield* new UnknownMedia({ error: `${known.section} holds nothing with the id ${clean(id)}.` })
      }
      return { ...known, shelf }
    })

  const thingFilters = (given: Given) =>
    Effect.all([
      Effect.succeed(titleFilter(given, thingTitle)),
      flagFilter<Thing>("monitored", given, ({ item }) => item.monitored),
      flagFilter<Thing>("has_file", given, ({ item }) => item.file !== undefined),
      flagFilter("quality_met", given, isQualityMet),
      flagFilter<Thing>("is_request", given, ({ isRequested }) => isRequested)
    ])

  const thingsOf = (kind: ArrKind, category: string, given: Given, more: ReadonlyArray<Filter<Thing>> = []) =>
    Effect.gen(function* () {
      const filters = [...(yield* thingFilters(given)), ...more]
      const known = yield* sectionOf(kind, category)
      const things = known.shelves.flatMap((shelf) => shelf.things)
      const { page, rows } = yield* pageOf(
        given,
        things.filter((thing) => passes(thing, filters)),
        50
      )
      return { ...page, category: known.category, counts: allCounts(countsOf(things)), rows }
    })

  const movies = (category: string, given: Given) =>
    Effect.gen(function* () {
      const from = yield* wholeParam("year_min", given["year_min"], { absent: 0, minimum: 0 })
      const to = yield* wholeParam("year_max", given["year_max"], { absent: Number.MAX_SAFE_INTEGER, minimum: 0 })
      const isAsked = textParam(given["year_min"]) !== undefined || textParam(given["year_max"]) !== undefined
      const inYears: Filter<Thing> = isAsked
        ? ({ item }) => item.year !== undefined && item.year >= from && item.year <= to
        : undefined
      const { rows, ...page } = yield* thingsOf("radarr", category, given, [inYears])
      return { ...page, movies: rows.map((thing) => oldMovie(thing, clean)) }
    })

  const albums = (category: string, given: Given) =>
    Effect.map(thingsOf("lidarr", category, given), ({ rows, ...page }) => ({
      ...page,
      albums: rows.map((thing) => oldAlbum(thing, clean))
    }))

  const shelvesOf = (kind: ArrKind, category: string, given: Given, usual: number, onlyMissing: boolean) =>
    Effect.gen(function* () {
      const reason = textParam(given["reason"])
      const filters: ReadonlyArray<Filter<Shelf>> = [
        titleFilter(given, ({ container }) => container.title),
        yield* flagFilter<Shelf>("monitored", given, ({ container }) => container.monitored),
        onlyMissing ? ({ counts }) => counts.missing > 0 : undefined,
        reason === undefined ? undefined : ({ things }) => things.some((thing) => oldReason(thing) === reason)
      ]
      const known = yield* sectionOf(kind, category)
      const { page, rows } = yield* pageOf(
        given,
        known.shelves.filter((shelf) => passes(shelf, filters)),
        usual
      )
      const counts = totals(sumOf(known.shelves.map((shelf) => shelf.counts)))
      return { ...page, category: known.category, counts, rows }
    })

  const isOn = (given: Given, ...names: ReadonlyArray<string>) =>
    Effect.map(
      Effect.forEach(names, (name) => flagParam(name, given[name])),
      (flags) => flags.includes(true)
    )

  const series = (category: string, given: Given) =>
    Effect.gen(function* () {
      const onlyMissing = yield* isOn(given, "missing", "only_missing")
      const { rows, ...page } = yield* shelvesOf("sonarr", category, given, 25, onlyMissing)
      return { ...page, series: rows.map((shelf) => oldSeries(shelf, clean)) }
    })

  const artists = (category: string, given: Given) =>
    Effect.gen(function* () {
      const { rows, ...page } = yield* shelvesOf("lidarr", category, given, 50, yield* isOn(given, "missing"))
      return { ...page, artists: rows.map((shelf) => ({ artist: oldArtist(shelf, clean) })) }
    })

  const authors = (category: string, given: Given) =>
    Effect.gen(function* () {
      const { rows, ...page } = yield* shelvesOf("readarr", category, given, 50, yield* isOn(given, "missing"))
      return { ...page, authors: rows.map((shelf) => ({ author: oldAuthor(shelf, clean) })) }
    })

  type One = Parameters<typeof shelfOf>[1]

  const artist = (path: One) =>
    Effect.map(shelfOf("lidarr", path), ({ category, shelf }) => ({
      category,
      artist: oldArtist(shelf, clean),
      albums: shelf.things.map((thing) => oldAlbum(thing, clean))
    }))

  const author = (path: One) =>
    Effect.map(shelfOf("readarr", path), ({ category, shelf }) => ({
      category,
      author: oldAuthor(shelf, clean),
      books: shelf.things.map((thing) => oldBook(thing, clean))
    }))

  const thumbnail = (kind: ArrKind, path: One, request: HttpServerRequest.HttpServerRequest) =>
    Effect.gen(function* () {
      const { config, section, shelf } = yield* shelfOf(kind, path)
      const poster = yield* posters.get(arrOptionsOf(config, section), shelf.container.id)
      return poster === undefined
        ? yield* new UnknownMedia({ error: `${section} has no poster of it, or does not answer.` })
        : sendPoster(request, poster)
    })

  const arrs = Effect.gen(function* () {
    const config = yield* configs.current
    return {
      arr: Object.entries(config.Arr)
        .filter(([, { Managed }]) => Managed)
        .map(([name, { Category, kind }]) => ({ category: Category, name, type: kind })),
      ready: readiness(yield* dependencies.all, yield* supervisor.status, redact).ready
    }
  })

  return { movies, series, albums, artists, artist, authors, author, thumbnail, arrs }
})
