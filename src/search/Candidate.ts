import type { SearchTarget } from "../clients/arr/SearchTarget.ts"
import type { SearchReason } from "../store/search/SearchReason.ts"

/** One search that could be sent. */
export interface Candidate {
  readonly reason: SearchReason
  readonly target: SearchTarget
  /** Ids of the things of the library that it looks for; all of them count as searched for afterwards. */
  readonly items: ReadonlyArray<number>
  /** For people: `The Matrix (1999)`, `Dark S01E05 · Truths`, `Dark S02 (3 episodes)`, `Artist - Album`. */
  readonly title: string
  /** Key of the wish that asked for it; undefined when nobody did. */
  readonly wish: number | undefined
}
