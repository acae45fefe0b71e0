import type { LibraryEvent } from "../clients/arr/library/LibraryReads.ts"
import type { SearchTarget } from "../clients/arr/SearchTarget.ts"
import type { Grab, Search } from "../store/search/SearchLog.ts"
import { itemIdOf } from "./queueFacts.ts"

/** Clocks of two machines differ. Milliseconds. */
const slack = 60_000

/** How long after the end of a command a grab still counts as its work: the Arr writes it down before. Milliseconds. */
const afterEnd = 120_000

/** A search that nobody saw end counts for this long. Milliseconds. */
const longest = 6 * 3_600_000

/** Whether a thing in the words of the history is one that the search looked for. */
const lookedFor = ({ items, target }: Search, event: LibraryEvent): boolean => {
  const { media } = event
  if (media === undefined) return false
  return items.includes(itemIdOf(media)) || covers(target, media)
}

const covers = (target: SearchTarget, media: NonNullable<LibraryEvent["media"]>): boolean => {
  if (media.kind !== "episode") return false
  if (target.kind === "series") return media.seriesId === target.seriesId
  return target.kind === "season" && media.seriesId === target.seriesId && media.seasonNumber === target.seasonNumber
}

/** What came by RSS, by hand or from another program is nobody's yield. Builds that do not tell are believed. */
const ofSearch = (source: string | undefined): boolean =>
  source === undefined || source === "search" || source === "userInvokedSearch" || source === "unknown"

const during = (search: Search, at: number): boolean =>
  at >= search.sentAt - slack && at <= (search.endedAt ?? search.sentAt + longest) + afterEnd

const sameRelease = (grab: Grab, event: LibraryEvent): boolean =>
  event.hash === undefined || grab.hash === undefined ? grab.title === event.title : grab.hash === event.hash

const added = (search: Search, event: LibraryEvent): ReadonlyArray<Grab> =>
  // A season pack is one release with a line for each episode.
  search.grabs.some((grab) => sameRelease(grab, event))
    ? search.grabs
    : [
        ...search.grabs,
        {
          at: event.at,
          hash: event.hash,
          title: event.title ?? "unknown release",
          indexer: event.indexer,
          importedAt: undefined,
          failedAt: undefined
        }
      ]

const ended = (search: Search, event: LibraryEvent): ReadonlyArray<Grab> =>
  search.grabs.map((grab) => {
    // What ended before was an earlier grab of the same release.
    if (event.hash === undefined || grab.hash !== event.hash || event.at < grab.at) return grab
    if (event.type === "imported") return grab.importedAt === undefined ? { ...grab, importedAt: event.at } : grab
    return grab.failedAt === undefined ? { ...grab, failedAt: event.at } : grab
  })

/**
 * Follows the chain of each search through the Arr's history: what it grabbed, and what was imported or failed of it.
 * Answers the new grabs of those searches that changed. A grab goes to the newest search that looked for it. Pure.
 * @param searches newest first
 * @param events oldest first
 */
export const grabsOf = (
  searches: ReadonlyArray<Search>,
  events: ReadonlyArray<LibraryEvent>
): ReadonlyArray<{ readonly key: number; readonly grabs: ReadonlyArray<Grab> }> => {
  const current = new Map(searches.map((search) => [search.key, search]))
  for (const event of events) {
    if (event.type === "grabbed" && ofSearch(event.source)) {
      const search = [...current.values()].find((one) => during(one, event.at) && lookedFor(one, event))
      if (search !== undefined) current.set(search.key, { ...search, grabs: added(search, event) })
    } else if (event.type === "imported" || event.type === "failed") {
      for (const search of current.values()) {
        if (search.grabs.some((grab) => grab.hash !== undefined && grab.hash === event.hash)) {
          current.set(search.key, { ...search, grabs: ended(search, event) })
        }
      }
    }
  }
  return searches.flatMap((search) => {
    const now = current.get(search.key)
    const changed = now !== undefined && JSON.stringify(now.grabs) !== JSON.stringify(search.grabs)
    return changed ? [{ key: search.key, grabs: now.grabs }] : []
  })
}
