import type { MediaRef } from "../clients/arr/MediaRef.ts"
import type { QueueRecord, QueueSnapshot } from "../clients/arr/QueueRecord.ts"

/** What of an Arr's queue holds searches back. */
export interface QueueFacts {
  /** Ids of movies, episodes, albums or books for which something is on its way. */
  readonly items: ReadonlySet<number>
  /** Downloads that are not complete yet; a season pack is one. */
  readonly size: number
}

/** The Arr's id of the thing itself. */
export const itemIdOf = (ref: MediaRef): number => {
  switch (ref.kind) {
    case "movie":
      return ref.movieId
    case "episode":
      return ref.episodeId
    case "album":
      return ref.albumId
    case "book":
      return ref.bookId
  }
}

/** What waits for somebody to import it must not hold up searches for ever, so that only what still downloads counts. */
const isUnfinished = ({ status, trackedState }: QueueRecord): boolean =>
  status !== "completed" && status !== "failed" && (trackedState === undefined || trackedState === "downloading")

/** Pure. */
export const queueFactsOf = (snapshot: QueueSnapshot): QueueFacts => {
  const downloads = [...snapshot.byHash.values()]
  return {
    items: new Set(
      [...downloads.flat(), ...snapshot.pending].flatMap(({ media }) => (media === undefined ? [] : [itemIdOf(media)]))
    ),
    size: downloads.filter((rows) => rows.some(isUnfinished)).length
  }
}
