import type { SearchTarget } from "../clients/arr/SearchTarget.ts"
import type { SearchMark } from "../store/search/SearchMarks.ts"
import type { SearchReason } from "../store/search/SearchReason.ts"

/** One search that could be sent. */
export interface Candidate {
  readonly reason: SearchReason
  readonly target: SearchTarget
  /** Ids of the things of the library that it looks for, ascending; all of them count as searched for afterwards. */
  readonly items: ReadonlyArray<number>
  /**
   * What is to be noted when it is sent. Not always `items` with `reason`: a season search for what is missing also
   * looks for the better version of another episode, and a request that was searched for is not searched for again a
   * minute later because it is missing. Empty for what the index does not know.
   */
  readonly marks: ReadonlyArray<Pick<SearchMark, "itemId" | "reason">>
  /** For people: `The Matrix (1999)`, `Dark S01E05 · Truths`, `Dark S02 (3 episodes)`, `Artist - Album`. */
  readonly title: string
  /** Key of the wish that asked for it; undefined when nobody did. */
  readonly wish: number | undefined
}
