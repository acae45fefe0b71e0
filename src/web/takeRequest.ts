import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { Config } from "../config/Config.ts"
import { ConfigService } from "../config/ConfigService.ts"
import { requestedBy } from "../search/requested.ts"
import { type PossibleTaker, takersOf } from "../search/requests/takers.ts"
import { requestOf } from "../search/requests/webhook.ts"
import { Searches } from "../search/Searches.ts"
import { searches as isSearched } from "../search/whoSearches.ts"
import { LibraryIndex, type LibraryIndexService } from "../store/search/LibraryIndex.ts"
import { type MediaRequest, Requests } from "../store/search/Requests.ts"
import { BadRequest } from "./ApiError.ts"
import type { WebhookAnswer } from "./SearchesApi.ts"
import { searchSections } from "./searchSections.ts"

/** What a library has of what is asked for. */
const hasOf = (index: LibraryIndexService, section: string, request: MediaRequest): PossibleTaker["has"] => {
  const isRequested = requestedBy([request])
  let any = false
  for (const { items } of index.containers(section).values()) {
    for (const item of items) {
      if (!isRequested(item)) continue
      if (item.file === undefined) return "some"
      any = true
    }
  }
  return any ? "all" : "nothing"
}

const possible = (config: Config, index: LibraryIndexService, request: MediaRequest): ReadonlyArray<PossibleTaker> => {
  const fromOmbi = request.id.startsWith("webhook:ombi:")
  return searchSections(config).flatMap((section) => {
    const arr = config.Arr[section]
    if (arr?.kind !== "radarr" && arr?.kind !== "sonarr") return []
    const { Ombi, Overseerr } = arr.EntrySearch
    return {
      section,
      kind: arr.kind === "radarr" ? "movie" : "tv",
      is4k: Overseerr.Is4K,
      approvedOnly: fromOmbi ? Ombi.ApprovedOnly : Overseerr.ApprovedOnly,
      searches: isSearched(config, section),
      dryRun: arr.DryRun ?? config.Settings.DryRun,
      has: hasOf(index, section, request)
    } satisfies PossibleTaker
  })
}

/**
 * Takes what a request service (or a person) says by webhook. A section whose search worker does not live at the moment
 * remembers the request, too: a webhook comes once.
 */
export const takeRequest = (
  body: unknown
): Effect.Effect<WebhookAnswer, BadRequest, ConfigService | LibraryIndex | Requests | Searches> =>
  Effect.gen(function* () {
    const reading = requestOf(body, yield* Clock.currentTimeMillis)
    if (reading === "test") return { status: "ok", message: "The test arrived.", sections: [] }
    if (reading === "not a request") {
      return { status: "ok", message: "This is about nothing that is to be searched for.", sections: [] }
    }
    if ("problem" in reading) return yield* new BadRequest({ error: reading.problem })
    const config = yield* (yield* ConfigService).current
    const { message, sections } = takersOf(reading, possible(config, yield* LibraryIndex, reading.request))
    const requests = yield* Requests
    const all = yield* (yield* Searches).all
    for (const section of sections) {
      yield* requests.add(section, reading.request)
      const search = all.get(section)
      if (search === undefined) continue
      // Its own list tells more (who approved it, which seasons), and the library may not have it yet.
      yield* search.askRequests
      yield* search.refresh
      yield* search.wake
    }
    yield* Effect.logInfo(`A request came by webhook. ${message}`)
    return { status: "ok", message, sections }
  })
