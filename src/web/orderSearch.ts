import * as Clock from "effect/Clock"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import type { ArrKind } from "../clients/arr/ArrKind.ts"
import type { SearchTarget } from "../clients/arr/SearchTarget.ts"
import { ConfigService } from "../config/ConfigService.ts"
import { lookBackOf } from "../search/gate.ts"
import { lookUp } from "../search/lookUp.ts"
import { manualHold } from "../search/manualHold.ts"
import { Searches, type SectionSearch } from "../search/Searches.ts"
import { searchSettingsOf } from "../search/searchSettingsOf.ts"
import { itemTitle } from "../search/titles.ts"
import { searches as isSearched } from "../search/whoSearches.ts"
import { LibraryIndex, type LibraryIndexService } from "../store/search/LibraryIndex.ts"
import { SearchLog } from "../store/search/SearchLog.ts"
import { Wishes } from "../store/search/Wishes.ts"
import { Ambiguous, BadRequest, Unavailable, UnknownMedia } from "./ApiError.ts"
import type { SearchOrder, SearchOrdered } from "./SearchesApi.ts"
import { namedIn, noSection, searchSections } from "./searchSections.ts"
import type { Clean } from "./TorrentView.ts"

/** Matches that one answer lists. */
const mostMatches = 20

const kindOf: Readonly<Record<SearchTarget["kind"], ArrKind>> = {
  movie: "radarr",
  episode: "sonarr",
  season: "sonarr",
  series: "sonarr",
  album: "lidarr",
  book: "readarr"
}

/** What is searched for, for people. What the library does not know has its ids. */
const titleOf = (index: LibraryIndexService, section: string, target: SearchTarget): string => {
  const item = (id: number): string => {
    const found = index.item(section, id)
    return found?.ref.kind === target.kind ? itemTitle(found) : `${target.kind} ${id}`
  }
  const series = (id: number): string => index.containers(section).get(id)?.container.title ?? `series ${id}`
  switch (target.kind) {
    case "movie":
      return item(target.movieId)
    case "episode":
      return item(target.episodeId)
    case "album":
      return item(target.albumId)
    case "book":
      return item(target.bookId)
    case "series":
      return series(target.seriesId)
    case "season":
      return `${series(target.seriesId)} S${String(target.seasonNumber).padStart(2, "0")}`
  }
}

/** The searching of a section that lives. */
const searchOf = (name: string) =>
  Effect.gen(function* () {
    const config = yield* (yield* ConfigService).current
    const section = namedIn(searchSections(config), name)
    if (section === undefined) return yield* new UnknownMedia({ error: noSection(config, name) })
    const search = (yield* (yield* Searches).all).get(section)
    if (search !== undefined) return search
    return yield* new Unavailable({
      error: `${section} does not search at the moment: its search worker does not run, or its Arr has not answered yet. See GET /api/processes.`
    })
  })

/** Why a library may have it nevertheless. */
const perhaps = (sections: ReadonlyArray<string>) =>
  Effect.gen(function* () {
    const config = yield* (yield* ConfigService).current
    const index = yield* LibraryIndex
    const unread = sections.filter((section) => index.marks(section).fullAt === undefined)
    const off = unread.filter((section) => !isSearched(config, section))
    const reading = unread.filter((section) => !off.includes(section))
    const told = [
      ...(reading.length > 0 ? [`Not read to the end yet: ${reading.join(", ")}.`] : []),
      ...(off.length > 0 ? [`Not read, as nothing is searched for there: ${off.join(", ")} (see EntrySearch).`] : [])
    ]
    return told.map((text) => ` ${text}`).join("")
  })

/** Exactly one thing, or why not. */
const find = (query: string, within: SectionSearch | undefined, clean: Clean) =>
  Effect.gen(function* () {
    const index = yield* LibraryIndex
    const all = within === undefined ? [...(yield* (yield* Searches).all).values()] : [within]
    const sections = all.map(({ section }) => section).sort()
    const found = lookUp(
      sections.map((section) => ({ section, containers: index.containers(section).values() })),
      query
    )
    const [first, second] = found
    const said = clean(query.replaceAll(/\s+/g, " ").trim())
    if (first === undefined) {
      const where = sections.join(", ")
      return yield* new UnknownMedia({
        error:
          where === ""
            ? "Nothing can be found: no section searches at the moment. See GET /api/processes."
            : `Nothing is named "${said}" in ${where}.${yield* perhaps(sections)}`
      })
    }
    if (second === undefined) return first
    return yield* new Ambiguous({
      error: `"${said}" may be ${found.length} things. Say more of the title, or the section.`,
      matches: found.slice(0, mostMatches).map((one) => ({ ...one, title: clean(one.title) })),
      total: found.length
    })
  })

const chosen = (order: SearchOrder, clean: Clean) =>
  Effect.gen(function* () {
    const within = order.section === undefined ? undefined : yield* searchOf(order.section)
    const { query = "", target } = order
    if ((query.trim() === "") === (target === undefined)) {
      return yield* new BadRequest({ error: 'Say what to search for: {"query": "Dark S01E05"}, or a target.' })
    }
    if (target === undefined) return yield* find(query, within, clean)
    if (within === undefined) return yield* new BadRequest({ error: "A target needs its section." })
    const { section } = within
    const kind = (yield* (yield* ConfigService).current).Arr[section]?.kind
    if (kind !== kindOf[target.kind]) {
      return yield* new BadRequest({ error: `${section} has nothing of the kind ${target.kind}.` })
    }
    return { section, target, title: titleOf(yield* LibraryIndex, section, target) }
  })

/** Has something searched for before everything else, and tells what, where, and what it has to wait for. */
export const orderSearch = (
  order: SearchOrder,
  clean: Clean
): Effect.Effect<
  SearchOrdered,
  BadRequest | UnknownMedia | Ambiguous | Unavailable,
  ConfigService | LibraryIndex | SearchLog | Searches | Wishes
> =>
  Effect.gen(function* () {
    const { section, target, title } = yield* chosen(order, clean)
    const search = yield* searchOf(section)
    const now = yield* Clock.currentTimeMillis
    yield* (yield* Wishes).add({ section, reason: "Manual", target, title, askedAt: now })
    const settings = searchSettingsOf(yield* (yield* ConfigService).current, section)
    const held = manualHold({
      status: yield* search.status,
      settings,
      sentTimes: (yield* SearchLog).sentSince(section, now - lookBackOf(settings)),
      now,
      zone: DateTime.zoneMakeLocal()
    })
    yield* search.wake
    return { status: "ok", section, title: clean(title), target, held: held === undefined ? null : clean(held) }
  })
