import * as Effect from "effect/Effect"
import type { ArrClient } from "../../clients/arr/ArrClient.ts"
import { searchTarget } from "../../clients/arr/mutations.ts"
import type { ClientError } from "../../clients/ClientError.ts"
import type { Search, SearchLog } from "../../store/search/SearchLog.ts"
import type { SearchMarks } from "../../store/search/SearchMarks.ts"
import { Wishes } from "../../store/search/Wishes.ts"
import { type Logged, loggedSearch } from "./loggedSearch.ts"

/** What is to be sent. */
export interface Sending extends Omit<Logged, "answered"> {
  /** The wish that is fulfilled with it. */
  readonly wish: number | undefined
}

/**
 * Sends one search, as `loggedSearch` says. Its wish is over once the Arr has answered; while that is open the wish
 * stays, and `followCommands` takes it back when the search has arrived.
 */
export const sendSearch = (
  client: ArrClient,
  { wish, ...sending }: Sending
): Effect.Effect<Search, ClientError, SearchLog | SearchMarks | Wishes> =>
  Effect.flatMap(Wishes, (wishes) =>
    loggedSearch(
      { ...sending, answered: wish === undefined ? Effect.void : wishes.remove(wish) },
      searchTarget(client, sending.target)
    )
  )
