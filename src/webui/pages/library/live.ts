import type { SearchView, SectionSearchView, TargetView } from "../../../web/SearchView.ts"
import type { ThingView } from "../../live/library.ts"

/** The searching of a section as far as it is known, and its newest searches. */
export interface Searching {
  readonly section: SectionSearchView | undefined
  /** Newest first. */
  readonly history: ReadonlyArray<SearchView>
}

/** Whether a search for `target` also looks for this thing. */
export const covers = (target: TargetView, thing: TargetView): boolean => {
  switch (target.kind) {
    case "series":
      return thing.seriesId === target.seriesId
    case "season":
      return thing.seriesId === target.seriesId && thing.seasonNumber === target.seasonNumber
    case "movie":
      return thing.movieId === target.movieId
    case "episode":
      return thing.episodeId === target.episodeId
    case "album":
      return thing.albumId === target.albumId
    case "book":
      return thing.bookId === target.bookId
  }
}

/** What becomes of searches for a thing at the moment, and what became of the last one. */
export interface ThingSearch {
  readonly isRunning: boolean
  /** Somebody has asked for it, and it was not sent yet. */
  readonly isAskedFor: boolean
  readonly last: SearchView | undefined
}

export const searchOf = (thing: ThingView, { history, section }: Searching): ThingSearch => ({
  isRunning: section?.running.some(({ target }) => covers(target, thing.target)) === true,
  isAskedFor: section?.next.some(({ reason, target }) => reason === "Manual" && covers(target, thing.target)) === true,
  last: history.find(({ target }) => covers(target, thing.target))
})
