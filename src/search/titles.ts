import type { LibraryItem } from "../clients/arr/library/LibraryItem.ts"
import type { SearchTarget } from "../clients/arr/SearchTarget.ts"

const two = (number: number): string => String(number).padStart(2, "0")

const episodes = (count: number): string => `(${count} ${count === 1 ? "episode" : "episodes"})`

const joined = (first: string, between: string, second: string): string =>
  first === "" ? second : second === "" ? first : first + between + second

/** Of one thing: `The Matrix (1999)`, `Dark S01E05 · Truths`, `Artist - Album`. */
export const itemTitle = (item: LibraryItem): string => {
  const { ref, title, containerTitle, year, episodeNumber } = item
  switch (ref.kind) {
    case "movie":
      return year === undefined ? title : `${title} (${year})`
    case "episode": {
      const number = `S${two(ref.seasonNumber)}${episodeNumber === undefined ? "" : `E${two(episodeNumber)}`}`
      return joined(joined(containerTitle, " ", number), " · ", title)
    }
    default:
      return joined(containerTitle, " - ", title)
  }
}

/** Of a search for these things: as of the one, or `Dark S02 (3 episodes)`, `Dark (12 episodes)`. Undefined without any. */
export const searchTitle = (target: SearchTarget, items: ReadonlyArray<LibraryItem>): string | undefined => {
  const [first] = items
  if (first === undefined) return undefined
  switch (target.kind) {
    case "season":
      return joined(first.containerTitle, " ", `S${two(target.seasonNumber)} ${episodes(items.length)}`)
    case "series":
      return joined(first.containerTitle, " ", episodes(items.length))
    default:
      return itemTitle(first)
  }
}
