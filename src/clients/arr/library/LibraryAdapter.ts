import type * as Effect from "effect/Effect"
import type { ClientError } from "../../ClientError.ts"
import type { Endpoint } from "../request.ts"
import type { Row } from "./fields.ts"
import type { LibraryContainer, LibraryItem, Listing } from "./LibraryItem.ts"
import type { ReadRow } from "./listing.ts"

/** How one of the four programs tells its library. */
export interface LibraryAdapter {
  /** What has a quality profile; also the name of its resource: `movie`, `series`, `artist`, `author`. */
  readonly container: "movie" | "series" | "artist" | "author"
  /** Parameters of the request for all of them. */
  readonly query: ReadonlyArray<readonly [string, string]>
  readonly readContainer: ReadRow<LibraryContainer>
  /** How many containers one call of `itemsOf` may name. */
  readonly portion: number
  /** What at most `portion` containers contain. Nothing for those that have gone. */
  readonly itemsOf: (
    endpoint: Endpoint,
    containers: ReadonlyArray<LibraryContainer>
  ) => Effect.Effect<Listing<LibraryItem>, ClientError>
  /** Whose files an event of the history may have changed. */
  readonly containerIdOf: (event: Row) => number | undefined
}
